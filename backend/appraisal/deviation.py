"""价格偏离与价格走势: prices far from the base price, and what one model was valued at over time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from backend.appraisal.facts import AppraisalFacts
from backend.appraisal.models import Appraisal
from backend.kit.clock import SHANGHAI
from backend.rules import Fen
from backend.rules.years_method import Deviation, deviation, round_half_up

# More than a chart can show apart.
MOST_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """偏离记录: one valuation outside its band; ``reason`` is the coefficient's. Money is fen."""

    appraisal: str
    subject: str
    station: str
    base_fen: int
    appraised_fen: int
    ratio: Decimal
    reason: str
    by: str
    at: datetime


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


async def deviations(station: str | None, first: date, last: date) -> tuple[DeviationFacts, ...]:
    """Valuations outside their band made from ``first`` to ``last`` (Shanghai days), of one station or of all.

    Of a car valued more than once only the last in that time counts.
    """
    start, end = (datetime.combine(day, time.min, SHANGHAI) for day in (first, last + timedelta(days=1)))
    rows = await Appraisal.made_between(station, start, end)
    counting = {row.subject: row for row in rows}
    return tuple(_deviation(row) for row in counting.values() if row.outside_band)


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


def _deviation(row: Appraisal) -> DeviationFacts:
    base, appraised = row.base_fen or 0, row.appraised_fen or 0
    ratio = round_half_up(Fraction(appraised, base), Fraction(1, 100)) if base else Decimal(0)
    return DeviationFacts(
        row.public_id,
        row.subject,
        row.station,
        base,
        appraised,
        ratio,
        row.coefficient_reason,
        row.made_by,
        row.made_at,
    )
