"""Looking at the catalogue (查看车型库): one model, its prices, how far an import is."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Final

from backend.kit.paging import fit_page
from backend.vehicles.errors import UnknownCatalogueModel, UnknownImport
from backend.vehicles.facts import (
    ORIGIN_NAMES,
    ImportFacts,
    ModelFacts,
    ModelPage,
    PriceFacts,
    RejectedPage,
)
from backend.vehicles.importing.report import report_heading, report_lines
from backend.vehicles.models import (
    TYPE_LETTERS,
    CatalogueEdition,
    CatalogueModel,
    CataloguePrice,
    ImportRun,
    RejectedRow,
)

PAGE_ROWS: Final = 50
PORTION: Final = 2_000


async def model(public_id: str, on: date | None = None) -> ModelFacts:
    """The model with the price in force on that day (today's without one), or :class:`UnknownCatalogueModel`.

    Before the first recorded price the first one is taken, so an appraisal of any day can be repeated.
    """
    row = await CatalogueModel.named(public_id)
    if row is None:
        raise UnknownCatalogueModel
    if on is None or on >= row.price_valid_from:
        return row.facts()
    price = await CataloguePrice.in_force(public_id, on)
    return row.facts(price)


async def price_history(public_id: str) -> tuple[PriceFacts, ...]:
    """Every price that the model ever had, oldest first; :class:`UnknownCatalogueModel`."""
    if await CatalogueModel.named(public_id) is None:
        raise UnknownCatalogueModel
    prices = await CataloguePrice.history(public_id)
    runs = await ImportRun.filter(public_id__in=[price.run for price in prices])
    files = {run.public_id: f"导入 {run.file_name}" for run in runs}
    return tuple(
        PriceFacts(price.new_price_fen, price.valid_from, files.get(price.run, "人工维护"), price.recorded_at)
        for price in prices
    )


async def edition() -> int:
    """The catalogue's edition: whoever derived something from the models derives it again when it went up."""
    return await CatalogueEdition.current()


async def list_models(
    text: str = "", *, vehicle_type: str = "", origin: str = "", retired: bool = False, page: int = 1
) -> ModelPage:
    """One page of the catalogue, by brand model: those with ``text`` in their brand model, brand or maker."""
    exactly: dict[str, Any] = {"retired": retired}
    if vehicle_type:
        exactly["vehicle_type"] = vehicle_type[:TYPE_LETTERS]
    if origin in ORIGIN_NAMES and origin:
        exactly["origin"] = origin
    found = CatalogueModel.search(text, exactly)
    total = await found.count()
    page, pages = fit_page(page, total, PAGE_ROWS)
    rows = await found.order_by("folded", "id").offset((page - 1) * PAGE_ROWS).limit(PAGE_ROWS)
    return ModelPage(tuple(row.facts() for row in rows), total, page, pages)


async def import_run(public_id: str) -> ImportFacts:
    """How far the import is; :class:`UnknownImport`."""
    run = await ImportRun.named(public_id)
    if run is None:
        raise UnknownImport
    return run.facts()


async def import_runs(limit: int = 20) -> tuple[ImportFacts, ...]:
    """The latest imports, newest first."""
    return tuple(run.facts() for run in await ImportRun.all().order_by("-id").limit(limit))


async def rejected_rows(public_id: str, page: int = 1) -> RejectedPage:
    """One page of the rows that an import did not take, in the file's order; :class:`UnknownImport`."""
    run = await import_run(public_id)
    page, pages = fit_page(page, run.rejected, PAGE_ROWS)
    rows = await RejectedRow.of_run(public_id, (page - 1) * PAGE_ROWS, PAGE_ROWS)
    return RejectedPage(tuple(row.facts() for row in rows), run.rejected, page, pages)


async def rejected_report(public_id: str) -> AsyncIterator[str]:
    """The rows that an import did not take as lines of a CSV with headings, in portions."""
    yield report_heading()
    start = 0
    while rows := await RejectedRow.of_run(public_id, start, PORTION):
        yield report_lines(row.facts() for row in rows)
        start += len(rows)
