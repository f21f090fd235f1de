"""公安认证: asks the authority whether name and number belong together, whose phone it is, and whose face.

It answers what the authority said, and decides nothing: whether that stops a deal is the business of the slice, as are
the daily budget and that nobody is asked twice for the same evidence.
"""

from typing import TYPE_CHECKING, Protocol

from backend.gateways.authority.aliyun import AliyunAuthority, Prices
from backend.gateways.authority.answer import AuthorityAnswer
from backend.gateways.cloudauth import open_cloudauth

if TYPE_CHECKING:
    from backend.settings import Settings

__all__ = ["AliyunAuthority", "AuthorityAnswer", "PersonAuthority", "Prices", "open_authority"]


class PersonAuthority(Protocol):
    """公安认证: ``name`` and ``version`` say who answers.

    ``out_id`` is our own number of the question, at most 32 letters and digits (any other is folded into such a one);
    it stands in the vendor's records of the face. Every method raises ``VendorTrouble`` when there is no answer.
    """

    name: str
    version: str

    async def person(self, name: str, number: str, out_id: str) -> AuthorityAnswer:
        """Do the name and the resident identity number belong together? (身份二要素)"""
        ...

    async def phone(self, name: str, number: str, phone: str, out_id: str) -> AuthorityAnswer:
        """Is the phone registered to this name and number? (手机三要素)"""
        ...

    async def face(self, name: str, number: str, image: bytes, out_id: str) -> AuthorityAnswer:
        """Is the face on ``image`` (a selfie, any size) that of the person of this number? (公安人像比对)"""
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...


def open_authority(settings: "Settings") -> PersonAuthority | None:
    """The authority that the settings name; None where it is switched off."""
    if settings.authority_provider == "off":
        return None
    return AliyunAuthority(
        open_cloudauth(settings),
        prices=Prices(settings.authority_person_fen, settings.authority_phone_fen, settings.authority_face_fen),
        hashed=settings.authority_hashed,
        phone_reasons=settings.authority_phone_reasons,
    )
