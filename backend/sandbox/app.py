"""The sandbox as a web application (沙箱应用): every registered service at one address, with its control page."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import file as file_response

from backend.sandbox.pages import FONT, STATIC, authenticator, control, papers, payer
from backend.sandbox.services import services
from backend.sandbox.world import Options, World

AUTHENTICATOR_VARIABLE = "CWT_SANDBOX_AUTHENTICATOR"
_numbers = count(1)
assets = Blueprint("sandbox_assets", url_prefix="/sandbox/static")
assets.static("/", STATIC, name="static")


@assets.get("/han.ttf")
async def font(_: Request) -> HTTPResponse:
    """The font for machines that have none for Chinese."""
    return await file_response(FONT, mime_type="font/ttf", max_age=86400)


def create_sandbox(options: Options | None = None) -> Sanic:
    """A sandbox with its own memory; a process may hold several, as the tests do."""
    app: Sanic = Sanic(f"sandbox-{next(_numbers)}", configure_logging=False)
    # Without sanic-ext: its CORS and documentation pages are no part of any vendor. Without touch-up, which rewrites
    # Sanic's own class for one application and breaks the next one in the same process.
    app.config.update(AUTO_EXTEND=False, TOUCHUP=False, ACCESS_LOG=False, RESPONSE_TIMEOUT=180)
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.ctx.world = World(options or Options())
    for service in services():
        for blueprint in (*service.wire, *service.helpers):
            app.blueprint(blueprint)
    for blueprint in (control.pages, authenticator.pages, papers.pages, payer.pages, assets):
        app.blueprint(blueprint)
    return app


async def listen(app: Sanic, door: socket.socket, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Answer at a bound socket until ``stop`` is set; calls ``ready`` when the first request may come.

    Not ``Sanic.run``: a SIGTERM that arrives while it starts is lost there, and the process would stay for ever.
    """
    server = await app.create_server(sock=door, return_asyncio_server=True, access_log=False)
    assert server is not None  # noqa: S101 - always returned when asked for, for the type checker
    await server.startup()
    await server.start_serving()
    ready()
    await stop.wait()
    server.close()
    await server.wait_closed()


def serve(host: str, port: int) -> int:
    """Serve until told to stop (SIGTERM or Ctrl-C); the exit status. Loopback unless somebody asked otherwise."""
    accounts_file = os.environ.get(AUTHENTICATOR_VARIABLE)
    app = create_sandbox(Options(authenticator=Path(accounts_file)) if accounts_file else Options())
    try:
        door = socket.create_server((host, port))
    except OSError as error:
        print(f"沙箱无法监听 {host}:{port}：{error.strerror}", file=sys.stderr)
        return 1
    with door:
        asyncio.run(_until_told(app, door, f"沙箱已启动：http://{host}:{port}/sandbox"))
    return 0


async def _until_told(app: Sanic, door: socket.socket, greeting: str) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    await listen(app, door, stop, lambda: print(greeting, flush=True))
