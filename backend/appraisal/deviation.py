"""价格偏离与价格走势: prices far from the base price, and what one model was valued at over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from backend.appraisal.facts import AppraisalFacts
from backend.appraisal.models import Appraisal
from backend.rules import Fen
from backend.rules.years_method import Deviation, deviation

# More than a chart can show apart.
MOST_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class PricePoint:
    """价格点: one car of a model on its valuation date, for the manager's chart. Money is fen."""

    subject: str
    station: str
    valued_on: date
    used_months: int
    new_price_fen: int
    base_fen: int
    appraised_fen: int


def deviates(appraisal: AppraisalFacts, price_fen: int) -> Deviation | None:
    """How a price stands to the base price; ``outside`` the band in force then asks for a reason, never blocks.

    None without a base price to compare with.
    """
    if not appraisal.base_fen:
        return None
    yuan = (Fen(price_fen).to_yuan(), Fen(appraisal.base_fen).to_yuan())
    return deviation(*yuan, appraisal.valued_on, band=appraisal.band)


def band_of(appraisal: AppraisalFacts) -> tuple[int | None, int | None]:
    """The lowest and highest price inside the band, in fen: :func:`deviates` for a query. None without a base price."""
    if not appraisal.base_fen:
        return None, None
    low, high = (appraisal.base_fen * Fraction(share) for share in appraisal.band)
    return ceil(low), floor(high)


async def coefficient_reasons(subjects: Sequence[str]) -> dict[str, str]:
    """Why the coefficient of each subject's latest valuation is not the city's own, where it is not."""
    return {
        row.subject: row.coefficient_reason for row in await Appraisal.latest_of(subjects) if row.coefficient_reason
    }


async def prices_of_model(station: str | None, model: str) -> tuple[PricePoint, ...]:
    """What cars of a catalogue model were valued at, oldest first, the latest MOST_POINTS; of one station or of all.

    Of a car valued more than once the last counts. Contract prices belong to the transfers that ``subject`` names.
    """
    latest = await Appraisal.of_model(model, station).limit(MOST_POINTS)
    return tuple(
        PricePoint(
            row.subject, row.station, row.valued_on, row.used_months or 0, row.new_price_fen or 0, row.base_fen or 0,
            row.appraised_fen or 0,
        )
        for row in await Appraisal.counting(latest[::-1])
    )  # fmt: skip
