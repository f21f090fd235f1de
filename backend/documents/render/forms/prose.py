"""Running text of a form (正文): paragraphs with a form's blanks, over the page where they must."""

from collections.abc import Callable
from typing import Final

from backend.documents.render.data import DocumentData
from backend.documents.render.fonts import SERIF, SERIF_BOLD
from backend.documents.render.forms.fields import Fields
from backend.documents.render.page import BODY_WIDTH, MM, SIDE, Heading, Sheets
from backend.documents.render.text import baseline, break_lines, compose
from backend.documents.render.wording import Section, Wording

SIZE: Final = 10.5
LEADING: Final = 1.72
PITCH: Final = SIZE * LEADING
# Sizes and leadings in turn, for a letter of long facts: smaller print on one page before a page with a remainder.
TIGHTER: Final = ((10.0, 1.6), (9.5, 1.5), (9.0, 1.42), (9.0, 1.36))


def heading(data: DocumentData | None, words: Wording, *, issuer: str, copy: str = "") -> Heading:
    """What every page of the document repeats; a blank form has no number yet."""
    return Heading(
        title=words.texts["title"],
        number=data.number if data else "",
        number_label=words.texts["number_label"],
        serial=data.transfer_number if data else "",
        verify_url=data.verify_url if data else "",
        issuer=issuer,
        version=words.version,
        copy=copy,
    )


def begin(data: DocumentData | None, words: Wording, *, issuer: str) -> Sheets:
    """The first page of a document of one copy, its heading set."""
    sheets = Sheets(heading(data, words, issuer=issuer))
    sheets.start_copy(sheets.heading)
    return sheets


def on_one_page(letter: Callable[[float, float], Sheets], size: float) -> Sheets:
    """``letter`` set at ``size``, or as much tighter as lets it stay on one page; at ``size`` if nothing does."""
    roomy = letter(size, LEADING)
    if len(roomy.pages) == 1:
        return roomy
    tight = (letter(smaller, leading) for smaller, leading in TIGHTER if smaller <= size)
    return next((sheets for sheets in tight if len(sheets.pages) == 1), roomy)


def sections(
    sheets: Sheets, words: Wording, fields: Fields, *, size: float = SIZE, leading: float = LEADING, tail: float = 0
) -> None:
    """Every article: its heading, never alone at the foot of a page, and its paragraphs.

    ``tail`` is the height of what is signed below: the last article goes over the page with it, so that no page holds
    signatures under nothing.
    """
    pitch = size * leading
    for section in words.sections:
        if tail and section is words.sections[-1]:
            sheets.need(article_height(section, fields, size, leading) + tail)
        sheets.need(pitch * 3 + 1.2 * MM)
        sheets.y += 1.2 * MM
        lines = break_lines(compose(section.heading, fields, SERIF_BOLD, size), BODY_WIDTH, size)
        sheets.y = sheets.lines(lines, SIDE, sheets.y, SERIF_BOLD, size, pitch)
        for body in section.paragraphs:
            paragraph(sheets, body, fields, size=size, leading=leading)


def article_height(section: Section, fields: Fields, size: float, leading: float) -> float:
    """How high an article stands on one page."""
    bodies = sum(height_of(body, fields, size=size, leading=leading) for body in section.paragraphs)
    return size * leading + 1.2 * MM + bodies


def height_of(text: str, fields: Fields, *, indent: float = 2, size: float = SIZE, leading: float = LEADING) -> float:
    """How high :func:`paragraph` sets ``text`` on one page."""
    content = compose(text, fields, SERIF, size)
    return len(break_lines(content, BODY_WIDTH, size, indent=indent * size)) * size * leading


def paragraph(
    sheets: Sheets,
    text: str,
    fields: Fields,
    *,
    indent: float = 2,
    justify: bool = True,
    size: float = SIZE,
    leading: float = LEADING,
) -> None:
    """A paragraph, first line indented; it may run on over the page, but never with a single line on one side."""
    pitch = size * leading
    lines = break_lines(compose(text, fields, SERIF, size), BODY_WIDTH, size, indent=indent * size, justify=justify)
    for number, line in enumerate(lines):
        pair = len(lines) > 1 and number in {0, len(lines) - 2}
        sheets.need(pitch * 2 if pair else pitch)
        x = SIDE + (indent * size if number == 0 else 0)
        sheets.line(line, x, baseline(sheets.y, pitch, size), SERIF, size)
        sheets.y += pitch
