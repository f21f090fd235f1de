"""年限法估价: straight-line valuation of a car by its age (DOMAIN §3.1-§3.3).

P new price, r residual rate, n used and N service months, k coefficient (变动系数):
  ① ``straight_line``                B = P·(N−n)/N, never below r·P
  ② ``straight_line_with_residual``  B = P·r + P·(1−r)·(N−n)/N, n capped at N; the default
  ③ ``yearly`` / ``yearly_without_residual``  ② / ① with n and N in whole years
  ④ 评估价格 = B·k, everything rounded half up once, to the price step (a fen unless a station sets more)
Defaults and the deviation band: table ``years_method``. Exact fractions inside, decimals only at the end.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

from backend.rules.months import MonthCount, used_months
from backend.rules.scrap import UnknownScrapClass, scrap_class
from backend.rules.tables import table

COEFFICIENT_DECIMALS: Final = 6
# No city lets anybody come near; beyond it the amounts would leave the papers.
LARGEST_COEFFICIENT: Final = 100


class Method(StrEnum):
    """计算方法: the formula variants of DOMAIN §3.2."""

    STRAIGHT_LINE = "straight_line"
    STRAIGHT_LINE_WITH_RESIDUAL = "straight_line_with_residual"
    YEARLY = "yearly"
    YEARLY_WITHOUT_RESIDUAL = "yearly_without_residual"


YEARLY: Final = (Method.YEARLY, Method.YEARLY_WITHOUT_RESIDUAL)
WITH_RESIDUAL: Final = (Method.STRAIGHT_LINE_WITH_RESIDUAL, Method.YEARLY)
COUNT_NAMES: Final = {
    MonthCount.FLOOR: "满月计",
    MonthCount.CEIL: "不足一月按一月计",
    MonthCount.CALENDAR: "按年月差计",
    MonthCount.NEAREST_YEAR: "满六个月按一年计",
    MonthCount.STARTED_YEAR: "不足一年按一年计",
}


class ImpossibleTerms(ValueError):
    """估价参数有误: a price, rate, coefficient or life that the formula cannot use."""


@dataclass(frozen=True, slots=True)
class Terms:
    """估价参数: everything the formula needs; None takes the table's default. Money in yuan.

    ``service_life_months`` comes from ``service_life_months()`` or from the person; ``price_step`` in yuan.
    """

    new_price: Decimal
    registered_on: date
    valued_on: date
    service_life_months: int
    method: Method | str | None = None
    months: MonthCount | str | None = None
    residual_rate: Decimal | None = None
    coefficient: Decimal | None = None
    price_step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """估价结果: amounts in yuan with two decimals; ``steps`` are sentences a person can follow with a pencil.

    ``used_months`` are the months as counted, also where a yearly method goes on with whole years.
    """

    used_months: int
    service_life_months: int
    new_price: Decimal
    residual_value: Decimal
    coefficient: Decimal
    base_price: Decimal
    appraised_price: Decimal
    method: Method
    months: MonthCount
    rule: str
    steps: tuple[str, ...]


def service_life_months(vehicle_type: str, use_character: str, on: date | None = None) -> int:
    """Return N: the scrap table's years, or 15 where it sets none (GB/T 30323, DOMAIN §3.3), in months."""
    unlimited: int = table("years_method", on)["unlimited_life_years"]
    try:
        years = scrap_class(vehicle_type, use_character, on).years
    except UnknownScrapClass:
        years = None
    return (years or unlimited) * 12


