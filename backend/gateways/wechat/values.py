"""订阅消息取值规则: what each kind of value may hold, checked before WeChat says 47003. Source: INTEGRATIONS §1.1."""

import re
from collections.abc import Mapping
from typing import Final

from backend.kit.errors import VendorTrouble

_DAY: Final = r"\d{4}年\d{1,2}月\d{1,2}日"
_HOUR: Final = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_MOMENT: Final = rf"({_DAY} )?{_HOUR}"

RULES: Final[Mapping[str, re.Pattern[str]]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "thing": r"[^\r\n]{1,20}",
        "number": r"(?=.{1,32}$)\d+(\.\d+)?",
        "letter": r"[A-Za-z]{1,32}",
        "symbol": r"[^\w\s]{1,5}",
        "character_string": r"[!-~]{1,32}",
        "time": rf"{_MOMENT}(~{_MOMENT})?",
        "date": rf"{_DAY}( {_HOUR})?",
        "amount": r"[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?",
        "phone_number": r"[+\d()-]{1,17}",
        "car_number": r"(?=.{1,8}$)[\u4e00-\u9fa5A-Z0-9][A-Z0-9·-]+[\u4e00-\u9fa5A-Z0-9]",
        "name": r"[\u3400-\u9fff\U00020000-\U0003134f·]{1,10}|[A-Za-z .·]{1,20}",
        "phrase": r"[\u4e00-\u9fa5]{1,5}",
    }.items()
}
_LONGEST: Final = {"thing": 20, "name": 10, "phrase": 5, "character_string": 32, "letter": 32}
_NAME: Final = re.compile(r"([a-z_]+?)\d+")


class SubscribeValueUnfit(VendorTrouble):
    """消息取值不合规: WeChat would answer 47003; ``reason`` names the value but never repeats it."""

    def __init__(self, name: str) -> None:
        super().__init__("wechat", f"47003 {name}", retry=False)
        self.name = name


def check_subscribe_values(data: Mapping[str, str]) -> None:
    """Refuse the first value that breaks the rule of its kind; a value's name is its kind and a number (thing3)."""
    for name, value in data.items():
        rule = RULES.get(_kind(name))
        if rule is None or rule.fullmatch(value) is None:
            raise SubscribeValueUnfit(name)


def fit_subscribe_value(name: str, text: str) -> str:
    """``text`` on one line and, where its kind has a length, shortened to it with an ellipsis (phrases are cut)."""
    flat = " ".join(text.split())
    longest = _LONGEST.get(_kind(name))
    if longest is None or len(flat) <= longest:
        return flat
    return flat[: longest - 1] + "…" if _kind(name) == "thing" else flat[:longest]


def _kind(name: str) -> str:
    match = _NAME.fullmatch(name)
    return match[1] if match else ""
