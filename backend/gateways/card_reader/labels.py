"""Printed labels and the values that stand beside them (标签与取值), found by likeness and by where they stand.

Cards differ in font, spacing and print position, and a detector joins or splits label and value as it likes. So labels
are looked for in whole rows, letter by letter, and a value is what follows its label up to the next label of the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.gateways.card_reader.lines import Letter, Line, Row, rows_of

Vocabulary = Mapping[str, tuple[str, ...]]
#: Labels this short are too easily part of other words: they must begin a line, and be exact unless they are alone.
_SHORT: Final = 3
_COLUMN_GAP: Final = 4.0  # letter heights between two columns


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in row ``row``, letters ``start`` to ``end``; ``faults`` letters differ from its spelling."""

    name: str
    row: int
    start: int
    end: int
    faults: int


@dataclass(frozen=True, slots=True)
class Value:
    """Letters of one value in reading order, perhaps over several lines."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        """As sure as its least sure letter; 0 when empty."""
        return min((letter.sure for letter in self.letters), default=0.0)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the flat card."""
        half = max(letter.line.height for letter in self.letters) / 2
        xs = [letter.x for letter in self.letters]
        tops = [letter.line.top for letter in self.letters]
        bottoms = [letter.line.bottom for letter in self.letters]
        return min(xs) - half, min(tops), max(xs) + half, max(bottoms)

    def part(self, start: int, end: int) -> "Value":
        """Letters ``start`` to ``end`` only."""
        return Value(self.letters[start:end])


class Sheet:
    """A card's rows with the labels of one vocabulary marked in them."""

    def __init__(self, lines: list[Line], vocabulary: Vocabulary) -> None:
        self.rows: list[Row] = rows_of(lines)
        self.labels: list[Label] = []
        for number, row in enumerate(self.rows):
            self.labels += _labels_in(row, number, vocabulary)

    def label(self, name: str) -> Label | None:
        """The best label of this name: fewest faults, then topmost."""
        own = [label for label in self.labels if label.name == name]
        return min(own, key=lambda label: (label.faults, label.row), default=None)

    def after(self, label: Label) -> Value:
        """What follows ``label`` in its row, up to the next label."""
        stops = [other.start for other in self.labels if other.row == label.row and other.start >= label.end]
        letters = _without_colon(self.rows[label.row].letters[label.end : min(stops, default=None)])
        for place in range(1, len(letters)):
            before, here = letters[place - 1], letters[place]
            # Far away and in another strip of print: another column, whose label was not read.
            if here.line is not before.line and here.x - before.x > _COLUMN_GAP * max(
                here.line.height, before.line.height
            ):
                return Value(letters[:place])
        return Value(letters)

    def beside(self, label: Label, column: float | None = None, *, most: int = 4) -> Value:
        """The value of ``label`` with its further lines, which begin below it at the same left edge."""
        first = self.after(label)
        if not first.letters:
            return first
        letters = list(first.letters)
        edge = column if column is not None else first.letters[0].x
        size = _letter_size(first.letters)
        bottom = max(letter.line.bottom for letter in letters)
        for number in range(label.row + 1, len(self.rows)):
            more = self._continued(number, edge, size, bottom)
            if more is None:
                continue
            if not more or most <= 1:
                break
            letters += more
            bottom = max(letter.line.bottom for letter in more)
            most -= 1
        return Value(tuple(letters))

    def _continued(self, number: int, edge: float, size: float, bottom: float) -> list[Letter] | None:
        """Letters of row ``number`` that go on below ``edge``; empty when something ends the value, None to look on."""
        row = self.rows[number]
        if not row.letters or row.middle < bottom - 0.2 * size:
            return None
        start = next(
            (
                place
                for place, letter in enumerate(row.letters)
                if abs(letter.x - edge) < 1.3 * size and row.starts(place)
            ),
            None,
        )
        if start is None:
            return [] if row.middle - bottom > 2.2 * size else None
        line = row.letters[start].line
        if line.top - bottom > 0.6 * size or not 0.6 < line.height / size < 1.7:
            return []
        labels = [label for label in self.labels if label.row == number]
        if any(label.start <= start < label.end or label.end == start for label in labels):
            return []
        stop = min((label.start for label in labels if label.start > start), default=len(row.letters))
        more = [row.letters[start]]
        for place in range(start + 1, stop):
            if row.letters[place].x - more[-1].x > 4 * size:
                break
            more.append(row.letters[place])
        return more


def _letter_size(letters: tuple[Letter, ...]) -> float:
    return sum(letter.line.height for letter in letters) / len(letters)


def _without_colon(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    start = 0
    while start < len(letters) and letters[start].text in ":：;；|｜丨.。,，":
        start += 1
    return letters[start:]


def _labels_in(row: Row, number: int, vocabulary: Vocabulary) -> list[Label]:
    """Labels of the vocabulary in ``row`` that do not overlap: exact before faulty, longer before shorter."""
    text = row.text
    found: list[Label] = []
    for name, spellings in vocabulary.items():
        for spelling in spellings:
            for start, end, faults in _matches(text, spelling):
                if end - start <= _SHORT and not row.starts(start):
                    continue
                found.append(Label(name, number, start, end, faults))
            if len(spelling) <= _SHORT:
                found += [Label(name, number, start, end, 1) for start, end in _damaged(row, spelling)]
    found.sort(key=lambda label: (label.faults, label.start - label.end))
    kept: list[Label] = []
    for label in found:
        if all(label.end <= other.start or label.start >= other.end for other in kept):
            kept.append(label)
    return sorted(kept, key=lambda label: label.start)


def _damaged(row: Row, spelling: str) -> list[tuple[int, int]]:
    """Where a line of its own is a short label with one letter lost or misread (名 of 名称, 生址 of 住址)."""
    places = []
    for line in dict.fromkeys(letter.line for letter in row.letters):
        own = [place for place, letter in enumerate(row.letters) if letter.line is line]
        text = "".join(row.letters[place].text for place in own)
        same = sum(one == two for one, two in zip(text, spelling, strict=False))
        lost = 0 < len(text) < len(spelling) and text in (spelling[:-1], spelling[1:])
        if lost or (len(text) == len(spelling) and same == len(spelling) - 1):
            places.append((own[0], own[-1] + 1))
    return places


def _matches(text: str, spelling: str) -> list[tuple[int, int, int]]:
    """Where ``spelling`` stands in ``text``: start, end, and how many letters are wrong, missing or too many."""
    size = len(spelling)
    exact = [(at, at + size, 0) for at in range(len(text) - size + 1) if text.startswith(spelling, at)]
    if exact or size <= _SHORT:
        return exact
    allowed = 1 if size < 6 else 2
    best: list[tuple[int, int, int]] = []
    for at in range(len(text)):
        for length in range(size - 1, size + 2):
            piece = text[at : at + length]
            if len(piece) < length or piece[0] not in spelling[:2] or piece[-1] not in spelling[-2:]:
                continue
            faults = distance(piece, spelling)
            if faults <= allowed:
                best.append((at, at + length, faults))
    best.sort(key=lambda match: (match[2], abs(match[1] - match[0] - size)))
    return best[:1]


def distance(one: str, two: str) -> int:
    """Letters to change, add or drop to make ``one`` into ``two``."""
    costs = list(range(len(two) + 1))
    for row, letter in enumerate(one, 1):
        previous, costs[0] = costs[0], row
        for column, other in enumerate(two, 1):
            previous, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, previous + (letter != other)),
            )
    return costs[-1]