def appraise(terms: Terms) -> Appraisal:
    """Value a car; raises ImpossibleTerms, and DatesOutOfOrder when it was registered after the valuation date."""
    rules = table("years_method", terms.valued_on)
    method = Method(terms.method or rules["method"])
    count = MonthCount(terms.months or rules["months"])
    rate = _exact("residual_rate", terms.residual_rate, rules["residual_rate"])
    k = _exact("coefficient", terms.coefficient, rules["coefficient"])
    step = _exact("price_step", terms.price_step, rules["price_step"])
    price = _exact("new_price", terms.new_price, "0")
    life = terms.service_life_months
    if price <= 0 or not 0 <= rate < 1 or life <= 0:
        raise ImpossibleTerms("new_price > 0, 0 <= residual_rate < 1, life > 0")
    if not 0 <= k <= LARGEST_COEFFICIENT or (k * 10**COEFFICIENT_DECIMALS) % 1:
        raise ImpossibleTerms(f"0 <= coefficient <= {LARGEST_COEFFICIENT}, with at most six decimals")
    if step <= 0 or (step * 100) % 1:
        raise ImpossibleTerms("price_step is a whole number of fen, more than none")
    used = counted = used_months(terms.registered_on, terms.valued_on, count)
    if method in YEARLY:
        counted, life = _whole_years(used, count), life // 12 * 12
        if not life:
            raise ImpossibleTerms("a yearly method needs at least one year of service life")
    base = _base(price, rate, min(counted, life), life, method)
    base_price, appraised = round_half_up(base, step), round_half_up(base * k, step)
    residual = round_half_up(price * rate, Fraction(1, 100))
    shown = Decimal(k.numerator) / Decimal(k.denominator)
    coefficient = shown.quantize(Decimal(1).scaleb(-COEFFICIENT_DECIMALS))
    steps = (
        f"已使用 {used} 个月（{terms.registered_on} 至 {terms.valued_on}，{COUNT_NAMES[count]}）"
        + (f"，按整年计 {counted // 12} 年" if method in YEARLY else "")
        + f"，规定使用 {life} 个月",
        f"残值 = {_text(price)} × {_percent(rate)} = {residual}",
        _formula(price, rate, min(counted, life), life, method, base_price),
        f"评估价格 = 基准价 × 变动系数 {coefficient} = {appraised}（四舍五入到 {_text(step)} 元）",
    )
    two = Decimal("0.01")
    return Appraisal(
        used, life, Decimal(terms.new_price).quantize(two), residual, coefficient, base_price, appraised,
        method, count, rules.name, steps,
    )  # fmt: skip


def round_half_up(value: Fraction, step: Fraction = Fraction(1, 100)) -> Decimal:
    """Round an exact value half up (away from zero) to a multiple of ``step``; two decimals are shown."""
    units = floor(abs(value) / step + Fraction(1, 2))
    cents = (units if value >= 0 else -units) * step
    return (Decimal(cents.numerator) / Decimal(cents.denominator)).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Deviation:
    """价格偏离: declared over base price; ``outside`` asks for a remark and never blocks (DOMAIN §3.2)."""

    ratio: Decimal
    outside: bool
    low: Decimal
    high: Decimal


def deviation(
    declared_price: Decimal,
    base_price: Decimal,
    on: date | None = None,
    *,
    band: tuple[Decimal, Decimal] | None = None,
) -> Deviation:
    """Compare a declared price with the base price; both in yuan, the base above nothing (else ImpossibleTerms).

    ``band`` is the lowest and highest share of the base price; the table's without one.
    """
    rules = table("years_method", on)["deviation"]
    if base_price <= 0:
        raise ImpossibleTerms("a base price is above nothing")
    exact = Fraction(declared_price) / Fraction(base_price)
    low, high = band or (Decimal(rules["low"]), Decimal(rules["high"]))
    outside = not Fraction(low) <= exact <= Fraction(high)
    ratio = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.0001"))
    return Deviation(ratio, outside, low, high)


def _whole_years(used: int, count: MonthCount) -> int:
    """Round months to whole years: a started year counts where a started month does."""
    return (-(-used // 12) if count is MonthCount.CEIL else used // 12) * 12


def _base(price: Fraction, rate: Fraction, used: int, life: int, method: Method) -> Fraction:
    share = Fraction(life - used, life)
    if method in WITH_RESIDUAL:
        return price * rate + price * (1 - rate) * share
    return max(price * share, price * rate)


def _formula(price: Fraction, rate: Fraction, used: int, life: int, method: Method, base_price: Decimal) -> str:
    share = f"({life} − {used}) ÷ {life}"
    if method in YEARLY:
        share = f"({life // 12} − {used // 12}) ÷ {life // 12}"
    if method in WITH_RESIDUAL:
        kept = f"{_text(price)} × {_percent(rate)} + {_text(price)} × (1 − {_percent(rate)}) × {share}"
        return f"基准价 = {kept} = {base_price}"
    return f"基准价 = {_text(price)} × {share}，不低于残值 = {base_price}"


def _exact(name: str, value: Decimal | None, default: str) -> Fraction:
    try:
        number = Decimal(default if value is None else value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ImpossibleTerms(f"{name} is no decimal number") from error
    if isinstance(value, float) or not number.is_finite():
        raise ImpossibleTerms(f"{name} is no exact number")
    return Fraction(number)


def _text(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.2f}"


def _percent(rate: Fraction) -> str:
    percent = rate * 100
    return f"{(Decimal(percent.numerator) / Decimal(percent.denominator)).normalize():f}%"
