"""拼接篡改: a part of the picture that has another history than the rest.

Three signs: edges that no lens draws (one pixel wide, exactly level or upright, meeting in a corner), a part without
the noise that its surroundings have, and the 8×8 blocks of an earlier compression that do not fit those of the rest.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.forgery.inspection import Box, Reason
from backend.gateways.forgery.picture import Picture

Plane = NDArray[np.float32]
Mask = NDArray[np.uint8]

_STEP: Final = 7.0  # grey levels that a cut jumps at least, on average, beyond what is usual around it
_TELLING: Final = (0.22, 0.38)  # softness of a picture from which a cut can be told from its own edges
_LENS: Final = 0.12  # share of the jump that any lens spreads to the pixels before and behind


def pasted_signs(picture: Picture) -> tuple[Reason, ...]:
    """Signs of a pasted, moved or painted-over part."""
    return (*_cuts(picture), *_still_parts(picture), *_foreign_blocks(picture))


def _cuts(picture: Picture) -> list[Reason]:
    """Corners of upright and level cuts."""
    run = max(28, max(picture.width, picture.height) // 45)
    upright = _upright(picture.grey, run)
    level = np.ascontiguousarray(_upright(np.ascontiguousarray(picture.grey.T), run).T)
    reach = run + 9
    near_upright = cv2.dilate(upright, np.ones((reach, 3), np.uint8))
    near_level = cv2.dilate(level, np.ones((3, reach), np.uint8))
    meet = cv2.bitwise_and(near_upright, near_level)
    corners, labels = cv2.connectedComponents(cv2.dilate(meet, np.ones((5, 5), np.uint8)))
    softness = min(_softness(picture.grey), _softness(picture.grey.T))
    if corners < 2 or softness < _TELLING[0]:
        return []
    whole = cv2.bitwise_or(near_upright, near_level)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(whole)
    boxes: list[Box] = []
    most = 0
    for piece in range(1, len(stats)):
        count = len(np.unique(labels[(pieces == piece) & (labels > 0)])) if len(stats) < 40 else 1
        if count:
            most = max(most, count)
            boxes.append(_box(stats[piece], picture, 1))
    trust = min(1.0, (softness - _TELLING[0]) / (_TELLING[1] - _TELLING[0]))
    score = round({1: 66, 2: 84}.get(most, 93) * trust)
    return [Reason("tampered", "cut_edge", score, tuple(boxes[:8]))] if boxes and score else []


def _softness(grey: Mask) -> float:
    """Share of the jump at strong edges that the lens spread to the pixel before and behind, median.

    A picture that is razor-sharp everywhere (made small, or drawn) has the edges of a cut all over it.
    """
    wide = grey[::4].astype(np.int16)
    step = wide[:, 1:] - wide[:, :-1]
    size = np.abs(step)
    here = size[:, 1:-1]
    strong = (here > 28) & (here >= size[:, :-2]) & (here >= size[:, 2:])
    if strong.sum() < 60:
        return 1.0
    around = (np.sign(step[:, 1:-1]) * (step[:, :-2] + step[:, 2:]))[strong] / 2
    return float(np.median(around / here[strong]))


def _upright(grey: Mask, run: int) -> Mask:
    """1 where the middle of an upright cut of ``run`` pixels lies."""
    # Of a large picture every second or fourth row is enough to find what goes on for a hundred.
    stride = 1 if grey.size < 3_000_000 else 2 if grey.size < 7_000_000 else 4
    height, width = grey.shape
    grey, run = grey[::stride], run // stride
    wide = grey.astype(np.int16)
    step = np.zeros(grey.shape, np.int16)
    step[:, 1:] = wide[:, 1:] - wide[:, :-1]
    size = np.minimum(np.abs(step), 40).astype(np.float32)
    spread = np.zeros(grey.shape, np.float32)
    spread[:, 1:-1] = np.sign(step[:, 1:-1]) * (step[:, :-2] + step[:, 2:]) / 2
    jump = cv2.blur(size, (1, run))
    blurred = cv2.blur(np.clip(spread, -40, 40), (1, run))
    far = cv2.blur(jump, (9, 1))
    usual = (far * 9 - jump) / 8
    found = (jump > _STEP + 1.6 * usual) & (blurred < _LENS * jump)
    # Block edges of strong compression are cuts, too, in every eighth column of flat parts: those must jump higher.
    phase = np.arange(grey.shape[1]) % 8 == 0
    found[:, phase] &= jump[:, phase] > 1.7 * _STEP + 1.6 * usual[:, phase]
    found[:, :8] = found[:, -8:] = False
    # A cut goes on: a long run has a middle that is longer than a dot.
    long = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, np.ones((max(5, run // 4), 1), np.uint8))
    # An edge that leans ever so little goes on in the next column, as a stair; a cut never does.
    beside = np.ones((8 * run | 1, 7), np.uint8)
    beside[:, 3] = 0
    stairs = cv2.dilate(long, beside)
    kept = np.asarray(long * (1 - stairs), np.uint8)
    return np.asarray(cv2.resize(kept, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def _still_parts(picture: Picture) -> list[Reason]:
    """Parts without noise, where parts as bright elsewhere have it."""
    grey = picture.grey
    noise = cv2.absdiff(grey, cv2.medianBlur(grey, 3)).astype(np.float32)
    block = 8 if max(grey.shape) < 2000 else 16
    rows, columns = grey.shape[0] // block, grey.shape[1] // block
    size = (columns, rows)
    cut = np.s_[: rows * block, : columns * block]
    strength = cv2.resize(noise[cut], size, interpolation=cv2.INTER_AREA)
    bright = cv2.resize(grey[cut], size, interpolation=cv2.INTER_AREA).astype(np.float32)
    fair = (bright > 20) & (bright < 244)
    if fair.sum() < 200:
        return []
    expected = np.full(strength.shape, np.inf, np.float32)
    for low in range(20, 244, 14):
        here = fair & (bright >= low) & (bright < low + 14)
        around = fair & (bright >= low - 14) & (bright < low + 28)
        if around.sum() > 60:
            expected[here] = np.quantile(strength[around], 0.25)
    still = (fair & (expected > 0.55) & (expected < 50) & (strength < np.minimum(0.15 * expected, 0.25))).astype(
        np.uint8
    )
    # Only where nearly all is still: a quarter of any smooth part is below its usual noise by chance.
    dense = cv2.blur(still.astype(np.float32), (5, 3)) > 0.6
    closed = cv2.morphologyEx(dense.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    found = [
        _box(stat, picture, block)
        for stat in cv2.connectedComponentsWithStats(closed)[2][1:]
        if stat[4] >= 24 and stat[4] > 0.5 * stat[2] * stat[3] and stat[4] < 0.3 * closed.size
    ]
    # Where compression took the noise here and there, it also took it here.
    common = (still * (1 - closed)).sum() > 0.01 * fair.sum()
    return [] if common or not found else [Reason("tampered", "noise_differs", 45, tuple(found[:8]))]


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Which column or row of eight carries block edges in each window, and how clearly (in its own usual deviation)."""

    phase: NDArray[np.intp]
    clear: Plane


