"""Setting Chinese text (排版): template text with slots becomes lines that keep the rules of punctuation.

A slot in a template is ``{name}`` (plain), ``{name:8}`` (underlined, at least 8 characters wide, as a form's blank is),
``{name:8+}`` (the same, and it takes what the line has left) or ``{name:box}`` (a square, ticked when it is true). All
lengths are in points.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import dropwhile
from string import Formatter
from typing import Final, NamedTuple

from backend.documents.render.fonts import ASCENT, measure
from backend.kit.errors import Fault

# Marks that may not begin a line, and marks that may not end one (GB/T 15834-2011 §5.1).
NO_START: Final = frozenset("，。、；：？！）》」』】〕％%),.;:?!]}”’…·")
NO_END: Final = frozenset("（《「『【〔([{“‘第￥¥")
WORD: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_/@#+&'")

PLAIN, FILLED, GAP, GROWING, BOX, TICKED = range(6)
RULED: Final = frozenset({FILLED, GAP, GROWING})
# A value up to this long is not broken over two lines: a plate, a number.
WHOLE_VALUE: Final = 18
# Beyond this share of the font size, letter spacing looks worse than a ragged edge.
MOST_STRETCH: Final = 0.22


class TemplateBroken(Fault):
    """A document template that cannot be set: an unknown field, a stray brace, a missing text."""


class Unit(NamedTuple):
    """What a line is made of: one character or one word that stays whole, its width and its style."""

    text: str
    width: float
    style: int


class Line(NamedTuple):
    """One set line: its units, its natural width and the extra space after each character."""

    units: list[Unit]
    width: float
    stretch: float


@lru_cache(maxsize=512)
def slots(template: str) -> list[tuple[str, str, str]]:
    """The template as (literal text, field name, format) in order; a stray brace is a :class:`TemplateBroken`."""
    try:
        parsed = [(text, name or "", spec or "") for text, name, spec, _ in Formatter().parse(template)]
    except ValueError as error:
        raise TemplateBroken(f"stray brace in template text {template[:40]!r}: {error}") from error
    for _, name, spec in parsed:
        if name and not (spec in {"", "box"} or spec.removesuffix("+").isdigit()):
            raise TemplateBroken(f"unknown format {spec!r} of field {name!r} in template text {template[:40]!r}")
    return parsed


def compose(template: str, fields: Mapping[str, str | bool], font: str, size: float) -> list[Unit]:
    """Fill ``template`` and cut it into units; refuses a character without a glyph."""
    made: list[Unit] = []
    for text, name, spec in slots(template):
        made += literal(text, font, size)
        if not name:
            continue
        if name not in fields:
            raise TemplateBroken(f"unknown field {name!r} in template text {template[:40]!r}")
        value = fields[name]
        if spec == "box":
            made.append(Unit("", size * 1.15, TICKED if value else BOX))
        elif spec:
            made += blank(str(value), int(spec.removesuffix("+")), font, size, GROWING if spec.endswith("+") else GAP)
        elif 0 < len(str(value)) <= WHOLE_VALUE:
            made.append(Unit(str(value), measure(str(value), font, size), PLAIN))
        else:
            made += units(str(value), font, size)
    return made


@lru_cache(maxsize=512)
def literal(text: str, font: str, size: float) -> tuple[Unit, ...]:
    """A template's own words, cut once a process; never a person's, which must not stay in memory."""
    return tuple(units(text, font, size))


def units(text: str, font: str, size: float, style: int = PLAIN) -> list[Unit]:
    """Cut plain text into units: words of Latin letters and digits stay whole, everything else stands alone."""
    made: list[Unit] = []
    word = ""
    for char in " ".join(text.split("\n")):
        if char in WORD:
            word += char
            continue
        if word:
            made.append(Unit(word, measure(word, font, size), style))
            word = ""
        made.append(Unit(char, measure(char, font, size), style))
    if word:
        made.append(Unit(word, measure(word, font, size), style))
    return made


def blank(value: str, ems: int, font: str, size: float, style: int) -> list[Unit]:
    """A form's blank: ``value`` centred on a rule at least ``ems`` characters long; ``style`` is GAP or GROWING."""
    inner = units(value, font, size, FILLED)
    rest = ems * size - sum(unit.width for unit in inner)
    side = max(rest / 2, size * 0.25)
    return [*gaps(side, size, style), *inner, *gaps(side, size, style)]


