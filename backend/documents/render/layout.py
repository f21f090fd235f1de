"""Tables of a form (表格): cells that wrap, shrink and grow, so that nothing overlaps and nothing is cut off.

A cell says how high it must be at a width, and draws itself into its place. Lengths are points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backend.documents.render.data import SignatureMark
from backend.documents.render.fonts import SANS, SERIF, measure
from backend.documents.render.ink import ink
from backend.documents.render.page import BODY_BOTTOM, BODY_TOP, GREY, MM, Frame, Picture, Rect, Rule, Sheets, shrink
from backend.documents.render.paint import picture_size, whole
from backend.documents.render.text import Line, baseline, break_lines, compose, fit, leading, units
from backend.kit.clock import local
from backend.kit.errors import Refusal

PAD = 2 * MM
OUTER, INNER = 1.3, 0.55


class TextTooLong(Refusal):
    """A text for which the form has no room even at its smallest size (内容过长): refused, never cut off."""

    code = "DOC-104"
    status = 422
    say = "“{start}…”共 {length} 字，超出文书版面，请核对后缩短。"


class Cell(Protocol):
    """What a table's cell can do."""

    def height(self, width: float, least: float) -> float:
        """The height it needs when ``width`` wide and offered ``least``."""
        ...

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Put its marks on the current page, inside ``rect``."""
        ...


@dataclass(frozen=True, slots=True)
class TextCell:
    """A label or a value: centred or left, shrinking from ``size`` to ``least`` before its row grows."""

    text: str
    size: float = 10.5
    least: float = 7.5
    centred: bool = False
    font: str = SERIF

    def height(self, width: float, least: float) -> float:
        """The row's offered height, or what the text needs at its smallest size."""
        room = max(least - PAD, 0)
        lines, size = fit(self.text, self.font, width - 2 * PAD, room, size=self.size, least=self.least)
        return max(least, len(lines) * leading(size) + PAD)

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Set the text in the middle of the cell's height."""
        room = rect.h - PAD
        lines, size = fit(self.text, self.font, rect.w - 2 * PAD, room, size=self.size, least=self.least)
        pitch = leading(size)
        if len(lines) * pitch > rect.h + 0.5:
            raise TextTooLong(start=self.text[:6], length=len(self.text))
        y = rect.y + (rect.h - len(lines) * pitch) / 2
        for line in lines:
            x = rect.x + (rect.w - line.width) / 2 if self.centred else rect.x + PAD
            sheets.line(line, x, baseline(y, pitch, size), self.font, size)
            y += pitch


@dataclass(frozen=True, slots=True)
class ParagraphCell:
    """Clauses in a cell: each paragraph justified, ``indent`` characters in; the cell grows as it must."""

    paragraphs: Sequence[str]
    size: float = 10.5
    pitch: float = 1.6
    indent: float = 0
    hanging: float = 0

    def lines(self, width: float):  # type: ignore[no-untyped-def]
        """Each paragraph's lines with where they start."""
        room = width - 2 * PAD
        for paragraph in self.paragraphs:
            head, body = self.split(paragraph)
            hang = self.hanging * self.size if head else 0
            content = units(body, SERIF, self.size)
            broken = break_lines(content, room - hang, self.size, indent=self.indent * self.size, justify=True)
            for number, line in enumerate(broken):
                yield line, hang + (self.indent * self.size if number == 0 else 0), head if number == 0 else ""

    def split(self, paragraph: str) -> tuple[str, str]:
        """A leading number (``1. ``) hangs in the margin when ``hanging`` is set."""
        head, gap, body = paragraph.partition(" ")
        return (head, body) if self.hanging and gap and len(head) <= 3 else ("", paragraph)

    def height(self, width: float, least: float) -> float:
        """As high as its lines."""
        return max(least, sum(1 for _ in self.lines(width)) * self.size * self.pitch + 2 * PAD)

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Set the paragraphs from the top, centred in what height is left over."""
        pitch = self.size * self.pitch
        content = list(self.lines(rect.w))
        y = rect.y + max((rect.h - len(content) * pitch) / 2, PAD)
        for line, shift, head in content:
            base = baseline(y, pitch, self.size)
            if head:
                sheets.text(rect.x + PAD, base, head, SERIF, self.size)
            sheets.line(line, rect.x + PAD + shift, base, SERIF, self.size)
            y += pitch


@dataclass(frozen=True, slots=True)
class LinesCell:
    """Lines of a template with their boxes and blanks, all of one size: the largest at which none has to be broken."""

    templates: Sequence[str]
    fields: Mapping[str, str | bool]
    size: float = 10.5
    least: float = 7.5

    def lines(self, width: float) -> tuple[list[Line], float]:
        """The set lines and their size; at the smallest size a line too long is broken after all."""
        room, size = width - 2 * PAD, self.size
        while True:
            content = [compose(template, self.fields, SERIF, size) for template in self.templates]
            if size <= self.least or all(sum(unit.width for unit in line) <= room for line in content):
                return [line for one in content for line in break_lines(one, room, size)], size
            size -= 0.25

    def height(self, width: float, least: float) -> float:
        """As high as its lines."""
        lines, size = self.lines(width)
        return max(least, len(lines) * size * 1.7 + PAD)

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Set the lines in the middle of the cell's height."""
        lines, size = self.lines(rect.w)
        pitch = size * 1.7
        if len(lines) * pitch > rect.h + 0.5:
            longest = max(map(str, self.fields.values()), key=len)
            raise TextTooLong(start=longest[:6], length=len(longest))
        sheets.lines(lines, rect.x + PAD, rect.y + (rect.h - len(lines) * pitch) / 2, SERIF, size, pitch)


