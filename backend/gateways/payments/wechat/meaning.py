"""微信的回答是什么意思: trade states, refund states and error codes in the till's words. Source: INTEGRATIONS §2.1."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.gateways.payments.channel import ChargeAnswer, No, Outcome, RefundAnswer, RefundOutcome

# Codes of other spellings than the documents': v2 wrote them without the low line, and no document shows them all.
REASONS: Mapping[str, No] = {
    "AUTH_CODE_ERROR": No.CODE_WRONG,
    "AUTH_CODE_INVALID": No.CODE_WRONG,
    "AUTHCODEEXPIRE": No.CODE_EXPIRED,
    "AUTH_CODE_EXPIRE": No.CODE_EXPIRED,
    "AUTH_CODE_EXPIRED": No.CODE_EXPIRED,
    "NOT_ENOUGH": No.NOT_ENOUGH,
    "NOTENOUGH": No.NOT_ENOUGH,
    "RULE_LIMIT": No.LIMIT,
    "TRADE_ERROR": No.RISK,
    "REQUEST_BLOCKED": No.RISK,
    "ACCOUNT_ERROR": No.ACCOUNT,
    "USER_ACCOUNT_ABNORMAL": No.ACCOUNT,
    "OPENID_MISMATCH": No.ACCOUNT,
    "OUT_TRADE_NO_USED": No.NUMBER_USED,
    "INVALID_REQUEST": No.OTHER,
    "SIGN_ERROR": No.MERCHANT,
    "NO_AUTH": No.MERCHANT,
    "APPID_MCHID_NOT_MATCH": No.MERCHANT,
    "MCH_NOT_EXISTS": No.MERCHANT,
}
PAYING = frozenset({"USERPAYING", "USER_PAYING"})
TAKEN = frozenset({"ORDERPAID", "ORDER_PAID", "OUT_TRADE_NO_USED"})
GONE = frozenset({"ORDER_CLOSED", "ORDERCLOSED", "ORDERREVERSED"})
ABSENT = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})

_OUTCOMES: Mapping[str, Outcome] = {
    "SUCCESS": Outcome.PAID,
    "REFUND": Outcome.PAID,
    "NOTPAY": Outcome.WAITING,
    "USERPAYING": Outcome.WAITING,
    "ACCEPT": Outcome.WAITING,
    "CLOSED": Outcome.CLOSED,
    "REVOKED": Outcome.CLOSED,
    "PAYERROR": Outcome.REFUSED,
}
_REFUNDS: Mapping[str, RefundOutcome] = {
    "SUCCESS": RefundOutcome.DONE,
    "PROCESSING": RefundOutcome.PROCESSING,
    "ABNORMAL": RefundOutcome.ABNORMAL,
    "CLOSED": RefundOutcome.REFUSED,
}


def reason_of(refusal: Mapping[str, Any]) -> No | None:
    """Why, by the code and the field that a refusal names; None for a code that we do not know."""
    code = str(refusal.get("code"))
    if code != "PARAM_ERROR":
        return REASONS.get(code)
    detail = refusal.get("detail")
    field = str(detail.get("field") if isinstance(detail, dict) else "")
    if "amount" in field:
        return No.AMOUNT
    return No.CODE_WRONG if "auth_code" in field else No.OTHER


def charge_of(told: Mapping[str, Any], number: str) -> ChargeAnswer:
    """A trade as a reply, a query or a notice tells it."""
    state = str(told.get("trade_state"))
    outcome = _OUTCOMES.get(state, Outcome.UNKNOWN)
    amount, payer = _part(told, "amount"), _part(told, "payer")
    reason = None
    if outcome is Outcome.REFUSED:
        # The only words that tell a payer who cancelled from a bank that failed.
        gave_up = any(word in str(told.get("trade_state_desc")) for word in ("取消", "密码", "撤销"))
        reason = No.GIVEN_UP if gave_up else No.OTHER
    return ChargeAnswer(
        outcome,
        str(told.get("out_trade_no") or number),
        channel_number=str(told.get("transaction_id") or ""),
        fen=_whole(amount.get("total")),
        currency=str(amount.get("currency") or "CNY"),
        merchant=payee_of(told),
        paid_at=moment_of(told.get("success_time")) if outcome is Outcome.PAID else None,
        payer=str(payer.get("openid") or payer.get("sp_openid") or payer.get("sub_openid") or ""),
        reason=reason,
        vendor_code=state[:40],
    )


def refund_of(told: Mapping[str, Any], number: str) -> RefundAnswer:
    """A refund as a reply, a query or a notice tells it."""
    state = str(told.get("status") or told.get("refund_status"))
    outcome = _REFUNDS.get(state, RefundOutcome.UNKNOWN)
    return RefundAnswer(
        outcome,
        str(told.get("out_refund_no") or number),
        channel_number=str(told.get("refund_id") or ""),
        fen=_whole(_part(told, "amount").get("refund")),
        done_at=moment_of(told.get("success_time")) if outcome is RefundOutcome.DONE else None,
        reason=No.OTHER if outcome is RefundOutcome.REFUSED else None,
        vendor_code=state[:40],
    )


def payee_of(told: Mapping[str, Any]) -> str:
    """Who got the money: the sub-merchant where there is one."""
    return str(told.get("sub_mchid") or told.get("mchid") or "")


def moment_of(text: object) -> datetime | None:
    """An rfc3339 time in UTC; None when there is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
