"""批量评估: a sheet of cars goes up, its progress is watched, its result comes down."""

import tempfile
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import appraisal, stations
from backend.console import files
from backend.console.asking import DESK
from backend.console.frame import show
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.web.answers import wants_page

bp = Blueprint("console-batches", url_prefix="/console/batches")


@bp.get("/")
@allow(*DESK)
async def batches_page(request: Request) -> HTTPResponse:
    """The form, and the station's latest batches with how far they are."""
    return await _page(request)


@bp.post("/")
@allow(*DESK, work=False)
async def upload(request: Request) -> HTTPResponse:
    """Take a sheet; reading it takes a moment, so no transaction is open. What is wrong is said above the form."""
    try:
        sheet = await _sheet(request)
    except Refusal as refusal:
        if not wants_page(request):
            raise
        async with unit_of_work(request.ctx.actor, str(request.id)) as work:
            request.ctx.work = work
            return await _page(request, status=refusal.status, complaint=refusal.sentence)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await appraisal.start_batch(work, sheet)
    return redirect("/console/batches/", status=303)


@bp.get("/template")
@allow(*DESK, work=False)
async def template(request: Request) -> HTTPResponse:
    """The headings with an example row."""
    made = await request.app.ctx.tools.kit.pools.in_thread(appraisal.template_sheet)
    return files.workbook_to_keep(made, "template.xlsx", "批量评估模板.xlsx")


@bp.get("/<batch:str>/result")
@allow(*DESK)
async def result(request: Request, batch: str) -> HTTPResponse:
    """The workbook with every row's price, or why it has none."""
    name, data = await appraisal.batch_result(request.ctx.work, batch)
    return files.workbook_to_keep(data, "result.xlsx", name)


async def _page(request: Request, *, status: int = 200, complaint: str = "") -> HTTPResponse:
    found = await appraisal.batches(request.ctx.work)
    facts: dict[str, Any] = {
        "lines": [(one, await stations.staff_name(one.by) or one.by) for one in found],
        "going": any(one.finished_at is None for one in found),
        "limit": appraisal.LARGEST_BATCH,
        "complaint": complaint,
    }
    return await show(request, "console/batches.html", status=status, **facts)


async def _sheet(request: Request) -> appraisal.Sheet:
    file = request.files.get("file") if request.files else None
    if file is None or not file.body:
        raise appraisal.BatchFileMissing(field="file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        await request.app.ctx.tools.kit.pools.in_thread(path.write_bytes, file.body)
        return await appraisal.read_sheet(file.name, path)
