"""Forged pictures for tests and benchmarks (翻拍样张): from a clean photograph, by a model of how each is made.

``recapture(kind, photo, seed)`` is deterministic. Nobody in them is real.
"""

from random import Random
from typing import Final

import numpy as np

from backend.sandbox.photographs import CARD_KINDS, draw_card, photo_of, truth_for
from backend.sandbox.photographs.recapture.camera import Picture, decode, expose, linear, send, write
from backend.sandbox.photographs.recapture.display import on_screen
from backend.sandbox.photographs.recapture.everyday import everyday
from backend.sandbox.photographs.recapture.printed import in_black_and_white, in_halftone
from backend.sandbox.photographs.recapture.software import paste, screenshot

__all__ = ["KINDS", "clean", "everyday_card", "recapture"]

#: kind -> the score of ``cwt inspect`` that must rise.
KINDS: Final = {
    "screen": "screen",
    "halftone": "print",
    "photocopy": "print",
    "screenshot": "screenshot",
    "pasted": "tampered",
}
_LONG_SIDES: Final = (1080, 1280, 1600, 2000, 2400)


def clean(seed: int) -> bytes:
    """An honest photograph of some card: the kinds and difficulties take turns."""
    kind = CARD_KINDS[seed % len(CARD_KINDS)]
    return photo_of(kind, truth_for(kind, seed), seed, ("hard", "easy", "demo")[seed // len(CARD_KINDS) % 3])


def everyday_card(seed: int, long_side: int | None = None) -> bytes:
    """An honest photograph with patterns that could be taken for forgery; ``long_side`` in pixels."""
    kind = CARD_KINDS[seed % len(CARD_KINDS)]
    card = draw_card(kind, dict(truth_for(kind, seed)), seed).convert("RGB")
    return everyday(np.asarray(card), Random(f"everyday {seed}"), long_side)


def recapture(kind: str, photo: bytes, seed: int, other: bytes | None = None, long_side: int | None = None) -> bytes:
    """A forged picture of ``kind`` (of :data:`KINDS`) made from ``photo``; a pasted piece comes from ``other``.

    ``long_side`` is that of a photograph taken anew, in pixels.
    """
    random = Random(f"recapture {kind} {seed}")
    shown = decode(photo)
    if kind == "screenshot":
        return write(screenshot(shown, random), random, (80, 95), png=0.6)
    if kind == "pasted":
        piece = decode(other if other is not None else clean(seed + 1))
        # The sandbox's own scenes are sharper than any lens; the forger starts from what a phone took.
        taken = expose(linear(shown), random, random.uniform(0.5, 1.0))
        return write(paste(taken, piece, random)[0], random, (80, 95), png=0.1)
    file = write(_shoot(kind, shown, random, long_side), random)
    return send(file, random) if random.random() < 0.3 else file


def _shoot(kind: str, shown: Picture, random: Random, long_side: int | None) -> Picture:
    long = random.choice(_LONG_SIDES)
    long = long_side or long
    across = shown.shape[1] >= shown.shape[0]
    short = round(long * min(shown.shape[:2]) / max(shown.shape[:2])) // 2 * 2
    frame = (long, short) if across else (short, long)
    make = {"screen": on_screen, "halftone": in_halftone, "photocopy": in_black_and_white}[kind]
    return make(shown, random, frame)
