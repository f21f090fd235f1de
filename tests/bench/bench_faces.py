"""How fast are two faces compared? (人证比对基准): ``python -m tests.bench.bench_faces [--count 20]``.

A card's photograph with a portrait and a selfie are compared as a worker process does it, from the files' bytes to the
score; right after, in the same process with as many threads, the bare models run: the detector on both pictures, each
shrunk to 640 pixels, and the recogniser on two aligned faces. The detector is run both ways: OpenCV's own
``FaceDetectorYN``, and the same file in onnxruntime. Prints tables, asserts nothing.

Aim: at most 1.5 times the bare models.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

THREADS = 2


def run(count: int) -> None:
    """Measure ``count`` times, alternating, and print."""
    import cv2

    from backend.gateways.faces.insightface.alignment import aligned
    from backend.gateways.faces.insightface.detectors import shrunk
    from backend.gateways.faces.insightface.match import compare
    from backend.gateways.faces.insightface.models import load
    from backend.gateways.faces.packs.pack import open_pack
    from backend.gateways.faces.views import CARD
    from tests.gateways.faces.people import MODELS, Photographs

    cv2.setNumThreads(THREADS)
    pack = open_pack(MODELS)
    models = load(pack, THREADS)
    people = Photographs(models)
    card, selfie = people.card_photo("person_a_1", 3, "easy", 0), people.file("person_a_2")
    pictures = [shrunk(people.pixels(name), 640)[0] for name in ("person_a_1", "person_a_2")]
    faces = [aligned(people.pixels(name), people.face(name).points) for name in ("person_a_1", "person_a_2")]
    detectors = [
        cv2.FaceDetectorYN.create(
            str(MODELS / "face_detection_yunet_2023mar.onnx"), "", (picture.shape[1], picture.shape[0]), 0.6
        )
        for picture in pictures
    ]

    def recognise() -> None:
        for face in faces:
            models.recogniser._model.get_feat(face)

    def bare_opencv() -> None:
        for detector, picture in zip(detectors, pictures, strict=True):
            detector.detect(picture)
        recognise()

    def bare_onnxruntime() -> None:
        for picture in pictures:
            models.detector.find(picture, 640)
        recognise()

    times = _alternating(
        count,
        {
            "card and selfie, bytes to score": lambda: compare(models, pack.calibration, card, [selfie], CARD),
            "bare models, FaceDetectorYN": bare_opencv,
            "bare models, onnxruntime": bare_onnxruntime,
        },
    )
    ours = times["card and selfie, bytes to score"]
    for name, (wall, cpu) in times.items():
        ratio = f"   ours is {ours[0] / wall:.2f} of it in wall time, {ours[1] / cpu:.2f} in CPU   (aim 1.5)"
        print(f"{name:34}{wall * 1000:8.0f} ms wall{cpu * 1000:8.0f} ms CPU{ratio if name.startswith('bare') else ''}")
    with Path("/proc/self/status").open() as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(f"memory of this process at most    {peak / 1024:.0f} MB")


def _alternating(count: int, acts: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """Median wall and processor seconds of each act, one after the other, so that a busy machine disturbs all alike."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for turn in range(count + 1):
        for name, act in acts.items():
            wall, cpu = time.perf_counter(), time.process_time()
            act()
            if turn:  # the first call of each allocates
                taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {name: (median(w for w, _ in all_), median(c for _, c in all_)) for name, all_ in taken.items()}


def main() -> int:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description="How fast are two faces compared?")
    parser.add_argument("--count", type=int, default=20)
    options = parser.parse_args()
    from tests.gateways.faces.people import MODELS, PHOTOGRAPHS

    if not (MODELS.is_dir() and PHOTOGRAPHS.is_dir()):
        print(f"skipped: face models and photographs are not in {MODELS.parent}")
        return 0
    run(options.count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
