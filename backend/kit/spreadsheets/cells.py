"""单元格: how people write headings, days and amounts in the tables that they send."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from backend.rules.numbers.text import tidy

# Around a heading: units and remarks in brackets, marks of required columns, separators.
REMARK: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:_\-/.、]")
# 2019-3-28, 2019年3月28日, or 20190328; without signs between them only two digits each are not ambiguous.
DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)
YUAN: Final = re.compile(r"人民币|RMB|CNY|[元¥,]")
TEN_THOUSAND: Final = "万"
CLOCK: Final = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)


def plain_heading(text: str) -> str:
    """Return a heading without width, case, units in brackets and separators."""
    return REMARK.sub("", tidy(text)).lower()


def day_in(cell: str) -> date | None:
    """Return the day that a cell says, a time of day behind it ignored; None for anything else."""
    found = DAY.fullmatch(without_clock(cell))
    try:
        return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])) if found else None
    except ValueError:
        return None


def without_clock(cell: str) -> str:
    """Return a cell's date in half width without blanks, a time of day, and the point of a number."""
    return CLOCK.sub("", unicodedata.normalize("NFKC", cell).strip()).replace(" ", "").removesuffix(".0")


def in_ten_thousands(heading: str) -> bool:
    """Whether a heading says that the amounts below it are 万元."""
    return f"{TEN_THOUSAND}元" in tidy(heading)


def yuan_in(cell: str, ten_thousands: bool = False) -> str:
    """Return the digits of an amount in yuan: of 89800元, ￥89,800 and 8.98万, or of 8.98 where the heading says so.

    What is no amount comes back for whoever reads it to refuse.
    """
    plain = YUAN.sub("", tidy(cell))
    if not (ten_thousands or plain.endswith(TEN_THOUSAND)):
        return plain
    try:
        yuan = Decimal(plain.removesuffix(TEN_THOUSAND)) * 10_000
    except InvalidOperation:
        return plain
    return f"{yuan.normalize():f}" if yuan.is_finite() else plain
