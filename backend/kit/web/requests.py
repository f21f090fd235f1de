"""What every face needs to know of a request itself (请求): where it comes from, and how people reach us."""

from sanic import Request

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def address_of(request: Request) -> str:
    """The network address that rate limits count: behind trusted proxies the one they forward.

    In a demo everybody sits at this machine, so its own loopback address is nobody's: empty, and not counted.
    """
    address = str(request.remote_addr or request.ip)
    return "" if request.app.ctx.settings.demo and address in LOOPBACK else address


def link(request: Request, path: str) -> str:
    """The full address of a page of ours, for a QR or a message.

    Without a configured public address it is the one that this browser used, so that a demo works under any name.
    """
    base = request.app.ctx.settings.public_url.rstrip("/") or f"{request.scheme}://{request.host}"
    return f"{base}{path}"
