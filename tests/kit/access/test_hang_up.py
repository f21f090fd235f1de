"""A phone that hangs up in the middle (断线): what was begun is finished, and nobody else waits for ever."""

import asyncio

from sanic import Blueprint, Sanic

from backend.kit.access import Role, allow
from backend.kit.models import AuditEntry
from backend.kit.web import answer, live_stream, register_errors
from tests.support.served import served

ASK = "GET {path} HTTP/1.1\r\nHost: test\r\n\r\n"


def slow_app(started: asyncio.Event, ended: asyncio.Event, keyvalue: object = None) -> Sanic:
    bp = Blueprint("slow")

    @bp.get("/slow")
    @allow(Role.ANYONE)
    async def slow(request):
        started.set()
        await asyncio.sleep(0.3)
        await request.ctx.work.record("did", "it")
        return answer({})

    @bp.get("/stream")
    @allow(Role.ANYONE, work=False)
    async def stream(request):
        started.set()
        try:
            await live_stream(request, keyvalue, ["topic"])
        finally:
            ended.set()

    @bp.get("/quick")
    @allow(Role.ANYONE)
    async def quick(request):
        return answer({"lines": await AuditEntry.filter(action="did").count()})

    app = Sanic("hangup", configure_logging=False)
    app.ctx.address = "http://test"
    register_errors(app, {})
    app.blueprint(bp)
    return app


async def hang_up(port: int, path: str, started: asyncio.Event) -> None:
    """Ask, and go away while the answer is being made."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ASK.format(path=path).encode())
    await writer.drain()
    await started.wait()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()


async def test_the_work_is_done_and_the_next_caller_is_answered(kit):
    started = asyncio.Event()
    async with served(slow_app(started, asyncio.Event())) as client:
        await hang_up(client.base_url.port, "/slow", started)
        async with asyncio.timeout(5):
            assert (await client.get("/quick")).status_code == 200
        await asyncio.sleep(0.5)  # longer than the handler takes
        assert (await client.get("/quick")).json() == {"lines": 1}


async def test_a_stream_ends_with_its_listener(kit):
    started, ended = asyncio.Event(), asyncio.Event()
    async with served(slow_app(started, ended, kit.keyvalue)) as client:
        await hang_up(client.base_url.port, "/stream", started)
        async with asyncio.timeout(5):
            await ended.wait()
