"""A Sanic application on a real socket, inside the test's own event loop."""

import ast
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from types import SimpleNamespace

import httpx
import sanic_routing.router
from sanic import Sanic

Sanic.test_mode = True
# The router parses the code it wrote and, for whoever debugs it, writes it back as text: for us the parsed is enough.
sanic_routing.router.ast = SimpleNamespace(
    parse=cache(ast.parse), unparse=lambda tree: "", fix_missing_locations=lambda tree: tree
)


@asynccontextmanager
async def served(app: Sanic) -> AsyncIterator[httpx.AsyncClient]:
    """Serve ``app`` on a free port of 127.0.0.1; a client whose base address it is."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
            yield client
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()
