"""What others may know of an appraisal (对外事实), and what they say of a car to get one. Money is integer fen."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from backend.rules.months import MonthCount
from backend.rules.years_method import Method
from backend.vehicles import Candidate, ModelFacts


@dataclass(frozen=True, slots=True)
class Car:
    """车辆: what is known of it, as the licence words it. ``station`` (public id) decides whose terms count.

    ``turned_commercial_on`` is the day a private small car became commercial (DOMAIN §3.5).
    """

    brand_model: str
    vin: str
    vehicle_type: str
    use_character: str
    registered_on: date | None
    seats: int | None = None
    station: str = ""
    produced_on: date | None = None
    turned_commercial_on: date | None = None
    mileage_km: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """评估要求: what a person decided; whatever is left out comes from the catalogue, the city's terms and the day.

    ``model`` is a catalogue model's public id; ``condition_score`` (0-100) asks for replacement cost beside it.
    """

    model: str = ""
    new_price_fen: int | None = None
    coefficient: Decimal | None = None
    coefficient_reason: str = ""
    valued_on: date | None = None
    condition_score: Decimal | None = None


class ScrapVerdict(StrEnum):
    """报废结论: what the scrap rule says to a transfer on the day."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ScrapFacts:
    """报废期限: ``limit_on`` None means that the class has no limit; ``sentence`` names the rule."""

    class_name: str
    limit_on: date | None
    guide_mileage_km: int | None
    verdict: ScrapVerdict
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class ReplacementFacts:
    """重置成本法: shown beside the years method; rates in percent, ``grade`` 一级 to 四级 by the score."""

    value_fen: int
    age_rate: Decimal
    newness_rate: Decimal
    grade: str
    rule: str


@dataclass(frozen=True, slots=True)
class AppraisalFacts:
    """评估: one valuation with every input, so that it can be repeated to the fen.

    ``missing`` says in Chinese why there is no price; then every amount is None. ``id`` is empty for an estimate.
    ``verdict`` is the lookup's: exact, sure, ask or unknown; ``candidates`` are offers for another choice.
    """

    id: str
    subject: str
    car: Car
    valued_on: date
    model: ModelFacts | None = None
    candidates: tuple[Candidate, ...] = ()
    verdict: str = ""
    new_price_fen: int | None = None
    price_valid_from: date | None = None
    price_by_hand: bool = False
    used_months: int | None = None
    service_life_months: int | None = None
    residual_rate: Decimal = Decimal(0)
    residual_fen: int | None = None
    coefficient: Decimal = Decimal(1)
    coefficient_reason: str = ""
    base_fen: int | None = None
    appraised_fen: int | None = None
    method: Method = Method.STRAIGHT_LINE_WITH_RESIDUAL
    months: MonthCount = MonthCount.FLOOR
    price_step_fen: int = 1
    rule: str = ""
    steps: tuple[str, ...] = ()
    condition_score: Decimal | None = None
    age_weight: Decimal = Decimal(0)
    band: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    replacement: ReplacementFacts | None = None
    scrap: ScrapFacts | None = None
    missing: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None

    @property
    def terms_known(self) -> bool:
        """Whether any terms were in force on the day; without them nothing was looked up either."""
        return self.band[1] > 0
