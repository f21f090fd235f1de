"""公安认证 over Aliyun cloudauth: Id2MetaVerify, Mobile3MetaDetailVerify (or the simple one), ContrastFaceVerify.

Sources: INTEGRATIONS §4.4 and the pages that ``codes`` names. The SDK's blocking calls run in a pool of their own.
"""

import asyncio
import json
import math
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5, sha256
from typing import Any, Final

from backend.gateways.aliyun import GARBLED
from backend.gateways.authority import codes
from backend.gateways.authority.answer import AuthorityAnswer
from backend.gateways.authority.picture import Unreadable, fitted
from backend.gateways.cloudauth import DONE, SERVICE, VERSION, Cloudauth, CloudauthAnswer
from backend.kit.errors import VendorTrouble

_ORDER_NUMBER = re.compile(r"[0-9A-Za-z]{1,32}")
# 查无记录 is not charged (alibabacloud.com/help/zh/ekyc/latest/ok4bwxwmu1n94o76); every other answer is.
_FREE: Final = "3"


@dataclass(frozen=True, slots=True)
class Prices:
    """What one answer costs, in fen, as the operator's contract has it."""

    person_fen: int
    phone_fen: int
    face_fen: int


class AliyunAuthority:
    """:class:`~backend.gateways.authority.PersonAuthority` over Aliyun.

    ``hashed`` sends names and numbers as the MD5 forms of the vendor only; faces are then not compared at all, because
    ContrastFaceVerify knows no such form. ``phone_reasons`` buys the dearer answer that says what differs (详版).
    """

    name = "aliyun"
    version = f"cloudauth {VERSION}"

    def __init__(
        self, cloudauth: Cloudauth, *, prices: Prices, hashed: bool = False, phone_reasons: bool = True
    ) -> None:
        self._cloudauth = cloudauth
        self._prices = prices
        self._hashed = hashed
        self._phone_reasons = phone_reasons

    async def person(self, name: str, number: str, out_id: str) -> AuthorityAnswer:
        """See :meth:`PersonAuthority.person`. The vendor has no field for ``out_id`` here."""
        number = number.upper()
        params = {
            "ParamType": "md5" if self._hashed else "normal",
            "UserName": _md5(name[:1]) + name[1:] if self._hashed else name,
            "IdentifyNum": number[:6] + _md5(number[6:14]) + number[-4:] if self._hashed else number,
        }
        answer = await self._cloudauth.ask("Id2MetaVerify", params)
        return self._meta(answer, "BizCode", codes.PERSON, self._prices.person_fen)

    async def phone(self, name: str, number: str, phone: str, out_id: str) -> AuthorityAnswer:
        """See :meth:`PersonAuthority.phone`. The vendor has no field for ``out_id`` here."""
        said = {"UserName": name, "IdentifyNum": number.upper(), "Mobile": phone}
        if self._hashed:
            said = {field: _md5(text) for field, text in said.items()}
        action = "Mobile3MetaDetailVerify" if self._phone_reasons else "Mobile3MetaSimpleVerify"
        answer = await self._cloudauth.ask(action, {"ParamType": "md5" if self._hashed else "normal", **said})
        field = "SubCode" if self._phone_reasons else "BizCode"
        return self._meta(answer, field, codes.PHONE, self._prices.phone_fen)

    async def face(self, name: str, number: str, image: bytes, out_id: str) -> AuthorityAnswer:
        """See :meth:`PersonAuthority.face`."""
        if self._hashed:
            return _unasked("hashed_only", codes.HASHED_ONLY)
        try:
            picture = await asyncio.to_thread(fitted, image)
        except Unreadable:
            return _unasked("unreadable", codes.UNREADABLE)
        params = {
            "SceneId": self._cloudauth.scene_id,
            "OuterOrderNo": _order_number(out_id),
            "ProductCode": "ID_MIN",
            "Model": "FRONT_CAMERA_LIVENESS",
            "CertType": "IDENTITY_CARD",
            "CertName": name,
            "CertNo": number.upper(),
            "FaceContrastPicture": b64encode(picture).decode(),
            "Crop": "T",
        }
        return self._compared(await self._cloudauth.ask("ContrastFaceVerify", params))

    async def close(self) -> None:
        """See :meth:`PersonAuthority.close`."""
        await self._cloudauth.close()

    def _meta(
        self, answer: CloudauthAnswer, field: str, meanings: Mapping[str, codes.Meaning], price_fen: int
    ) -> AuthorityAnswer:
        """Two and three elements: ``field`` of the result names the meaning."""
        if answer.code in codes.META_REFUSALS:
            return _said(answer, answer.code, codes.META_REFUSALS[answer.code])
        if answer.code != DONE:
            raise self._cloudauth.trouble(answer.code, passing=codes.META_PASSING)
        code = str(answer.result.get(field, ""))
        # A code that nobody knows must not become an answer: a wrong guess would clear or accuse somebody.
        if code not in meanings:
            raise VendorTrouble(SERVICE, f"unknown {field} {code[:12]}", retry=False)
        charged = str(answer.result.get("BizCode", "")) != _FREE
        return _said(answer, code, meanings[code], cost_fen=price_fen if charged else 0)

    def _compared(self, answer: CloudauthAnswer) -> AuthorityAnswer:
        """Faces: ``Passed`` decides, SubCode says why not."""
        if answer.code in codes.FACE_REFUSALS:
            return _said(answer, answer.code, codes.FACE_REFUSALS[answer.code])
        if answer.code != DONE:
            raise self._cloudauth.trouble(answer.code)
        passed, code = str(answer.result.get("Passed", "")), str(answer.result.get("SubCode", ""))
        if passed not in ("T", "F"):
            raise VendorTrouble(SERVICE, GARBLED, retry=True)
        if passed == "T":
            meaning, code = codes.FACE["200"], "200"
        else:
            meaning = codes.FACE[code] if code in codes.FACE and code != "200" else codes.FACE_FAILED
        score = _likeness(answer.result.get("MaterialInfo"))
        return _said(answer, code, meaning, score=score, cost_fen=self._prices.face_fen)


def _said(
    answer: CloudauthAnswer, code: str, meaning: codes.Meaning, *, score: int | None = None, cost_fen: int = 0
) -> AuthorityAnswer:
    return AuthorityAnswer(meaning.agrees, score, code, meaning.sentence, answer.request_id, cost_fen)


def _unasked(code: str, meaning: codes.Meaning) -> AuthorityAnswer:
    return AuthorityAnswer(meaning.agrees, None, code, meaning.sentence, "", 0)


def _likeness(material: Any) -> int | None:
    """verifyScore of the MaterialInfo (a JSON text), rounded down; None where the vendor left it out."""
    try:
        score = float(json.loads(material, strict=False)["facialPictureFront"]["verifyScore"])
    except (ValueError, TypeError, LookupError):
        return None
    return math.floor(score) if 0 <= score <= 100 else None


def _order_number(out_id: str) -> str:
    return out_id if _ORDER_NUMBER.fullmatch(out_id) else sha256(out_id.encode()).hexdigest()[:32]


def _md5(text: str) -> str:
    """The vendor's form: 32 lower-case hexadecimal digits. It hides from onlookers, not from anyone who guesses."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()
