"""`from simgen.torch import SimgenDataset`: samples in a training script (needs the extra ``simgen[torch]``)."""

from simgen.dataset.torch_dataset import SimgenDataset, collate

__all__ = ["SimgenDataset", "collate"]
