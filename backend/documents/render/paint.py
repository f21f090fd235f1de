"""Painting set pages onto a PDF canvas (输出): the only module that turns marks into reportlab calls."""

import io
import threading
from datetime import datetime
from hashlib import sha256
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFImageXObject
from reportlab.pdfgen.canvas import Canvas

from backend.documents.render.fonts import SERIF, font
from backend.documents.render.page import (
    HEIGHT,
    WIDTH,
    Code,
    Frame,
    Mark,
    Picture,
    Rect,
    Rule,
    Sheets,
    Stroke,
    Text,
    qr_rows,
)
from backend.kit.clock import SHANGHAI, local
from backend.kit.errors import Refusal

# reportlab's fonts keep their reading position between calls: two threads of one process take turns.
TURN: Final = threading.Lock()
# The moment of a document that names none.
UNDATED: Final = datetime(2000, 1, 1, tzinfo=SHANGHAI)


class PhotoUnreadable(Refusal):
    """Bytes given as a photograph are not a picture (照片无法读取)."""

    code = "DOC-103"
    status = 422
    say = "文档中的照片无法读取，请重新采集该照片后再生成文档。"


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header alone."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable from error


def paint(sheets: Sheets, *, subject: str, made: datetime = UNDATED) -> bytes:
    """The finished PDF. The same pages give the same bytes: no clock, no random identifier.

    ``made`` is the document's own moment, which its properties show as the day of its making.
    """
    stamp = f"D:{local(made):%Y%m%d%H%M%S}+08'00'"
    with TURN:
        buffer = io.BytesIO()
        canvas = Canvas(
            buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=font(SERIF).fontName
        )
        canvas.setDateFormatter(lambda *_: stamp)
        canvas.setTitle(f"{sheets.heading.title} {sheets.heading.number}".strip())
        canvas.setSubject(subject)
        canvas.setAuthor(sheets.heading.issuer or "车务通")
        canvas.setCreator("车务通")
        canvas.setProducer("车务通 (reportlab)")
        for marks in sheets.pages:
            Painter(canvas).page(marks)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()


class Painter:
    """Paints one page, remembering the pen so that it is only told what changes."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.face: tuple[str, float] | None = None
        self.fill: float | None = None
        self.pen: tuple[float, float] | None = None

    def page(self, marks: list[Mark]) -> None:
        """Paint every mark in order."""
        self.canvas.setLineCap(0)
        for mark in marks:
            match mark:
                case Text():
                    self.text(mark)
                case Rule():
                    self.set_pen(mark.thickness, mark.grey)
                    self.canvas.line(mark.x1, HEIGHT - mark.y1, mark.x2, HEIGHT - mark.y2)
                case Frame():
                    self.frame(mark)
                case Picture():
                    self.picture(mark)
                case Stroke():
                    self.stroke(mark)
                case Code():
                    self.code(mark)

    def text(self, mark: Text) -> None:
        """Write one run."""
        self.set_fill(mark.grey)
        if self.face != (mark.font, mark.size):
            font(mark.font)
            self.canvas.setFont(mark.font, mark.size)
            self.face = (mark.font, mark.size)
        self.canvas.drawString(mark.x, HEIGHT - mark.y, mark.text, charSpace=mark.spacing or None)

    def frame(self, mark: Frame) -> None:
        """Draw a rectangle's outline."""
        self.set_pen(mark.thickness, mark.grey)
        if mark.dash:
            self.canvas.setDash(2, 2)
        rect = mark.rect
        self.canvas.rect(rect.x, HEIGHT - rect.y - rect.h, rect.w, rect.h)
        if mark.dash:
            self.canvas.setDash()

    def picture(self, mark: Picture) -> None:
        """Place a photograph; a JPEG's own bytes go in untouched, so nothing is decoded or coded again."""
        rect, canvas = mark.rect, self.canvas
        if not mark.content.startswith(b"\xff\xd8"):
            reader = ImageReader(io.BytesIO(mark.content))
            canvas.drawImage(reader, rect.x, HEIGHT - rect.y - rect.h, rect.w, rect.h, mask="auto")
            return
        name = "photo" + sha256(mark.content).hexdigest()[:20]
        if canvas._doc.getXObjectName(name) not in canvas._doc.idToObject:
            image = PDFImageXObject(name)
            if not image.loadImageFromJPEG(io.BytesIO(mark.content)):
                raise PhotoUnreadable
            canvas._doc.addForm(name, image)
        canvas.saveState()
        canvas.translate(rect.x, HEIGHT - rect.y - rect.h)
        canvas.scale(rect.w, rect.h)
        canvas.doForm(name)
        canvas.restoreState()

    def stroke(self, mark: Stroke) -> None:
        """Draw one stroke of ink as curves whose width follows the pen."""
        canvas, points = self.canvas, mark.points
        canvas.setLineCap(1)
        if len(points) == 1:
            x, y, width = points[0]
            self.set_pen(width * 1.3, 0)
            canvas.line(x, HEIGHT - y, x + 0.01, HEIGHT - y)
        # A Catmull-Rom spline through the points: the pad's samples are corners, a pen draws curves. Neighbours of one
        # width are one path; round caps hide the joints.
        path = None
        for i in range(len(points) - 1):
            before, here = points[max(i - 1, 0)], points[i]
            there, after = points[i + 1], points[min(i + 2, len(points) - 1)]
            if path is None:
                self.set_pen(there[2], 0)
                path = canvas.beginPath()
                path.moveTo(here[0], HEIGHT - here[1])
            path.curveTo(
                here[0] + (there[0] - before[0]) / 6,
                HEIGHT - (here[1] + (there[1] - before[1]) / 6),
                there[0] - (after[0] - here[0]) / 6,
                HEIGHT - (there[1] - (after[1] - here[1]) / 6),
                there[0],
                HEIGHT - there[1],
            )
            if i + 2 == len(points) or after[2] != there[2]:
                canvas.drawPath(path, stroke=1, fill=0)
                path = None
        canvas.setLineCap(0)

    def code(self, mark: Code) -> None:
        """Draw a QR code as one filled shape, neighbours in a row joined so that no printer leaves gaps."""
        rows = qr_rows(mark.content)
        cell = mark.rect.w / len(rows)
        self.set_fill(0)
        path = self.canvas.beginPath()
        for number, row in enumerate(rows):
            y = HEIGHT - mark.rect.y - (number + 1) * cell
            start: int | None = None
            for column, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(mark.rect.x + start * cell, y, (column - start) * cell, cell)
                    start = None
        self.canvas.drawPath(path, stroke=0, fill=1)

    def set_fill(self, grey: float) -> None:
        """Choose the ink of text and shapes."""
        if self.fill != grey:
            self.canvas.setFillGray(grey)
            self.fill = grey

    def set_pen(self, thickness: float, grey: float) -> None:
        """Choose the pen of lines."""
        if self.pen != (thickness, grey):
            self.canvas.setLineWidth(thickness)
            self.canvas.setStrokeGray(grey)
            self.pen = (thickness, grey)


def whole(rect: Rect, size: tuple[int, int]) -> Rect:
    """The largest place inside ``rect`` with the picture's own aspect ratio, centred."""
    scale = min(rect.w / size[0], rect.h / size[1])
    width, height = size[0] * scale, size[1] * scale
    return Rect(rect.x + (rect.w - width) / 2, rect.y + (rect.h - height) / 2, width, height)
