"""The archive of a transfer (电子档案): the evidence package to keep, and all papers in one PDF to print."""

from collections.abc import Awaitable, Callable

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import archive, transfers
from backend.archive import Download
from backend.console.asking import DESK
from backend.console.transfers.papers import VIEWER_POLICY, named
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit

bp = Blueprint("console-kept", url_prefix="/console/transfers")


@bp.get("/<transfer:str>/archive.zip")
@allow(*DESK, work=False)
async def package(request: Request, transfer: str) -> HTTPResponse:
    """下载证据包: everything of the transfer with what proves it, as one ZIP."""
    made = await _made(request, transfer, archive.evidence_package, "archive.packed")
    headers = {"Content-Disposition": named("attachment", "archive.zip", made.name)}
    return raw(made.data, content_type="application/zip", headers=headers)


@bp.get("/<transfer:str>/archive.pdf")
@allow(*DESK, work=False)
async def papers(request: Request, transfer: str) -> HTTPResponse:
    """打印全部文书: every document one after the other, in the browser's viewer."""
    made = await _made(request, transfer, archive.papers_to_print, "archive.printed")
    headers = {
        "Content-Disposition": named("inline", "archive.pdf", made.name),
        "Content-Security-Policy": VIEWER_POLICY,
    }
    return raw(made.data, content_type="application/pdf", headers=headers)


async def _made(
    request: Request, transfer: str, make: Callable[[Kit, str], Awaitable[Download]], action: str
) -> Download:
    """What ``make`` makes of the archive of a transfer of this station; that it left the platform is audited."""
    actor, name = request.ctx.actor, str(request.id)
    async with unit_of_work(actor, name) as work:
        await transfers.must_see(work, transfer=transfer)
    made = await make(request.app.ctx.tools.kit, transfer)
    async with unit_of_work(actor, name) as work:
        await work.record(action, transfer, manifest_sha256=made.manifest_sha256)
    return made
