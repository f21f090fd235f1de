"""导入车型库: an administrator sends a file in pieces, sees it go in, and gets the rows that did not."""

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import BadRequest, NotFound

from backend import vehicles
from backend.console import files
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.spreadsheets import CSV_TYPE, XLSX_TYPE
from backend.kit.web import answer, parse

bp = Blueprint("console-catalogue-imports", url_prefix="/console")

# Well below app.LARGEST_REQUEST; a line that breaks costs one piece.
PIECE = 4_000_000
TEMPLATES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


class UploadForm(BaseModel):
    """A file that is about to be sent; ``size`` in bytes."""

    name: str = Field(min_length=1, max_length=200)
    size: int = Field(ge=0)


@bp.get("/catalogue/imports")
@allow(Role.ADMINISTRATOR)
async def imports_page(request: Request) -> HTTPResponse:
    """Where a file is chosen, and the latest imports."""
    runs = await vehicles.import_runs()
    return await show(request, "console/catalogue/imports.html", runs=runs, piece=PIECE)


@bp.get("/catalogue/imports/<run:str>")
@allow(Role.ADMINISTRATOR)
async def import_page(request: Request, run: str) -> HTTPResponse:
    """How far an import is, and which rows it did not take."""
    facts = await vehicles.import_run(run)
    rejected = await vehicles.rejected_rows(run, page_number(request))
    return await show(request, "console/catalogue/import.html", run=facts, rejected=rejected)


@bp.get("/catalogue/imports/<run:str>/rejected.csv")
@allow(Role.ADMINISTRATOR, work=False)
async def rejected_file(request: Request, run: str) -> HTTPResponse:
    """Every row that was not taken, as a file to mend and import again."""
    await vehicles.import_run(run)
    lines = "".join([lines async for lines in vehicles.rejected_report(run)])
    return files.to_keep(lines.encode(), CSV_TYPE, "rejected.csv", "未导入的行.csv")


@bp.get("/catalogue/template/<kind:str>")
@allow(*MANAGING, work=False)
async def template(request: Request, kind: str) -> HTTPResponse:
    """The template to fill in, as CSV or XLSX."""
    if kind not in TEMPLATES:
        raise NotFound
    return files.to_keep(vehicles.template_file(kind), TEMPLATES[kind], f"catalogue.{kind}", f"车型库导入模板.{kind}")


@bp.post("/api/catalogue/uploads")
@allow(Role.ADMINISTRATOR, work=False)
async def begin(request: Request) -> HTTPResponse:
    """Announce a file; what would be refused at the end is refused now."""
    form = parse(request, UploadForm)
    vehicles.must_be_importable(form.name, form.size)
    uploads = request.app.ctx.tools.kit.uploads
    upload = await uploads.begin(request.ctx.actor.id, form.size, None, form.name, largest=form.size)
    return answer({"upload": upload, "offset": 0}, status=201)


@bp.patch("/api/catalogue/uploads/<upload:str>")
@allow(Role.ADMINISTRATOR, work=False)
async def append(request: Request, upload: str) -> HTTPResponse:
    """Keep a piece; it is acknowledged once it is safe on the disk."""
    text = request.headers.get("upload-offset", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16) or len(request.body) > PIECE:
        raise BadRequest
    uploads = request.app.ctx.tools.kit.uploads
    return answer({"offset": await uploads.append(upload, request.ctx.actor.id, int(text), request.body)})


@bp.post("/api/catalogue/uploads/<upload:str>/finish")
@allow(Role.ADMINISTRATOR, work=False)
async def finish(request: Request, upload: str) -> HTTPResponse:
    """Begin the import of a file that arrived whole."""
    uploads, actor = request.app.ctx.tools.kit.uploads, request.ctx.actor
    name = (await uploads.status(upload, actor.id)).kind
    kept = await vehicles.keep_file(name, await uploads.finish(upload, actor.id))
    async with unit_of_work(actor, str(request.id)) as work:
        run = await vehicles.start_import(work, kept)
    await uploads.discard(upload, actor.id)
    return answer({"go": f"/console/catalogue/imports/{run}"}, status=201)
