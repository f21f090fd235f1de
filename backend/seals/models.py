"""The slice's tables. Nothing secret lies in them: keys are derived from the key ring or stay in a token."""

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from backend.kit.clock import now
from backend.seals.facts import CertificateFacts


class Certificate(Model):
    """A certificate that the platform's own authority issued (证书), the authority's own among them.

    ``key_source`` ``ring``: derived from version ``key_version`` of the key ring under ``key_name``. ``token``: lies in
    the PKCS#11 token under the label ``key_name``.
    """

    id = fields.BigIntField(primary_key=True)
    # Hexadecimal, as `openssl x509 -serial` prints it.
    serial = fields.CharField(40, unique=True)
    kind = fields.CharField(12)
    # The station's public id; empty for the authority and the platform.
    owner = fields.CharField(20, default="")
    generation = fields.IntField()
    name = fields.CharField(160)
    pem = fields.TextField()
    key_source = fields.CharField(8)
    key_name = fields.CharField(40)
    key_version = fields.IntField()
    issued_at = fields.DatetimeField()
    issued_by = fields.CharField(64)
    valid_until = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_why = fields.CharField(24, default="")
    revoked_reason = fields.CharField(200, default="")
    revoked_by = fields.CharField(64, default="")

    class Meta:
        table = "seals_certificate"
        # Two workers that seal a station's first set at once: the database lets one of them issue.
        unique_together: ClassVar = (("kind", "owner", "generation"),)

    def facts(self) -> CertificateFacts:
        """This certificate as people may know it."""
        state = "revoked" if self.revoked_at else "expired" if self.valid_until <= now() else "valid"
        return CertificateFacts(
            serial=self.serial,
            kind=self.kind,
            station=self.owner,
            name=self.name,
            pem=self.pem,
            state=state,
            key_source=self.key_source,
            issued_at=self.issued_at,
            issued_by=self.issued_by,
            valid_until=self.valid_until,
            revoked_at=self.revoked_at,
            revoked_why=self.revoked_why,
            revoked_reason=self.revoked_reason,
            revoked_by=self.revoked_by,
        )


class SealImage(Model):
    """A station's seal as a picture with transparency (公章图样). A new one leaves the old ones inactive."""

    id = fields.BigIntField(primary_key=True)
    station = fields.CharField(20, db_index=True)
    object = fields.CharField(120)
    sha256 = fields.CharField(64)
    kept_at = fields.DatetimeField()
    by = fields.CharField(64)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "seals_image"
