"""合成车型: rows of a catalogue in our own columns, with model codes in the shape of GB/T 9417 and its practice.

A code is the maker's letters, a class digit (1 truck, 3 dump truck, 4 tractor, 5 special, 6 bus, 7 car), two digits of
the main figure (tonnes, 0.1 m or 0.1 l), a serial digit, and the maker's own letters: DN7152HAS, BJ1030V3JV3-A1.
"""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from backend.vehicles.generate.makers import IMPORTERS, MAKERS, Importer, Maker
from backend.vehicles.importing.columns import COLUMNS

HEADINGS: Final = tuple(column.name for column in COLUMNS if column.name != "code")
# Makers leave out what looks like a digit.
LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2025
# Before 2012 hardly any car ran on anything else.
FIRST_ELECTRIC_YEAR: Final = 2012
FROM_THE_START: Final = frozenset({"汽油", "柴油", "天然气"})
IMPORTED_SHARE: Final = 0.06
STILL_SOLD_SHARE: Final = 0.25

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of vehicle: class digit, figures of the code, licence's vehicle type, seats, fuels."""

    digit: str
    figures: tuple[int, ...]
    vehicle_type: Callable[[int], str]
    seats: tuple[int, ...]
    fuels: tuple[str, ...] = ("汽油",)


def _always(name: str) -> Callable[[int], str]:
    return lambda figure: name


def _by_length(figure: int) -> str:
    # GA 802: from 6 m on a bus is large. Two figures are 0.1 m below ten metres and whole metres above.
    return "大型普通客车" if figure >= 60 or figure < 20 else "中型普通客车"


PETROL: Final = ("汽油", "汽油", "汽油", "柴油")
KINDS: Final = {
    "car": Kind("7", (10, 12, 13, 14, 15, 16, 18, 20, 24, 25, 30), _always("小型轿车"), (5, 5, 5, 4)),
    "suv": Kind("6", (42, 43, 44, 45, 46, 47, 48, 49), _always("小型普通客车"), (5, 5, 7), PETROL),
    "mpv": Kind("6", (44, 46, 47, 48, 50, 52), _always("小型普通客车"), (7, 7, 8), PETROL),
    "van": Kind("6", (48, 49, 50, 53, 55, 59), _always("小型普通客车"), (7, 9, 9), ("汽油", "柴油")),
    "minivan": Kind("6", (37, 38, 39, 40, 42, 44), _always("小型面包车"), (5, 7, 8)),
    "hybrid": Kind("7", (14, 15, 16, 18, 20, 25), _always("小型轿车"), (5, 5, 7), ("插电式混合动力", "油电混合")),
    "electric": Kind("7", (0,), _always("小型轿车"), (4, 5, 5), ("纯电动",)),
    "pickup": Kind("1", (2, 3), _always("轻型普通货车"), (5, 5, 2), ("柴油", "汽油")),
    "lighttruck": Kind("1", (3, 4), _always("轻型普通货车"), (2, 3, 5), ("柴油", "汽油", "纯电动")),
    "mediumtruck": Kind("1", (8, 9, 10, 11), _always("中型普通货车"), (3, 3, 6), ("柴油",)),
    "heavytruck": Kind("1", (16, 18, 25, 31), _always("重型普通货车"), (2, 3), ("柴油", "天然气")),
    "dump": Kind("3", (16, 18, 25, 31), _always("重型自卸货车"), (2, 3), ("柴油",)),
    "tractor": Kind("4", (18, 25), _always("重型半挂牵引车"), (2, 3), ("柴油", "天然气")),
    "special": Kind("5", (3, 4, 7, 12, 16, 25), _always("重型特殊结构货车"), (2, 3), ("柴油",)),
    "bus": Kind("6", (58, 59, 60, 66, 70, 80, 85, 90, 10, 11, 12), _by_length, (19, 23, 33, 47), ("柴油", "天然气")),
    "electricbus": Kind("6", (60, 65, 80, 85, 10, 12), _always("大型普通客车"), (22, 30, 44), ("纯电动",)),
    "motorcycle": Kind("", (100, 110, 125, 150, 250), _always("普通二轮摩托车"), (2,)),
}  # fmt: skip


def generated(count: int, seed: int = 1) -> Iterator[Row]:
    """Yield ``count`` rows with ``HEADINGS`` as keys; no two have the same brand model."""
    chance = random.Random(seed)
    given: set[int] = set()
    while len(given) < count:
        row = _imported(chance) if chance.random() < IMPORTED_SHARE else _domestic(chance)
        # Eight bytes for each model instead of its text: a million stay below 100 MB.
        mark = hash(row["brand_model"])
        if mark not in given:
            given.add(mark)
            yield row


