"""OSS 的回答: XML as the vendor writes it, errors included, with its request id on every one."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from uuid import uuid4
from xml.sax.saxutils import escape

from sanic import HTTPResponse
from sanic.response import raw


class OssRefusal(Exception):
    """One error of the vendor's: HTTP status, Code and Message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message
        super().__init__(code)


def refused(refusal: OssRefusal) -> HTTPResponse:
    """The error as the wire carries it. A HEAD has no body, so the code stands in a header too."""
    from base64 import b64encode

    body = document(
        "Error",
        {"Code": refusal.code, "Message": refusal.message, "RequestId": _request_id(), "HostId": "oss.sandbox"},
    )
    return _answer(body, refusal.status, {"x-oss-err": b64encode(body).decode()})


def xml(root: str, fields: Mapping[str, object], children: Iterable[str] = ()) -> HTTPResponse:
    """A document of ``fields`` and ready-made ``children``."""
    return _answer(document(root, fields, children), 200, {})


def empty(headers: Mapping[str, str] | None = None, status: int = 200) -> HTTPResponse:
    """An answer that says everything in its headers."""
    return raw(b"", status=status, headers=_with_id(headers or {}))


def content(data: bytes, headers: Mapping[str, str], status: int = 200) -> HTTPResponse:
    """The bytes of an object."""
    return raw(data, status=status, headers=_with_id(headers), content_type="application/octet-stream")


def document(root: str, fields: Mapping[str, object], children: Iterable[str] = ()) -> bytes:
    """The XML text itself."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element(root, fields, children)}'.encode()


def element(name: str, fields: Mapping[str, object], children: Iterable[str] = ()) -> str:
    """One element with simple children, then ready-made ones."""
    inner = "".join(f"<{field}>{escape(str(value))}</{field}>" for field, value in fields.items())
    return f"<{name}>{inner}{''.join(children)}</{name}>"


def iso(moment: float) -> str:
    """A time as lists show it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def http_date(moment: float) -> str:
    """A time as headers show it."""
    return formatdate(moment, usegmt=True)


def _answer(body: bytes, status: int, headers: Mapping[str, str]) -> HTTPResponse:
    return raw(body, status=status, headers=_with_id(headers), content_type="application/xml")


def _with_id(headers: Mapping[str, str]) -> dict[str, str]:
    return {"x-oss-request-id": _request_id(), "server": "AliyunOSS"} | dict(headers)


def _request_id() -> str:
    return uuid4().hex[:24].upper()
