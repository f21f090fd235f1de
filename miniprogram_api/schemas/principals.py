"""Principals behind agents (委托人)."""

from pydantic import Field

from miniprogram_api.schemas.base import Answer, Form


class PrincipalLinkAnswer(Answer):
    """The link for the principal, and the same as a QR."""

    url: str
    qr_svg: str


class PrincipalAnswer(Answer):
    """What a link is about: the car by the end of its plate, the agent by the first letter of the name."""

    deal: str
    agent: str
    side: str = Field(description="seller_p or buyer_p")
    state: str = Field(description="waiting, signed or declined")
    claimed: bool
    mine: bool


class ClaimForm(Form):
    """Proof: the last six letters of the principal's identity number, and a phone of their own for the signing code."""

    id_tail: str = Field(min_length=1, max_length=12)
    phone: str = Field(min_length=1, max_length=20)


class ClaimedAnswer(Answer):
    """Which set to sign."""

    document_set: str
