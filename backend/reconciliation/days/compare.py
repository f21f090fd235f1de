"""The comparison itself (核对), outside any transaction: bill and books in two files, matched in another process."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from backend import payments
from backend.gateways.payments import FundBill, NoBill, NoticeKind, read_bill, read_fund_bill
from backend.kit.tools import Kit
from backend.payments import Channels, MoveRow
from backend.reconciliation.matching import (
    Book,
    Difference,
    DifferenceKind,
    Matched,
    Move,
    Standing,
    compare_funds,
    match,
)

# A million lines take about twenty seconds of one core (tests/bench/bench_reconciliation.py).
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
    asked = (_matched, channel.name, channel.merchant, bill if key else None, books)
    matched: Matched = await kit.pools.in_process(*asked, time_limit=TIME_LIMIT_SECONDS)
    if strangers := await _known_elsewhere(merchant, matched):
        await asyncio.to_thread(_append, books, strangers)
        matched = await kit.pools.in_process(*asked, time_limit=TIME_LIMIT_SECONDS)
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
            lines = [_line(move, numbers.setdefault((move.station, _person(move)), len(numbers) + 1)) for move in batch]
            await asyncio.to_thread(out.writelines, lines)
    return tuple(numbers)


def _person(move: MoveRow) -> str:
    """The clerk; nobody where an owner paid on their own phone, whose name belongs into no statement."""
    return move.clerk if move.clerk.startswith("staff:") else ""


def _line(move: MoveRow, group: int) -> str:
    return f"{move.kind}\t{move.number}\t{move.fen}\t{move.standing}\t{move.in_day:d}\t{group}\n"


def _moves(file: Path) -> Iterator[Move]:
    kinds = {kind.value: kind for kind in NoticeKind}
    standings = {standing.name.lower(): standing for standing in Standing}
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            kind, number, fen, standing, in_day, group = line.rstrip("\n").split("\t")
            yield Move(kinds[kind], number, int(fen), standings[standing], in_day == "1", int(group))


def _matched(channel: str, merchant: str, bill: Path | None, books: Path) -> Matched:
    """Runs in a process of its own."""
    return match(Book(_moves(books)), read_bill(channel, merchant, bill) if bill else (), merchant)


async def _known_elsewhere(merchant: str, matched: Matched) -> list[MoveRow]:
    """Moves that the bill names and that are ours, of a day far from this one."""
    missing = [one for one in matched.differences if one.kind is DifferenceKind.MISSING_HERE]
    charges = [one.number for one in missing if one.move is NoticeKind.CHARGE]
    refunds = [one.refund_number for one in missing if one.move is NoticeKind.REFUND and one.refund_number]
    return await payments.moves_named(merchant, charges, refunds)


def _append(file: Path, moves: Iterable[MoveRow]) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.writelines(_line(move, 0) for move in moves)
