"""Deals (约定交易): an invitation and the one price."""

from datetime import datetime

from pydantic import Field

from miniprogram_api.schemas.base import Answer, Form


class PriceForm(Form):
    """A price in fen."""

    price_fen: int


class InvitationAnswer(Answer):
    """A link for the other side."""

    token: str
    url: str
    qr_svg: str
    expires_at: datetime
    role: str = Field(description="Whom it invites: seller or buyer.")
    price_fen: int


class DealAnswer(Answer):
    """A deal as one side sees it; prices in fen."""

    id: str
    role: str
    price_fen: int
    mine_confirmed: bool
    other_confirmed: bool
    other_joined: bool
    other_state: str
    agreed_fen: int | None


class JoinForm(Form):
    """Accept with a collection of one's own, or with a new one."""

    collection: str = Field("", max_length=20)
