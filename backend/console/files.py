"""Answers that are files (文件): names in any script, PDFs in the browser's viewer, and ZIPs written while they go."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import raw

from backend.kit.spreadsheets import XLSX_TYPE

ZIP_TYPE = "application/zip"
# Browsers show a PDF in a viewer of their own, which counts as an object of the file.
VIEWER_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"


def to_keep(data: bytes, content_type: str, plain: str, name: str) -> HTTPResponse:
    """A file to keep: ``name`` in any script, ``plain`` beside it for programs that know only ASCII."""
    return raw(data, content_type=content_type, headers={"Content-Disposition": named("attachment", plain, name)})


def workbook_to_keep(data: bytes, plain: str, name: str) -> HTTPResponse:
    """A workbook to keep."""
    return to_keep(data, XLSX_TYPE, plain, name)


def pdf(data: bytes, plain: str, name: str, *, keep: bool = False) -> HTTPResponse:
    """A PDF in the browser's viewer, or to keep."""
    how = "attachment" if keep else "inline"
    headers = {"Content-Disposition": named(how, plain, name), "Content-Security-Policy": VIEWER_POLICY}
    return raw(data, content_type="application/pdf", headers=headers)


async def zip_as_it_goes(request: Request, plain: str, name: str, pieces: AsyncIterator[bytes]) -> None:
    """Send a ZIP that may be larger than memory, piece by piece; whoever stops the download ends the writing.

    What breaks off on our side breaks the connection too: ended politely, the beginning of a ZIP of ZIPs would open
    as the last package in it.
    """
    headers = {"Content-Disposition": named("attachment", plain, name), "Cache-Control": "no-store"}
    response = await request.respond(content_type=ZIP_TYPE, headers=headers)
    if response is None:
        return
    request.ctx.streaming = True
    try:
        async for piece in pieces:
            await response.send(piece)
    except Exception:
        request.transport.abort()  # type: ignore[attr-defined]
        raise
    await response.eof()


def named(how: str, plain: str, name: str) -> str:
    """``inline`` or ``attachment`` with a file name in any script, and a ``plain`` one beside it (RFC 6266)."""
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
