"""人工比对: no model is installed, so the clerk compares; this gives the two faces to look at and pretends nothing."""

import asyncio
from collections.abc import Sequence

from backend.gateways.faces.shots import card_portrait, jpeg_for_eyes, open_shot
from backend.gateways.faces.views import CARD, PORTRAIT, FaceMatch, FaceView

NO_ENGINE = ("no_engine",)


class ManualFaces:
    """The provider without a provider: every answer says ``no_engine``, never a score."""

    name = "manual"
    version = ""
    receiver = ""

    async def look(self, image: bytes) -> FaceView:
        """No face is looked for."""
        return FaceView(problems=NO_ENGINE, provider=self.name)

    async def compare(self, card: bytes, selfies: Sequence[bytes], *, kind: str = CARD) -> FaceMatch:
        """No score: a person must look."""
        return FaceMatch(problems_card=NO_ENGINE, problems_selfie=NO_ENGINE, provider=self.name)

    async def crop(self, image: bytes, *, kind: str = PORTRAIT) -> bytes:
        """The place where a card carries its portrait, found by the card's edge; otherwise the whole picture."""
        return await asyncio.to_thread(_shown, image, kind)

    async def close(self) -> None:
        """Nothing is held."""


def _shown(image: bytes, kind: str) -> bytes:
    picture = open_shot(image)
    portrait = card_portrait(picture) if kind == CARD else None
    return jpeg_for_eyes(picture if portrait is None else portrait)
