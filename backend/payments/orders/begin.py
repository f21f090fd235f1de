"""An order begins when its transfer comes to the desk to be settled (开收费单)."""

from backend.kit import clock, ids
from backend.kit.database import Work
from backend.payments.book import Book, settle_if_paid
from backend.payments.facts import OrderFacts
from backend.payments.models import Order, OrderLine, Tariff
from backend.payments.numbers import order_number
from backend.payments.tariffs.choose import chosen


async def open_order(work: Work, transfer: str, station: str, facts: OrderFacts) -> str:
    """Make the transfer's order from the tariffs in force today, once; its public id.

    An order that asks for nothing is settled at once.
    """
    if earlier := await Order.get_or_none(transfer=transfer):
        return earlier.public_id
    now, today = clock.now(), clock.today()
    tariffs = chosen(await Tariff.begun(station, today), station, facts, today)
    order = await Order.create(
        public_id=ids.public_id(),
        number=order_number(),
        station=station,
        transfer=transfer,
        total_fen=sum(row.fen for row in tariffs),
        opened_by=work.actor.name,
        opened_at=now,
        changed_at=now,
    )
    for row in tariffs:
        if row.fen:
            await OrderLine.create(
                order=order.public_id,
                kind="fee",
                title=row.item,
                fen=row.fen,
                tariff=row.public_id,
                by=work.actor.name,
                at=now,
            )
    book = Book(work, {order.public_id: order}, (), ())
    book.record("order.opened", order, total_fen=order.total_fen)
    settle_if_paid(book, order)
    await book.save()
    return order.public_id