def write_csv(file: TextIO, count: int, seed: int = 1) -> None:
    """Write a generated catalogue as CSV with a heading row."""
    writer = csv.DictWriter(file, HEADINGS)
    writer.writeheader()
    writer.writerows(generated(count, seed))


def _domestic(chance: random.Random) -> Row:
    maker = chance.choice(MAKERS)
    kind = KINDS[chance.choice(maker.kinds)]
    figure, fuel = chance.choice(kind.figures), chance.choice(kind.fuels)
    code = _motorcycle(chance, maker, figure) if not kind.digit else _code(chance, maker, kind, figure, fuel)
    return _row(
        chance,
        maker,
        brand_model=f"{maker.brand}牌{code}",
        vehicle_type=kind.vehicle_type(figure),
        engine=_engine(chance, fuel),
        fuel=fuel,
        seats=chance.choice(kind.seats),
        origin="国产",
    )


def _code(chance: random.Random, maker: Maker, kind: Kind, figure: int, fuel: str) -> str:
    head = f"{maker.prefix}{kind.digit}{figure:02}{chance.randrange(10)}"
    if fuel == "纯电动":
        return f"{head}{_letters(chance, 1, 2)}BEV{chance.choice(('', '', '1', '2', '3'))}{_letters(chance, 0, 1)}"
    if "混" in fuel:
        return f"{head}{_letters(chance, 1, 2)}{chance.choice(('PHEV', 'HEV', 'SHEV'))}{chance.randrange(1, 9)}"
    if kind.digit in "1345":
        tail = f"{_letters(chance, 1, 1)}{chance.randrange(1, 9)}{_letters(chance, 2, 2)}{chance.randrange(1, 9)}"
        return head + tail + (f"-{_letters(chance, 1, 1)}{chance.randrange(1, 9)}" if chance.random() < 0.4 else "")
    return head + _letters(chance, 2, 3) + (str(chance.randrange(1, 9)) if chance.random() < 0.3 else "")


def _motorcycle(chance: random.Random, maker: Maker, figure: int) -> str:
    scooter = chance.choice(("", "T"))
    return f"{maker.prefix}{figure}{scooter}-{chance.randrange(1, 60)}{_letters(chance, 0, 2)}"


def _imported(chance: random.Random) -> Row:
    importer = chance.choice(IMPORTERS)
    litres = chance.choice(("1.5T", "2.0T", "2.5L", "3.0T", "3.5L", "4.0T", "4.4L", "5.0L"))
    fuel = "纯电动" if importer.latin == "TESLA" else chance.choice(("汽油", "汽油", "柴油", "油电混合"))
    text = f"{importer.brand}{importer.latin} {chance.choice(importer.families)}"
    text += f" {_letters(chance, 1, 3)}{chance.randrange(10, 99)}" + ("" if fuel == "纯电动" else f" {litres}")
    return _row(
        chance,
        importer,
        brand_model=text,
        vehicle_type=chance.choice(("小型轿车", "小型越野客车", "小型普通客车")),
        engine=_engine(chance, fuel),
        fuel=fuel,
        seats=chance.choice((4, 5, 5, 7)),
        origin="进口",
    )


def _row(chance: random.Random, maker: Maker | Importer, *, seats: int, **facts: str) -> Row:
    first = FIRST_ELECTRIC_YEAR if facts["fuel"] not in FROM_THE_START else FIRST_YEAR
    start, month = chance.randrange(first, LAST_YEAR + 1), chance.randrange(1, 13)
    end = min(start + chance.randrange(1, 7), LAST_YEAR)
    still = start >= LAST_YEAR - 4 and chance.random() < STILL_SOLD_SHARE
    price = chance.randrange(maker.least, maker.most + 1, 100)
    return {
        **facts,
        "brand": maker.brand,
        "maker": maker.name,
        "seats": str(seats),
        "sold_from": f"{start}-{month:02}",
        "sold_until": "" if still else f"{end}-12",
        "new_price": str(price),
        "price_valid_from": f"{start}-{month:02}-01",
    }


def _engine(chance: random.Random, fuel: str) -> str:
    if fuel == "纯电动":
        return f"TZ{chance.randrange(160, 260, 20)}XS{_letters(chance, 2, 2)}{chance.randrange(1, 10)}"
    shape = chance.randrange(3)
    if shape == 0:
        return f"{chance.choice('346')}{_letters(chance, 1, 1)}{chance.randrange(10, 99)}{_letters(chance, 0, 2)}"
    if shape == 1:
        bore = chance.choice(("474", "479", "483", "493", "4G15", "4G20"))
        return f"{_letters(chance, 2, 3)}{bore}Q{_letters(chance, 0, 2)}"
    return _letters(chance, 3, 3)


def _letters(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(least, most)))
