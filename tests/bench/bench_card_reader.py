"""How well and how fast are cards read (证件识别基准): ``python -m tests.bench.bench_card_reader [--count 40]``.

Photographs are generated (``backend/sandbox/photographs``) in the hard setting with varied fonts, sizes, layouts; the
kind of card is not given. For each photograph RapidOCR's own default call runs right after ours, in the same process
with the same number of threads. Prints tables, asserts nothing.

Aims: at least 99 % of fields exactly right; a wrong number, VIN, plate or name accepted in at most 1 of 10 000; median
time at most 0.45 of RapidOCR's default call.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from backend.gateways.card_reader.reading import CRITICAL, CardReading
from backend.gateways.card_reader.recognise import recognise
from backend.gateways.card_reader.sight.engine import Engine
from backend.sandbox.photographs import CARD_KINDS, Style, photo_of, truth_for


@dataclass
class Score:
    """Counts over all photographs; times in seconds."""

    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubted: Counter[tuple[str, str]] = field(default_factory=Counter)
    critical: int = 0
    silent: list[str] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    default: list[float] = field(default_factory=list)
    our_cpu: list[float] = field(default_factory=list)
    default_cpu: list[float] = field(default_factory=list)

    def count(self, kind: str, truth: dict[str, str], reading: CardReading, seed: int) -> None:
        """Compare one reading with the truth; an empty truth means that the card does not carry the field."""
        for name, expected in truth.items():
            key = (kind, name)
            found = reading.fields.get(name) if reading.kind == kind else None
            right = (found.value if found else "") == expected
            accepted = found is not None and found.sure and not _doubted(name, reading)
            self.fields[key] += 1
            self.right[key] += right
            self.doubted[key] += right and found is not None and not accepted
            if name in CRITICAL[kind]:
                self.critical += 1
                if accepted and not right:
                    self.silent.append(f"seed {seed} {kind}.{name}: {found.value if found else ''} for {expected}")


# Which cross-checks stop which field from being accepted as it is.
STOPS = {
    "id_number": {"id_number_check_digit", "birth_date_differs", "sex_differs"},
    "vin": {"vin_check_digit", "vin_malformed", "vin_letters_replaced"},
    "plate_number": {"plate_malformed"},
    "credit_code": {"credit_code_check_digit"},
}


def _doubted(name: str, reading: CardReading) -> bool:
    return f"low_confidence:{name}" in reading.doubts or bool(STOPS.get(name, set()) & set(reading.doubts))


def run(count: int, seed: int, threads: int, compare: bool) -> Score:
    """Read ``count`` photographs with our reader and, if ``compare``, with RapidOCR's default call."""
    from rapidocr import RapidOCR

    engine, score = Engine(threads), Score()
    default = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": threads})
    # The first call of each allocates; it is not counted.
    warm = photo_of("id_back", truth_for("id_back", 0), 0)
    recognise(engine, warm, None)
    default(warm)
    for number in range(count):
        own = seed * 1_000_000 + number
        kind = CARD_KINDS[number % len(CARD_KINDS)]
        truth = truth_for(kind, own)
        photo = photo_of(kind, truth, own, "hard", style=Style.some(own))
        wall, cpu = time.perf_counter(), time.process_time()
        reading = recognise(engine, photo, None)
        score.ours.append(time.perf_counter() - wall)
        score.our_cpu.append(time.process_time() - cpu)
        score.count(kind, truth, reading, own)
        if compare:
            wall, cpu = time.perf_counter(), time.process_time()
            default(photo)
            score.default.append(time.perf_counter() - wall)
            score.default_cpu.append(time.process_time() - cpu)
    return score


def show(score: Score) -> None:
    """Print the tables."""
    print(f"{'card':18}{'field':24}{'right':>12}{'%':>8}{'right but doubted':>20}")
    for key, total in score.fields.items():
        right = score.right[key]
        print(f"{key[0]:18}{key[1]:24}{right:>7}/{total:<4}{100 * right / total:>8.1f}{score.doubted[key]:>20}")
    total, right = score.fields.total(), score.right.total()
    print(f"\nfields exactly right      {right}/{total} = {100 * right / total:.2f} %   (aim 99 %)")
    print(f"silently wrong critical   {len(score.silent)}/{score.critical}   (aim 1 in 10 000)")
    for line in score.silent:
        print(f"    {line}")
    print(f"median time a card        {median(score.ours):.3f} s wall, {median(score.our_cpu):.3f} s CPU")
    if score.default:
        print(f"RapidOCR default call     {median(score.default):.3f} s wall, {median(score.default_cpu):.3f} s CPU")
        ratio, cpu = median(score.ours) / median(score.default), median(score.our_cpu) / median(score.default_cpu)
        print(f"ratio of the medians      {ratio:.2f} wall, {cpu:.2f} CPU   (aim 0.45)")


def main() -> int:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description="How well and how fast are cards read?")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help="do not run RapidOCR's default call beside")
    options = parser.parse_args()
    show(run(options.count, options.seed, options.threads, not options.alone))
    return 0


if __name__ == "__main__":
    sys.exit(main())
