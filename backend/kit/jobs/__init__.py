"""Jobs (任务): rows of the outbox, written with the change that wants them, run at least once by a worker."""

from backend.kit.jobs.outbox import enqueue, forget_done, revive, wake
from backend.kit.jobs.registry import JobRun, job, registered
from backend.kit.jobs.relay import Relay

__all__ = ["JobRun", "Relay", "enqueue", "forget_done", "job", "registered", "revive", "wake"]
