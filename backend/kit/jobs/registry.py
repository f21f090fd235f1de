"""Which function runs which job. Slices register theirs in ``jobs.py``; ``backend/app.py`` imports them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job: its arguments, how often it was begun before, and what it may use."""

    name: str
    key: str
    arguments: dict[str, Any]
    attempt: int
    tools: Any  # backend.app.Tools: gateways, object store, pools. The kit does not know its shape.


Handler = Callable[[JobRun], Awaitable[None]]

_handlers: dict[str, Handler] = {}


def job(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated coroutine under ``name``. It must be idempotent: it runs at least once."""

    def register(handler: Handler) -> Handler:
        if _handlers.get(name, handler).__qualname__ != handler.__qualname__:
            raise ValueError(f"two handlers for the job {name}")
        _handlers[name] = handler
        return handler

    return register


def registered() -> dict[str, Handler]:
    """Every job's name and handler."""
    return dict(_handlers)