def _foreign_blocks(picture: Picture) -> list[Reason]:
    """Windows whose block edges lie elsewhere than the file's own, in both directions."""
    window = 64
    across = _blocks(picture.grey, window)
    down = _blocks(np.ascontiguousarray(picture.grey.T), window)
    down = _Blocks(down.phase.T, down.clear.T)
    own_x, own_y = _usual(across), _usual(down)
    foreign = ((across.phase != own_x) & (across.phase != 0)) | ((down.phase != own_y) & (down.phase != 0))
    foreign &= np.minimum(across.clear, down.clear) > 3.2
    foreign &= np.maximum(across.clear, down.clear) > 4.5
    code = across.phase * 8 + down.phase
    found: list[Box] = []
    for one in np.unique(code[foreign]):
        same = (foreign & (code == one)).astype(np.uint8)
        for stat in cv2.connectedComponentsWithStats(same)[2][1:]:
            if stat[4] >= 2:
                found.append(_box(stat, picture, window))
    score = 0 if not found else 70 if len(found) == 1 and found[0][2] * found[0][3] < 0.006 else 88
    return [Reason("tampered", "compression_differs", score, tuple(found[:8]))] if score else []


def _blocks(grey: Mask, window: int) -> _Blocks:
    stride = 1 if grey.size < 3_000_000 else 2
    tall = window // stride
    wide = grey[::stride].astype(np.float32)
    step = np.abs(np.diff(wide, axis=1, prepend=wide[:, :1]))
    edge = np.zeros_like(step)
    edge[:, 1:-1] = np.clip(step[:, 1:-1] - (step[:, :-2] + step[:, 2:]) / 2, -6, 6)
    rows, columns = grey.shape[0] // window, grey.shape[1] // window
    cut = edge[: rows * tall, : columns * window].reshape(rows, tall, columns, window // 8, 8)
    mean = cut.mean((1, 3))
    phase = mean.argmax(2)
    others = np.sort(mean, 2)[..., :7]
    clear = (mean.max(2) - others.mean(2)) / (others.std(2) + 0.04)
    return _Blocks(phase, np.asarray(clear, np.float32))


def _usual(blocks: _Blocks) -> int:
    """The phase that most clear windows share."""
    clear = blocks.phase[blocks.clear > 3]
    return int(np.bincount(clear.ravel(), minlength=8).argmax()) if clear.size else 0


def _box(stat: NDArray[np.int32], picture: Picture, unit: int) -> Box:
    left, top, width, height = (int(one) * unit for one in stat[:4])
    w, h = picture.width, picture.height
    return round(left / w, 4), round(top / h, 4), round(width / w, 4), round(height / h, 4)
