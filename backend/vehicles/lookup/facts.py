"""查找结果: what a lookup answers."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.vehicles.facts import Candidate


@dataclass(frozen=True, slots=True)
class VinTells:
    """VIN 所示: what a VIN says of its car; empty where it says nothing.

    ``origin`` is domestic or imported (DOMAIN §0.8), ``model_years`` newest first, ``check_digit`` ok, wrong or
    not_used (§1.4), ``sentences`` what a person should look at, in Chinese.
    """

    text: str = ""
    wmi: str = ""
    maker: str = ""
    brands: tuple[str, ...] = ()
    origin: str = ""
    country: str = ""
    model_years: tuple[int, ...] = ()
    check_digit: str = ""
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """查找结果: ``candidates`` best first, and whether one of them may be taken without asking.

    ``verdict`` is exact (the catalogue has this very text), sure (only look-alike letters stand between, and nothing
    else comes near), ask (a person must choose) or unknown (nothing comes near). ``best`` is None for the last two.
    """

    candidates: tuple[Candidate, ...]
    best: Candidate | None
    verdict: str
    vin: VinTells


@dataclass(frozen=True, slots=True)
class UnknownFacts:
    """未知车型: one text that waits for a manager: how often it was met, and what else was read of the car last time.

    ``maker`` is the VIN's, ``subject`` the transfer that met it last.
    """

    id: str
    brand_model: str
    maker: str
    seats: int | None
    vehicle_type: str
    registered_on: date | None
    subject: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class UnknownPage:
    """One page of the queue (未知车型列表): ``total`` counts all pages."""

    entries: tuple[UnknownFacts, ...]
    total: int
    page: int
    pages: int
