"""A4 sheets (页面): what is drawn where, gathered first and painted when the number of pages is known.

Coordinates are points from the sheet's upper left corner, downwards, as one reads. Every page carries the document's
number, a QR code to check it by, and which page of how many it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import segno

from backend.documents.render.fonts import SANS, SERIF, SERIF_BOLD, measure, runs
from backend.documents.render.text import BOX, RULED, TICKED, Line, baseline, fit, leading

MM: Final = 72 / 25.4
WIDTH: Final = 210 * MM
HEIGHT: Final = 297 * MM
# A station's laser or ink-jet printer leaves up to 6 mm unprinted; 12 mm also survives a crooked sheet.
SIDE: Final = 16 * MM
TOP: Final = 12 * MM
BOTTOM: Final = 12 * MM
QR_SIDE: Final = 17 * MM
BODY_TOP: Final = TOP + QR_SIDE + 7.5 * MM
BODY_BOTTOM: Final = HEIGHT - BOTTOM - 8 * MM
BODY_WIDTH: Final = WIDTH - 2 * SIDE
# Above the title, clear of the number on the right.
ISSUER_WIDTH: Final = 62 * MM
ISSUER_HEIGHT: Final = 12 * MM
BLACK: Final = 0.0
GREY: Final = 0.42


class Rect(NamedTuple):
    """A place on the sheet: left, top (downwards), width, height; points."""

    x: float
    y: float
    w: float
    h: float

    def inset(self, by: float) -> "Rect":
        """The same place without a margin of ``by`` on every side."""
        return Rect(self.x + by, self.y + by, max(self.w - 2 * by, 0), max(self.h - 2 * by, 0))


class Text(NamedTuple):
    """One run of text on its baseline."""

    x: float
    y: float
    text: str
    font: str
    size: float
    spacing: float
    grey: float


class Rule(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    grey: float


class Frame(NamedTuple):
    """The outline of a rectangle; ``dash`` for the pale frame of an empty place."""

    rect: Rect
    thickness: float
    grey: float
    dash: bool


class Picture(NamedTuple):
    """A photograph's bytes and the place it fills exactly (its aspect ratio already kept)."""

    rect: Rect
    content: bytes


class Stroke(NamedTuple):
    """One stroke of a signature: points on the sheet with the pen's width at each."""

    points: tuple[tuple[float, float, float], ...]


class Code(NamedTuple):
    """A QR code."""

    rect: Rect
    content: str


Mark = Text | Rule | Frame | Picture | Stroke | Code


class Place(NamedTuple):
    """Where a signature or a seal belongs: its name (``seller``, ``market_seal``), page from 1, place on the sheet."""

    name: str
    page: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class Heading:
    """What every page of a document repeats: title, number, check address, and whose copy it is."""

    title: str
    number: str = ""
    number_label: str = "编号"
    serial: str = ""
    verify_url: str = ""
    issuer: str = ""
    version: str = ""
    copy: str = ""


