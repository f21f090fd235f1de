"""No daily backup while a test runs (改日备份): every start asks for today's, at once where its hour has passed."""

from datetime import timedelta

from backend.backups.schedule import JOB
from backend.kit import clock
from backend.kit.models import Job


async def put_off() -> None:
    """Put what the start asked for off until tomorrow."""
    await Job.filter(name=JOB, state="waiting").update(run_at=clock.now() + timedelta(days=1))
