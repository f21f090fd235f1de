"""支付宝的话与我们的话: which of Alipay's codes means what to the till. Sources: INTEGRATIONS §3.1.

A code that is not here is of unknown meaning, and so is the outcome: the till asks again instead of believing a no.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from backend.gateways.payments.channel import No, Outcome
from backend.kit import clock

#: Refusals of a charge that took no money.
REFUSED: Final[Mapping[str, No]] = {
    "INVALID_PARAMETER": No.OTHER,
    "ACCESS_FORBIDDEN": No.MERCHANT,
    "PARTNER_ERROR": No.MERCHANT,
    "EXIST_FORBIDDEN_WORD": No.OTHER,
    "TOTAL_FEE_EXCEED": No.AMOUNT,
    "PAYMENT_AUTH_CODE_INVALID": No.CODE_EXPIRED,
    "CONTEXT_INCONSISTENT": No.NUMBER_USED,
    "BUYER_BALANCE_NOT_ENOUGH": No.NOT_ENOUGH,
    "BUYER_BANKCARD_BALANCE_NOT_ENOUGH": No.NOT_ENOUGH,
    "ERROR_BALANCE_PAYMENT_DISABLE": No.ACCOUNT,
    "BUYER_SELLER_EQUAL": No.ACCOUNT,
    "TRADE_BUYER_NOT_MATCH": No.ACCOUNT,
    "BUYER_ENABLE_STATUS_FORBID": No.ACCOUNT,
    "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": No.LIMIT,
    "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": No.LIMIT,
    "PULL_MOBILE_CASHIER_FAIL": No.OTHER,
    "PAYMENT_FAIL": No.OTHER,
    "PAYMENT_REQUEST_HAS_RISK": No.RISK,
}
#: Refusals of a refund that moved nothing and never will under this number.
NOT_REFUNDED: Final[Mapping[str, No]] = {
    "INVALID_PARAMETER": No.OTHER,
    "TRADE_NOT_EXIST": No.OTHER,
    "REFUND_AMT_NOT_EQUAL_TOTAL": No.AMOUNT,
    "REASON_TRADE_BEEN_FREEZEN": No.ACCOUNT,
    "SELLER_BALANCE_NOT_ENOUGH": No.MERCHANT_FUNDS,
    "DISCORDANT_REPEAT_REQUEST": No.NUMBER_USED,
}
#: Envelope codes that stop a call before anything is done: our own settings are wrong.
SETTINGS: Final = frozenset({"20001", "40001", "40002", "40006"})
STATES: Final[Mapping[str, Outcome]] = {
    "WAIT_BUYER_PAY": Outcome.WAITING,
    "TRADE_SUCCESS": Outcome.PAID,
    "TRADE_FINISHED": Outcome.PAID,
    # Also a payment that went back whole: no money either way, and none will come.
    "TRADE_CLOSED": Outcome.CLOSED,
}
_AMOUNT = re.compile(r"(0|[1-9]\d{0,10})(?:\.(\d{1,2}))?")
# Alipay refuses these in a title.
_SPECIAL = str.maketrans({"/": "／", "=": "＝", "&": "＆", ",": "，", "\n": " ", "\t": " "})
LONGEST_SUBJECT = 256


def plain(sub_code: str) -> str:
    """A sub-code without its origin: ACQ.TRADE_NOT_EXIST is TRADE_NOT_EXIST."""
    return sub_code.removeprefix("ACQ.")


def yuan(fen: int) -> str:
    """Fen as Alipay wants money: yuan with two digits."""
    return f"{fen // 100}.{fen % 100:02d}"


def fen_in(text: str) -> int | None:
    """Yuan as Alipay writes them, in fen; None when it is no such amount."""
    match = _AMOUNT.fullmatch(text)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def subject_of(text: str) -> str:
    """A title that Alipay takes."""
    return text.translate(_SPECIAL).strip()[:LONGEST_SUBJECT]


def moment_in(text: str) -> datetime | None:
    """A time as Alipay writes it (Beijing), in UTC; None when it is none."""
    if text[10:11] != " ":
        return None
    try:
        # Ten times as fast as strptime; each notification has two of them.
        return datetime.fromisoformat(text[:19]).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
    except ValueError:
        return None


def beijing(moment: datetime) -> str:
    """A moment as Alipay wants it."""
    return clock.local(moment).strftime("%Y-%m-%d %H:%M:%S")
