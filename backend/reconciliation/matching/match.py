"""核对: the bill's lines against the book, every fen of the gap between the two nets in a difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backend.gateways.payments import BillLine, BillSum, BrokenLine, NoticeKind
from backend.reconciliation.matching.book import Book, Entry, Standing
from backend.reconciliation.matching.difference import Difference, DifferenceKind, Totals

_SIGN = {NoticeKind.CHARGE: 1, NoticeKind.REFUND: -1}


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


def match(book: Book, bill: Iterable[BillLine | BrokenLine | BillSum], merchant: str) -> Matched:
    """Match one day of ``merchant``. Fees are only summed: the channel sets them, we have none to compare."""
    matching = _Matching(book, merchant)
    for line in bill:
        matching.take(line)
    return matching.finish()


class _Matching:
    def __init__(self, book: Book, merchant: str) -> None:
        self._book, self._merchant = book, merchant
        self._groups: dict[int, Totals] = defaultdict(Totals)
        self._agreed = 0
        self._differences: list[Difference] = []
        # Reversals name only the charge; they are weighed against it when the whole bill has been read.
        self._taken: dict[str, BillLine] = {}
        self._reversals: dict[str, BillLine] = {}
        self._strangers: set[tuple[NoticeKind, str]] = set()
        self._sums: list[BillSum] = []

    def take(self, line: BillLine | BrokenLine | BillSum) -> None:
        """Weigh one line."""
        if isinstance(line, BillLine):
            self._weigh(line)
        elif isinstance(line, BrokenLine):
            self._note(DifferenceKind.BROKEN, NoticeKind.CHARGE, line=line.line, detail=line.problem)
        else:
            self._sums.append(line)

    def _weigh(self, line: BillLine) -> None:
        number = line.refund_number or line.number
        if self._merchant and line.merchant != self._merchant:
            self._count(line, 0)
            self._differ(DifferenceKind.MERCHANT, line, our_fen=0)
        elif line.kind is NoticeKind.REFUND and not line.refund_number:
            self._reversal(line)
        elif line.state == "done" and (group := self._book.agreed_group(line.kind, number, line.fen)) is not None:
            self._agreed += 1
            self._count(line, group)
        elif (entry := self._book.see(line.kind, number)) is None:
            self._count(line, 0)
            self._stranger(line)
        else:
            self._count(line, entry.group)
            if entry.seen:
                self._differ(DifferenceKind.DUPLICATE, line, our_fen=0)
            else:
                self._compare(line, entry)

    def _count(self, line: BillLine, group: int) -> None:
        totals = self._groups[group]
        totals.fee_fen += line.fee_fen
        if line.state != "done":
            return
        if line.kind is NoticeKind.CHARGE:
            totals.charges += 1
            totals.charge_fen += line.fen
        else:
            totals.refunds += 1
            totals.refund_fen += line.fen

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

    def _reversal(self, line: BillLine) -> None:
        entry = self._book.look(NoticeKind.CHARGE, line.number)
        self._count(line, entry.group if entry else 0)
        if line.number in self._reversals:
            self._differ(DifferenceKind.DUPLICATE, line, our_fen=0)
        else:
            self._reversals[line.number] = line

    def finish(self) -> Matched:
        """Weigh what could only be weighed at the end."""
        reversed_ = sum(1 for _ in self._settle_reversals())
        for kind, number, entry in self._book.unseen():
            names = {"number": number} if kind is NoticeKind.CHARGE else {"refund_number": number}
            self._note(DifferenceKind.MISSING_THERE, kind, our_fen=_SIGN[kind] * entry.fen, **names)
        theirs = Totals()
        for totals in self._groups.values():
            theirs.add(totals)
        self._compare_sums(theirs)
        ours = Totals(*self._book.done())
        return Matched(ours, theirs, dict(self._groups), self._agreed, reversed_, tuple(self._differences))

    def _settle_reversals(self) -> Iterator[str]:
        """Charges that we closed and the channel took: given back in full by a reversal, or a difference."""
        for number, back in self._reversals.items():
            taken = self._taken.get(number)
            if taken is not None and back.state == "done" and taken.fen == back.fen:
                del self._taken[number]
                yield number
            elif self._book.look(NoticeKind.CHARGE, number) is None:
                self._stranger(back)
            else:
                self._differ(DifferenceKind.STATE, back, our_fen=0, detail="reversed")
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
