"""What the till asks of amounts, reasons and keys (金额与理由检查)."""

from backend.payments.errors import AmountUnfit, KeyNeeded, ReasonMissing
from backend.rules.money import Fen

LONGEST_REASON = 200
LONGEST_KEY = 80


def yuan(fen: int) -> str:
    """``1,300.00``, as people read it."""
    return Fen(fen).grouped()


def must_be_amount(fen: int, most: int, field: str = "amount") -> None:
    """Raise AmountUnfit unless ``fen`` is more than nothing and at most ``most``."""
    if fen <= 0:
        raise AmountUnfit(field=field, sentence="金额须大于 0 元，请重新填写。")
    if fen > most:
        raise AmountUnfit(field=field, sentence=f"金额不能超过 {yuan(most)} 元，请重新填写。")


def reason_of(text: str, field: str = "reason") -> str:
    """A reason of 2 to 200 letters; else ReasonMissing."""
    reason = " ".join(text.split())
    if not 2 <= len(reason) <= LONGEST_REASON:
        raise ReasonMissing(field=field, most=LONGEST_REASON)
    return reason


def key_of(order: str, key: str) -> str:
    """The stored idempotency key: the caller's, within this order (or charge)."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyNeeded
    return f"{order}:{key}"
