"""How long a document takes against bare reportlab drawing the very same pages, in the same run.

    .venv/bin/python -m tests.bench.bench_documents [rounds]

The baseline replays every call that painting makes on reportlab's canvas and paths, with finished coordinates: it lays
nothing out, checks no glyph, makes no QR code, and gets the photographs as JPEG files, embedded as they are.
It uses reportlab's own font class on the same files, also without ASCII-85.
"""

import io
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from backend.documents.render import ContractCopy, DocumentKind, SalesContractData, render, wording
from backend.documents.render.data import DocumentData
from backend.documents.render.fonts import FILES, FOLDER, SERIF
from backend.documents.render.page import HEIGHT, WIDTH, Picture, Sheets
from backend.documents.render.paint import Painter
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import (
    POWERS_OF_ATTORNEY,
    application,
    certificate,
    commitment,
    confirmation,
    contract,
    power_of_attorney,
    signed,
)

BARE = "bare-"

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Recorder:
    """Stands where the canvas stands and notes what is called on it."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[Call] = []
        self.folder = folder

    def beginPath(self) -> "Recorder":
        return Recorder(self.folder)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def note(*args: Any, **kwargs: Any) -> None:
            self.calls.append((name, args, kwargs))

        return note


class RecordingPainter(Painter):
    """The painter, but photographs become reportlab's own ``drawImage`` of a JPEG file."""

    def picture(self, mark: Picture) -> None:
        path = self.canvas.folder / f"{abs(hash(mark.content))}.jpg"  # type: ignore[attr-defined]
        path.write_bytes(mark.content)
        rect = mark.rect
        self.canvas.drawImage(str(path), rect.x, HEIGHT - rect.y - rect.h, rect.w, rect.h)


def record(sheets: Sheets, folder: Path) -> list[Call]:
    """Every canvas call that these pages need."""
    recorder = Recorder(folder)
    for marks in sheets.pages:
        RecordingPainter(recorder).page(marks)  # type: ignore[arg-type]
        recorder.calls.append(("showPage", (), {}))
    return recorder.calls


def bare(calls: list[Call]) -> bytes:
    """The same pages by reportlab alone."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=BARE + SERIF)
    for name, args, kwargs in calls:
        if name == "drawPath":
            path = canvas.beginPath()
            for step, points, _ in args[0].calls:
                getattr(path, step)(*points)
            canvas.drawPath(path, **kwargs)
        elif name == "setFont":
            canvas.setFont(BARE + args[0], args[1])
        else:
            getattr(canvas, name)(*args, **kwargs)
    canvas.save()
    return buffer.getvalue()


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(kind: DocumentKind, data: DocumentData, rounds: int, folder: Path) -> tuple[float, float]:
    """Median seconds of (ours, bare), taken by turns so that a busy machine slows both."""
    calls = record(set_pages(kind, data, wording(kind)), folder)
    render(kind, data)
    bare(calls)
    pairs = [(timed(lambda: render(kind, data)), timed(lambda: bare(calls))) for _ in range(rounds)]
    return median(ours for ours, _ in pairs), median(base for _, base in pairs)


def cases() -> list[tuple[str, DocumentKind, DocumentData]]:
    """All eight, filled in; what both owners sign also signed; one copy of the contract."""
    single = replace(contract(), copies=(ContractCopy.MARKET,))
    assert isinstance(single, SalesContractData)
    kinds = ((DocumentKind.TRANSFER_CONFIRMATION, confirmation()), (DocumentKind.SALES_CONTRACT, single))
    return [
        *(
            (f"{kind} {state}", kind, made)
            for kind, data in kinds
            for state, made in (("unsigned", data), ("signed", signed(data)))
        ),
        ("appraisal_certificate", DocumentKind.APPRAISAL_CERTIFICATE, certificate()),
        ("registration_application", DocumentKind.REGISTRATION_APPLICATION, application()),
        *((kind.value, kind, power_of_attorney(kind)) for kind in POWERS_OF_ATTORNEY),
        ("commitment_letter", DocumentKind.COMMITMENT_LETTER, commitment()),
    ]


def main(rounds: int) -> None:
    """Print one line a case and the ratio over all."""
    ours_sum = bare_sum = 0.0
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(BARE + name, str(FOLDER / file)))
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, data in cases():
            ours, base = compare(kind, data, rounds, Path(folder))
            ours_sum, bare_sum = ours_sum + ours, bare_sum + base
            print(f"{name:36} ours {ours * 1000:7.1f} ms   bare {base * 1000:7.1f} ms   ratio {ours / base:.2f}")
    print(
        f"{'all':36} ours {ours_sum * 1000:7.1f} ms   bare {bare_sum * 1000:7.1f} ms   ratio {ours_sum / bare_sum:.2f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
