"""The comparison itself (核对), outside any transaction: bill and books in two files, matched in another process."""

import asyncio
import gc
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from backend import payments
from backend.gateways.payments import FundBill, NoBill, NoticeKind, read_bill, read_fund_bill
from backend.kit.tools import Kit
from backend.payments import Channels, Moves
from backend.reconciliation.matching import (
    Book,
    Difference,
    Matched,
    Move,
    Standing,
    Weighing,
    compare_funds,
)

# A million lines take less than thirty seconds of one core (tests/bench/bench_reconciliation.py); MariaDB is slower.
TIME_LIMIT_SECONDS: Final = 900.0
# Whose money it is: station and clerk, in the order in which they first appeared; 0 is nobody.
Groups = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a day: ``bill`` and ``sha256`` are empty where the channel has none because nothing moved.

    ``fund_bill`` is empty and ``funds`` None where the channel gives no fund bill.
    """

    matched: Matched
    groups: Groups
    bill: str
    sha256: str
    fund_bill: str = ""
    funds: FundBill | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Between our books and the bill, then between the bill and the account."""
        more = compare_funds(self.matched.theirs, self.funds) if self.funds else ()
        return (*self.matched.differences, *more)


async def compare(kit: Kit, channels: Channels, merchant: str, day: date, scratch: Path) -> Compared:
    """Fetch both bills, write the books beside them, match them. Raises VendorTrouble, NoBill (too early)."""
    channel = await channels.named(merchant)
    bill, fund_bill, books = scratch / "bill", scratch / "funds", scratch / "books"
    key, sha256 = await _fetched(kit, channel.fetch_bill, day, bill, f"bill/{merchant}")
    fund_key, _ = await _fetched(kit, channel.fetch_fund_bill, day, fund_bill, f"fund/{merchant}")
    groups = await _write_books(merchant, day, books)
    weighing: Weighing = await kit.pools.in_process(
        _weighed, channel.name, channel.merchant, bill if key else None, books, time_limit=TIME_LIMIT_SECONDS
    )
    matched = await asyncio.to_thread(weighing.finish, await _known_elsewhere(merchant, weighing))
    funds: FundBill | None = None
    if fund_key:
        funds = await kit.pools.in_process(read_fund_bill, fund_bill, time_limit=TIME_LIMIT_SECONDS)
    return Compared(matched, groups, key, sha256, fund_key, funds)


async def _fetched(
    kit: Kit, fetch: Callable[[date, Path], Awaitable[None]], day: date, into: Path, place: str
) -> tuple[str, str]:
    """Fetch a bill and store it encrypted: its key and its SHA-256, both empty where there is none."""
    try:
        await fetch(day, into)
    except NoBill as no:
        if no.too_early:
            raise
        return "", ""
    data = await asyncio.to_thread(into.read_bytes)
    sha256 = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
    # By its content: a bill that the channel changed later is another object, and both stay.
    key = f"{place}/{day:%Y-%m-%d}/{sha256[:16]}"
    await kit.objects.put(key, data)
    return key, sha256


async def _write_books(merchant: str, day: date, file: Path) -> Groups:
    numbers: dict[tuple[str, str], int] = {}
    with file.open("w", encoding="utf-8") as out:
        async for batch in payments.moves_around(merchant, day):
            lines = [_line(moves, numbers.setdefault(_whose(moves), len(numbers) + 1)) for moves in batch]
            await asyncio.to_thread(out.writelines, lines)
    return tuple(numbers)


def _whose(moves: Moves) -> tuple[str, str]:
    """Station and clerk; nobody where an owner paid on their own phone, whose name belongs into no statement."""
    return moves.station, moves.clerk if moves.clerk.startswith("staff:") else ""


def _line(moves: Moves, group: int) -> str:
    alike = (moves.kind, str(moves.fen), moves.standing, f"{moves.in_day:d}", str(group))
    return "\t".join((*alike, *moves.numbers)) + "\n"


def _enter(book: Book, line: str) -> None:
    """What :func:`_line` wrote, into the book."""
    kind, fen, standing, in_day, group, *numbers = line.removesuffix("\n").split("\t")
    alike = Move(NoticeKind(kind), "", int(fen), Standing[standing.upper()], in_day == "1", int(group))
    book.enter_alike(alike, numbers)


def _weighed(channel: str, merchant: str, bill: Path | None, books: Path) -> Weighing:
    """Runs in a process of its own."""
    # Millions of small objects come and go, none of them in a cycle: looking for cycles would take a quarter of the
    # time.
    gc.disable()
    try:
        book = Book()
        with books.open(encoding="utf-8") as lines:
            for line in lines:
                _enter(book, line)
        return Weighing(book, read_bill(channel, merchant, bill) if bill else (), merchant)
    finally:
        gc.enable()


async def _known_elsewhere(merchant: str, weighing: Weighing) -> Book:
    """Moves that the bill names and that are ours, of a day far from this one; their money is in nobody's statement."""
    book = Book()
    unknown = (weighing.unknown(NoticeKind.CHARGE), weighing.unknown(NoticeKind.REFUND))
    for moves in await payments.moves_named(merchant, *unknown):
        _enter(book, _line(moves, 0))
    return book
