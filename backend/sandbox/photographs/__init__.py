"""Card photographs with their truth (样张生成器): for the demo, the tests and the benchmark. Nobody in them is real."""

from collections.abc import Mapping

from backend.sandbox.photographs.cards import FLAT, KINDS, draw_card
from backend.sandbox.photographs.fonts import FontsMissing
from backend.sandbox.photographs.paper import Style
from backend.sandbox.photographs.scene import photograph, snapshot
from backend.sandbox.photographs.truth import CARD_KINDS, credit_code, id_number, truth_for

__all__ = [
    "CARD_KINDS",
    "KINDS",
    "FontsMissing",
    "Style",
    "credit_code",
    "draw_card",
    "id_number",
    "photo_of",
    "photograph",
    "snapshot",
    "truth_for",
]


def photo_of(
    kind: str,
    truth: Mapping[str, str],
    seed: int,
    difficulty: str = "demo",
    rotation: int | None = None,
    style: Style | None = None,
) -> bytes:
    """A JPEG photograph of ``kind`` showing ``truth``; the seed chooses face, desk and light."""
    picture = draw_card(kind, dict(truth), seed, style)
    if kind in FLAT:
        return photograph(picture, seed, difficulty, rotation)
    return snapshot(picture, seed, "demo" if difficulty == "hard" else difficulty)
