"""The unit of work (工作单元): one a request or job, and nobody else commits.

State change, audit entry, job and announcement leave together or not at all. A Refusal rolls everything back, unless it
says that what was written before it must stay (a counted wrong code). Announcements are sent after the commit, because
a page that is told too early would read the old state.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tortoise.transactions import in_transaction

from backend.kit import audit, jobs, tools
from backend.kit.actor import Actor
from backend.kit.errors import Refusal

if TYPE_CHECKING:
    from backend.kit.tools import Kit

Announce = Callable[[str, dict[str, Any]], Awaitable[None]]


async def _nobody_listens(topic: str, message: dict[str, Any]) -> None:
    """Stand in until the application connects the key-value store (commands run without pages to update)."""


_announce: Announce = _nobody_listens


def connect_announcements(announce: Announce) -> None:
    """Say where announcements go; ``backend/app.py`` connects the key-value store's ``publish``."""
    global _announce
    _announce = announce


@dataclass
class Work:
    """What one request or job may do besides querying: record, queue, announce."""

    actor: Actor
    request: str = ""
    _announcements: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _queued: bool = False

    @property
    def kit(self) -> "Kit":
        """The machine's parts: objects, key-value store, blind index, signer, uploads, pools."""
        return tools.installed()

    async def record(self, action: str, subject: str, **facts: Any) -> None:
        """Append to the audit chain. ``facts`` must hold no personal data; use :func:`backend.kit.audit.salted`.

        Facts named ``object`` and ``sha256`` together name stored bytes that ``cwt audit verify`` will hash again.
        """
        await self.record_all([(action, subject, facts)])

    async def record_all(self, lines: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """The same for several lines (action, subject, facts) in as many statements as for one."""
        request = {"request": self.request} if self.request else {}
        await audit.append_all(
            [(self.actor.name, action, subject, facts | request) for action, subject, facts in lines]
        )

    async def queue(self, job: str, key: str, *, delay_seconds: float = 0, **arguments: Any) -> None:
        """Ask for ``job`` to run after the commit, once for each ``key``. Arguments are ids, never personal data."""
        await jobs.enqueue(job, key, arguments, delay_seconds)
        self._queued = True

    async def queue_each(self, job: str, wanted: Mapping[str, dict[str, Any]]) -> None:
        """The same for many keys at once: ``wanted`` is key -> arguments."""
        await jobs.enqueue_each(job, wanted)
        self._queued = True

    async def revive(self, job: str, key: str, **arguments: Any) -> bool:
        """Make ``job`` run soon though it is done, put off or lost; see :func:`backend.kit.jobs.revive`."""
        revived = await jobs.revive(job, key, arguments)
        self._queued = self._queued or revived
        return revived

    async def put_off(self, job: str, key: str, *, delay_seconds: float, **arguments: Any) -> None:
        """Make ``job`` run once more after that time, also from within its own run; see :func:`jobs.put_off`."""
        await jobs.put_off(job, key, arguments, delay_seconds)

    def announce(self, topic: str, **message: Any) -> None:
        """Tell pages that listen to ``topic``, after the commit. Messages carry ids and states only."""
        self._announcements.append((topic, message))

    async def _leave(self) -> None:
        if self._queued:
            jobs.wake()
        for topic, message in self._announcements:
            await _announce(topic, message)


@asynccontextmanager
async def unit_of_work(actor: Actor, request: str = "") -> AsyncIterator[Work]:
    """Open a transaction for ``actor``; leaving commits, any exception rolls back."""
    work = Work(actor, request)
    kept: Refusal | None = None
    async with in_transaction():
        try:
            yield work
        except Refusal as refusal:
            if not refusal.keeps:
                raise
            kept = refusal
    await work._leave()
    if kept is not None:
        raise kept
