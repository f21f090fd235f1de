"""Events (事件): how a slice reacts to another without being imported by it.

Subscribers run inside the publisher's unit of work: what they change commits or rolls back with the cause.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from backend.kit.database.work import Work

Event = TypeVar("Event")
Subscriber = Callable[[Work, Any], Awaitable[None]]

_subscribers: dict[type, list[Subscriber]] = defaultdict(list)


def on(event: type[Event]) -> Callable[[Callable[[Work, Event], Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Call the decorated coroutine for every ``event`` that is published."""

    def subscribe(handler: Callable[[Work, Event], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        if handler not in _subscribers[event]:
            _subscribers[event].append(handler)
        return handler

    return subscribe


async def publish(work: Work, event: object) -> None:
    """Tell every subscriber, in the order in which they subscribed, inside ``work``."""
    for handler in _subscribers[type(event)]:
        await handler(work, event)
