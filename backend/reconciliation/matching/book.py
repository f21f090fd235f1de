"""账册: our own moves of one merchant around one day, packed so that a million of them fit into memory.

A move is one number of ours: a charge (商户订单号) or a refund (商户退款单号). Each is one entry of a dict, whose value
is one whole number: amount, group, standing, whether it belongs to the day, whether the bill has named it.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from backend.gateways.payments import NoticeKind


class Standing(IntEnum):
    """How a move stands in our books."""

    OPEN = 0  # nobody knows yet
    DONE = 1  # the money moved
    ENDED = 2  # closed, refused: no money moved


class Move(NamedTuple):
    """One move of ours: ``fen`` > 0; ``in_day`` when it happened on the day that is matched (Beijing time).

    ``group`` (1 to 65,535) is whose money it is, as the caller numbers stations and clerks; 0 is nobody's.
    """

    kind: NoticeKind
    number: str
    fen: int
    standing: Standing
    in_day: bool
    group: int = 0


class Entry(NamedTuple):
    """What the book says of a number."""

    fen: int
    group: int
    standing: Standing
    in_day: bool
    seen: bool


_STANDING: Final = 0b0011
_IN_DAY: Final = 0b0100
_SEEN: Final = 0b1000
_GROUP_AT: Final = 4
_FEN_AT: Final = 20
_GROUP: Final = (1 << _FEN_AT - _GROUP_AT) - 1
_DONE_IN_DAY: Final = Standing.DONE | _IN_DAY
_STANDINGS: Final = tuple(Standing)


class Book:
    """Moves by kind and number; a number entered twice keeps the later entry."""

    def __init__(self, moves: Iterable[Move] = ()) -> None:
        self._packed: dict[NoticeKind, dict[str, int]] = {kind: {} for kind in NoticeKind}
        self.enter(moves)

    def enter(self, moves: Iterable[Move]) -> None:
        """Take moves in."""
        for move in moves:
            self.enter_alike(move, (move.number,))

    def enter_alike(self, move: Move, numbers: Iterable[str]) -> None:
        """Take in moves that are all like ``move`` but for their numbers."""
        day = _IN_DAY if move.in_day else 0
        value = move.fen << _FEN_AT | move.group << _GROUP_AT | move.standing | day
        self._packed[move.kind].update(dict.fromkeys(numbers, value))

    def agreed_group(self, kind: NoticeKind, number: str, fen: int) -> int | None:
        """The group of a done move of the day of that amount that was not named before, now marked as named.

        None for anything else. It is the way of nearly every line of a bill, so it makes no :class:`Entry`.
        """
        entries = self._packed[kind]
        value = entries.get(number)
        if value is None or value >> _FEN_AT != fen or value & (_STANDING | _IN_DAY | _SEEN) != _DONE_IN_DAY:
            return None
        entries[number] = value | _SEEN
        return value >> _GROUP_AT & _GROUP

    def see(self, kind: NoticeKind, number: str) -> Entry | None:
        """The entry of a number, which is marked as named by the bill; None for a number that is not ours."""
        entries = self._packed[kind]
        value = entries.get(number)
        if value is None:
            return None
        entries[number] = value | _SEEN
        return _unpacked(value)

    def look(self, kind: NoticeKind, number: str) -> Entry | None:
        """The entry of a number, left as it is."""
        value = self._packed[kind].get(number)
        return None if value is None else _unpacked(value)

    def unseen(self) -> Iterator[tuple[NoticeKind, str, Entry]]:
        """Moves of the day that are done and that the bill has not named."""
        for kind, entries in self._packed.items():
            for number, value in entries.items():
                if value & (_STANDING | _IN_DAY | _SEEN) == _DONE_IN_DAY:
                    yield kind, number, _unpacked(value)

    def done(self) -> tuple[int, int, int, int]:
        """Of the day's done moves: how many charges, their fen, how many refunds, their fen."""
        sums = []
        for kind in (NoticeKind.CHARGE, NoticeKind.REFUND):
            values = self._packed[kind].values()
            fens = [value >> _FEN_AT for value in values if value & (_STANDING | _IN_DAY) == _DONE_IN_DAY]
            sums += [len(fens), sum(fens)]
        return sums[0], sums[1], sums[2], sums[3]


def _unpacked(value: int) -> Entry:
    return Entry(
        value >> _FEN_AT,
        value >> _GROUP_AT & _GROUP,
        _STANDINGS[value & _STANDING],
        bool(value & _IN_DAY),
        bool(value & _SEEN),
    )
