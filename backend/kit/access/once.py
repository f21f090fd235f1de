"""Answering a command once (幂等): two taps, or a retry after a lost answer, do the work one time.

The page sends ``Idempotency-Key``; the key is a unique row written in the same transaction as the work, so the insert
is the lock, and the kept answer is what the second caller gets.
"""

import hashlib
from collections.abc import Awaitable, Callable

from sanic import HTTPResponse, Request
from sanic.response import raw
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from backend.kit import clock, tools
from backend.kit.actor import Actor
from backend.kit.errors import Refusal
from backend.kit.models import Command

LONGEST_KEY = 80
LONGEST_ANSWER = 64_000


class KeyUsedDifferently(Refusal):
    """The same idempotency key came with another request."""

    code = "REQ-104"
    say = "重复的请求编号，但内容不同。请刷新页面后重试。"
    status = 422


async def answer(request: Request, actor: Actor, act: Callable[[], Awaitable[HTTPResponse]]) -> HTTPResponse:
    """Run ``act`` unless this actor's key was answered before."""
    key = request.headers.get("idempotency-key", "")[:LONGEST_KEY]
    if not key or request.method == "GET":
        return await act()
    # Keyed, because a plain digest of a body that holds a password could be guessed at leisure.
    plain = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    digest = tools.installed().blind.of("command", plain)
    if earlier := await Command.get_or_none(actor=actor.name, key=key):
        return _again(earlier, digest)
    try:
        async with in_transaction():
            row = await Command.create(actor=actor.name, key=key, request_hash=digest, created_at=clock.now())
    except IntegrityError:
        return _again(await Command.get(actor=actor.name, key=key), digest)
    response = await act()
    body = (response.body or b"").decode("utf-8", "replace")
    if len(body) <= LONGEST_ANSWER:
        row.status, row.body = response.status, body
        await row.save(update_fields=["status", "body"])
    return response


def _again(row: Command, digest: str) -> HTTPResponse:
    if row.request_hash != digest:
        raise KeyUsedDifferently
    headers = {"Idempotent-Replay": "true"}
    return raw(row.body.encode(), status=row.status or 200, headers=headers, content_type="application/json")


async def answers_of(actor: str) -> int:
    """How many kept answers to commands of ``actor`` (kind and public id) there are."""
    return await Command.filter(actor=actor).count()


async def forget_answers(actor: str) -> None:
    """Forget what ``actor`` was answered: nobody is left who could ask again."""
    await Command.filter(actor=actor).delete()
