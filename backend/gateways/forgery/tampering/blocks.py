"""Blocks of an earlier compression (JPEG 块错位) that lie elsewhere than those of the file itself."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.forgery.inspection import Box, Reason
from backend.gateways.forgery.picture import Picture
from backend.gateways.forgery.tampering.place import box_of

Plane = NDArray[np.float32]
Mask = NDArray[np.uint8]

_CERTAIN: Final = 4  # windows with the same blocks: two lie side by side by chance in one of a hundred pictures


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Which column or row of eight carries block edges in each window, and how clearly (in its own usual deviation)."""

    phase: NDArray[np.intp]
    clear: Plane


def foreign_blocks(picture: Picture) -> list[Reason]:
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
    most = 0
    for one in np.unique(code[foreign]):
        same = (foreign & (code == one)).astype(np.uint8)
        stats = [stat for stat in cv2.connectedComponentsWithStats(same)[2][1:] if stat[4] >= 2]
        found += [box_of(stat, picture, window) for stat in stats]
        most = max(most, sum(int(stat[4]) for stat in stats))
    score = 0 if not found else 88 if most >= _CERTAIN else 45
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
