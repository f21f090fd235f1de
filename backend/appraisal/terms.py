"""评估参数: how a city values cars, from which day on, and who may set it (DOMAIN §3.2).

Without terms of its own a city goes by the dated table ``years_method``. Appraisals keep the values they were made
with, so terms may change without changing what was valued.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from backend import stations
from backend.appraisal.errors import NoSuchCity, TermsFromThePast, TermsInvalid
from backend.appraisal.models import CityTerms
from backend.kit import clock
from backend.kit.access import NotAllowed
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.rules.months import MonthCount
from backend.rules.tables import table
from backend.rules.years_method import LARGEST_COEFFICIENT, Method

METHOD_NAMES = {
    Method.STRAIGHT_LINE: "直线法，不计残值（不低于残值）",
    Method.STRAIGHT_LINE_WITH_RESIDUAL: "直线法，计残值",
    Method.YEARLY: "按整年，计残值",
    Method.YEARLY_WITHOUT_RESIDUAL: "按整年，不计残值（不低于残值）",
}
# A fen, a yuan, ten and a hundred: what stations are known to round to.
PRICE_STEPS = (1, 100, 1_000, 10_000)
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsValues:
    """What a city may set: shares and factors with at most six decimals, ``price_step_fen`` one of PRICE_STEPS."""

    method: Method
    months: MonthCount
    residual_rate: Decimal
    price_step_fen: int
    coefficient: Decimal
    clerk_low: Decimal
    clerk_high: Decimal
    manager_low: Decimal
    manager_high: Decimal
    band_low: Decimal
    band_high: Decimal
    age_weight: Decimal

    @property
    def band(self) -> tuple[Decimal, Decimal]:
        """The lowest and highest share of the base price that needs no reason."""
        return self.band_low, self.band_high

    def bounds(self, actor: Actor) -> tuple[Decimal, Decimal]:
        """How far ``actor`` may move the coefficient; whoever works at no desk not at all."""
        if Role.MANAGER in actor.roles:
            return self.manager_low, self.manager_high
        if Role.CLERK in actor.roles:
            return self.clerk_low, self.clerk_high
        return self.coefficient, self.coefficient


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts(TermsValues):
    """评估参数 in force: ``set_by`` is empty where they are the table's; ``city`` too where nobody's."""

    city: str
    valid_from: date
    set_by: str = ""
    set_at: datetime | None = None


VALUES = tuple(one.name for one in fields(TermsValues))


async def terms_in_force(city: str, on: date | None = None) -> TermsFacts:
    """The terms of ``city`` on a day, today without one; the table's where the city has none.

    Raises :class:`backend.rules.tables.NoTableInForce` before the first table (2013-05-01).
    """
    day = on or clock.today()
    row = await CityTerms.in_force(city, day) if city else None
    return _facts(row) if row else default_terms(city, day)


async def terms_history(city: str) -> tuple[TermsFacts, ...]:
    """Every version the city set, the latest first."""
    return tuple([_facts(row) for row in await CityTerms.of_city(city)])


async def terms_of_station(station: str, on: date) -> TermsFacts:
    """The terms of the city where a station is; the table's without a station (an owner at home)."""
    return await terms_in_force((await stations.station(station)).city if station else "", on)


def default_terms(city: str, on: date) -> TermsFacts:
    """What the dated tables say."""
    rules = table("years_method", on)
    clerk, manager = (rules["coefficient_bounds"][role] for role in ("clerk", "manager"))
    return TermsFacts(
        city=city,
        valid_from=rules.effective,
        method=Method(rules["method"]),
        months=MonthCount(rules["months"]),
        residual_rate=Decimal(rules["residual_rate"]),
        price_step_fen=int(Decimal(rules["price_step"]) * 100),
        coefficient=Decimal(rules["coefficient"]),
        clerk_low=Decimal(clerk["low"]),
        clerk_high=Decimal(clerk["high"]),
        manager_low=Decimal(manager["low"]),
        manager_high=Decimal(manager["high"]),
        band_low=Decimal(rules["deviation"]["low"]),
        band_high=Decimal(rules["deviation"]["high"]),
        # Today's: replacement cost's table is younger than the years method's, and moves no price.
        age_weight=Decimal(table("replacement_cost")["age_weight"]),
    )


