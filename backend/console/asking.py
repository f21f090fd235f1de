"""Who may ask what (请求者), and where a person may be led."""

from urllib.parse import urlsplit

from sanic import Request

from backend.kit.actor import Role

# Who works at a desk: a manager holds the clerk's role too. An administrator sees no transfer.
DESK = (Role.CLERK,)
# Whoever leads a station, or the platform.
MANAGING = (Role.MANAGER, Role.ADMINISTRATOR)
EVERYBODY = (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR)
HOME = "/console/"
LONGEST_PAGE = 7


def page_number(request: Request) -> int:
    """Which page the address asks for, 1 when it says nothing sensible."""
    asked = str(request.args.get("page") or "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_PAGE else 1


def local_path(text: str) -> str:
    """``text`` if it is a page of this console, else its front page: a login link must lead nobody elsewhere."""
    parts = urlsplit(text)
    inside = text.startswith(HOME) and not (parts.scheme or parts.netloc) and "\\" not in text and ".." not in text
    return text if inside and text.isprintable() and not text.startswith("/console/log") else HOME
