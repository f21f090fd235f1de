"""Opening what a phone sent (画面): real small JPEGs, their hashes, and how each differs from the one before.

Everything here computes: call it through ``Pools.in_thread``.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend.kit.images import PictureLimits, inspect
from backend.verification.liveness.errors import FramesUnfit

# Our page sends 18 to 22; more is not a guided capture.
MOST_FRAMES = 24
LONGEST_EDGE = 640
LIMITS: Final = PictureLimits(largest_bytes=250_000, largest_pixels=LONGEST_EDGE * LONGEST_EDGE, short_edge=200)
GREY_SIDE = 64
MARK_LENGTH = 64
# In grey values: a frame coded again measures up to 1.2, another frame of the same person in the same place 4 and more
# (tests/verification/liveness/test_frames.py).
SAME_MARK = 1.8

Mark = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SentFrame:
    """One frame as it came: milliseconds since the capture began, the step's place, the JPEG."""

    t_ms: int
    step: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class OpenedFrame:
    """One frame in numbers. ``change`` is the mean difference of grey (0 to 255) to the frame before, None for the
    first; ``mark`` as in :func:`mark_of`; ``start`` and ``size`` are its place in the bundle."""

    t_ms: int
    step: int
    sha256: str
    mark: Mark
    change: float | None
    start: int
    size: int

    def written(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "t_ms": self.t_ms,
            "step": self.step,
            "sha256": self.sha256,
            "mark": list(self.mark),
            "change": self.change,
            "start": self.start,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class OpenedCapture:
    """All frames; ``bundle`` is their JPEGs one after another, ``best`` the place of the one to be the selfie."""

    frames: tuple[OpenedFrame, ...]
    bundle: bytes
    best: int

    @property
    def selfie(self) -> bytes:
        """The sharpest frame of the first look straight ahead."""
        return piece(self.bundle, self.frames[self.best].start, self.frames[self.best].size)


def open_frames(sent: Sequence[SentFrame]) -> OpenedCapture:
    """Judge and measure every frame; raises FramesUnfit, or the picture refusals of ``kit.images``."""
    if not 1 <= len(sent) <= MOST_FRAMES:
        raise FramesUnfit(field="frames")
    opened: list[OpenedFrame] = []
    sharpness: list[float] = []
    before: NDArray[np.float32] | None = None
    start = 0
    for frame in sent:
        if inspect(frame.jpeg, LIMITS).format != "JPEG":
            raise FramesUnfit(field="frames")
        picture = Image.open(io.BytesIO(frame.jpeg)).convert("L")
        grey = small_grey(picture)
        change = None if before is None else round(float(np.abs(grey - before).mean()), 3)
        digest = hashlib.sha256(frame.jpeg).hexdigest()
        opened.append(OpenedFrame(frame.t_ms, frame.step, digest, mark_of(grey), change, start, len(frame.jpeg)))
        sharpness.append(_sharpness(picture))
        before, start = grey, start + len(frame.jpeg)
    first = [place for place, frame in enumerate(opened) if frame.step == 0] or [0]
    best = max(first, key=lambda place: sharpness[place])
    return OpenedCapture(tuple(opened), b"".join(one.jpeg for one in sent), best)


def read(written: dict[str, Any]) -> OpenedFrame:
    """The frame that :meth:`OpenedFrame.written` wrote down."""
    return OpenedFrame(**(written | {"mark": tuple(written["mark"])}))


def piece(bundle: bytes, start: int, size: int) -> bytes:
    """One JPEG out of a bundle."""
    return bundle[start : start + size]


def mark_of(grey: NDArray[np.float32]) -> Mark:
    """画面指纹: 64 sums of the small grey picture with fixed signs, in sixteenths of a grey value.

    The root mean square of the difference of two marks is nearly that of the two pictures (Johnson-Lindenstrauss, 9 %
    off), so that a frame coded again is told from the next one; no face can be drawn from 64 sums.
    """
    return tuple(int(one) for one in np.rint(_signs() @ grey.flatten() / GREY_SIDE * 16))


def small_grey(picture: Image.Image) -> NDArray[np.float32]:
    """A copy of 64 by 64 grey values, by which neighbouring frames are compared."""
    return np.asarray(picture.resize((GREY_SIDE, GREY_SIDE), Image.Resampling.BOX), np.float32)


def met_before(marks: Sequence[Mark], earlier: Sequence[Mark]) -> int:
    """How many of ``marks`` are, but for coding, among the ``earlier`` ones."""
    if not marks or not earlier:
        return 0
    mine, theirs = np.array(marks, np.float32) / 16, np.array(earlier, np.float32) / 16
    apart = np.sqrt(((mine[:, None, :] - theirs[None, :, :]) ** 2).mean(axis=2))
    return int((apart.min(axis=1) < SAME_MARK).sum())


def strip(pictures: Sequence[bytes], columns: int = 5, width: int = 220) -> bytes:
    """All frames on one sheet (画面一览), for a clerk's eyes: JPEG without metadata, row by row in order of time."""
    opened = [Image.open(io.BytesIO(one)).convert("RGB") for one in pictures]
    height = max(round(width * one.height / one.width) for one in opened)
    sheet = Image.new("RGB", (columns * width, -(-len(opened) // columns) * height), "white")
    for place, picture in enumerate(opened):
        picture.thumbnail((width - 4, height - 4))
        sheet.paste(picture, (place % columns * width + 2, place // columns * height + 2))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=82)
    return out.getvalue()


@cache
def _signs() -> NDArray[np.float32]:
    """Plus and minus one, the same for ever: marks of years ago must still be comparable."""
    size = GREY_SIDE * GREY_SIDE
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(b"liveness-mark-1").digest(MARK_LENGTH * size // 8), np.uint8))
    return bits.reshape(MARK_LENGTH, size).astype(np.float32) * 2 - 1


def _sharpness(picture: Image.Image) -> float:
    grey = np.asarray(picture, np.float32)
    edges = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    return float(edges.var())
