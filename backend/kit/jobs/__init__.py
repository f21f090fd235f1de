"""Jobs (任务): rows of the outbox, written with the change that wants them, run at least once by a worker."""

from backend.kit.jobs.outbox import enqueue, enqueue_each, forget_done, put_off, revive, wake
from backend.kit.jobs.registry import JobRun, job, registered
from backend.kit.jobs.relay import Relay

__all__ = [
    "JobRun",
    "Relay",
    "enqueue",
    "enqueue_each",
    "forget_done",
    "job",
    "put_off",
    "registered",
    "revive",
    "wake",
]