@dataclass(frozen=True, slots=True)
class SignatureCell:
    """Where somebody signs: empty until they have; then the strokes, and small beneath who signed and when."""

    name: str
    mark: SignatureMark | None = None
    least: float = 17 * MM

    def height(self, width: float, least: float) -> float:
        """Room enough for a legible hand."""
        return max(least, self.least)

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Draw the signature into the cell."""
        sign(sheets, rect.inset(1 * MM), self.name, self.mark)


def sign(sheets: Sheets, rect: Rect, name: str, mark: SignatureMark | None) -> None:
    """Reserve ``rect`` for the signature called ``name``, and draw it if there is one."""
    sheets.reserve(name, rect)
    if mark is None:
        return
    note = f"{mark.signer_name}　{local(mark.signed_at):%Y-%m-%d %H:%M:%S}"
    size = shrink(note, SANS, 6.5, rect.w)
    for stroke in ink(mark, Rect(rect.x, rect.y, rect.w, rect.h - 8)):
        sheets.add(stroke)
    sheets.text(rect.x + (rect.w - measure(note, SANS, size)) / 2, rect.y + rect.h - 1.5, note, SANS, size, grey=GREY)


@dataclass(frozen=True, slots=True)
class PictureCell:
    """A photograph under its caption; without one, a pale dashed frame."""

    caption: str
    content: bytes | None = None
    least: float = 40 * MM

    def height(self, width: float, least: float) -> float:
        """At least high enough to recognise a face and a plate."""
        return max(least, self.least)

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Write the caption and fit the picture below it, its aspect ratio kept."""
        size = shrink(self.caption, SERIF, 10.5, rect.w - 2 * PAD)
        sheets.centred(rect.x + rect.w / 2, rect.y + 5.2 * MM, self.caption, SERIF, size)
        place = Rect(rect.x + 2.5 * MM, rect.y + 7.5 * MM, rect.w - 5 * MM, rect.h - 10 * MM)
        if self.content is None:
            sheets.add(Frame(place, 0.5, 0.7, True))
        else:
            sheets.add(Picture(whole(place, picture_size(self.content)), self.content))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells with how many columns each spans, and the least height; ``grow`` takes what the page has left."""

    cells: Sequence[tuple[Cell, int]]
    least: float = 9 * MM
    grow: bool = False


@dataclass(frozen=True, slots=True)
class StackCell:
    """Rows within a cell, for a label that stands beside several rows."""

    rows: Sequence[Row]
    columns: Sequence[float] = field(default=(1.0,))

    def heights(self, width: float, least: float) -> list[float]:
        """Each inner row's height; the growing one takes the rest of ``least``."""
        made = [row_height(row, [share * width for share in self.columns]) for row in self.rows]
        rest = least - sum(made)
        for number, row in enumerate(self.rows):
            if row.grow and rest > 0:
                made[number] += rest
        return made

    def height(self, width: float, least: float) -> float:
        """As high as its rows."""
        return max(least, sum(self.heights(width, 0)))

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Draw the inner rows with the lines between them."""
        y = rect.y
        columns = [share * rect.w for share in self.columns]
        heights = self.heights(rect.w, rect.h)
        # Where the page cannot hold them all, the highest row gets less than it asks for, and refuses its text.
        heights[heights.index(max(heights))] -= max(sum(heights) - rect.h, 0)
        for number, (row, height) in enumerate(zip(self.rows, heights, strict=True)):
            if number:
                sheets.add(Rule(rect.x, y, rect.x + rect.w, y, INNER, 0))
            draw_row(sheets, row, Rect(rect.x, y, rect.w, height), columns)
            y += height


def row_height(row: Row, columns: Sequence[float]) -> float:
    """The height its neediest cell asks for."""
    at, height = 0, row.least
    for cell, span in row.cells:
        height = max(height, cell.height(sum(columns[at : at + span]), row.least))
        at += span
    return height


def page_high(height: float) -> float:
    """A row's height, at most a page's: a text that still has no room then refuses itself."""
    return min(height, BODY_BOTTOM - BODY_TOP)


def draw_row(sheets: Sheets, row: Row, rect: Rect, columns: Sequence[float]) -> None:
    """Draw a row's cells and the lines between them."""
    x, at = rect.x, 0
    for number, (cell, span) in enumerate(row.cells):
        width = sum(columns[at : at + span])
        if number:
            sheets.add(Rule(x, rect.y, x, rect.y + rect.h, INNER, 0))
        cell.draw(sheets, Rect(x, rect.y, width, rect.h))
        x, at = x + width, at + span


def table(sheets: Sheets, x: float, columns: Sequence[float], rows: Sequence[Row], bottom: float) -> None:
    """Draw ``rows`` from the current height; a growing row takes what is left above ``bottom``.

    Rows are never split: one that does not fit begins the next page, and the frame is closed on each.
    """
    heights = [page_high(row_height(row, columns)) for row in rows]
    rest = bottom - sheets.y - sum(heights)
    growing = [number for number, row in enumerate(rows) if row.grow]
    for number in growing:
        heights[number] += max(rest, 0) / len(growing)
    width = sum(columns)
    top = sheets.y
    for row, height in zip(rows, heights, strict=True):
        if sheets.y + height > bottom + 0.5 and sheets.y > top:
            sheets.add(Frame(Rect(x, top, width, sheets.y - top), OUTER, 0, False))
            sheets.new_page()
            top = sheets.y
        if sheets.y > top:
            sheets.add(Rule(x, sheets.y, x + width, sheets.y, INNER, 0))
        draw_row(sheets, row, Rect(x, sheets.y, width, height), columns)
        sheets.y += height
    sheets.add(Frame(Rect(x, top, width, sheets.y - top), OUTER, 0, False))