async def cities_of(actor: Actor) -> tuple[str, ...]:
    """The cities whose terms ``actor`` may set: every station's for an administrator, the own for a manager."""
    if Role.ADMINISTRATOR in actor.roles:
        return tuple(dict.fromkeys([place.city for place in await stations.list_stations()]))
    if Role.MANAGER in actor.roles and actor.station:
        return ((await stations.station(actor.station)).city,)
    return ()


async def set_terms(work: Work, city: str, valid_from: date, values: TermsValues) -> TermsFacts:
    """Put ``values`` in force from a day on, today or later; audited.

    Raises NotAllowed, NoSuchCity, TermsFromThePast and TermsInvalid, the last two with their field.
    """
    await _must_set(work.actor, city)
    if valid_from < clock.today():
        raise TermsFromThePast(field="valid_from", today=clock.today())
    must_hold(values)
    row = await CityTerms.create(
        city=city, valid_from=valid_from, set_by=work.actor.id, set_at=clock.now(), **asdict(values)
    )  # fmt: skip
    told = {name: str(getattr(values, name)) for name in VALUES}
    await work.record("terms.set", f"city:{city}", valid_from=valid_from.isoformat(), **told)
    return _facts(row)


def must_hold(values: TermsValues) -> None:
    """Refuse values that cannot be, each beside its field (TermsInvalid)."""
    for name in VALUES:
        value = getattr(values, name)
        if isinstance(value, Decimal) and not fits(value, LARGEST_COEFFICIENT, MILLIONTH):
            sentence = f"请填写 0 至 {LARGEST_COEFFICIENT} 之间、不超过六位小数的数字。"
            raise TermsInvalid(field=name, sentence=sentence)
    if values.residual_rate >= 1:
        raise TermsInvalid(field="residual_rate", sentence="残值率须小于 1，例如 0.05。")
    if values.price_step_fen not in PRICE_STEPS:
        raise TermsInvalid(field="price_step_fen", sentence="价格取整只能是 0.01、1、10 或 100 元。")
    _must_nest(values)
    if not values.band_low <= 1 <= values.band_high:
        raise TermsInvalid(field="band_low", sentence="偏离范围须包含 1，例如 0.5 至 1.5。")
    if values.age_weight > 1:
        raise TermsInvalid(field="age_weight", sentence="年限成新率的权重不能超过 1，其余为技术鉴定的权重。")


def fits(number: Decimal, most: int, step: Decimal) -> bool:
    """Tell whether a number lies between nothing and ``most`` and is a multiple of ``step`` (a power of ten)."""
    return number.is_finite() and 0 <= number <= most and number == number.quantize(step)


def _must_nest(values: TermsValues) -> None:
    """The manager's bounds hold the clerk's, and the clerk's hold the default."""
    rising = ("manager_low", "clerk_low", "coefficient", "clerk_high", "manager_high")
    below = Decimal(0)
    for name in rising:
        if getattr(values, name) < below:
            sentence = "变动系数范围须依次不减：站长下限、经办人下限、默认值、经办人上限、站长上限。"
            raise TermsInvalid(field=name, sentence=sentence)
        below = getattr(values, name)
    if not values.coefficient:
        raise TermsInvalid(field="coefficient", sentence="变动系数的默认值须大于 0。")


async def _must_set(actor: Actor, city: str) -> None:
    if not actor.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise NotAllowed
    if city in await cities_of(actor):
        return
    raise NoSuchCity(field="city") if Role.ADMINISTRATOR in actor.roles else NotAllowed


def _facts(row: CityTerms) -> TermsFacts:
    values = {name: getattr(row, name) for name in VALUES} | {
        "method": Method(row.method),
        "months": MonthCount(row.months),
    }
    return TermsFacts(city=row.city, valid_from=row.valid_from, set_by=row.set_by, set_at=row.set_at, **values)
