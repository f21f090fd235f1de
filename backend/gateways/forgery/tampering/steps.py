"""Steps from pixel to pixel (亮度跳变) in one direction, and how surprising it is that they stand in one line.

A cut made by software jumps between the same two columns for its whole length, while every edge that a lens drew
leans, climbs in stairs or is as blurred as its surroundings. Only ranks are counted (is this step the largest of
five?), so that weak and strong cuts, dark and bright pictures are judged alike.
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

_REACH: Final = 2  # steps before and behind that a cut's must exceed
_NEAR: Final = 12  # pixels to either side in which no other line may be as clear: writing has many, a cut is alone
_LENGTH: Final = 24  # pixels of the window in which a cut shows first
_CLEAR: Final = 0.6  # share of rows in which a cut's step is the largest of five


@dataclass(frozen=True, slots=True)
class Lines:
    """Candidates: column boundary ``at`` (between ``at`` and ``at + 1``), first row, last row + 1."""

    at: Ints
    first: Ints
    last: Ints


class Steps:
    """The steps across columns of ``grey``; hand in the transposed picture for those across rows."""

    def __init__(self, grey: Grid) -> None:
        # Of a large picture every second or third row is enough to follow what goes on for a hundred.
        self.stride = 1 if grey.size < 3_000_000 else 2 if grey.size < 7_000_000 else 3
        self.grey = np.ascontiguousarray(grey[:: self.stride])
        self.peaks = _peaks(self.grey)
        rate = self.peaks[::3].mean(0)
        # JPEG blocks make every eighth column jump; what is usual is therefore counted for each of eight.
        self.usual = np.array([np.median(rate[phase::8]) for phase in range(8)])
        self.sums = np.zeros((self.peaks.shape[0] + 1, self.peaks.shape[1]), np.int32)
        np.cumsum(self.peaks, 0, out=self.sums[1:])

    def lines(self, most: int = 300) -> Lines:
        """The clearest stretches in which one column's step stands out, alone among its neighbours."""
        window = max(12, _LENGTH // self.stride)
        share = cv2.boxFilter(self.peaks, cv2.CV_32F, (1, window), borderType=cv2.BORDER_CONSTANT)
        width = share.shape[1]
        need = np.maximum(_CLEAR, self.usual[np.arange(width) % 8] + 0.38).astype(np.float32)
        ends = np.diff(np.pad((share > need).T.astype(np.int8), ((0, 0), (1, 1))), axis=1)
        (at, first), last = np.nonzero(ends == 1), np.nonzero(ends == -1)[1]
        found = {
            line: gain
            for x, top, low in zip(at.tolist(), first.tolist(), last.tolist(), strict=True)
            for line, gain in [self._trimmed(x, top, low, window)]
            if gain >= (9.0 if self.stride == 1 else 7.0)
        }
        if not found:
            return Lines(*(np.zeros(0, np.intp) for _ in range(3)))
        at, first, last = np.array(list(found)).T
        share_of, rival = self._shares(at, first, last)
        gains = np.where(rival < 0.75 * share_of, np.array(list(found.values())), -1.0)
        best = [int(one) for one in np.argsort(-gains)[:most] if gains[one] > 0]
        return Lines(at[best], first[best] * self.stride, last[best] * self.stride)

    def _trimmed(self, at: int, first: int, last: int, window: int) -> tuple[tuple[int, int, int], float]:
        """The stretch around ``first`` to ``last`` in which most steps stand out, and by how many."""
        low, high = max(0, first - window), min(len(self.peaks), last + window)
        sums = np.concatenate([[0.0], np.cumsum(self.peaks[low:high, at] - np.float32(0.45))])
        gain = sums - np.minimum.accumulate(sums)
        end = int(gain.argmax())
        return (at, low + int(sums[: end + 1].argmin()), low + end), float(gain[end])

    def _shares(self, at: Ints, first: Ints, last: Ints) -> tuple[Floats, Floats]:
        """Share of standing-out steps on the line, and on the best line beside it, rows as in ``peaks``."""
        rows = np.maximum(last - first, 1)
        own = (self.sums[last, at] - self.sums[first, at]) / rows
        rival = np.zeros(len(at))
        for shift in (*range(-_NEAR, 0), *range(1, _NEAR + 1)):
            beside = np.clip(at + shift, 0, self.sums.shape[1] - 1)
            rival = np.maximum(rival, (self.sums[last, beside] - self.sums[first, beside]) / rows)
        return own, rival

    def surprise(self, at: Ints, first: Ints, last: Ints) -> Floats:
        """Log-likelihood of a cut from row ``first`` to ``last`` against what is usual here, in nats; 0 if it goes on.

        A printed rule or the edge of a wall does not end where the supposed cut does.
        """
        tall = len(self.peaks)
        at = np.clip(at, 0, self.peaks.shape[1] - 1)
        top, low = (np.clip(one // self.stride, 0, tall) for one in (first + 2, last - 2))
        low = np.maximum(low, top)
        rows = np.maximum(low - top, 1)
        own, rival = self._shares(at, top, low)
        usual = np.clip(np.maximum(self.usual[at % 8], rival), 0.08, 0.6)
        cut = np.maximum(0.72, usual + 0.25)
        nats = rows * (own * np.log(cut / usual) + (1 - own) * np.log((1 - cut) / (1 - usual)))
        further = np.minimum(60, last - first)
        goes_on = np.maximum(
            self._beyond(at, first - further - 3, first - 3), self._beyond(at, last + 3, last + 3 + further)
        )
        return np.where(goes_on > 0.45, np.minimum(nats, 0), nats)

    def _beyond(self, at: Ints, first: Ints, last: Ints) -> Floats:
        tall = len(self.peaks)
        top, low = (np.clip(one // self.stride, 0, tall) for one in (first, last))
        rows = low - top
        return np.where(rows > 6, (self.sums[low, at] - self.sums[top, at]) / np.maximum(rows, 1), 0.0)

    def shape(self, at: int, first: int, last: int) -> tuple[float, float]:
        """What the lens spread of the jump to the steps before and behind, and what is left of it three pixels on.

        Shares of the jump: in a cut nothing is spread (after any lens a quarter) and most is left (after a printed rule
        nothing is: the tone comes back).
        """
        part = self.grey[first // self.stride : last // self.stride, max(0, at - 3) : at + 5].astype(np.float32)
        if part.shape[1] < 8 or not len(part):
            return 1.0, 0.0
        step = np.clip(np.diff(part, axis=1), -40, 40)
        sign = np.sign(step[:, 3])
        jump = max(float(np.abs(step[:, 3]).sum()), 1e-3)
        return float((sign * (step[:, 2] + step[:, 4])).sum()) / 2 / jump, float((sign * step.sum(1)).sum()) / jump


def _peaks(grey: Grid) -> Grid:
    """1 where the step from a pixel to its right neighbour is larger than the two before and the two behind."""
    step = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    width = step.shape[1]
    wide: Any = cv2.copyMakeBorder(step, 0, 0, _REACH, _REACH, cv2.BORDER_REPLICATE)
    around = np.zeros_like(step)
    for shift in range(2 * _REACH + 1):
        if shift != _REACH:
            around = np.asarray(cv2.max(around, wide[:, shift : shift + width]), np.uint8)
    return (step > around).view(np.uint8)
