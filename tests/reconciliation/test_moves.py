"""What our own books hand out to be matched and added up (资金变动、实收), whatever database they lie in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tortoise.connection import get_connections

from backend import payments
from backend.kit.tools import Kit
from backend.payments.models import Charge, Refund
from backend.payments.reckoning import moves

DAY = date(2026, 11, 19)
MORNING = datetime(2026, 11, 18, 16, tzinfo=UTC)
NOON = MORNING + timedelta(hours=12)
MERCHANT, STATION = "m" * 20, "s" * 20
CLERK = "staff:zhao"


async def charge(number: str, paid_at: datetime | None = NOON, **changed: object) -> None:
    """A charge of 300 yuan, paid at that moment or not."""
    facts: dict[str, object] = {
        "order": "o" * 20,
        "station": STATION,
        "channel": "wechat",
        "merchant": MERCHANT,
        "way": "qr",
        "fen": 30_000,
        "state": "paid" if paid_at else "waiting",
        "clerk": CLERK,
        "asked_at": paid_at or NOON,
        "expires_at": NOON,
        "state_since": NOON,
    }
    await Charge.create(number=number, key=number, paid_at=paid_at, **facts | changed)  # type: ignore[arg-type]


async def refund(number: str, done_at: datetime | None = NOON, **changed: object) -> None:
    """A refund of 10 yuan, done at that moment or not."""
    facts: dict[str, object] = {
        "charge": "C1",
        "order": "o" * 20,
        "station": STATION,
        "channel": "wechat",
        "merchant": MERCHANT,
        "fen": 1_000,
        "state": "done" if done_at else "asked",
        "why": "",
        "asked_by": CLERK,
        "asked_at": NOON,
        "state_since": NOON,
    }
    await Refund.create(number=number, key=number, done_at=done_at, **facts | changed)  # type: ignore[arg-type]


async def told() -> list[tuple[str, str, bool, str]]:
    """(number, standing, in_day, clerk) of everything around the day."""
    found = [one async for batch in payments.moves_around(MERCHANT, DAY) for one in batch]
    return sorted((number, one.standing, one.in_day, one.clerk) for one in found for number in one.numbers)


@pytest.mark.parametrize("size", [1, 2, 3, 20_000])
async def test_every_move_comes_once_however_many_are_read_at_once(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, size: int
):
    monkeypatch.setattr(moves, "BATCH", size)
    # Some in the same moment, the later moments first; with and without parts of a second.
    for place in range(4):
        await charge(f"C{place}", NOON)
        await charge(f"D{place}", NOON - timedelta(seconds=place, microseconds=place % 2))
        await refund(f"R{place}", NOON + timedelta(milliseconds=place // 2))
        await charge(f"E{place}", None)
    numbers = [number for number, *_ in await told()]
    assert numbers == [f"{letter}{place}" for letter in "CDER" for place in range(4)]


async def test_the_day_is_beijings_to_the_moment(kit: Kit):
    blink, day = timedelta(microseconds=1), timedelta(days=1)
    for name, at in {
        "far before": MORNING - day - blink,
        "before": MORNING - blink,
        "first": MORNING,
        "last": MORNING + day - blink,
        "after": MORNING + day,
        "far after": MORNING + 2 * day,
    }.items():
        await charge(name, at)
        await refund(f"R {name}", at)
    assert [(number, in_day) for number, _, in_day, _ in await told()] == [
        ("R after", False),
        ("R before", False),
        ("R first", True),
        ("R last", True),
        ("after", False),
        ("before", False),
        ("first", True),
        ("last", True),
    ]


async def test_nothing_of_another_merchant_is_told(kit: Kit):
    await charge("C1", merchant="n" * 20)
    await refund("R1", merchant="n" * 20)
    assert await told() == []
    assert await payments.moves_named(MERCHANT, ["C1"], ["R1"]) == []


async def test_how_each_move_stands(kit: Kit):
    await charge("C1")
    await charge("C2", None)
    await charge("C3", None, state="closed")
    await charge("C4", None, asked_at=MORNING - timedelta(days=3))
    await refund("R1", None, state="withdrawn", asked_by="staff:wang")
    assert await told() == [
        ("C1", "done", True, CLERK),
        ("C2", "open", False, CLERK),
        ("C3", "ended", False, CLERK),
        ("R1", "ended", False, "staff:wang"),
    ]


async def test_moves_are_named_whenever_they_were(kit: Kit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(moves, "NAMES_AT_ONCE", 2)
    for place in range(3):
        await charge(f"C{place}", NOON - timedelta(days=100))
    await refund("R1", NOON - timedelta(days=100))
    found = await payments.moves_named(MERCHANT, ["C0", "C1", "C2", "R1", "C9"], ["R1", "C1"])
    assert sorted(number for one in found for number in one.numbers) == ["C0", "C1", "C2", "R1"]
    assert {(one.kind, one.fen, one.standing, one.in_day) for one in found} == {
        ("charge", 30_000, "done", False),
        ("refund", 1_000, "done", False),
    }


async def test_takings_are_summed_by_beijings_days(kit: Kit):
    blink, day = timedelta(microseconds=1), timedelta(days=1)
    for place, at in enumerate((MORNING - blink, MORNING, NOON, MORNING + day - blink, MORNING + day)):
        await charge(f"C{place}", at)
        await refund(f"R{place}", at)
    days = [DAY + timedelta(days=step) for step in (-2, -1, 0, 1)]
    found = await payments.takings(days)
    assert [(one.day, one.charges, one.charge_fen, one.refunds, one.refund_fen) for one in found] == [
        (DAY - day, 1, 30_000, 1, 1_000),
        (DAY, 3, 90_000, 3, 3_000),
        (DAY + day, 1, 30_000, 1, 1_000),
    ]
    assert await payments.takings([DAY]) == [found[1]]
    assert await payments.takings([days[3], days[1]]) == [found[0], found[2]]
    assert await payments.takings([]) == []


async def test_takings_tell_stations_people_ways_and_merchants_apart(kit: Kit):
    await charge("C1")
    await charge("C2", NOON + timedelta(hours=1))
    await charge("C3", clerk="staff:wang")
    await charge("C4", channel="cash", merchant="")
    await charge("C5", None)
    await charge("C6", station="t" * 20)
    await refund("R1", asked_by="staff:wang")
    await refund("R2", None)
    rows = [(one.clerk, one.channel, one.charges, one.refunds) for one in await payments.takings([DAY], STATION)]
    assert rows == [("staff:wang", "wechat", 1, 1), (CLERK, "cash", 1, 0), (CLERK, "wechat", 2, 0)]
    assert len(await payments.takings([DAY])) == 4


async def test_takings_of_a_long_period_ask_the_database_twice(kit: Kit, monkeypatch: pytest.MonkeyPatch):
    await charge("C1")
    connection = get_connections().get("default")
    asked: list[str] = []
    ask = connection.execute_query

    async def counted(query: str, *values: object) -> object:
        asked.append(query)
        return await ask(query, *values)

    monkeypatch.setattr(connection, "execute_query", counted)
    found = await payments.takings([DAY - timedelta(days=back) for back in range(92)])
    assert [(one.day, one.charges) for one in found] == [(DAY, 1)]
    assert len(asked) == 2
