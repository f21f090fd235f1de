"""What leaves an archive (取出): the evidence package to keep, and all papers in one PDF to print.

By the archive's page for managers and administrators, by the transfer's for its own station.
"""

from sanic import Blueprint, HTTPResponse, Request

from backend import archive, transfers
from backend.console import files
from backend.console.asking import DESK, MANAGING
from backend.kit.access import allow
from backend.kit.database import unit_of_work

bp = Blueprint("console-handed", url_prefix="/console")


@bp.get("/archives/<archived:str>/archive.zip")
@allow(*MANAGING, work=False)
async def package(request: Request, archived: str) -> HTTPResponse:
    """下载证据包 of an archive in this person's reach."""
    return await _package(request, await archive.transfer_of(request.ctx.actor, archived))


@bp.get("/archives/<archived:str>/archive.pdf")
@allow(*MANAGING, work=False)
async def papers(request: Request, archived: str) -> HTTPResponse:
    """打印全部文书 of an archive in this person's reach."""
    return await _papers(request, await archive.transfer_of(request.ctx.actor, archived))


@bp.get("/transfers/<transfer:str>/archive.zip")
@allow(*DESK, work=False)
async def package_of_transfer(request: Request, transfer: str) -> HTTPResponse:
    """下载证据包 of a transfer of this station."""
    return await _package(request, await _own(request, transfer))


@bp.get("/transfers/<transfer:str>/archive.pdf")
@allow(*DESK, work=False)
async def papers_of_transfer(request: Request, transfer: str) -> HTTPResponse:
    """打印全部文书 of a transfer of this station."""
    return await _papers(request, await _own(request, transfer))


async def _own(request: Request, transfer: str) -> str:
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        return await transfers.must_see(work, transfer=transfer)


async def _package(request: Request, transfer: str) -> HTTPResponse:
    """Everything of the transfer with what proves it, as one ZIP."""
    made = await archive.evidence_package(request.app.ctx.tools.kit, transfer)
    await _note(request, "archive.packed", transfer, made)
    return files.to_keep(made.data, files.ZIP_TYPE, "archive.zip", made.name)


async def _papers(request: Request, transfer: str) -> HTTPResponse:
    """Every document one after the other, in the browser's viewer."""
    made = await archive.papers_to_print(request.app.ctx.tools.kit, transfer)
    await _note(request, "archive.printed", transfer, made)
    return files.pdf(made.data, "archive.pdf", made.name)


async def _note(request: Request, action: str, transfer: str, made: archive.Download) -> None:
    """That it left the platform is audited before it does."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await work.record(action, transfer, manifest_sha256=made.manifest_sha256)
