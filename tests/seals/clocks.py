"""A time-stamp authority without a network (时间戳): the sandbox's, asked directly, at a time that the test sets."""

from datetime import datetime

from asn1crypto import cms, crl, tsp
from pyhanko.sign.timestamps import TimeStamper

from backend.kit.clock import now
from backend.kit.errors import VendorTrouble
from backend.sandbox.timestamps import answers, authority

LIST = "http://127.0.0.1/tsa/crl.der"


class QuickTime(TimeStamper):
    """Both the gateway's ``TimeStamps`` and the stamper that it hands to pyHanko."""

    def __init__(self, *, foreign: bool = False) -> None:
        super().__init__()
        self.authority = authority.authority(LIST, foreign=foreign)
        self.roots = (self.authority.root,)
        self.address, self.stamper = "test", self
        self.at: datetime | None = None
        self.given = 0
        self.fails_after: int | None = None

    async def revocation(self) -> tuple[crl.CertificateList, ...]:
        """The authority's own list."""
        return (crl.CertificateList.load(authority.revocation_list((self.at or now()).timestamp())),)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token, or ``VendorTrouble`` after ``fails_after`` of them."""
        if self.fails_after is not None and self.given >= self.fails_after:
            raise VendorTrouble("timestamps", "down", retry=True)
        self.given += 1
        _, request = self.request_cms(message_digest, md_algorithm)
        answer = answers.answer(request.dump(), self.authority, (self.at or now()).timestamp())
        token: cms.ContentInfo = tsp.TimeStampResp.load(answer.body)["time_stamp_token"]
        return token
