"""Many samples: what is missing, and who makes it."""

from simgen.batch.local import BatchReport, Progress, run_batch
from simgen.batch.plan import Shard, plan_indices

__all__ = ["BatchReport", "Progress", "Shard", "plan_indices", "run_batch"]
