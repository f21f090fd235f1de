"""How surely and how fast a misread 品牌型号 finds its model, against rapidfuzz over all texts, in the same run.

    .venv/bin/python -m tests.bench.bench_catalogue_lookup [models, default 300000] [questions of each kind, 1000]

Catalogues come from ``cwt catalogue generate``'s generator and stand in a SQLite table; each question is a whole
``find_models``: edition, index, rows of the table, evidence. Times are wall clock and, because this box is rarely
quiet, CPU beside it. "Told apart" leaves out questions whose answer nobody could know: another model lies as near to
what was read. The last part asks the same of a tenth and of 1,000,000 models (10/3 of the default).
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract
from tortoise.transactions import in_transaction

from backend.app import open_machine
from backend.kit import clock
from backend.settings import Settings
from backend.vehicles import Found, Sighting, find_models
from backend.vehicles.generate import generated
from backend.vehicles.importing.values import folded
from backend.vehicles.lookup.confusion import compare
from backend.vehicles.lookup.reading import Reading
from backend.vehicles.models import CatalogueEdition

CODE = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# A camera's usual confusions, those that issue 5 names and a few more.
CONFUSED = ("0O", "0D", "0Q", "1I", "1L", "8B", "5S", "2Z", "6G")
TOLD = ("brand_model", "brand", "maker", "vehicle_type", "engine", "fuel", "seats", "sold_from", "sold_until")
CHARACTERS = "车海甫太人明关士由丰木末未甲申目日天大夭长"

Damage = Callable[[str, random.Random], str]


def _places(text: str) -> list[int]:
    return [place for place, char in enumerate(text) if char in CODE]


def _brand(text: str) -> list[int]:
    return [place for place, char in enumerate(text) if char > "\u2fff" and char != "牌"]


def confused(count: int) -> Damage:
    """Replace ``count`` letters by look-alikes."""

    def damage(text: str, chance: random.Random) -> str:
        letters = list(text)
        places = [place for place, char in enumerate(text) if any(char in pair for pair in CONFUSED)]
        for place in chance.sample(places, min(count, len(places))):
            pair = chance.choice([pair for pair in CONFUSED if letters[place] in pair])
            letters[place] = pair.replace(letters[place], "")
        return "".join(letters)

    return damage


def replaced(count: int) -> Damage:
    """Replace ``count`` letters by any others."""

    def damage(text: str, chance: random.Random) -> str:
        letters = list(text)
        for place in chance.sample(_places(text), count):
            letters[place] = chance.choice(CODE.replace(letters[place], ""))
        return "".join(letters)

    return damage


def dropped(text: str, chance: random.Random) -> str:
    """Leave one letter out."""
    place = chance.choice(_places(text))
    return text[:place] + text[place + 1 :]


def doubled(text: str, chance: random.Random) -> str:
    """Read one letter twice."""
    place = chance.choice(_places(text))
    return text[:place] + text[place] + text[place:]


def other_brand(text: str, chance: random.Random) -> str:
    """Misread one Chinese character of the brand."""
    place = chance.choice(_brand(text))
    return text[:place] + chance.choice(CHARACTERS.replace(text[place], "")) + text[place + 1 :]


def no_brand(text: str, chance: random.Random) -> str:
    """Read only the code."""
    return "".join(char for char in text if char < "\u2fff")


def written_otherwise(text: str, chance: random.Random) -> str:
    """Lower case, full width, a blank somewhere, no 牌."""
    place = chance.randrange(len(text))
    wide = "".join(chr(ord(char) + 0xFEE0) if char in CODE and chance.random() < 0.5 else char for char in text)
    return (wide[:place] + " " + wide[place:]).replace("牌", "").lower()


KINDS: dict[str, Damage] = {
    "as printed": lambda text, chance: text,
    "one confused": confused(1),
    "two confused": confused(2),
    "one replaced": replaced(1),
    "two replaced": replaced(2),
    "one dropped": dropped,
    "one doubled": doubled,
    "brand misread": other_brand,
    "brand missing": no_brand,
    "written otherwise": written_otherwise,
}


async def fill(count: int) -> list[tuple[str, int]]:
    """Put a generated catalogue into the table, by plain SQL for speed; return its texts and seats."""
    now, edition = clock.now().isoformat(), await CatalogueEdition.coming()
    same = {
        "price_valid_from": now[:10],
        "created_at": now,
        "updated_at": now,
        "edition": edition,
        "code": "",
        "run": "",
    }
    same |= {"version": 1, "retired": False, "new_price_fen": 8_980_000, "origin": ""}
    texts, rows = [], []
    for number, row in enumerate(generated(count)):
        texts.append((row["brand_model"], int(row["seats"])))
        told = {name: row[name] for name in TOLD}
        rows.append(
            told | same | {"public_id": f"{number:020}", "identity": number, "folded": folded(row["brand_model"])}
        )
    insert = f"INSERT INTO vehicles_model ({', '.join(rows[0])}) VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608
    async with in_transaction() as connection:
        await connection.execute_many(insert, [list(row.values()) for row in rows])
        await CatalogueEdition.reach(edition)
    return texts


async def ask(question: Sighting) -> tuple[Found, float, float]:
    """Return the answer, wall milliseconds and CPU milliseconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = await find_models(question)
    return found, (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def as_near(found: Found, read: str, truth: str) -> bool:
    """Whether the first candidate lies at least as near to what was read as the truth does."""
    if not found.candidates:
        return False
    first = Reading.of(found.candidates[0].model.brand_model)
    return compare(Reading.of(read), first).steps <= compare(Reading.of(read), Reading.of(truth)).steps


def at(share: float, times: list[float]) -> float:
    """Return the percentile."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


async def measure(texts: list[tuple[str, int]], kind: str, count: int) -> list[float]:
    """Print one kind's line; return the wall times."""
    chance, wall, cpu, right, knowable, guessed = random.Random(kind), [], [], 0, 0, 0
    for truth, seats in chance.choices(texts, k=count):
        read = KINDS[kind](truth, chance)
        found, waited, worked = await ask(Sighting(read, seats=seats))
        hit = bool(found.candidates) and found.candidates[0].model.brand_model == truth
        right, knowable = right + hit, knowable + (hit or not as_near(found, read, truth))
        guessed += found.best is not None and not hit
        wall.append(waited)
        cpu.append(worked)
    print(
        f"  {kind:18} first {right / count:7.2%}  told apart {right / max(knowable, 1):7.2%}  wrong without asking "
        f"{guessed / count:6.2%}   p50 {at(0.5, wall):5.2f} ms  p99 {at(0.99, wall):5.2f} ms  "
        f"(CPU {at(0.5, cpu):.2f}, {at(0.99, cpu):.2f})",
        flush=True,
    )
    return wall


async def bench(folder: Path, models: int, kinds: list[str], count: int) -> list[float]:
    """Fill, build, ask; return the wall times of all questions."""
    async with open_machine(Settings(folder=folder)):
        texts = await fill(models)
        began = time.perf_counter()
        await find_models(Sighting("东南牌DN7152HAS"))
        print(f"\n{models:,} models; index made in {time.perf_counter() - began:.1f} s; {count} questions of each kind")
        times = [each for kind in kinds for each in await measure(texts, kind, count)]
        if len(kinds) == len(KINDS):
            compare_with_scan(texts, at(0.5, times))
        return times


def compare_with_scan(texts: list[tuple[str, int]], ours: float) -> None:
    """Print how long rapidfuzz needs to look at every text."""
    chance, all_texts, times = random.Random(0), [text for text, _ in texts], []
    for _ in range(15):
        read = confused(1)(chance.choice(all_texts), chance)
        began = time.perf_counter()
        extract(read, all_texts, scorer=Levenshtein.normalized_similarity, limit=5)
        times.append((time.perf_counter() - began) * 1000)
    theirs = at(0.5, times)
    print(f"  rapidfuzz over all texts: p50 {theirs:.1f} ms; ratio {ours / theirs:.3f}")


def main() -> None:
    """Run all of it in throw-away folders."""
    models = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    few = ["one confused", "two confused", "one replaced"]
    medians = {}
    for size, kinds in ((models // 10, few), (models, list(KINDS)), (models * 10 // 3, few)):
        with tempfile.TemporaryDirectory() as folder:
            times = asyncio.run(bench(Path(folder), size, kinds, count))
        medians[size] = at(0.5, times[: count * len(few)] if kinds == few else times[count : count * 4])
    smallest = medians[models // 10]
    print(
        "\ngrowth, p50: "
        + "  ".join(f"{size:,}: {each:.2f} ms (×{each / smallest:.2f})" for size, each in medians.items())
    )


if __name__ == "__main__":
    main()
