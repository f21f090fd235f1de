"""Readers that we did not write: what poppler, qpdf and pikepdf make of our PDFs."""

import re
import subprocess
from pathlib import Path

from backend.documents.render.fonts import measure
from backend.documents.render.page import Frame, Place, Sheets, Stroke, Text


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def text_of(pdf: bytes, folder: Path) -> str:
    """What copying the whole document gives, without white space: lines wrap where they must."""
    path = folder / "text.pdf"
    path.write_bytes(pdf)
    return squeezed(run("pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def boxes(marks, measure):
    """The rectangle of each piece of text: (left, top, right, bottom, text)."""
    return [
        (
            m.x,
            m.y - 0.84 * m.size,
            m.x + measure(m.text, m.font, m.size) + m.spacing * (len(m.text) - 1),
            m.y + 0.1 * m.size,
            m.text,
        )
        for m in marks
        if isinstance(m, Text)
    ]


def overlaps(found) -> list[tuple[str, str]]:
    """Pairs of texts that lie over each other by more than a hair."""
    hair = 0.6
    return [
        (a[4], b[4])
        for number, a in enumerate(found)
        for b in found[number + 1 :]
        if a[0] < b[2] - hair and b[0] < a[2] - hair and a[1] < b[3] - hair and b[1] < a[3] - hair
    ]


def under(sheets: Sheets, place: Place) -> list[str]:
    """What a seal at ``place`` would cover: words, and hands as ``ink``."""
    marks, rect = sheets.pages[place.page - 1], place.rect
    right, bottom = rect.x + rect.w, rect.y + rect.h
    words = [
        text
        for left, top, end, foot, text in boxes(marks, measure)
        if left < right and rect.x < end and top < bottom and rect.y < foot
    ]
    points = [point for mark in marks if isinstance(mark, Stroke) for point in mark.points]
    return words + ["ink" for x, y, _ in points if rect.x < x < right and rect.y < y < bottom][:1]


def ticked(marks) -> list[str]:
    """The words behind each ticked box: what follows it on its line, to the next box or blank."""
    found = []
    for frame, tick, words in zip(marks, marks[1:], marks[2:], strict=False):
        if isinstance(frame, Frame) and isinstance(tick, Text) and tick.text == "√":
            found.append(re.split(r"[\s　（(：]", words.text)[0])
    return found
