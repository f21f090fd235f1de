"""存储: what evidence takes, month by month, and what it will take in the years to come."""

from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import collection
from backend.collection import StorageMonth
from backend.console.frame import show
from backend.kit.access import Role, allow

bp = Blueprint("console-storage", url_prefix="/console")

# A year's worth smooths the holidays out; older months say less about the next.
MONTHS_LOOKED_AT = 12
YEARS_AHEAD = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the store will hold in ``years``, in bytes, if months go on like the recent ones."""

    years: int
    bytes: int


def forecast(months: list[StorageMonth], kept_years: int) -> list[Forecast]:
    """Straight on from the mean of the last twelve months; what is older than ``kept_years`` has left the store."""
    recent = months[-MONTHS_LOOKED_AT:]
    each = sum(month.bytes for month in recent) // len(recent) if recent else 0
    total = sum(month.bytes for month in months)
    # Present evidence leaves only after its whole term, so it still counts up to and including that year.
    return [
        Forecast(years, (total if years <= kept_years else 0) + each * 12 * min(years, kept_years))
        for years in YEARS_AHEAD
    ]


@bp.get("/storage")
@allow(Role.ADMINISTRATOR)
async def storage_page(request: Request) -> HTTPResponse:
    """The page."""
    settings = request.app.ctx.settings
    months = await collection.storage_facts()
    facts: dict[str, Any] = {
        "months": months[-24:][::-1],
        "most": max((month.bytes for month in months), default=0),
        "total": sum(month.bytes for month in months),
        "count": sum(month.count for month in months),
        "ahead": forecast(months, settings.evidence_years),
    }
    return await show(request, "console/storage.html", **facts)
