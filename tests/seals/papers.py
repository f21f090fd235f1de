"""Papers to be sealed in tests, and the outside tools that judge them."""

import io
import subprocess
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from backend.kit.tools import Kit
from backend.seals import SealedPdf, SealPlace, ToSeal, seal_set

STATION, NAME = "station0000000000001", "福州市海峡二手车交易市场"
PLACE = SealPlace(page=1, x=380, y=640, w=119, h=119)


def two_pages(text: str = "papers") -> bytes:
    """An A4 PDF of two pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1, pageCompression=1)
    for page in (1, 2):
        canvas.drawString(72, 720, f"{text} {page}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def paper(text: str = "papers", *places: SealPlace) -> ToSeal:
    """One paper to be sealed, on its second page where no place is given."""
    return ToSeal(two_pages(text), places or (PLACE,))


async def sealed(kit: Kit, *papers: ToSeal, timestamps: Any = None, station: str = STATION) -> list[SealedPdf]:
    """The papers, sealed by the usual station."""
    return await seal_set(kit, timestamps, papers, station=station, station_name=NAME, reason="办结，各方已签署")


def tool(*command: str | Path) -> str:
    """What an outside tool says of a file; its status must be 0."""
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
