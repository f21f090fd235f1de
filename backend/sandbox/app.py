"""The sandbox as a web application (沙箱应用): every registered service at one address, with its control page."""

import os
from itertools import count
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import file as file_response

from backend.sandbox.pages import FONT, STATIC, authenticator, control, papers
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
    for blueprint in (control.pages, authenticator.pages, papers.pages, assets):
        app.blueprint(blueprint)
    return app


def serve(host: str, port: int) -> int:
    """Serve until told to stop (SIGTERM or Ctrl-C); the exit status. Loopback unless somebody asked otherwise."""
    accounts_file = os.environ.get(AUTHENTICATOR_VARIABLE)
    options = Options(authenticator=Path(accounts_file)) if accounts_file else Options()
    app = create_sandbox(options)
    print(f"沙箱已启动：http://{host}:{port}/sandbox", flush=True)
    app.run(host=host, port=port, single_process=True, motd=False, access_log=False)
    return 0
