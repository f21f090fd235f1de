"""What a route takes and gives (接口说明), told beside the handler, so that the published description cannot drift.

``@described`` goes below ``@allow``; ``docs/openapi.py`` reads it, and a structural test finds any route without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Description:
    """One operation: models in and out, or the media type of plain bytes."""

    summary: str
    takes: type[BaseModel] | None
    gives: type[BaseModel] | None
    many: bool
    status: int
    takes_bytes: str
    gives_bytes: str
    query: dict[str, str]
    headers: dict[str, str]


def described(
    summary: str,
    *,
    takes: type[BaseModel] | None = None,
    gives: type[BaseModel] | None = None,
    many: bool = False,
    status: int = 200,
    takes_bytes: str = "",
    gives_bytes: str = "",
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Callable[[Handler], Handler]:
    """Describe a handler: ``many`` gives a list; ``query`` and ``headers`` are parameters, name -> meaning."""
    told = Description(summary, takes, gives, many, status, takes_bytes, gives_bytes, query or {}, headers or {})

    def decorate(handler: Handler) -> Handler:
        handler.described = told  # type: ignore[attr-defined]
        return handler

    return decorate
