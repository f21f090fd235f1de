"""Who asks, from where, by what (请求者): the little that handlers need to know about a request itself."""

from typing import Literal

from sanic import Request

LONGEST_DEVICE = 200


def address_of(request: Request) -> str:
    """The network address that rate limits count: behind trusted proxies the one they forward.

    In a demo every phone is this machine, so its own loopback address is nobody's: empty, and not counted.
    """
    address = str(request.remote_addr or request.ip)
    return "" if request.app.ctx.settings.demo and address in {"127.0.0.1", "::1"} else address


def device_of(request: Request) -> str:
    """How the phone describes itself; kept beside photographs and signatures."""
    return str(request.headers.get("user-agent", ""))[:LONGEST_DEVICE]


def channel_of(request: Request) -> Literal["h5", "mini"]:
    """Mini-program or H5: only the mini-program sends a bearer token."""
    return "mini" if request.headers.get("authorization", "").startswith("Bearer ") else "h5"


def link(request: Request, path: str) -> str:
    """The full address of a page of ours, for a QR or a message.

    Without a configured public address it is the one that this browser used, so that a demo works under any name.
    """
    settings = request.app.ctx.settings
    base = settings.public_url.rstrip("/") or f"{request.scheme}://{request.host}"
    return f"{base}{path}"