@dataclass(slots=True)
class Sheets:
    """The pages of one document being set: ``y`` is where the next thing goes on the last page."""

    heading: Heading
    pages: list[list[Mark]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    counts: list[tuple[int, Heading]] = field(default_factory=list)
    y: float = 0.0

    def start_copy(self, heading: Heading) -> None:
        """Begin a copy (甲方/乙方/市场方) on a new page; its pages count from 1."""
        self.heading = heading
        self.counts.append((0, heading))
        self.new_page()

    def new_page(self) -> None:
        """Turn to a new page; the first one of a copy shows its title large."""
        number, heading = self.counts[-1]
        self.counts[-1] = (number + 1, heading)
        self.pages.append([])
        self.y = BODY_TOP
        self.head(first=number == 0)

    def need(self, height: float) -> None:
        """Turn the page unless ``height`` points are left on this one (or it is still empty)."""
        if self.y + height > BODY_BOTTOM + 0.5 and self.y > BODY_TOP + 0.5:
            self.new_page()

    def add(self, mark: Mark) -> None:
        """Put one mark on the current page."""
        self.pages[-1].append(mark)

    def reserve(self, name: str, rect: Rect) -> None:
        """Remember where a signature or seal belongs."""
        self.places.append(Place(name, len(self.pages), rect))

    def text(
        self, x: float, y: float, text: str, font: str, size: float, *, spacing: float = 0, grey: float = BLACK
    ) -> None:
        """Write ``text`` with its baseline at ``y``; splits where a character needs the other font."""
        for name, piece in runs(text, font):
            self.add(Text(x, y, piece, name, size, spacing, grey))
            x += measure(piece, name, size) + spacing * len(piece)

    def centred(self, x: float, y: float, text: str, font: str, size: float, *, spacing: float = 0) -> None:
        """Write ``text`` around the middle ``x``."""
        width = measure(text, font, size) + spacing * (len(text) - 1)
        self.text(x - width / 2, y, text, font, size, spacing=spacing)

    def right(self, x: float, y: float, text: str, font: str, size: float, *, grey: float = BLACK) -> None:
        """Write ``text`` ending at ``x``."""
        self.text(x - measure(text, font, size), y, text, font, size, grey=grey)

    def line(self, line: Line, x: float, y: float, font: str, size: float, *, grey: float = BLACK) -> None:
        """Draw one set line from ``x`` with its baseline at ``y``: words, rules under blanks, check boxes."""
        start, pending, style = x, "", -1
        rule_from: float | None = None
        for unit in line.units:
            ruled = unit.style in RULED
            if unit.style != style and pending:
                self.text(start, y, pending, font, size, spacing=line.stretch, grey=grey)
                pending = ""
            if rule_from is not None and not ruled:
                self.underline(rule_from, x - line.stretch, y, size)
                rule_from = None
            if ruled and rule_from is None:
                rule_from = x
            if unit.style in {BOX, TICKED}:
                self.check_box(x + size * 0.1, y - size * 0.8, size * 0.86, ticked=unit.style == TICKED)
            if unit.text and not pending:
                start = x
            pending += unit.text
            style = unit.style
            x += unit.width + line.stretch * max(len(unit.text), 1)
        if pending:
            self.text(start, y, pending, font, size, spacing=line.stretch, grey=grey)
        if rule_from is not None:
            self.underline(rule_from, x - line.stretch, y, size)

    def underline(self, x1: float, x2: float, y: float, size: float) -> None:
        """The rule under a form's blank."""
        self.add(Rule(x1, y + size * 0.2, x2, y + size * 0.2, 0.5, BLACK))

    def check_box(self, x: float, y: float, side: float, *, ticked: bool) -> None:
        """A check box: the box drawn, the tick a character, so that copying the text says which box is ticked."""
        self.add(Frame(Rect(x, y, side, side), 0.7, BLACK, False))
        if ticked:
            self.centred(x + side * 0.55, y + side * 0.93, "√", SERIF_BOLD, side * 1.1)

    def lines(
        self, lines: Sequence[Line], x: float, y: float, font: str, size: float, pitch: float, *, grey: float = BLACK
    ) -> float:
        """Draw lines below each other from the top ``y``; returns where they end."""
        for line in lines:
            self.line(line, x, baseline(y, pitch, size), font, size, grey=grey)
            y += pitch
        return y

    def head(self, *, first: bool) -> None:
        """The band on top of the page: who issues it, the title, the QR code with the number beside it."""
        heading = self.heading
        right = WIDTH - SIDE
        if heading.verify_url:
            self.add(Code(Rect(right - QR_SIDE, TOP, QR_SIDE, QR_SIDE), heading.verify_url))
        side = right - QR_SIDE - 2.5 * MM if heading.verify_url else right
        if heading.issuer:
            self.issuer(heading.issuer)
        note = f"{heading.number_label}：{heading.number or '＿＿＿＿＿＿＿＿'}"
        self.right(side, TOP + 8, note, SANS, shrink(note, SANS, 8, 62 * MM))
        if heading.verify_url:
            self.right(side, TOP + 20, "扫码核验真伪", SANS, 7, grey=GREY)
        if first:
            size = shrink(heading.title, SERIF_BOLD, 21, 108 * MM)
            self.centred(WIDTH / 2, TOP + QR_SIDE + 4 * MM, heading.title, SERIF_BOLD, size, spacing=2.4)
        else:
            self.centred(WIDTH / 2, TOP + QR_SIDE + 1 * MM, heading.title, SERIF, 10.5)
            base = TOP + QR_SIDE + 3.2 * MM
            self.add(Rule(SIDE, base, right, base, 0.5, GREY))

    def issuer(self, name: str) -> None:
        """The issuer above the title: a long name takes a second line before it gets hard to read."""
        lines, size = fit(name, SANS, ISSUER_WIDTH, 2 * leading(8), size=8, least=6.5)
        # Beyond what anybody is called: smaller still, so that it stays clear of the title.
        while len(lines) * leading(size) > ISSUER_HEIGHT and size > 1:
            lines, size = fit(name, SANS, ISSUER_WIDTH, ISSUER_HEIGHT, size=size - 0.5, least=size - 0.5)
        self.lines(lines, SIDE, TOP + 8 - baseline(0, leading(size), size), SANS, size, leading(size), grey=GREY)

    def feet(self) -> None:
        """Write the bottom line of every page, now that the number of pages is known."""
        at = 0
        for total, heading in self.counts:
            for number in range(1, total + 1):
                self.foot(self.pages[at], heading, number, total)
                at += 1

    def foot(self, marks: list[Mark], heading: Heading, number: int, total: int) -> None:
        """One page's bottom line: serial and template version, whose copy, page x of y."""
        y = HEIGHT - BOTTOM - 4 * MM
        marks.append(Rule(SIDE, y, WIDTH - SIDE, y, 0.4, GREY))
        y += 9.5
        left = "　".join(
            part
            for part in (
                heading.serial and f"交易流水号 {heading.serial}",
                heading.version and f"版本 {heading.version}",
            )
            if part
        )
        right = f"第 {number} 页　共 {total} 页"
        for x, text in ((SIDE, left), (WIDTH - SIDE - measure(right, SANS, 7.5), right)):
            for name, piece in runs(text, SANS):
                marks.append(Text(x, y, piece, name, 7.5, 0, GREY))
        if heading.copy:
            mark = f"（{heading.copy}）{number}/{total}"
            # In the middle, unless serial and version on its left reach that far.
            middle = (WIDTH - measure(mark, SERIF, 9)) / 2
            x = max(middle, SIDE + measure(left, SANS, 7.5) + 4 * MM)
            marks.append(Text(x, y + 1.5, mark, SERIF, 9, 0, BLACK))


def shrink(text: str, font: str, size: float, width: float) -> float:
    """The size, at most ``size``, at which ``text`` is no wider than ``width``."""
    natural = measure(text, font, size)
    return size if natural <= width else size * width / natural


@lru_cache(maxsize=64)
def qr_rows(content: str) -> tuple[tuple[int, ...], ...]:
    """The modules of a QR code (ISO/IEC 18004, level M: a stamp or a fold over 15 % does no harm)."""
    return tuple(tuple(row) for row in segno.make(content, error="m", micro=False, boost_error=False).matrix)
