"""What leaves the archive by its page (取出): the evidence package to keep, and all papers in one PDF to print."""

from collections.abc import Awaitable, Callable

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import archive
from backend.archive import Download
from backend.console.asking import MANAGING
from backend.console.transfers.papers import VIEWER_POLICY, named
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit

bp = Blueprint("console-archives-handed", url_prefix="/console/archives")


@bp.get("/<archived:str>/archive.zip")
@allow(*MANAGING, work=False)
async def package(request: Request, archived: str) -> HTTPResponse:
    """下载证据包: everything of the transfer with what proves it, as one ZIP."""
    made = await _made(request, archived, archive.evidence_package, "archive.packed")
    headers = {"Content-Disposition": named("attachment", "archive.zip", made.name)}
    return raw(made.data, content_type="application/zip", headers=headers)


@bp.get("/<archived:str>/archive.pdf")
@allow(*MANAGING, work=False)
async def papers(request: Request, archived: str) -> HTTPResponse:
    """打印全部文书: every document one after the other, in the browser's viewer."""
    made = await _made(request, archived, archive.papers_to_print, "archive.printed")
    headers = {
        "Content-Disposition": named("inline", "archive.pdf", made.name),
        "Content-Security-Policy": VIEWER_POLICY,
    }
    return raw(made.data, content_type="application/pdf", headers=headers)


async def _made(
    request: Request, archived: str, make: Callable[[Kit, str], Awaitable[Download]], action: str
) -> Download:
    """What ``make`` makes of an archive in this person's reach; that it left the platform is audited."""
    transfer = await archive.transfer_of(request.ctx.actor, archived)
    made = await make(request.app.ctx.tools.kit, transfer)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await work.record(action, transfer, manifest_sha256=made.manifest_sha256)
    return made
