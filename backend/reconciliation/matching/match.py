"""核对: the bill's lines against the book, every fen of the gap between the two nets in a difference."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.gateways.payments import BillLine, BillSum, BrokenLine, NoticeKind
from backend.reconciliation.matching.book import Book, Entry, Standing
from backend.reconciliation.matching.difference import Difference, DifferenceKind, Totals

# Lines of a bill, as many as were read at once.
Page = Sequence[BillLine | BrokenLine | BillSum]
_SIGN: Final = {NoticeKind.CHARGE: 1, NoticeKind.REFUND: -1}


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of a bill. ``groups`` splits ``theirs`` by the group of our moves, 0 for lines that are nobody's."""

    ours: Totals
    theirs: Totals
    groups: Mapping[int, Totals]
    agreed: int  # lines that agree with the book in number, amount, state and day
    reversed: int  # payments that the channel took and gave back while we had closed them: two lines each
    differences: tuple[Difference, ...]

    @property
    def unexplained_fen(self) -> int:
        """Their net less ours, less what the differences say: 0, or this module is wrong."""
        return self.theirs.net_fen - self.ours.net_fen - sum(one.their_fen - one.our_fen for one in self.differences)


def match(book: Book, bill: Iterable[Page], merchant: str, elsewhere: Book | None = None) -> Matched:
    """Match one day of ``merchant``, all at once: see :class:`Weighing`."""
    return Weighing(book, bill, merchant).finish(elsewhere or Book())


