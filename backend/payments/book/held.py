"""Holding orders while money moves (锁定账目): loaded and locked at once, changed in memory, written at once.

Everything of one order is held together, because one paid charge ends the others and decides what is surplus. What the
steps leave behind (audit lines, jobs, announcements, events) leaves with :meth:`Book.save`, inside the unit of work.
"""

from collections.abc import Iterable
from typing import Any, Self

from backend.kit import clock
from backend.kit.database import Work
from backend.kit.events import publish
from backend.payments.models import Charge, Order, Refund

ORDER_COLUMNS = (
    *("state", "total_fen", "reduced_fen", "paid_fen", "refunding_fen", "refunded_fen", "version"),
    *("settled_at", "closed_at", "changed_at"),
)
CHARGE_COLUMNS = (
    *("state", "surplus_fen", "channel_number", "reason"),
    *("next_ask_at", "asks", "state_since", "paid_at"),
)
REFUND_COLUMNS = (
    *("state", "confirmed_by", "replaced_by", "shift", "slip", "channel_number", "reason"),
    *("next_ask_at", "asks", "state_since", "done_at"),
)
PURSUE = "payments.pursue"
PURSUE_REFUND = "payments.pursue_refund"
VERIFY = "payments.verify"


class Book:
    """Some orders, locked, with their charges and refunds, until the unit of work ends."""

    def __init__(
        self, work: Work, orders: dict[str, Order], charges: Iterable[Charge], refunds: Iterable[Refund]
    ) -> None:
        self.work = work
        self.orders = orders
        self.charges = {row.number: row for row in charges}
        self.refunds = {row.number: row for row in refunds}
        self._changed: list[Order | Charge | Refund] = []
        self._new: list[Refund] = []
        self._lines: list[tuple[str, str, dict[str, Any]]] = []
        self._jobs: list[tuple[str, str, float, dict[str, Any]]] = []
        self._events: list[object] = []

    @classmethod
    async def opened(cls, work: Work, orders: Iterable[str]) -> Self:
        """Lock these orders (public ids) first, then their charges, then their refunds: always in this order."""
        names = sorted(set(orders))
        if not names:
            return cls(work, {}, (), ())
        found = await Order.all_locked(names)
        return cls(work, found, await Charge.all_locked(names), await Refund.all_locked(names))

    def order_of(self, row: Charge | Refund) -> Order:
        """The order that a charge or refund belongs to."""
        return self.orders[row.order]

    def charges_of(self, order: Order) -> list[Charge]:
        """Every charge of the order, the oldest first."""
        return [row for row in self.charges.values() if row.order == order.public_id]

    def refunds_of(self, charge: Charge) -> list[Refund]:
        """Every refund of the charge, the oldest first."""
        return [row for row in self.refunds.values() if row.charge == charge.number]

    def touch(self, row: Order | Charge | Refund) -> None:
        """Remember that the row changed."""
        known = any(one is row for one in self._changed)
        if isinstance(row, Order):
            row.version += 0 if known else 1
            row.changed_at = clock.now()
        if not known:
            self._changed.append(row)

    def add(self, refund: Refund) -> None:
        """A refund that begins now."""
        self.refunds[refund.number] = refund
        self._new.append(refund)

    def record(self, action: str, order: Order, **facts: Any) -> None:
        """An audit line about the order's transfer."""
        self._lines.append((action, order.transfer or order.public_id, {"order": order.public_id, **facts}))

    def pursue(self, row: Charge | Refund, delay_seconds: float) -> None:
        """Have the channel asked about it after that time; sooner than it was planned, or later."""
        job = PURSUE if isinstance(row, Charge) else PURSUE_REFUND
        self._jobs.append((job, row.number, delay_seconds, {"number": row.number}))

    def verify(self, row: Charge, delay_seconds: float = 0) -> None:
        """Have the channel asked what it took by this charge, which we took for over or which does not fit."""
        self._jobs.append((VERIFY, row.number, delay_seconds, {"number": row.number}))

    def tell(self, event: object) -> None:
        """An event for other slices."""
        self._events.append(event)

    async def save(self) -> None:
        """Write what changed; then tell whoever subscribed."""
        for model, columns in ((Order, ORDER_COLUMNS), (Charge, CHARGE_COLUMNS), (Refund, REFUND_COLUMNS)):
            await _write([row for row in self._changed if type(row) is model and row.pk is not None], columns)
        for row in self._changed:
            if isinstance(row, Charge) and row.seen is not None:
                await row.save(update_fields=["seen"])
        for refund in self._new:
            await refund.save(force_create=True)
        await self.work.record_all(self._lines)
        for job, key, delay, arguments in self._jobs:
            await self.work.put_off(job, key, delay_seconds=delay, **arguments)
        self._announce()
        events, self._events = self._events, []
        self._changed, self._new, self._lines, self._jobs = [], [], [], []
        for event in events:
            await publish(self.work, event)

    def _announce(self) -> None:
        touched = {row.public_id if isinstance(row, Order) else row.order for row in self._changed}
        for name in sorted(touched):
            order = self.orders[name]
            self.work.announce(f"order:{name}", state=order.state, version=order.version)
            self.work.announce(f"station:{order.station}", order=name, transfer=order.transfer, state=order.state)


async def _write(rows: list[Any], columns: tuple[str, ...]) -> None:
    if len(rows) == 1:
        await rows[0].save(update_fields=columns)
    elif rows:
        await type(rows[0]).bulk_update(rows, columns)
