"""Document numbers (文书编号): a scheme is data of the city, the number is a pure function of it.

Schemes seen on paper: ``{yy}{province}-{seq:08d}`` gives ``2262-00000082``;
``{city_nickname}价事{yy}第{seq:07d}号`` gives ``榕价事22第0010003号``. Who counts, and that no number is
skipped or given twice, is the slice's business.
"""

import re
from dataclasses import asdict, dataclass
from string import Formatter
from typing import Final

from backend.kit.errors import Fault

FIELDS: Final = frozenset({"yy", "yyyy", "province", "office", "city_nickname", "seq"})
SEQUENCE_FORMAT: Final = re.compile(r"0\d{1,2}d")
RUNNING_PART: Final = re.compile(r"\{seq:[^}]*\}")


class NumberSchemeBroken(Fault):
    """A numbering scheme that cannot give unique numbers."""


def check_scheme(scheme: str) -> None:
    """Refuse a scheme with an unknown part, without the year, or without a zero-filled running number."""
    try:
        parts = [(name, spec or "") for _, name, spec, _ in Formatter().parse(scheme) if name is not None]
    except ValueError as error:
        raise NumberSchemeBroken(f"numbering scheme {scheme!r}: {error}") from error
    unknown = [name for name, _ in parts if name not in FIELDS]
    if unknown:
        raise NumberSchemeBroken(f"numbering scheme {scheme!r}: unknown part {unknown[0]!r}")
    if not any(name in {"yy", "yyyy"} for name, _ in parts):
        raise NumberSchemeBroken(f"numbering scheme {scheme!r} lacks the year: numbers would repeat every January")
    if not any(name == "seq" and SEQUENCE_FORMAT.fullmatch(spec) for name, spec in parts):
        raise NumberSchemeBroken(f"numbering scheme {scheme!r} lacks {{seq:0Nd}}")


@dataclass(frozen=True, slots=True)
class NumberedPlace:
    """Where a number is given (编号单位), as far as a scheme may name it.

    ``province`` is the two-digit code (35 福建, 62 甘肃), ``office`` the station's own code, ``city_nickname`` the
    city's name for short (榕, 锡).
    """

    province: str = ""
    office: str = ""
    city_nickname: str = ""


def document_number(scheme: str, place: NumberedPlace, *, year: int, sequence: int) -> str:
    """The number of the ``sequence``-th document (from 1) of ``year``.

    A sequence longer than its zero-filled width keeps all its digits, so numbers never repeat.
    """
    if sequence < 1:
        raise NumberSchemeBroken(f"running numbers start at 1, not {sequence}")
    check_scheme(scheme)
    return scheme.format(**_parts(place, year), seq=sequence)


def number_stem(scheme: str, place: NumberedPlace, *, year: int) -> str:
    """The numbers of ``year`` without their running part: places whose stems are alike must share one count."""
    check_scheme(scheme)
    return RUNNING_PART.sub("", scheme).format(**_parts(place, year))


def _parts(place: NumberedPlace, year: int) -> dict[str, str]:
    return {"yy": f"{year % 100:02d}", "yyyy": str(year), **asdict(place)}
