"""Documents to read and sign (文书签署)."""

from datetime import datetime
from typing import Self

from pydantic import Field

from backend.documents import SetFacts
from miniprogram_api.schemas.base import Answer, Form
from miniprogram_api.schemas.photos import Ink


class DocumentAnswer(Answer):
    """One document; ``sha256`` is of the bytes that ``/pdf`` gives now, ``signed_by`` the sides that sign it.

    A document that nobody signs is there to be read, and need not be in ``seen``.
    """

    id: str
    title: str
    number: str
    version: int
    state: str
    pages: int
    sha256: str
    made_at: datetime
    signed_by: list[str]


class SignerAnswer(Answer):
    """How far one side is: waiting, signed or declined; ``read`` names the documents it read to their end."""

    side: str
    state: str
    at: datetime | None
    read: list[str]


class DocumentSetAnswer(Answer):
    """All documents of one version of a transfer; ``mine`` is the caller's own signature."""

    id: str
    transfer: str
    version: int
    state: str
    reason: str
    documents: list[DocumentAnswer]
    signers: list[SignerAnswer]
    mine: SignerAnswer

    @classmethod
    def seen_by(cls, owner: str, facts: SetFacts) -> Self:
        """The set as ``owner``, who signs it, may know it: the other side's name is on the paper, not here."""
        return cls.of(facts, mine=SignerAnswer.of(facts.signer(owner)))


class SignForm(Form):
    """Sign every document of the set that the caller's side signs; ``seen`` adds to those noted as read before."""

    signature: Ink
    seen: list[str] = Field([], max_length=20)


class DeclineForm(Form):
    """Say no, and why."""

    reason: str = Field(min_length=2, max_length=200)
