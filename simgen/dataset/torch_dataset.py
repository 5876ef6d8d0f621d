"""The torch side of the reader, the only importer of torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.dataset.reader import Record, read
from simgen.errors import BackendError, DatasetError

try:
    import torch
    import torch.utils.data
except ImportError as error:  # pragma: no cover - said to the user, tested in a fresh process
    raise BackendError(
        "torch is not installed", where="simgen.torch", remedy="Install it: pip install 'simgen[torch]'."
    ) from error

try:
    from torchvision import tv_tensors
except (ImportError, RuntimeError):
    # Plain tensors serve without torchvision; a torchvision built for another torch raises RuntimeError.
    tv_tensors = None

Target = dict[str, Any]
# A record and an epoch to (H, W, 3) uint8 sRGB.
Relight = Callable[[Record, int], npt.NDArray[np.uint8]]
Transform = Callable[[torch.Tensor, Target], tuple[torch.Tensor, Target]]


class SimgenDataset(torch.utils.data.Dataset[tuple[torch.Tensor, Target]]):  # type: ignore[misc]
    """Images and targets as torchvision's detection models take them.

    An item is `(image, target)`. image: (3, H, W) float32 in 0..1, sRGB. target, with n visible objects of at least
    `min_visible_px` pixels and `min_visible_fraction`:

    - boxes (n, 4) float32, x0 y0 x1 y1; labels (n,) int64 category ids (0 is background, never used);
      masks (n, H, W) uint8; area (n,) float32 pixels; iscrowd (n,) int64 zeros; image_id () int64, the item's index;
    - instance_id (n,) int64; visible_fraction (n,) float32; depth_m (H, W) float32, planar z, inf where nothing;
      normal (3, H, W) float32, camera frame; semantic (H, W) int64; K (3, 3) float64; key, the sample's name;
      environment, the name of the conditions that it is of, to group by.

    `split` keeps the samples of one split of the spec. `relight`, such as a `simgen.Relighting`, gives each picture
    another light whenever it is read, the same for the same epoch (`set_epoch`), in any worker; it needs samples made
    with ``--raw``.

    Where torchvision is installed, image, boxes and masks are tv_tensors, so that `torchvision.transforms.v2`
    move them together. `transform(image, target)` comes last. Safe in DataLoader workers.
    """

    def __init__(
        self,
        path: str | Path,
        transform: Transform | None = None,
        *,
        min_visible_px: int = 1,
        min_visible_fraction: float = 0.0,
        split: str | None = None,
        relight: Relight | None = None,
    ) -> None:
        if relight is not None and not callable(relight):
            raise DatasetError(f"relight is {relight!r}", remedy="Give a simgen.Relighting, or a function like it.")
        self.dataset = read(path)
        if split is not None:
            self.dataset = self.dataset.of_split(split)
        self.transform = transform
        self.relight = relight
        # Shared, so that workers that outlive an epoch hear of the next.
        self.epoch = torch.zeros((), dtype=torch.int64).share_memory_()
        self.min_visible_px = min_visible_px
        self.min_visible_fraction = min_visible_fraction

    @property
    def categories(self) -> dict[str, int]:
        """Category name → label."""
        return dict(self.dataset.categories)

    def set_epoch(self, epoch: int) -> None:
        """Of what `relight` draws from here on."""
        self.epoch.fill_(epoch)

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, Target]:
        record = self.dataset[index]
        rgb = record.rgb if self.relight is None else self.relight(record, int(self.epoch))
        image = torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1))).to(torch.float32) / 255
        target = self._target(record, index)
        if tv_tensors is not None:
            height, width = image.shape[-2:]
            image = tv_tensors.Image(image)
            target["boxes"] = tv_tensors.BoundingBoxes(target["boxes"], format="XYXY", canvas_size=(height, width))
            target["masks"] = tv_tensors.Mask(target["masks"])
        return (image, target) if self.transform is None else self.transform(image, target)

    def _target(self, record: Record, index: int) -> Target:
        labels = [
            label
            for label in record.meta["instances"]
            if label["role"] == "object"
            and label["box"] is not None
            and label["visible_px"] >= self.min_visible_px
            and label["visible_fraction"] >= self.min_visible_fraction
        ]
        ids = np.array([label["instance_id"] for label in labels], dtype=np.int64)
        masks = (record.instance_id[None] == ids[:, None, None]).astype(np.uint8)
        return {
            "boxes": torch.tensor([label["box"] for label in labels], dtype=torch.float32).reshape(-1, 4),
            "labels": torch.tensor([label["category_id"] for label in labels], dtype=torch.int64),
            "masks": torch.from_numpy(masks),
            "area": torch.tensor([label["visible_px"] for label in labels], dtype=torch.float32),
            "iscrowd": torch.zeros(len(labels), dtype=torch.int64),
            "image_id": torch.tensor(index, dtype=torch.int64),
            "instance_id": torch.from_numpy(ids),
            "visible_fraction": torch.tensor([label["visible_fraction"] for label in labels], dtype=torch.float32),
            "depth_m": torch.from_numpy(record.depth_m),
            "normal": torch.from_numpy(np.ascontiguousarray(record.normal.astype(np.float32).transpose(2, 0, 1))),
            "semantic": torch.from_numpy(record.semantic_id.astype(np.int64)),
            "K": torch.from_numpy(record.camera.intrinsics.matrix),
            "key": record.key,
            "environment": record.environment,
        }


def collate(batch: list[tuple[torch.Tensor, Target]]) -> tuple[list[torch.Tensor], list[Target]]:
    """Lists of images and targets, as detection models take them (targets differ in length)."""
    return [image for image, _ in batch], [target for _, target in batch]
