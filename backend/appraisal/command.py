"""``cwt appraise`` (命令行估价): one car from the numbers on the command line, without a database."""

import argparse
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backend.appraisal.lifetime import Life, LifeQuestion, UseNeverChanged, life_of
from backend.appraisal.work_out import Condition, valued
from backend.kit.clock import today
from backend.rules import Fen, MalformedAmount, table
from backend.rules.codes import code_of, name_of
from backend.rules.months import DatesOutOfOrder
from backend.rules.tables import NoTableInForce
from backend.rules.years_method import Appraisal, Terms

# Short and without an exponent: exact arithmetic with 1e-999999999 would never end.
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Least and most of each number, the latter also telling how many decimals it may have.
BOUNDS = {
    "--residual-rate": ("0", "0.999999"),
    "--coefficient": ("0", "100.000000"),
    "--price-step": ("0.01", "100000.00"),
    "--condition-score": ("0", "100.00"),
    "--age-weight": ("0", "1.000000"),
}
# Cars that could still be appraised, and the last day the police store (DOMAIN §3.5).
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)


class Unusable(ValueError):
    """参数有误: what was typed is no car that can be valued; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said, read."""

    terms: Terms
    life: Life
    condition: Condition | None


def appraise_from(options: argparse.Namespace) -> dict[str, Any]:
    """Answer the command; raises Unusable with a sentence for whatever cannot be."""
    try:
        asked = _asked(options)
        told, beside = valued(asked.terms, asked.condition)
    except DatesOutOfOrder:
        raise Unusable("评估基准日早于初次登记日期，请检查 --registered 和 --on。") from None
    except NoTableInForce as error:
        raise Unusable(f"评估基准日没有生效的规则表（{error}）。") from None
    except UseNeverChanged as error:
        raise Unusable(f"--turned-commercial 有误：{error}。") from None
    answer = _answer(asked, told)
    if beside and asked.condition:
        answer["replacement_cost"] = {
            "value": Fen(beside.value_fen).text(),
            "condition_score": f"{asked.condition.score:f}",
            "age_weight": f"{asked.condition.age_weight:f}",
            "age_rate_percent": str(beside.age_rate),
            "newness_rate_percent": str(beside.newness_rate),
            "grade": beside.grade,
            "rule": beside.rule,
        }
    return answer


def _asked(options: argparse.Namespace) -> Asked:
    registered = _day("--registered", options.registered)
    on = _day("--on", options.on) if options.on else today()
    question = LifeQuestion(
        vehicle_type=_code("--vehicle-type", "vehicle_type", options.vehicle_type, "小型轿车 / K33"),
        use_character=_code("--use", "use_character", options.use, "非营运 / A"),
        registered_on=registered,
        on=on,
        produced_on=_day("--produced", options.produced) if options.produced else None,
        turned_commercial_on=_day("--turned-commercial", options.turned_commercial)
        if options.turned_commercial
        else None,
        mileage_km=options.mileage,
    )
    if registered > on:
        raise DatesOutOfOrder
    life = life_of(question)
    try:
        price = Fen.price(options.new_price).to_yuan()
    except MalformedAmount:
        raise Unusable("--new-price 应为大于 0、最多两位小数、不超过 99999999.99 的金额（元）。") from None
    terms = Terms(
        price, registered, on, life.months, options.method, options.months,
        _number("--residual-rate", options.residual_rate),
        _number("--coefficient", options.coefficient),
        _number("--price-step", options.price_step),
    )  # fmt: skip
    return Asked(terms, life, _condition(options))


def _condition(options: argparse.Namespace) -> Condition | None:
    if options.condition_score is None:
        return None
    weight = options.age_weight or table("replacement_cost")["age_weight"]
    return Condition(_number("--condition-score", options.condition_score), _number("--age-weight", weight))


def _answer(asked: Asked, told: Appraisal) -> dict[str, Any]:
    scrap = asked.life.scrap
    return {
        "used_months": told.used_months,
        "service_life_months": told.service_life_months,
        "new_price": f"{told.new_price:.2f}",
        "residual_rate": f"{asked.terms.residual_rate:f}",
        "residual_value": f"{told.residual_value:.2f}",
        "coefficient": f"{told.coefficient:f}",
        "base_price": f"{told.base_price:.2f}",
        "appraised_price": f"{told.appraised_price:.2f}",
        "method": told.method.value,
        "months": told.months.value,
        "rule": told.rule,
        "steps": list(told.steps),
        "scrap": {
            "class": scrap.class_name,
            "limit_date": scrap.limit_on.isoformat() if scrap.limit_on else None,
            "guide_mileage_km": scrap.guide_mileage_km,
            "verdict": scrap.verdict.value,
            "sentence": scrap.sentence,
            "rule": scrap.rule,
        },
    }


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise Unusable(f"{option} 应为 {EARLIEST} 至 {LATEST} 之间的日期，格式 年-月-日，例如 2019-03-28。")
    return day


def _code(option: str, rule: str, text: str, example: str) -> str:
    code = code_of(rule, text)
    if code is None or name_of(rule, code) is None:
        raise Unusable(f"{option} 不在代码表中，请填写名称或代码，例如 {example}。")
    return code


def _number(option: str, text: str) -> Decimal:
    least, most = map(Decimal, BOUNDS[option])
    places = -int(most.as_tuple().exponent)
    if not NUMBER.fullmatch(text) or not least <= Decimal(text) <= most or len(text.partition(".")[2]) > places:
        raise Unusable(f"{option} 应为 {least} 至 {most.normalize():f} 之间的数字，最多 {places} 位小数。")
    return Decimal(text)
