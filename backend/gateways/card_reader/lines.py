"""Lines of print on the straightened card (文字行), and the rows they form from left to right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One recognised strip. ``xs`` are the letters' centres, ``sure`` their probabilities; pixels of the flat card."""

    text: str
    sure: tuple[float, ...]
    xs: tuple[float, ...]
    left: float
    top: float
    right: float
    bottom: float
    quad: NDArray[np.float32] | None = None

    @classmethod
    def plain(cls, text: str, left: float, top: float, right: float, bottom: float, sure: float = 0.99) -> "Line":
        """A line with evenly spaced, equally sure letters."""
        step = (right - left) / max(1, len(text))
        xs = tuple(left + step * (place + 0.5) for place in range(len(text)))
        return cls(text, (sure,) * len(text), xs, left, top, right, bottom)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a row, and the line it was read in."""

    text: str
    sure: float
    x: float
    line: Line
    place: int  # within its line


@dataclass(frozen=True, slots=True)
class Row:
    """Letters side by side, left to right, blanks dropped. ``starts`` are places where a line begins or a gap ends."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def middle(self) -> float:
        return sum(letter.line.middle for letter in self.letters) / max(1, len(self.letters))

    def starts(self, place: int) -> bool:
        """Whether print begins at ``place``: nothing before it, or another line, or a gap wider than a letter."""
        if place == 0:
            return True
        before, here = self.letters[place - 1], self.letters[place]
        return here.line is not before.line or here.x - before.x > 2.2 * here.line.height


def rows_of(lines: list[Line]) -> list[Row]:
    """Group lines whose middles are level into rows, from the top."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        fitting = [(rise, group) for group in groups[-4:] if (rise := _rise(line, group)) < 1]
        if fitting:
            min(fitting, key=lambda item: item[0])[1].append(line)
        else:
            groups.append([line])
    return [_row(group) for group in groups]


def _rise(line: Line, group: list[Line]) -> float:
    """How far ``line`` is from being level with its neighbour in ``group``: 1 and more is another row."""
    if any(min(line.right, other.right) - max(line.left, other.left) > 0.6 * line.height for other in group):
        return 9.0
    nearest = min(group, key=lambda other: max(other.left - line.right, line.left - other.right))
    low, high = sorted((line.height, nearest.height))
    return abs(nearest.middle - line.middle) / max(1.0, 0.5 * low + 0.08 * high)


def _row(group: list[Line]) -> Row:
    letters = []
    for line in sorted(group, key=lambda line: line.left):
        for place, (text, sure, x) in enumerate(zip(line.text, line.sure, line.xs, strict=True)):
            if not text.isspace():
                letters.append(Letter(text, sure, x, line, place))
    return Row(tuple(letters))
