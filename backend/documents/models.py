"""The slice's tables and every query on them."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from backend.documents.facts import SIGNED_BY, TITLES, DocumentFact, SealFact, SetFacts, SignerState, fingerprint_of
from backend.documents.render.data import DocumentKind
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText
from backend.rules.numbers import Mobile


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
            fingerprint=fingerprint_of(self.public_id, [document.shown_sha256 for document in documents]),
        )

    async def fingerprint(self) -> str:
        """What stands for exactly these documents (:func:`fingerprint_of`)."""
        shown = await Document.filter(set_id=self.id).order_by("id").values_list("shown_sha256", flat=True)
        return fingerprint_of(self.public_id, [str(one) for one in shown])


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
    # The words in force when it was made (:class:`OwnWording`), for every later drawing; empty for the files' own.
    wording = fields.CharField(20, default="", db_default="")
    # Who signs in which place: role on the paper -> side of a signer; none in sets made before there were others.
    signed_as: dict[str, str] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    pages = fields.IntField(default=0)
    shown_object = fields.CharField(120, default="")
    shown_sha256 = fields.CharField(64, default="")
    signed_object = fields.CharField(120, default="")
    signed_sha256 = fields.CharField(64, default="")
    # ``places`` of hands and seals on the shown bytes; once sealed also ``level`` (B-LTA, B-B), ``stamped_at`` (the
    # time-stamp's moment) and ``serials`` of the certificates.
    seal: dict[str, Any] | None = fields.JSONField(null=True)  # type: ignore[assignment]

    class Meta:
        table = "documents_document"

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The sides that sign it."""
        if self.signed_as is not None:
            return tuple(dict.fromkeys(self.signed_as.values()))
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
            station=owner.station,
            seal=self._seal_fact(),
        )

    def _seal_fact(self) -> SealFact | None:
        told = self.seal or {}
        if "level" not in told:
            return None
        stamped = datetime.fromisoformat(told["stamped_at"]) if told["stamped_at"] else None
        return SealFact(told["level"], stamped, tuple(told["serials"]))


class Signer(Model):
    """Somebody who must sign a set (签署人), and what they signed: strokes, device, and the hashes of what they saw."""

    id = fields.BigIntField(primary_key=True)
    set_id = fields.BigIntField(db_index=True)
    # seller, buyer, clerk; seller_p and buyer_p for the principal (委托人) behind an agent.
    side = fields.CharField(8)
    # phone: on an own phone; paper: on paper, seen by a clerk; desk: at the station's desk.
    way = fields.CharField(8, default="phone", db_default="phone")
    owner = fields.CharField(20, db_index=True)
    name = EncryptedText()
    phone = EncryptedText(null=True)
    # The number by which somebody who follows a link proves to be this signer.
    id_number = EncryptedText(null=True)
    state = fields.CharField(8, default="waiting")
    strokes = EncryptedJSON(null=True)
    device = fields.CharField(200, default="")
    covered: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    read: list[str] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    at = fields.DatetimeField(null=True)
    reason = fields.CharField(200, default="")
    # How the signing was confirmed by SMS: fingerprint of the set, when the code went out, when it came back.
    confirmed: dict[str, Any] | None = fields.JSONField(null=True)  # type: ignore[assignment]

    class Meta:
        table = "documents_signer"
        unique_together: ClassVar = (("set_id", "side"),)

    def facts(self) -> SignerState:
        """How far this signer is."""
        return SignerState(
            side=self.side,
            owner=self.owner,
            name=self.name,
            state=self.state,
            at=self.at,
            reason=self.reason,
            read=tuple(self.read or ()),
            phone=Mobile(self.phone).masked if self.phone else "",
            way=self.way,
        )


class SigningCode(Model):
    """A code sent by SMS to confirm one signature under one set (签署验证码): worth nothing for another."""

    id = fields.BigIntField(primary_key=True)
    signer_id = fields.BigIntField(db_index=True)
    fingerprint = fields.CharField(16)
    code_digest = fields.CharField(64)
    sent_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    tries = fields.IntField(default=0)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "documents_signing_code"


class OwnWording(Model):
    """A changed text of one kind in one city, in force from a day (文书文本). Append-only."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    city = fields.CharField(32)
    kind = fields.CharField(32)
    version = fields.CharField(40)
    body = fields.TextField()
    valid_from = fields.DateField()
    made_by = fields.CharField(64)
    made_at = fields.DatetimeField()
    note = fields.CharField(200, default="")

    class Meta:
        table = "documents_own_wording"
        indexes: ClassVar = (("city", "kind", "valid_from"),)

    @classmethod
    async def in_force(cls, kind: str, city: str, on: date) -> Self | None:
        """The change in force on that day: the last kept of the last day that has begun."""
        return await cls.filter(city=city, kind=kind, valid_from__lte=on).order_by("-valid_from", "-id").first()
