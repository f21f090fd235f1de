"""查找结果: what a lookup answers."""

from dataclasses import dataclass

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
