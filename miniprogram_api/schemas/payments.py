"""The fee of a transfer and paying it (服务费). Money is fen."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from backend import payments
from backend.payments import ChargeView, OrderView, ReceiptFacts
from miniprogram_api.paying import by_whom
from miniprogram_api.schemas.base import Answer, Form


class PayForm(Form):
    """Which channel to pay by; how much is due the server knows."""

    channel: Literal["wechat", "alipay"]


class FeeLineAnswer(Answer):
    """One line: an item of the tariff, or a reduction, which is negative."""

    kind: str = Field(description="fee or reduction")
    title: str
    fen: int


class RefundAnswer(Answer):
    """Money that went back, or is on its way."""

    number: str
    fen: int
    state: str = Field(description="proposed, asked, processing, unknown, abnormal, done, refused, withdrawn")
    state_name: str
    done_at: datetime | None


class PaymentAnswer(Answer):
    """One attempt to pay. What the phone goes on with is there only for the owner who began it, while it waits."""

    number: str
    by: str = Field(description="mine, other (the other side) or desk")
    channel: str = Field(description="wechat, alipay, cash or pos")
    channel_name: str
    fen: int
    state: str = Field(description="asked, waiting, unknown, ending, paid, refused, closed or disputed")
    state_name: str
    sentence: str = Field(description="How it stands and what to do, for the payer.")
    asked_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    redirect: str = Field(description="Where a browser goes to pay.")
    call: dict[str, str] = Field(description="The parameters of wx.requestPayment or WeixinJSBridge.")
    refunds: list[RefundAnswer]

    @classmethod
    def seen_by(cls, actor: str, charge: ChargeView) -> Self:
        """The charge as the owner of that name may know it."""
        by = by_whom(charge, actor)
        return cls.of(
            charge,
            by=by,
            channel_name=payments.CHANNEL_NAMES[charge.channel],
            sentence=payments.sentence_for_payer(charge),
            redirect=charge.redirect if by == "mine" else "",
            call=dict(charge.call) if by == "mine" else {},
            refunds=[RefundAnswer.of(one) for one in charge.refunds],
        )


class OrderAnswer(Answer):
    """What is owed for a transfer. Either side may pay; ``asked`` is the side that we ask."""

    transfer: str
    number: str
    state: str = Field(description="due, settled, part_refunded, refunded or closed")
    state_name: str
    asked: str = "buyer"
    lines: list[FeeLineAnswer]
    total_fen: int = Field(description="After reductions.")
    due_fen: int
    paid_fen: int
    refunded_fen: int
    settled_at: datetime | None
    channels: list[str] = Field(description="By which this phone can pay: wechat, alipay.")
    payments: list[PaymentAnswer]

    @classmethod
    def seen_by(cls, actor: str, order: OrderView, channels: list[str]) -> Self:
        """The order as one of the transfer's owners sees it."""
        return cls.of(
            order,
            total_fen=order.total_fen - order.reduced_fen,
            lines=[FeeLineAnswer.of(one) for one in order.lines],
            channels=channels,
            payments=[PaymentAnswer.seen_by(actor, one) for one in order.charges],
        )


class PaidAnswer(Answer):
    """One payment on a receipt; ``number`` is our number of it at the channel (商户订单号)."""

    way: str
    fen: int
    at: datetime
    number: str


class ReceiptAnswer(Answer):
    """A receipt for a settled fee (收据); no fiscal invoice."""

    number: str
    transfer: str
    lines: list[FeeLineAnswer]
    total_fen: int
    words: str = Field(description="The total in Chinese capitals.")
    paid: list[PaidAnswer]
    refunded_fen: int
    settled_at: datetime

    @classmethod
    def told(cls, facts: ReceiptFacts) -> Self:
        """The receipt."""
        return cls.of(
            facts,
            lines=[
                FeeLineAnswer(kind="fee" if fen >= 0 else "reduction", title=title, fen=fen)
                for title, fen in facts.lines
            ],
            paid=[PaidAnswer(way=way, fen=fen, at=at, number=number) for way, fen, at, number in facts.paid],
        )
