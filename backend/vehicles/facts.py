"""What other slices and faces may know of the catalogue (车型库事实)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

ORIGIN_NAMES: Final = {"domestic": "国产", "imported": "进口", "": "未注明"}
VERDICT_NAMES: Final = {"exact": "车型一致", "sure": "车型匹配", "ask": "请核对车型", "unknown": "车型库中没有"}


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One factory model in one configuration (车型).

    ``sold_from`` and ``sold_until`` are ``2015`` or ``2015-03``, empty where unknown; ``origin`` is domestic, imported
    or empty; ``vehicle_type`` is a name of GA 802. The price is the one in force on the day that was asked for.
    """

    id: str
    brand: str
    maker: str
    brand_model: str
    vehicle_type: str
    engine: str
    fuel: str
    seats: int | None
    sold_from: str
    sold_until: str
    origin: str
    new_price_fen: int
    price_valid_from: date
    version: int
    retired: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """One price of a model's history (历史新车价); ``source`` is Chinese: which import, or by hand."""

    new_price_fen: int
    valid_from: date
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One page of the catalogue's list (车型列表): ``total`` counts all pages."""

    models: tuple[ModelFacts, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """How far an import is (导入进度). ``state`` is reading, importing, done or refused (then ``why`` says it)."""

    id: str
    file_name: str
    state: str
    why: str
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    started_at: datetime
    finished_at: datetime | None

    @property
    def settled(self) -> int:
        """Rows that are in the catalogue or on the list of rejected ones."""
        return self.added + self.updated + self.unchanged + self.rejected

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "refused"}


@dataclass(frozen=True, slots=True)
class RejectedFacts:
    """One row that was not imported (未导入的行): ``line`` as a spreadsheet counts, ``sentence`` names the cure.

    ``title`` is the Chinese heading of the ``column`` that is wrong, ``value`` what stood in it.
    """

    line: int
    column: str
    title: str
    value: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """One page of the rows that an import did not take (未导入的行)."""

    rows: tuple[RejectedFacts, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was read of a car (读到的车): by a camera or by hand; all but ``brand_model`` may be missing."""

    brand_model: str
    vin: str = ""
    seats: int | None = None
    registered_on: date | None = None
    vehicle_type: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model that a sighting may mean (候选车型): ``score`` 0 to 100, ``reasons`` in Chinese."""

    model: ModelFacts
    score: float
    reasons: tuple[str, ...]
