"""使用年限与报废: the months a car is valued over, when its service ends, what that forbids (DOMAIN §3.3-§3.5)."""

from dataclasses import dataclass
from datetime import date

from backend.appraisal.facts import ScrapFacts, ScrapVerdict
from backend.rules.months import MonthCount, add_years, used_months
from backend.rules.scrap import (
    ScrapClass,
    ScrapOutlook,
    ScrapState,
    UnknownScrapClass,
    scrap_class,
    scrap_outlook,
    years_after_change_of_use,
)
from backend.rules.tables import table
from backend.rules.years_method import service_life_months

STANDARD = "《机动车强制报废标准规定》"
REGISTRATION = "《机动车登记规定》（公安部令第164号）第二十九条第三项"
# Only these may turn commercial and keep their private years in part (annex 1).
PRIVATE_SMALL = "private_small"


class UseNeverChanged(ValueError):
    """使用性质变更有误: no car that annex 1 knows, or a day outside its life; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Life:
    """一辆车的年限: the months the years method spreads the price over, and the scrap rule's word on the day."""

    months: int
    scrap: ScrapFacts


@dataclass(frozen=True, slots=True)
class LifeQuestion:
    """What decides a car's life. ``vehicle_type`` and ``use_character`` are codes of DOMAIN §2."""

    vehicle_type: str
    use_character: str
    registered_on: date
    on: date
    produced_on: date | None = None
    turned_commercial_on: date | None = None
    mileage_km: int | None = None


def life_of(car: LifeQuestion) -> Life:
    """Answer for one car on one day; raises UseNeverChanged."""
    months = service_life_months(car.vehicle_type, car.use_character, car.on)
    try:
        of = scrap_class(car.vehicle_type, car.use_character, car.on)
    except UnknownScrapClass:
        return Life(months, _no_class(table("scrap", car.on).name))
    years = _years_after_change(car, of)
    outlook = scrap_outlook(
        of, car.registered_on, car.on, car.produced_on, years=years, mileage_km=car.mileage_km
    )  # fmt: skip
    return Life(years * 12 if years else months, _scrap_facts(outlook, car.on))


def _years_after_change(car: LifeQuestion, of: ScrapClass) -> int | None:
    changed = car.turned_commercial_on
    if changed is None:
        return None
    if scrap_class(car.vehicle_type, "A", car.on).code != PRIVATE_SMALL or of.years is None or of.code == PRIVATE_SMALL:
        raise UseNeverChanged("只有小微型非营运载客汽车、大型非营运轿车转为有年限的营运车辆时，才填写转为营运的日期")
    if not car.registered_on <= changed <= car.on:
        raise UseNeverChanged("转为营运的日期应在注册日期与评估基准日之间")
    used = used_months(car.registered_on, changed, MonthCount.STARTED_YEAR) // 12
    return years_after_change_of_use(used, of.years)


def _scrap_facts(outlook: ScrapOutlook, on: date) -> ScrapFacts:
    of = outlook.scrap_class
    limit_on = outlook.due_on if outlook.frozen_from else None
    verdict, sentence = _verdict(outlook, on)
    return ScrapFacts(of.name, limit_on, of.guide_mileage_km, verdict, sentence, of.rule)


def _verdict(outlook: ScrapOutlook, on: date) -> tuple[ScrapVerdict, str]:
    due = outlook.due_on
    match outlook.state:
        case ScrapState.DUE:
            return ScrapVerdict.REFUSE, f"已达到强制报废年限（{due}），依{STANDARD}应当强制报废，不得交易。"
        case ScrapState.LAST_YEAR:
            law = f"依{STANDARD}第七条和{REGISTRATION}"
            return ScrapVerdict.REFUSE, f"距强制报废期限（{due}）不足一年（含一年），{law}，不予办理转让登记。"
    if outlook.frozen_from and on >= add_years(outlook.frozen_from, -1):
        sentence = f"强制报废期限为 {due}，自 {outlook.frozen_from} 起依{STANDARD}第七条不能再转让，请提醒双方。"
        return ScrapVerdict.WARN, sentence
    if outlook.over_guide_mileage:
        return ScrapVerdict.WARN, f"行驶里程已超过{STANDARD}的引导报废里程，属引导报废，不强制，请提醒双方。"
    if outlook.frozen_from:
        return ScrapVerdict.OK, f"强制报废期限为 {due}（{STANDARD}，{outlook.scrap_class.name}）。"
    return ScrapVerdict.OK, f"{outlook.scrap_class.name}没有使用年限限制（{STANDARD}）。"


def _no_class(rule: str) -> ScrapFacts:
    sentence = f"{STANDARD}没有规定该类车辆的使用年限。"
    return ScrapFacts("", None, None, ScrapVerdict.OK, sentence, rule)
