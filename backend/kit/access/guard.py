"""The guard (门卫): the one place that decides who may call a route, and opens its unit of work.

``@allow`` stands on every handler; a structural test finds any that lacks it. In order: who is it, may they, did the
request come from our own page, was the same command answered before; then the handler runs inside one transaction.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from hmac import compare_digest
from typing import Any

from sanic import HTTPResponse, Request

from backend.kit.access import once
from backend.kit.access.refusals import Forged, NotAllowed, NotLoggedIn, PasswordFirst
from backend.kit.access.sessions import identify
from backend.kit.actor import STAFF, Actor, Role
from backend.kit.database.work import unit_of_work
from backend.kit.errors import Refusal

log = logging.getLogger("chewutong.access")

Handler = Callable[..., Awaitable[HTTPResponse]]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def allow(
    *roles: Role, work: bool = True, own_page: bool = True, first_password: bool = False
) -> Callable[[Handler], Handler]:
    """Let only ``roles`` call the decorated handler.

    With ``work`` the handler runs in one unit of work, ``request.ctx.work``. A handler that does slow things (decodes a
    picture, waits for a service) passes ``work=False`` and opens :func:`unit_of_work` itself for the part that writes,
    because an open transaction makes others wait. ``own_page=False`` is for callbacks of outside services, which prove
    themselves by a signature of their own. ``first_password=True`` lets in who has yet to change a first password;
    every other route that asks for a role says :class:`PasswordFirst` to them.
    """
    allowed = frozenset(roles)
    kinds = frozenset({"owner"} if Role.OWNER in allowed else ()) | ({"staff"} if allowed & STAFF else frozenset())

    def decorate(handler: Handler) -> Handler:
        async def let_through(request: Request, *args: Any, **parts: Any) -> HTTPResponse:
            actor = await identify(request, kinds or frozenset({"owner", "staff"}))
            request.ctx.actor = actor
            _check_role(actor, allowed, first_password)
            if own_page and request.method not in SAFE:
                _check_own_page(request, actor)
            if not work:
                return await handler(request, *args, **parts)
            async with unit_of_work(actor, str(request.id)) as opened:
                request.ctx.work = opened
                return await once.answer(request, actor, lambda: handler(request, *args, **parts))

        @wraps(handler)
        async def guarded(request: Request, *args: Any, **parts: Any) -> HTTPResponse:
            return await _to_its_end(request, let_through(request, *args, **parts))

        guarded.allowed = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


_under_way: set[asyncio.Task[HTTPResponse]] = set()


async def _to_its_end(request: Request, handling: Coroutine[Any, Any, HTTPResponse]) -> HTTPResponse:
    """Finish what was begun even when the phone hangs up.

    Sanic cancels the handler of a lost connection. Cancelled inside BEGIN or COMMIT, the database's lock would stay
    taken and everybody would wait for ever; and half a command helps nobody. Only a stream ends with its listener.
    """
    task = asyncio.create_task(handling)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if getattr(request.ctx, "streaming", False):
            task.cancel()
        task.add_done_callback(_nobody_waits)
        raise


def _nobody_waits(task: "asyncio.Task[HTTPResponse]") -> None:
    if not task.cancelled() and (error := task.exception()) and not isinstance(error, Refusal):
        log.error("after the connection was lost", exc_info=error)


def _check_role(actor: Actor, allowed: frozenset[Role], first_password: bool) -> None:
    if Role.ANYONE in allowed:
        return
    if not actor.roles & allowed:
        raise NotLoggedIn if actor.kind == "anyone" else NotAllowed
    if actor.first_password and not first_password:
        raise PasswordFirst


def _check_own_page(request: Request, actor: Actor) -> None:
    if request.headers.get("authorization", "").startswith("Bearer "):
        return  # a bearer header is never sent by a browser on its own
    if actor.csrf:
        sent = request.headers.get("x-csrf-token") or _form_token(request)
        if not (sent and compare_digest(sent, actor.csrf)):
            raise Forged
        return
    # Nobody is logged in yet: the browser itself says where the form came from.
    site = request.headers.get("sec-fetch-site", "")
    if site and site not in {"same-origin", "none"}:
        raise Forged
    origin = request.headers.get("origin", "")
    if not site and origin and origin.split("://", 1)[-1] != request.host:
        raise Forged


def _form_token(request: Request) -> str:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    form = request.form
    return str(form.get("csrf_token", "")) if form else ""
