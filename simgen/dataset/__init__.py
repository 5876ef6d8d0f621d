"""Samples on disk: schema, writer, reader, flow between samples, exports, torch."""

from simgen.dataset.optical_flow import Flow, flow
from simgen.dataset.reader import Dataset, Record, read
from simgen.dataset.writer import finished_keys, open_dataset, write_sample

__all__ = ["Dataset", "Flow", "Record", "finished_keys", "flow", "open_dataset", "read", "write_sample"]
