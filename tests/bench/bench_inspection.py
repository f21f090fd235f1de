"""How well are forged pictures told (照片鉴别基准): ``python -m tests.bench.bench_inspection [--count 3] [--card]``.

Clean and forged pictures come from the sandbox's generator and from three others (second_forger.py, third_forger.py,
field_forger.py, which rewrites single fields).
Printed: area under the curve a kind (its score, forged against clean), what a verdict would miss, false alarms with
their 95 % interval (Wilson), and time against a bare decode and Fourier transform in the same run. Asserts nothing.

Aims: area at least 0.97 a kind; at most 1 % of clean pictures ``doubtful`` or ``forged``. ``--card`` writes the table
into docs/inspection.md (take ``--count 30`` for it: about 12 minutes of processor time). ``--rows FILE`` keeps what was
measured: after an interruption the same command goes on where it stopped. ``--sign tampered`` makes of the forged
pictures only those of that score.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import repeat
from math import sqrt
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from backend.gateways.forgery.inspection import DOUBTFUL, FORGED
from backend.gateways.forgery.inspection import KINDS as SCORES
from backend.gateways.forgery.inspector import inspect_picture
from backend.sandbox.photographs.recapture import KINDS, clean, everyday_card, recapture
from tests.bench import field_forger, second_forger, third_forger

CARD = Path(__file__).parents[2] / "docs" / "inspection.md"
BEGIN, END = "<!-- error card: written by tests.bench.bench_inspection --card -->", "<!-- end of the error card -->"
CLEAN = {
    "scene": "card, certificate or car on a table",
    "everyday": "on patterned cloth, guilloche",
    "second": "blurred, noisy, JPEG 60 to 95 (second generator)",
    "phone": "flash, shake, smoothing, made smaller (third generator)",
    "field": "before a field was rewritten (field forger)",
}
FORGED_KINDS = {
    f"{forger} {kind}": sign
    for forger, signs in (
        ("own", KINDS),
        ("second", second_forger.SIGNS),
        ("third", third_forger.SIGNS),
        ("field", field_forger.SIGNS),
    )
    for kind, sign in signs.items()
}
SIZES = (800, 1080, 1280, 1600)  # long side in pixels of most pictures; a seed's first two are as large as they come
MORE = 3  # further clean photographs a seed, each in three renderings


@dataclass(frozen=True)
class Row:
    """One picture: which kind it is, what was answered, seconds of the inspection and of the
    baseline, and how many pixels it has.
    """

    kind: str
    scores: dict[str, int]
    verdict: str
    ours: float
    bare: float
    pixels: int


def one_seed(seed: int, sign: str = "") -> list[Row]:
    """Every kind of picture of one seed, inspected; with ``sign`` of the forged ones only those that must raise it."""
    cv2.setNumThreads(1)
    scene, other = clean(seed), everyday_card(seed + 500_000, 1280)
    pictures = [("scene", scene), ("everyday", everyday_card(seed))]
    for number in range(MORE):
        one = everyday_card(seed + 100_000 * (number + 1), SIZES[(seed + number) % len(SIZES)])
        pictures += [
            ("everyday", one),
            ("second", second_forger.honest(one, seed)),
            ("phone", third_forger.honest(one, seed)),
        ]
    pictures += [("second", second_forger.honest(scene, seed)), ("phone", third_forger.honest(scene, seed))]
    source = pictures[2][1] if seed % 2 else scene
    long_side = SIZES[seed % len(SIZES)]
    forgers: dict[str, Callable[[str], bytes]] = {
        "own": lambda kind: recapture(kind, source, seed, other, long_side),
        "second": lambda kind: second_forger.forge(kind, source, other, seed),
        "third": lambda kind: third_forger.forge(kind, source, seed),
        "field": lambda kind: field_forger.forge(kind, seed),
    }
    pictures.append(("field", field_forger.honest(seed)))
    for name, raised in FORGED_KINDS.items():
        if sign in ("", raised):
            forger, kind = name.split()
            pictures.append((name, forgers[forger](kind)))
    return [_row(kind, picture) for kind, picture in pictures]


def _row(kind: str, picture: bytes) -> Row:
    began = time.process_time()
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    np.fft.rfft2(pixels.astype(np.float32))
    bare = time.process_time() - began
    began = time.process_time()
    found = inspect_picture(picture)
    return Row(kind, found.scores, found.verdict, time.process_time() - began, bare, pixels.size)


def area(forged: list[int], honest_ones: list[int]) -> float:
    """Chance that a forged picture scores higher than a clean one (area under the curve)."""
    one, other = np.array(forged)[:, None], np.array(honest_ones)[None]
    return float(np.mean((one > other) + 0.5 * (one == other)))


def interval(hits: int, of: int) -> str:
    """Wilson's 95 % interval, in percent."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * max(0, middle - half):.1f} to {100 * min(1, middle + half):.1f} %"


