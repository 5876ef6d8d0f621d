"""Samples on disk: schema, writer, reader, exports, torch."""

from simgen.dataset.reader import Dataset, Record, read
from simgen.dataset.writer import finished_keys, open_dataset, write_sample

__all__ = ["Dataset", "Record", "finished_keys", "open_dataset", "read", "write_sample"]
