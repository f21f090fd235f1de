"""Who asks, from where (请求者), and where a person may be led: the little that handlers need to know of a request."""

import io
from urllib.parse import urlsplit

import segno
from sanic import Request

from backend.kit.actor import Role

# Who works at a desk: a manager holds the clerk's role too. An administrator sees no transfer.
DESK = (Role.CLERK,)
EVERYBODY = (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR)
HOME = "/console/"


def address_of(request: Request) -> str:
    """The network address that rate limits count: behind trusted proxies the one they forward."""
    return str(request.remote_addr or request.ip)


def local_path(text: str) -> str:
    """``text`` if it is a page of this console, else its front page: a login link must lead nobody elsewhere."""
    parts = urlsplit(text)
    inside = text.startswith(HOME) and not (parts.scheme or parts.netloc) and "\\" not in text and ".." not in text
    return text if inside and text.isprintable() and not text.startswith("/console/log") else HOME


def link(request: Request, path: str) -> str:
    """The full address of a page of ours, for a QR; without a configured public address the one this browser used."""
    settings = request.app.ctx.settings
    base = settings.public_url.rstrip("/") or f"{request.scheme}://{request.host}"
    return f"{base}{path}"


def qr_svg(text: str) -> str:
    """A QR as SVG markup without size of its own; a quarter of its modules may be unreadable (glare on a screen)."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=3, omitsize=True, xmldecl=False, svgns=True)
    return out.getvalue().decode()
