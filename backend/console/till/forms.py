"""What the till's actions carry (收银表单): amounts in yuan as typed. The idempotency key is a header."""

from pydantic import BaseModel, Field
from sanic import Request

from backend.payments import AmountUnfit
from backend.rules import Fen, MalformedAmount


class CodeForm(BaseModel):
    """What the scanner typed."""

    code: str = Field("", max_length=300)


class ChannelForm(BaseModel):
    """Whose QR code."""

    channel: str = Field(max_length=10)


class CashForm(BaseModel):
    """The notes that the payer handed over, before change."""

    given: str = Field("", max_length=40)


class PosForm(BaseModel):
    """What the terminal took, and the number on its slip."""

    amount: str = Field("", max_length=40)
    slip: str = Field("", max_length=200)


class ReductionForm(BaseModel):
    """How much less; nothing named with ``whole`` means all of it."""

    amount: str = Field("", max_length=40)
    whole: bool = False
    reason: str = Field("", max_length=1000)


class RefundForm(BaseModel):
    """How much of a charge goes back, and why."""

    amount: str = Field("", max_length=40)
    reason: str = Field("", max_length=1000)


class FloatForm(BaseModel):
    """What lies in the drawer at the beginning."""

    float: str = Field("", max_length=40)


class CountForm(BaseModel):
    """What was counted at the end, and why it differs if it does."""

    counted: str = Field("", max_length=40)
    reason: str = Field("", max_length=1000)


def fen_of(text: str, field: str) -> int:
    """Yuan as typed, in fen; raises AmountUnfit beside ``field``."""
    try:
        return Fen.from_yuan(text).amount
    except MalformedAmount:
        raise AmountUnfit(field=field, sentence="请填写金额（元），最多两位小数，例如 300 或 300.50。") from None


def key_of(request: Request) -> str:
    """The request's idempotency key, by which the till knows a repetition; empty without one."""
    return str(request.headers.get("idempotency-key") or "")
