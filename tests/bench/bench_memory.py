"""How much memory does a worker take at its peak? (内存基准): ``python -m tests.bench.bench_memory [--rounds 2]``.

The platform is opened as ``cwt worker`` opens it, with one process each for cards, faces and photographs. At the same
time it reads three cards, compares three pairs of faces and inspects a photograph of 12 megapixels, while all its
processes are watched. Counted is the proportional share (PSS: pages that several processes share count once), and the
resident size beside it (RSS: they count in each). The yardstick is a bare Python with numpy, onnxruntime and the face
recogniser loaded, in the same run. Prints tables, asserts nothing.

Aim: less than 1.2 GB together.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from PIL import Image

AIM_MB = 1200
BARE = """
import sys, numpy, onnxruntime
sys.argv[1:] and onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
print("ready", flush=True)
sys.stdin.read()
"""
#: Process ids of the pools' workers, once they work; whoever is not here belongs to the platform itself.
ROLES: dict[int, str] = {}


class Watch(threading.Thread):
    """Looks at this process and all its children twenty times a second and remembers the most that they took."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak: dict[str, tuple[float, float]] = {}
        self.together = (0.0, 0.0)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            sizes = {pid: size for pid in family() if (size := size_of(pid)) is not None}
            pss, rss = (sum(size[place] for size in sizes.values()) for place in (0, 1))
            self.together = (max(self.together[0], pss), max(self.together[1], rss))
            for pid, size in sizes.items():
                name = ROLES.get(pid, "platform and helpers")
                self.peak[name] = max(self.peak.get(name, (0.0, 0.0)), size)

    def stop(self) -> None:
        self._over.set()
        self.join()


def family() -> list[int]:
    """This process and whoever descends from it."""
    found, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def size_of(pid: int) -> tuple[float, float] | None:
    """PSS and RSS in megabytes; None when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:] if line.split()[-1] == "kB"}
    return kilobytes.get("Pss", 0) / 1024, kilobytes.get("Rss", 0) / 1024


def note(gateway: Any, role: str) -> None:
    """Remember what the workers of a gateway's pool are for."""
    pool = gateway._pools._process_pool
    ROLES.update(dict.fromkeys(getattr(pool, "_processes", None) or {}, role))


def bare(model: Path) -> tuple[float, float]:
    """PSS and RSS of a Python that has loaded numpy, onnxruntime and one model, and has done nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", BARE, str(model)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    size = size_of(process.pid)
    process.communicate("")
    assert size is not None
    return size


def large(picture: bytes) -> bytes:
    """The same at 4000 by 3000 pixels."""
    out = BytesIO()
    Image.open(BytesIO(picture)).resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass(frozen=True)
class Pictures:
    """What is sent: cards with their kinds, pairs of card and selfie, a large photograph."""

    cards: list[tuple[bytes, str]]
    pairs: list[tuple[bytes, bytes]]
    large: bytes


def pictures() -> Pictures:
    """Drawn in a process that ends with it: a platform holds no face models and no generator."""
    from backend.gateways.faces.insightface.models import load
    from backend.gateways.faces.packs.pack import open_pack
    from backend.sandbox.photographs import photo_of, truth_for
    from tests.gateways.faces.people import MODELS, Photographs

    people = Photographs(load(open_pack(MODELS), 2))
    kinds = ("id_front", "id_back", "vehicle_licence")
    cards = [(photo_of(kind, truth_for(kind, 7), 7, "hard"), kind) for kind in kinds]
    names = (("person_a_1", "person_a_2"), ("person_b_1", "person_b_2"), ("person_a_3", "person_b_1"))
    pairs = [(people.card_photo(card, place), people.file(selfie)) for place, (card, selfie) in enumerate(names)]
    return Pictures(cards, pairs, large(cards[0][0]))


async def work(rounds: int, folder: Path) -> Watch:
    """Everything at once, ``rounds`` times, on a platform of its own; who watched."""
    from backend.app import open_platform
    from backend.settings import Settings
    from tests.gateways.faces.people import MODELS

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as artist:
        sent = artist.submit(pictures).result()
    async with open_platform(Settings(folder=folder, face_models=MODELS)) as platform:
        watch = Watch()
        watch.start()

        async def reads() -> None:
            for card, kind in sent.cards:
                await platform.reader.read(card, kind)
                note(platform.reader, "cards (RapidOCR)")

        async def compares() -> None:
            for card, selfie in sent.pairs:
                await platform.faces.compare(card, [selfie])
                note(platform.faces, "faces")

        async def inspects() -> None:
            await platform.inspector.inspect(sent.large)
            note(platform.inspector, "photographs")

        for _ in range(rounds):
            await asyncio.gather(reads(), compares(), inspects())
        watch.stop()
    return watch


def main() -> int:
    """Read the options, work, print."""
    parser = argparse.ArgumentParser(description="How much memory does a worker take at its peak?")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    from tests.gateways.faces.people import MODELS, PHOTOGRAPHS

    if not (MODELS.is_dir() and PHOTOGRAPHS.is_dir()):
        print(f"skipped: face models and photographs are not in {MODELS.parent}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        watch = asyncio.run(work(options.rounds, Path(folder)))
    yardstick = bare(MODELS / "mobilefacenet_arcface_128.onnx")
    print(f"{'at its peak':28}{'PSS':>8}{'RSS':>10}")
    for name, (pss, rss) in sorted(watch.peak.items()):
        print(f"{name:28}{pss:8.0f} MB{rss:7.0f} MB")
    pss, rss = watch.together
    print(f"{'all together, at one moment':28}{pss:8.0f} MB{rss:7.0f} MB   (aim {AIM_MB} MB)")
    print(f"{'bare numpy and onnxruntime':28}{yardstick[0]:8.0f} MB{yardstick[1]:7.0f} MB")
    print(f"together {pss / yardstick[0]:.1f} times a bare process (PSS)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
