"""人证比对 over Aliyun cloudauth (CompareFaceVerify, PV_FC): no model here, two pictures there, a score back.

Only the portrait's place leaves of a card, never its print: a larger face beside the card must not be compared with
itself, and the vendor needs no address. Sources: INTEGRATIONS §4.4; help.aliyun.com/zh/id-verification.
"""

import asyncio
import math
import time
from base64 import b64encode
from collections.abc import Sequence

import cv2

from backend.gateways.aliyun import GARBLED
from backend.gateways.cloudauth import DONE, SERVICE, VERSION, Cloudauth, CloudauthAnswer
from backend.gateways.faces.aliyun.fit import fitted
from backend.gateways.faces.manual import ManualFaces
from backend.gateways.faces.shots import Pixels, card_portrait, open_shot
from backend.gateways.faces.views import CARD, PORTRAIT, FaceMatch, FaceView
from backend.gateways.purse import Purse
from backend.kit.errors import VendorTrouble
from backend.kit.ids import letters

_COMPARED_AT = 480  # pixels of the shorter side at which the sharpness of frames is compared
NO_FACE = ("no_face",)
# 传入图片不可用 and 比对源不可用: no face was found on one of the pictures, and it is not said on which.
_UNUSABLE = frozenset({"417", "419"})


class AliyunFaces:
    """The provider that asks Aliyun. ``similarity`` stays None: the vendor gives a score, whose 80 is one false
    acceptance in a thousand and whose 60 one in a hundred, which is where every other provider has its 80 and 60."""

    name = "aliyun"
    version = f"cloudauth {VERSION}"
    receiver = "aliyun"

    def __init__(self, cloudauth: Cloudauth, purse: Purse, price_fen: int) -> None:
        self._cloudauth = cloudauth
        self._purse = purse
        self._price_fen = price_fen
        self._by_eye = ManualFaces()

    async def look(self, image: bytes) -> FaceView:
        """Nothing looks at single pictures here: ``no_engine``, as with the clerk's own eyes."""
        seen = await self._by_eye.look(image)
        return FaceView(problems=seen.problems, provider=self.name, version=self.version)

    async def compare(self, card: bytes, selfies: Sequence[bytes], *, kind: str = CARD) -> FaceMatch:
        """See :meth:`FaceEngine.compare`: the sharpest selfie is sent, in one paid call. Raises BudgetSpent too."""
        started = time.monotonic()
        portrait, selfie, best = await asyncio.to_thread(_prepared, card, list(selfies), kind)
        if portrait is None:
            return self._match(started, problems_card=NO_FACE)
        params = {
            "SceneId": self._cloudauth.scene_id,
            "OuterOrderNo": letters(32),
            "ProductCode": "PV_FC",
            "Crop": "T",
            "SourceFaceContrastPicture": b64encode(portrait).decode(),
            "TargetFaceContrastPicture": b64encode(selfie).decode(),
        }
        async with self._purse.paying("compare", self._price_fen) as bill:
            answer = await self._cloudauth.ask("CompareFaceVerify", params)
            score = self._score(answer)
            # Nobody is charged where nothing was compared.
            bill.cost_fen = 0 if score is None else self._price_fen
        if score is None:
            return self._match(started, problems_card=NO_FACE, problems_selfie=NO_FACE)
        return self._match(started, score=score, best=best, cost_fen=bill.cost_fen)

    async def crop(self, image: bytes, *, kind: str = PORTRAIT) -> bytes | None:
        """See :meth:`FaceEngine.crop`: by the card's edge, as without any provider."""
        return await self._by_eye.crop(image, kind=kind)

    async def close(self) -> None:
        """Let go of threads and connections."""
        await self._cloudauth.close()

    def _score(self, answer: CloudauthAnswer) -> int | None:
        """The vendor's score, rounded down; None where it found no face on one of the pictures."""
        if answer.code in _UNUSABLE:
            return None
        if answer.code != DONE:
            raise self._cloudauth.trouble(answer.code)
        try:
            score = float(answer.result["VerifyScore"])
        except (LookupError, TypeError, ValueError):
            raise VendorTrouble(SERVICE, GARBLED, retry=True) from None
        if not 0 <= score <= 100:
            raise VendorTrouble(SERVICE, GARBLED, retry=True)
        return math.floor(score)

    def _match(
        self,
        started: float,
        *,
        score: int | None = None,
        best: int | None = None,
        cost_fen: int = 0,
        problems_card: tuple[str, ...] = (),
        problems_selfie: tuple[str, ...] = (),
    ) -> FaceMatch:
        return FaceMatch(
            score=score,
            best=best,
            problems_card=problems_card,
            problems_selfie=problems_selfie,
            provider=self.name,
            version=self.version,
            took_ms=round((time.monotonic() - started) * 1000),
            cost_fen=cost_fen,
        )


def _prepared(card: bytes, selfies: list[bytes], kind: str) -> tuple[bytes | None, bytes, int]:
    """The portrait (None where the card shows no place for one), the sharpest selfie, and which one that is."""
    opened = [open_shot(selfie) for selfie in selfies]
    best = max(range(len(opened)), key=lambda place: _sharpness(opened[place]))
    whole = open_shot(card)
    portrait = card_portrait(whole) if kind == CARD else whole
    return None if portrait is None else fitted(portrait), fitted(opened[best]), best


def _sharpness(pixels: Pixels) -> float:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = _COMPARED_AT / min(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(small, cv2.CV_64F).var())
