"""Applying verified notifications (通知入账), many in one unit of work, each once, in whatever order they come."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.gateways.payments import ChargeAnswer, Notice, NoticeKind, Outcome, RefundAnswer
from backend.kit import clock
from backend.kit.database import Work
from backend.payments.book import Book, learn, learn_refund
from backend.payments.models import Charge, Merchant, NoticeSeen, Refund
from backend.payments.states import ChargeState

log = logging.getLogger("chewutong.payments")

APPLIED, IGNORED, ORPHAN, DISPUTED, DUPLICATE = "applied", "ignored", "orphan", "disputed", "duplicate"
ASKED = "asked"
# A payment that is told of late may have gone back since: cancelled by us, or by the channel while it was closed.
_MAY_HAVE_GONE_BACK = frozenset({ChargeState.ENDING, ChargeState.REFUSED, ChargeState.CLOSED})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A notice that was verified with the keys of that merchant."""

    merchant: Merchant
    notice: Notice

    @property
    def name(self) -> tuple[str, str]:
        """What is the same in every repetition."""
        return self.merchant.channel, self.notice.id[:64]

    @property
    def said(self) -> ChargeAnswer | RefundAnswer:
        """What it tells."""
        said = self.notice.refund if self.notice.kind is NoticeKind.REFUND else self.notice.charge
        if said is None:
            raise ValueError(f"a notice of a {self.notice.kind} that tells of none")
        return said


async def apply_all(work: Work, group: Sequence[Arrived]) -> list[str]:
    """What came of each, in the same order; repetitions, also within the group, change nothing."""
    seen = await NoticeSeen.known(one.name for one in group)
    book = await _book(work, group)
    outcomes: list[str] = []
    rows: list[NoticeSeen] = []
    for one in group:
        if one.name in seen:
            outcomes.append(DUPLICATE)
            continue
        seen.add(one.name)
        outcomes.append(_apply(book, one))
        rows.append(_row(one, outcomes[-1]))
    if len(rows) == 1:
        await rows[0].save(force_create=True)
    elif rows:
        await NoticeSeen.bulk_create(rows)
    await book.save()
    return outcomes


async def _book(work: Work, group: Sequence[Arrived]) -> Book:
    of_kind = {kind: [one.said.number for one in group if one.notice.kind is kind] for kind in NoticeKind}
    orders: set[str] = set()
    if charges := of_kind[NoticeKind.CHARGE]:
        orders |= await Charge.orders_of(charges)
    if refunds := of_kind[NoticeKind.REFUND]:
        orders |= await Refund.orders_of(refunds)
    return await Book.opened(work, orders)


def _apply(book: Book, one: Arrived) -> str:
    said = one.said
    row: Any = book.refunds.get(said.number) if isinstance(said, RefundAnswer) else book.charges.get(said.number)
    if row is None or row.merchant != one.merchant.public_id:
        # Somebody else's, a merchant's of ours that did not take this charge, or lost with a database: a person looks.
        log.warning("notice of an unknown number channel=%s number=%s", one.merchant.channel, said.number)
        return ORPHAN
    if isinstance(said, RefundAnswer):
        return APPLIED if learn_refund(book, row, said) else IGNORED
    if said.outcome is Outcome.PAID and row.step in _MAY_HAVE_GONE_BACK:
        book.verify(row)
        return ASKED
    if not learn(book, row, said, one.merchant.number):
        return IGNORED
    return DISPUTED if row.step is ChargeState.DISPUTED else APPLIED


def _row(one: Arrived, outcome: str) -> NoticeSeen:
    said = one.said
    facts: dict[str, Any] = {"fen": said.fen, "outcome": said.outcome.value, "channel_number": said.channel_number}
    if isinstance(said, ChargeAnswer):
        facts |= {"currency": said.currency, "merchant": said.merchant}
    return NoticeSeen(
        channel=one.name[0],
        notice=one.name[1],
        merchant=one.merchant.public_id,
        kind=one.notice.kind.value,
        number=said.number[:64],
        outcome=outcome,
        facts=facts,
        at=one.notice.at,
        seen_at=clock.now(),
    )
