"""Sessions (会话): a random bearer secret for the browser or mini-program, only its hash in the database."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sanic import Request
from sanic.cookies import CookieJar

from backend.kit import clock, ids
from backend.kit.actor import ANYONE, Actor
from backend.kit.models import Session

# An owner comes back to finish over days; a clerk's desk is shared, so a shift is the limit.
LIFETIMES = {"owner": timedelta(days=30), "staff": timedelta(hours=12)}
COOKIES = {"owner": "cwt_owner", "staff": "cwt_staff"}

# kind -> how to look up the actor behind a session's subject; slices' faces register theirs in backend/app.py.
Lookup = Callable[[str], Awaitable[Actor | None]]
_lookups: dict[str, Lookup] = {}


def know(kind: str, lookup: Lookup) -> None:
    """Tell how sessions of ``kind`` become actors: ``lookup(subject)`` gives roles and station, or None if gone."""
    _lookups[kind] = lookup


def hash_of(token: str) -> str:
    """What the database keeps of a bearer secret."""
    return hashlib.sha256(token.encode()).hexdigest()


async def start_session(kind: str, subject: str) -> str:
    """Open a session inside the caller's unit of work and return the bearer secret, which is not kept."""
    token, moment = ids.token(), clock.now()
    await Session.create(
        token_hash=hash_of(token),
        kind=kind,
        subject=subject,
        csrf=ids.token(),
        created_at=moment,
        expires_at=moment + LIFETIMES[kind],
    )
    return token


async def end_session(actor: Actor) -> None:
    """Log this session out."""
    await Session.filter(id=actor.session).update(ended_at=clock.now())


async def end_sessions_of(kind: str, subject: str) -> None:
    """Log somebody out everywhere, as when a password or a role changes."""
    await Session.filter(kind=kind, subject=subject, ended_at=None).update(ended_at=clock.now())


async def sessions_of(kind: str, subject: str) -> list[tuple[datetime, datetime, datetime | None]]:
    """When somebody logged in, until when that holds, and when they logged out."""
    rows = await Session.filter(kind=kind, subject=subject).order_by("id")
    return [(row.created_at, row.expires_at, row.ended_at) for row in rows]


async def forget_sessions(kind: str, subject: str) -> None:
    """Log somebody out everywhere and forget that they were there."""
    await Session.filter(kind=kind, subject=subject).delete()


async def identify(request: Request, kinds: frozenset[str]) -> Actor:
    """Who sends this request, of the kinds that the route knows; :data:`ANYONE` without a living session."""
    for kind in sorted(kinds):
        token = _bearer(request, kind)
        if not token:
            continue
        row = await Session.get_or_none(token_hash=hash_of(token), kind=kind, ended_at=None)
        if row is None or row.expires_at <= clock.now():
            continue
        actor = await _lookups[kind](row.subject)
        if actor is not None:
            return replace(actor, csrf=row.csrf, session=row.id)
    return ANYONE


def _bearer(request: Request, kind: str) -> str | None:
    # The mini-program has no cookies; a page has nothing else.
    if kind == "owner" and (header := request.headers.get("authorization", "")).startswith("Bearer "):
        return header.removeprefix("Bearer ")
    return request.cookies.get(COOKIES[kind])


def set_cookie(cookies: CookieJar, kind: str, token: str, *, secure: bool) -> None:
    """Give the browser its bearer secret; scripts cannot read it and other sites cannot send it along."""
    cookies.add_cookie(
        COOKIES[kind],
        token,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
        max_age=int(LIFETIMES[kind].total_seconds()),
    )