def gaps(width: float, size: float, style: int) -> list[Unit]:
    """Underlined empty space, in pieces that let a long blank run on over the end of a line."""
    whole, rest = divmod(width, size)
    pieces = [Unit("", size, style)] * int(whole)
    return [*pieces, Unit("", rest, style)] if rest > 0.01 else pieces


def break_lines(
    content: list[Unit], width: float, size: float, *, indent: float = 0, justify: bool = False
) -> list[Line]:
    """Break ``content`` into lines no wider than ``width``, the first one shorter by ``indent``.

    No line begins with a closing mark or ends with an opening one; a word wider than a line is cut.
    """
    lines: list[Line] = []
    line: list[Unit] = []
    used, room = 0.0, width - indent
    for unit in cut_wide(content, width - indent):
        if line and used + unit.width > room + 0.01 and is_scrap(unit, size):
            continue
        # What moves down with a closing mark may itself leave no room for it: then the next line ends too.
        while line and used + unit.width > room + 0.01:
            keep = break_point(line, unit)
            line, rest = line[:keep], line[keep:]
            lines.append(finish(line, room, size, justify))
            line, room = list(dropwhile(is_space, rest)), width
            used = sum(item.width for item in line)
        if not line and lines and is_space(unit):
            continue
        line.append(unit)
        used += unit.width
    lines.append(Line(grown(line, room - used), used, 0))
    return lines


def is_space(unit: Unit) -> bool:
    """A plain space, which no line begins or ends with."""
    return unit.text == " " and unit.style == PLAIN


def is_scrap(unit: Unit, size: float) -> bool:
    """The last bit of a blank, too short to stand at the edge of a line by itself."""
    return unit.style in {GAP, GROWING} and unit.width < size - 0.01


def grown(line: list[Unit], slack: float) -> list[Unit]:
    """Share a line's empty rest among its growing blanks, so that a form's lines end at one edge."""
    growing = sum(unit.style == GROWING for unit in line)
    if not growing or slack <= 0:
        return line
    return [Unit(u.text, u.width + slack / growing, u.style) if u.style == GROWING else u for u in line]


def cut_wide(content: list[Unit], width: float) -> list[Unit]:
    """Cut words that no line can hold into characters."""
    if all(unit.width <= width for unit in content):
        return content
    return [
        Unit(char, unit.width / len(unit.text), unit.style) if unit.width > width and unit.text else unit
        for unit in content
        for char in (unit.text if unit.width > width and unit.text else " ")
    ]


def break_point(line: list[Unit], following: Unit) -> int:
    """How many units of ``line`` may stay when ``following`` does not fit behind them."""
    keep = len(line)
    while keep > 0:
        first = following if keep == len(line) else line[keep]
        if (first.text[:1] in NO_START and first.text) or line[keep - 1].text in NO_END:
            keep -= 1
        else:
            return keep
    return len(line)


def finish(line: list[Unit], room: float, size: float, justify: bool) -> Line:
    """Close a full line, stretched to the edge where that stays unseen."""
    while line and (is_space(line[-1]) or is_scrap(line[-1], size)):
        line = line[:-1]
    width = sum(unit.width for unit in line)
    steps = sum(max(len(unit.text), 1) for unit in line) - 1
    stretch = (room - width) / steps if justify and steps > 0 else 0
    return Line(line, width, stretch if 0 < stretch <= size * MOST_STRETCH else 0)


def lines_of(text: str, font: str, size: float, width: float) -> list[Line]:
    """Break plain text; a line feed in it begins a new line."""
    return [line for part in text.split("\n") for line in break_lines(units(part, font, size), width, size)]


def fit(text: str, font: str, width: float, height: float, *, size: float, least: float) -> tuple[list[Line], float]:
    """Set ``text`` as large as fits ``width`` × ``height``, from ``size`` down to ``least`` points.

    At ``least`` the lines may need more than ``height``: the caller then makes the place higher. Nothing is dropped.
    """
    while True:
        lines = lines_of(text, font, size, width)
        if size <= least or len(lines) * leading(size) <= height:
            return lines, size
        size = max(least, size - 0.5)


def leading(size: float) -> float:
    """The distance between the baselines of a cell's text."""
    return size * 1.36


def baseline(top: float, pitch: float, size: float) -> float:
    """Where the baseline lies (downwards) in a line of height ``pitch`` whose upper edge is ``top``."""
    return top + (pitch - size) / 2 + size * ASCENT
