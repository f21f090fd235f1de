"""收款收据: what was paid for a transfer, on half a sheet (A5, across) that the station stamps. No fiscal invoice."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import SimpleDocTemplate, Spacer, Table, TableStyle

from backend.documents.render.fonts import SERIF, SERIF_BOLD, font
from backend.documents.reports.report import paragraph
from backend.kit import clock
from backend.rules.money import Fen

NOTE: Final = "本收据不作为报销凭证，发票请另行申请。"
MARGIN: Final = 12 * mm
_WIDTH: Final = landscape(A5)[0] - 2 * MARGIN
_SHADE, _THIN = colors.HexColor("#f2f2f2"), colors.HexColor("#999999")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. ``station`` and ``transfer`` are what people read: its name, the number of the transfer.

    ``lines`` are (item, fen), a reduction negative. ``paid`` are (way in words, fen, when, our number of the charge).
    ``total_fen`` is what was owed in the end and ``words`` the same in capitals (大写). ``refunded_fen`` has gone back.
    """

    number: str
    station: str
    transfer: str
    lines: tuple[tuple[str, int], ...]
    total_fen: int
    words: str
    paid: tuple[tuple[str, int, datetime, str], ...]
    refunded_fen: int
    settled_at: datetime
    plate: str = ""
    clerk: str = ""


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as a PDF with embedded fonts. Slow: use a process. Raises GlyphMissing."""
    for name in (SERIF, SERIF_BOLD):
        font(name)
    data = BytesIO()
    paper = SimpleDocTemplate(
        data,
        pagesize=landscape(A5),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=9 * mm,
        bottomMargin=9 * mm,
        title=f"收款收据 {receipt.number}",
        author="车务通",
        invariant=1,
    )
    paper.build(_story(receipt))
    return data.getvalue()


def _story(receipt: Receipt) -> list[Any]:
    plain = ParagraphStyle("plain", fontName=SERIF, fontSize=10, leading=14, wordWrap="CJK")
    strong = ParagraphStyle("strong", parent=plain, fontName=SERIF_BOLD)
    right = ParagraphStyle("right", parent=plain, alignment=TA_RIGHT)
    title = ParagraphStyle("title", parent=strong, fontSize=18, leading=24, alignment=TA_CENTER, spaceAfter=5)
    small = ParagraphStyle("small", parent=plain, fontSize=9, leading=12)
    about = f"过户登记编号：{receipt.transfer}" + (f"　车牌号：{receipt.plate}" if receipt.plate else "")
    head = Table(
        [
            [paragraph(f"收款单位：{receipt.station}", plain), paragraph(f"编号：{receipt.number}", right)],
            [paragraph(about, plain), paragraph(f"日期：{clock.local(receipt.settled_at):%Y年%m月%d日}", right)],
        ],
        colWidths=[_WIDTH * 0.64, _WIDTH * 0.36],
    )
    head.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), *_TIGHT]))
    foot = Table(
        [
            [paragraph("收款单位（盖章）：", plain), paragraph(f"收款人：{receipt.clerk}", plain)],
            [paragraph(NOTE, small), ""],
        ],
        colWidths=[_WIDTH * 0.64, _WIDTH * 0.36],
    )
    foot.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return [
        paragraph("收 款 收 据", title),
        head,
        Spacer(1, 2 * mm),
        _money(receipt, plain, strong, right),
        Spacer(1, 2 * mm),
        *(paragraph(line, small) for line in _paid(receipt)),
        Spacer(1, 4 * mm),
        foot,
    ]


_TIGHT: Final = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]


def _money(receipt: Receipt, plain: ParagraphStyle, strong: ParagraphStyle, right: ParagraphStyle) -> Table:
    """The lines and their sum, in figures and capitals."""
    ranged = ParagraphStyle("ranged", parent=strong, alignment=TA_RIGHT)
    rows = [[paragraph("收费项目", strong), paragraph("金额（元）", ranged)]]
    rows += [[paragraph(title, plain), paragraph(Fen(fen).grouped(), right)] for title, fen in receipt.lines]
    total = f"合计（大写）：{receipt.words}"
    rows.append([paragraph(total, strong), paragraph(f"￥{Fen(receipt.total_fen).grouped()}", ranged)])
    if receipt.refunded_fen:
        kept = receipt.total_fen - receipt.refunded_fen
        back = f"其中已退款 {Fen(receipt.refunded_fen).grouped()} 元，实收（大写）：{Fen(kept).words()}"
        rows.append([paragraph(back, plain), paragraph(f"￥{Fen(kept).grouped()}", right)])
    table = Table(rows, colWidths=[_WIDTH * 0.76, _WIDTH * 0.24])
    sum_row = len(receipt.lines) + 1
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, colors.black),
                ("INNERGRID", (0, 0), (-1, -1), 0.3, _THIN),
                ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
                ("LINEABOVE", (0, sum_row), (-1, sum_row), 0.9, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _paid(receipt: Receipt) -> list[str]:
    return [
        f"付款方式：{way}　{Fen(fen).grouped()} 元　{clock.local(at):%Y-%m-%d %H:%M:%S}　商户订单号 {number}"
        for way, fen, at, number in receipt.paid
    ]
