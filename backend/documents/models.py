"""The slice's tables and every query on them."""

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from backend.documents.facts import SIGNED_BY, TITLES, DocumentFact, SetFacts, SignerState
from backend.documents.render.data import DocumentKind
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText


class DocumentSet(Model):
    """One version of all documents of a transfer (文书组). A change makes a new version and voids this one."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    transfer = fields.CharField(20, db_index=True)
    station = fields.CharField(20)
    city = fields.CharField(32)
    version = fields.IntField()
    state = fields.CharField(12, default="preparing", db_index=True)
    reason = fields.CharField(200, default="")
    made_at = fields.DatetimeField()

    class Meta:
        table = "documents_set"
        unique_together: ClassVar = (("transfer", "version"),)

    async def facts(self) -> SetFacts:
        """This set with its documents and signers."""
        documents = await Document.filter(set_id=self.id).order_by("id")
        signers = await Signer.filter(set_id=self.id).order_by("id")
        return SetFacts(
            id=self.public_id,
            transfer=self.transfer,
            version=self.version,
            state=self.state,
            reason=self.reason,
            documents=tuple(document.facts(self) for document in documents),
            signers=tuple(signer.facts() for signer in signers),
        )


class Document(Model):
    """One PDF (文书): what it says, the bytes that were shown unsigned, and the bytes that were signed."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    set_id = fields.BigIntField(db_index=True)
    kind = fields.CharField(32)
    number = fields.CharField(40, db_index=True)
    data = EncryptedText()
    photos: dict[str, str] = fields.JSONField(default=dict)  # type: ignore[assignment]
    template_version = fields.CharField(40, default="")
    pages = fields.IntField(default=0)
    shown_object = fields.CharField(120, default="")
    shown_sha256 = fields.CharField(64, default="")
    signed_object = fields.CharField(120, default="")
    signed_sha256 = fields.CharField(64, default="")

    class Meta:
        table = "documents_document"

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The sides that sign it."""
        return SIGNED_BY[DocumentKind(self.kind)]

    def facts(self, owner: DocumentSet) -> DocumentFact:
        """This document as its readers may know it; ``sha256`` is of the bytes they get now."""
        kind = DocumentKind(self.kind)
        return DocumentFact(
            id=self.public_id,
            set=owner.public_id,
            transfer=owner.transfer,
            kind=kind,
            title=TITLES[kind],
            number=self.number,
            version=owner.version,
            state="signing" if owner.state == "finishing" else owner.state,
            pages=self.pages,
            sha256=self.signed_sha256 or self.shown_sha256,
            template_version=self.template_version,
            made_at=owner.made_at,
            signed_by=self.signed_by,
        )


class Signer(Model):
    """Somebody who must sign a set (签署人), and what they signed: strokes, device, and the hashes of what they saw."""

    id = fields.BigIntField(primary_key=True)
    set_id = fields.BigIntField(db_index=True)
    side = fields.CharField(8)
    owner = fields.CharField(20, db_index=True)
    name = EncryptedText()
    state = fields.CharField(8, default="waiting")
    strokes = EncryptedJSON(null=True)
    device = fields.CharField(200, default="")
    covered: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    read: list[str] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    at = fields.DatetimeField(null=True)
    reason = fields.CharField(200, default="")

    class Meta:
        table = "documents_signer"
        unique_together: ClassVar = (("set_id", "side"),)

    def facts(self) -> SignerState:
        """How far this signer is."""
        return SignerState(self.side, self.owner, self.name, self.state, self.at, self.reason, tuple(self.read or ()))
