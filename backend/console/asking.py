"""Who may ask what (请求者), and where a person may be led."""

from urllib.parse import urlsplit

from backend.kit.actor import Role

# Who works at a desk: a manager holds the clerk's role too. An administrator sees no transfer.
DESK = (Role.CLERK,)
EVERYBODY = (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR)
HOME = "/console/"


def local_path(text: str) -> str:
    """``text`` if it is a page of this console, else its front page: a login link must lead nobody elsewhere."""
    parts = urlsplit(text)
    inside = text.startswith(HOME) and not (parts.scheme or parts.netloc) and "\\" not in text and ".." not in text
    return text if inside and text.isprintable() and not text.startswith("/console/log") else HOME
