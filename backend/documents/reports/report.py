"""A table on paper (报表): a title, some lines, columns, as many pages as it takes, its head on each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from backend.documents.render.fonts import SERIF, SERIF_BOLD, font, runs

# Six columns of amounts still fit upright; more are laid across.
UPRIGHT_COLUMNS: Final = 6
MARGIN: Final = 14 * mm
_TEXT = {"fontSize": 9, "leading": 12.5, "wordWrap": "CJK"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. ``columns`` are headings and widths in letters, cells are texts, amounts already written.

    The last row is a sum and set apart when ``summed``. ``notes`` stand below the table.
    """

    title: str
    lines: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    summed: bool = True


def report_pdf(report: Report) -> bytes:
    """The report as a PDF with embedded fonts. Slow: use a process. Raises GlyphMissing."""
    for name in (SERIF, SERIF_BOLD):
        font(name)
    page = landscape(A4) if len(report.columns) > UPRIGHT_COLUMNS else A4
    data = BytesIO()
    paper = SimpleDocTemplate(
        data,
        pagesize=page,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=18 * mm,
        title=report.title,
        author="车务通",
        invariant=1,
    )
    paper.build(_story(report, page[0] - 2 * MARGIN), canvasmaker=_NumberedCanvas)
    return data.getvalue()


def _story(report: Report, width: float) -> list[Any]:
    plain = ParagraphStyle("plain", fontName=SERIF, **_TEXT)
    right = ParagraphStyle("right", parent=plain, alignment=TA_RIGHT)
    strong = ParagraphStyle("strong", parent=plain, fontName=SERIF_BOLD)
    title = ParagraphStyle("title", parent=strong, fontSize=16, leading=22, spaceAfter=6)
    amounts = _amounts(report)
    ranged = ParagraphStyle("ranged", parent=strong, alignment=TA_RIGHT)
    heads = enumerate(heading for heading, _ in report.columns)
    cells = [[paragraph(heading, ranged if place in amounts else strong) for place, heading in heads]]
    for row in report.rows:
        cells.append([paragraph(cell, right if place in amounts else plain) for place, cell in enumerate(row)])
    whole = sum(letters for _, letters in report.columns)
    table = Table(cells, colWidths=[width * letters / whole for _, letters in report.columns], repeatRows=1)
    table.setStyle(TableStyle(_ruled(summed=report.summed and bool(report.rows))))
    note = ParagraphStyle("note", parent=plain, fontSize=8, leading=11, textColor=colors.HexColor("#555555"))
    return [
        paragraph(report.title, title),
        *(paragraph(line, plain) for line in report.lines),
        Spacer(1, 3 * mm),
        table,
        Spacer(1, 3 * mm),
        *(paragraph(line, note) for line in report.notes),
    ]


def _amounts(report: Report) -> set[int]:
    """Columns of numbers, but for a word here and there: they are read by their last figures."""
    counts = [sum(_is_number(row[place]) for row in report.rows) for place in range(len(report.columns))]
    return {place for place, count in enumerate(counts) if 2 * count > len(report.rows)}


def _is_number(text: str) -> bool:
    return text == "—" or text.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph, each character in a font that has it."""
    pieces = (
        escape(piece) if name == style.fontName else f'<font name="{name}">{escape(piece)}</font>'
        for name, piece in runs(text, style.fontName)
    )
    return Paragraph("".join(pieces), style)


def _ruled(*, summed: bool) -> Sequence[tuple[Any, ...]]:
    thin = colors.HexColor("#999999")
    rules: list[tuple[Any, ...]] = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, colors.black),
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, thin),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    if summed:
        rules += [
            ("LINEABOVE", (0, -1), (-1, -1), 0.9, colors.black),
            ("LINEBELOW", (0, -1), (-1, -1), 0.9, colors.black),
        ]
    return rules


class _NumberedCanvas(Canvas):
    """Writes 第 1 页，共 3 页 below each page once their number is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page for :meth:`save`."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write every page with its number."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(SERIF, 8)
            self.drawCentredString(self._pagesize[0] / 2, 10 * mm, f"第 {number} 页，共 {len(self._pages)} 页")
            super().showPage()
        super().save()
