"""Fault switches (故障开关): how a service misbehaves on request, for the next N calls or until switched off."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sanic import HTTPResponse, Request
from sanic.response import html, raw

SLOW = "slow"
SERVER_ERROR = "server_error"
TIMEOUT = "timeout"
GARBLED = "garbled"
WRONG_SIGNATURE = "wrong_signature"
RATE_LIMIT = "rate_limit"
DUPLICATE_CALLBACK = "duplicate_callback"

Answer = Callable[[Request], HTTPResponse]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way to misbehave: its code, its Chinese title and, for a vendor's own error, the answer it gives.

    Without ``answer`` the fault is one of the general ones above; ``passive`` faults do not touch the answer but are
    asked for by the service itself (a duplicate callback).
    """

    code: str
    title: str
    answer: Answer | None = None
    passive: bool = False


GENERAL = (
    FaultKind(SLOW, "慢（几秒后才回答）"),
    FaultKind(SERVER_ERROR, "服务器错误（5xx）"),
    FaultKind(TIMEOUT, "超时（不回答）"),
    FaultKind(GARBLED, "回答乱码"),
)


@dataclass(slots=True)
class Switch:
    """A fault that is on: ``left`` calls remain, or None until switched off."""

    kind: FaultKind
    left: int | None


class Faults:
    """Which services misbehave at the moment, and how."""

    def __init__(self, *, slow_seconds: float, hang_seconds: float) -> None:
        self.slow_seconds = slow_seconds
        self.hang_seconds = hang_seconds
        self._on: dict[str, Switch] = {}

    def switch(self, service: str, kind: FaultKind | None, count: int | None) -> None:
        """Turn ``kind`` on for a service, for ``count`` calls (None: until off); ``kind`` None turns it off."""
        if kind is None:
            self._on.pop(service, None)
        else:
            self._on[service] = Switch(kind, count)

    def current(self, service: str) -> Switch | None:
        """The fault that is on for a service, without using it up."""
        return self._on.get(service)

    def clear(self) -> None:
        """Everything behaves again."""
        self._on.clear()

    def take(self, service: str, *, passive: bool = False) -> FaultKind | None:
        """Use up one call of the fault that is on for ``service``; None when it behaves."""
        switch = self._on.get(service)
        if switch is None or switch.kind.passive is not passive:
            return None
        if switch.left is not None:
            switch.left -= 1
            if switch.left <= 0:
                del self._on[service]
        return switch.kind

    async def strike(self, service: str, request: Request) -> HTTPResponse | None:
        """The bad answer that this call gets, or None when the service should go on and answer it properly."""
        kind = self.take(service)
        if kind is None:
            return None
        if kind.answer is not None:
            return kind.answer(request)
        return await _GENERAL_EFFECTS[kind.code](self)


async def _slow(faults: Faults) -> None:
    await asyncio.sleep(faults.slow_seconds)


async def _server_error(_: Faults) -> HTTPResponse:
    return html("<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>", status=502)


async def _timeout(faults: Faults) -> HTTPResponse:
    # Longer than any caller should wait; a caller without a time-out of its own shows here.
    await asyncio.sleep(faults.hang_seconds)
    return html("", status=504)


async def _garbled(_: Faults) -> HTTPResponse:
    return raw(b'{"errcode":0,"Code":"OK","access_tok\x00\xff\xfe', content_type="application/json")


_GENERAL_EFFECTS: Mapping[str, Callable[[Faults], Awaitable[HTTPResponse | None]]] = {
    SLOW: _slow,
    SERVER_ERROR: _server_error,
    TIMEOUT: _timeout,
    GARBLED: _garbled,
}