class Weighing:
    """One day of a merchant's, whose bill was read and whose book was closed; it can be pickled.

    What is left is who knows the numbers that the book lacks: ask with :meth:`unknown`, then :meth:`finish`. Fees are
    only summed: the channel sets them, we have none to compare.
    """

    def __init__(self, book: Book, bill: Iterable[Page], merchant: str) -> None:
        self._merchant = merchant
        self._groups: dict[int, Totals] = defaultdict(Totals)
        self._agreed = 0
        self._differences: list[Difference] = []
        self._unknown: list[BillLine] = []
        self._strangers: set[tuple[NoticeKind, str]] = set()
        # Reversals name only the charge; they are weighed against it when the whole bill has been read. The second part
        # is whether the book knows it.
        self._taken: dict[str, BillLine] = {}
        self._reversals: dict[str, tuple[BillLine, bool]] = {}
        self._sums: list[BillSum] = []
        for page in bill:
            self._read(book, page)
        for kind, number, entry in book.unseen():
            names = {"number": number} if kind is NoticeKind.CHARGE else {"refund_number": number}
            self._note(DifferenceKind.MISSING_THERE, kind, our_fen=_SIGN[kind] * entry.fen, **names)
        self._ours = Totals(*book.done())

    def unknown(self, kind: NoticeKind) -> set[str]:
        """Our numbers of that kind, as the bill has them, that the book lacks."""
        found = {line.refund_number or line.number for line in self._unknown if line.kind is kind}
        if kind is NoticeKind.CHARGE:
            found |= {number for number, (_, known) in self._reversals.items() if not known}
        return found

    def finish(self, elsewhere: Book) -> Matched:
        """Weigh what is left. ``elsewhere`` has moves of far-off days, none of which is in the book."""
        for line in self._unknown:
            self._weigh_entry(line, elsewhere.see(line.kind, line.refund_number or line.number))
        reversed_ = sum(1 for _ in self._settle_reversals(elsewhere))
        theirs = Totals()
        for totals in self._groups.values():
            theirs.add(totals)
        self._compare_sums(theirs)
        # As the bill has them, then what has no line of it.
        found = sorted(self._differences, key=lambda one: (one.line == 0, one.line))
        return Matched(self._ours, theirs, dict(self._groups), self._agreed, reversed_, tuple(found))

    def _read(self, book: Book, page: Page) -> None:
        """Weigh a page in its order. Nearly every line is done and agrees: that is told here, and counted by amount."""
        agreed: list[tuple[NoticeKind, int, int, int]] = []
        mine = self._merchant
        for line in page:
            if not isinstance(line, BillLine):
                self._set_aside(line)
                continue
            _, kind, number, refund_number, _, fen, fee_fen, state, _, merchant = line
            if state == "done" and (merchant == mine or not mine) and (kind is NoticeKind.CHARGE or refund_number):
                group = book.agreed_group(kind, refund_number or number, fen)
                if group is not None:
                    agreed.append((kind, group, fen, fee_fen))
                    continue
            self._weigh(book, line)
        self._agreed += len(agreed)
        for (kind, group, fen, fee_fen), lines in Counter(agreed).items():
            self._groups[group].count(kind, fen, lines)
            self._groups[group].fee_fen += fee_fen * lines

    def _set_aside(self, line: BrokenLine | BillSum) -> None:
        if isinstance(line, BrokenLine):
            self._note(DifferenceKind.BROKEN, NoticeKind.CHARGE, line=line.line, detail=line.problem)
        else:
            self._sums.append(line)

    def _weigh(self, book: Book, line: BillLine) -> None:
        if self._merchant and line.merchant != self._merchant:
            self._count(line, 0)
            self._differ(DifferenceKind.MERCHANT, line, our_fen=0)
        elif line.kind is NoticeKind.REFUND and not line.refund_number:
            self._reversal(line, book.look(NoticeKind.CHARGE, line.number))
        elif (entry := book.see(line.kind, line.refund_number or line.number)) is None:
            self._count(line, 0)
            self._unknown.append(line)
        else:
            self._count(line, entry.group)
            self._weigh_entry(line, entry)

    def _weigh_entry(self, line: BillLine, entry: Entry | None) -> None:
        if entry is None:
            self._stranger(line)
        elif entry.seen:
            self._differ(DifferenceKind.DUPLICATE, line, our_fen=0)
        else:
            self._compare(line, entry)

    def _count(self, line: BillLine, group: int) -> None:
        totals = self._groups[group]
        totals.fee_fen += line.fee_fen
        if line.state == "done":
            totals.count(line.kind, line.fen)

    def _compare(self, line: BillLine, entry: Entry) -> None:
        counted = entry.fen if entry.standing is Standing.DONE and entry.in_day else 0
        if line.state != "done":
            # Told, not done: agrees with anything of ours that did not move money on this day either.
            if counted and line.state == "failed":
                self._differ(DifferenceKind.STATE, line, our_fen=counted, detail="failed")
            elif counted:
                self._differ(DifferenceKind.OTHER_DAY, line, our_fen=counted, detail="processing")
            else:
                self._agreed += 1
        elif entry.standing is not Standing.DONE:
            if entry.standing is Standing.ENDED and line.kind is NoticeKind.CHARGE:
                self._taken[line.number] = line
            else:
                self._differ(DifferenceKind.STATE, line, our_fen=0, detail=entry.standing.name.lower())
        elif entry.fen != line.fen:
            self._differ(DifferenceKind.AMOUNT, line, our_fen=counted)
        else:
            self._differ(DifferenceKind.OTHER_DAY, line, our_fen=0)

    def _stranger(self, line: BillLine) -> None:
        name = (line.kind, line.refund_number or line.number)
        kind = DifferenceKind.DUPLICATE if name in self._strangers else DifferenceKind.MISSING_HERE
        self._strangers.add(name)
        self._differ(kind, line, our_fen=0)

    def _reversal(self, line: BillLine, entry: Entry | None) -> None:
        self._count(line, entry.group if entry else 0)
        if line.number in self._reversals:
            self._differ(DifferenceKind.DUPLICATE, line, our_fen=0)
        else:
            self._reversals[line.number] = (line, entry is not None)

    def _settle_reversals(self, elsewhere: Book) -> Iterator[str]:
        """Charges that we closed and the channel took: given back in full by a reversal, or a difference."""
        for number, (back, known) in self._reversals.items():
            taken = self._taken.get(number)
            if taken is not None and back.state == "done" and taken.fen == back.fen:
                del self._taken[number]
                yield number
            elif known or elsewhere.look(NoticeKind.CHARGE, number):
                self._differ(DifferenceKind.STATE, back, our_fen=0, detail="reversed")
            else:
                self._stranger(back)
        for line in self._taken.values():
            self._differ(DifferenceKind.STATE, line, our_fen=0, detail="ended")

    def _compare_sums(self, theirs: Totals) -> None:
        broken = any(one.kind is DifferenceKind.BROKEN for one in self._differences)
        for said in self._sums:
            if (said.charge_fen, said.refund_fen) != (theirs.charge_fen, theirs.refund_fen):
                # No fen of its own: the two nets compare lines, and this says that the file may not be whole.
                self._note(DifferenceKind.SUM, NoticeKind.CHARGE, detail="broken_lines" if broken else "lines")

    def _differ(self, kind: DifferenceKind, line: BillLine, *, our_fen: int, detail: str = "") -> None:
        sign = _SIGN[line.kind]
        self._note(
            kind,
            line.kind,
            number=line.number,
            refund_number=line.refund_number,
            channel_number=line.channel_number,
            our_fen=sign * our_fen,
            their_fen=sign * line.fen if line.state == "done" else 0,
            line=line.line,
            detail=detail,
        )

    def _note(self, kind: DifferenceKind, move: NoticeKind, **facts: object) -> None:
        self._differences.append(Difference(kind, move, **facts))  # type: ignore[arg-type]
