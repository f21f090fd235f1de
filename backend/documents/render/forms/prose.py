"""Running text of a form (正文): paragraphs with a form's blanks, over the page where they must."""

from typing import Final

from backend.documents.render.fonts import SERIF
from backend.documents.render.forms.fields import Fields
from backend.documents.render.page import BODY_WIDTH, SIDE, Sheets
from backend.documents.render.text import baseline, break_lines, compose

SIZE: Final = 10.5
LEADING: Final = 1.72
PITCH: Final = SIZE * LEADING


def paragraph(
    sheets: Sheets, text: str, fields: Fields, *, indent: float = 2, justify: bool = True, size: float = SIZE
) -> None:
    """A paragraph, first line indented; it may run on over the page, but never with a single line on one side."""
    pitch = size * LEADING
    lines = break_lines(compose(text, fields, SERIF, size), BODY_WIDTH, size, indent=indent * size, justify=justify)
    for number, line in enumerate(lines):
        pair = len(lines) > 1 and number in {0, len(lines) - 2}
        sheets.need(pitch * 2 if pair else pitch)
        x = SIDE + (indent * size if number == 0 else 0)
        sheets.line(line, x, baseline(sheets.y, pitch, size), SERIF, size)
        sheets.y += pitch
