"""照片认人: whose photograph a picture is, among those that the sandbox itself draws. No model, and no real face.

A face that the sandbox drew and its camera photographed differ by light, which falls off to one side, and by noise. So
the drawing is fitted to the picture with a slope of light for each colour; what the fit leaves unexplained tells a
stranger from the person. On the cast's selfies, sent as small JPEGs, the fit explains 98.4 % and more of the right
person's picture and at most 98.3 % of a wrong one's, where the right one explains more; 97.3 % of a stranger's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from backend.sandbox.people import BY_KEY, PEOPLE

SIDE = 40
SAME = 0.98
_SELFIE_GROUND = (206, 212, 214, 255)
# A portrait cut out of a card is crooked by a little and its ground is a guess: the fit is poorer, and people who look
# alike (林卖 and 黄过期, 陈买 and 吴小满) pass for each other.
CUT_OUT, NEARLY = 0.88, 0.035
_SMALL = (120, 150)
_CARD_GROUND = (222, 232, 236)
Thumbnail = NDArray[np.float64]


class Unreadable(Exception):
    """The bytes are no picture."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture, and how well each of the cast's own pictures explains it (0 to 1)."""

    thumbnail: Thumbnail
    fits: dict[str, float]
    small: Image.Image

    @property
    def person(self) -> str | None:
        """The key of the person in the picture; None for somebody whom the sandbox never drew."""
        key = max(self.fits, key=lambda known: self.fits[known])
        return key if self.fits[key] >= SAME else None


def look(image: bytes, folder: Path) -> Sight:
    """Look at a picture: the cast's selfies, and the identity cards in ``folder`` that somebody had drawn.

    A tenth of a second; two seconds at first. Raises :class:`Unreadable`.
    """
    picture = _opened(image)
    thumbnail = _thumbnail(picture)
    fits = {key: _explained(thumbnail, drawn) for key, drawn in _selfies().items()}
    for file in folder.glob("*-id_front.jpg"):
        key = file.name.removesuffix("-id_front.jpg")
        if key in BY_KEY:
            fits[key] = max(fits[key], _explained(thumbnail, _card(file, file.stat().st_mtime_ns)))
    return Sight(thumbnail, fits, picture.resize(_SMALL, Image.Resampling.BOX))


def which(image: bytes, folder: Path, kinds: Sequence[str]) -> tuple[str, str] | None:
    """Whose photograph of one of ``kinds`` this is, among those that somebody had drawn: person's key and kind.

    Raises :class:`Unreadable`.
    """
    thumbnail = _thumbnail(_opened(image))
    found: list[tuple[float, str, str]] = []
    for kind in kinds:
        for file in folder.glob(f"*-{kind}.jpg"):
            key = file.name.removesuffix(f"-{kind}.jpg")
            if key in BY_KEY:
                found.append((_explained(thumbnail, _card(file, file.stat().st_mtime_ns)), key, kind))
    fit, key, kind = max(found, default=(0.0, "", ""))
    return (key, kind) if fit >= SAME else None


def score(sight: Sight, key: str) -> float:
    """Likeness to one person, 0 to 100: 80 and above only for the very person."""
    fit = sight.fits[key]
    if sight.person == key:
        return round(80 + 19.9 * (fit - SAME) / (1 - SAME), 4)
    return round(min(59.0, 60 * max(0.0, fit)), 4)


def alike(one: Sight, other: Sight) -> float:
    """Likeness of two pictures, 0 to 100: by who is in them, or by themselves where the sandbox drew neither.

    Either may also be a portrait cut out of a card.
    """
    if one.person is not None and other.person is not None:
        return score(other, one.person)
    if one.person is not None:
        return _cut_out_score(other, one.person)
    if other.person is not None:
        return _cut_out_score(one, other.person)
    fit = _explained(one.thumbnail, other.thumbnail)
    return round(80 + 19.9 * (fit - SAME) / (1 - SAME) if fit >= SAME else min(59.0, 60 * max(0.0, fit)), 4)


def _cut_out_score(sight: Sight, key: str) -> float:
    width, height = sight.small.size
    moves = [(across, down) for across in (-0.03, 0.0, 0.03) for down in (-0.03, 0.0, 0.03)]
    cuts = [
        _thumbnail(
            sight.small.crop(
                (
                    round((0.05 + across) * width),
                    round((0.05 + down) * height),
                    round((0.95 + across) * width),
                    round((0.95 + down) * height),
                )
            )
        )
        for across, down in moves
    ]
    fits = {known: max(_explained(cut, drawn) for cut in cuts) for known, drawn in _portraits().items()}
    if fits[key] >= CUT_OUT and max(fits.values()) - fits[key] <= NEARLY:
        return round(80 + 19.9 * (fits[key] - CUT_OUT) / (1 - CUT_OUT), 4)
    return round(min(59.0, 60 * max(0.0, fits[key])), 4)


def size_of(image: bytes) -> tuple[int, int]:
    """Long and short side in pixels. Raises :class:`Unreadable`."""
    width, height = _opened(image).size
    return max(width, height), min(width, height)


def stands(image: bytes) -> bool:
    """Whether the picture is higher than wide."""
    opened = _opened(image)
    return opened.height > opened.width


def _opened(image: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(image)) as opened:
            return ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable from None


def _thumbnail(picture: Image.Image) -> Thumbnail:
    small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float64)


@lru_cache(maxsize=1)
def _selfies() -> dict[str, Thumbnail]:
    # Imported when first needed, as everything that draws.
    from backend.sandbox.photographs.portrait import portrait

    return {one.key: _thumbnail(portrait(270, 333, one.portrait_seed, _SELFIE_GROUND)) for one in PEOPLE}


@lru_cache(maxsize=1)
def _portraits() -> dict[str, Thumbnail]:
    """The cast's portraits on their cards, with the ground around them (GA 461: 600 by 735 of 1712 by 1080)."""
    from backend.sandbox.photographs.portrait import portrait

    drawn = {}
    for one in PEOPLE:
        place = Image.new("RGB", (600, 735), _CARD_GROUND)
        face = portrait(480, 640, one.portrait_seed)
        place.paste(face, (51, 44), face)
        drawn[one.key] = _thumbnail(place.crop((30, 37, 570, 698)))
    return drawn


@lru_cache(maxsize=64)
def _card(file: Path, written: int) -> Thumbnail:
    """``written`` makes a card that was drawn anew be read anew."""
    with Image.open(file) as picture:
        return _thumbnail(picture)


def _explained(sent: Thumbnail, drawn: Thumbnail) -> float:
    """The share of ``sent`` that ``drawn`` explains under a light that falls off evenly: R² of the fit."""
    down, across = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    left = whole = 0.0
    for colour in range(3):
        own = drawn[..., colour]
        columns: list[NDArray[Any]] = [own, own * across, own * down, np.ones_like(own)]
        basis = np.stack([column.ravel() for column in columns], axis=1)
        seen = sent[..., colour].ravel()
        weights = np.linalg.lstsq(basis, seen, rcond=None)[0]
        left += float(((seen - basis @ weights) ** 2).sum())
        whole += float(((seen - seen.mean()) ** 2).sum())
    return 1 - left / whole if whole else 0.0