def table(rows: list[Row]) -> str:
    """The error card, in Markdown."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    honest_rows = [row for row in rows if row.kind in CLEAN]
    lines = ["| forged | score | pictures | area under curve | passed as clean | 95 % interval | forged at once |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for kind, sign in FORGED_KINDS.items():
        of = by_kind[kind]
        if not of:
            continue
        curve = area([row.scores[sign] for row in of], [row.scores[sign] for row in honest_rows])
        missed, sure = sum(row.verdict == "clean" for row in of), sum(row.scores[sign] >= FORGED for row in of)
        lines.append(f"| {kind} | {sign} | {len(of)} | {curve:.3f} | {missed} | {interval(missed, len(of))} | {sure} |")
    lines += ["", "| score | false alarms | of clean pictures | 95 % interval |", "| --- | --- | --- | --- |"]
    for sign in SCORES:
        alarms = sum(row.scores[sign] >= DOUBTFUL for row in honest_rows)
        lines.append(f"| {sign} | {alarms} | {len(honest_rows)} | {interval(alarms, len(honest_rows))} |")
    lines += ["", "| clean | pictures | doubtful | forged | false alarms, 95 % interval |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for name, of in [(CLEAN[kind], by_kind[kind]) for kind in CLEAN] + [("all clean", honest_rows)]:
        doubtful, forged = (sum(row.verdict == verdict for row in of) for verdict in ("doubtful", "forged"))
        lines.append(f"| {name} | {len(of)} | {doubtful} | {forged} | {interval(doubtful + forged, len(of))} |")
    large = max(rows, key=lambda row: row.pixels).pixels
    for name, of in (("all", rows), (f"largest, {large / 1e6:.0f} MP", [row for row in rows if row.pixels == large])):
        ours, bare = median(row.ours for row in of), median(row.bare for row in of)
        lines.append("")
        lines.append(
            f"Processor time a picture ({name}; median of {len(of)}): {ours:.2f} s; decode and Fourier transform alone "
            f"{bare:.2f} s; ratio {ours / bare:.1f}."
        )
    return "\n".join(lines)


def measured(seeds: list[int], keep: Path | None, sign: str) -> list[Row]:
    """Rows of all seeds; those that ``keep`` (JSON lines) has are not measured again."""
    # Under ``python -m tests.bench`` this file is not the main module, and the processes must find the work by name.
    from tests.bench.bench_inspection import one_seed as work

    known: dict[int, list[Row]] = {}
    if keep and keep.exists():
        for line in keep.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            known[one["seed"]] = [Row(**row) for row in one["rows"]]
    todo = [seed for seed in seeds if seed not in known]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for seed, rows in zip(todo, pool.map(work, todo, repeat(sign)), strict=True):
            known[seed] = rows
            if keep:
                with keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"seed": seed, "rows": [asdict(row) for row in rows]}) + "\n")
    return [row for seed in seeds for row in known[seed]]


def main() -> int:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description="How well are forged pictures told?")
    parser.add_argument("--count", type=int, default=2, help="pictures of each kind (30 for the card)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--card", action="store_true", help="write the table into docs/inspection.md")
    parser.add_argument("--rows", type=Path, help="keep the measured rows here (JSON lines), and go on from them")
    parser.add_argument("--sign", choices=SCORES, default="", help="of the forged pictures only those of this score")
    options = parser.parse_args()
    if options.card and options.sign:
        parser.error("the card has every score: --card goes without --sign")
    seeds = [options.seed * 1_000_000 + number for number in range(options.count)]
    made = table(measured(seeds, options.rows, options.sign))
    print(made)
    if options.card:
        text = CARD.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        CARD.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
