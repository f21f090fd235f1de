"""The clerk scans the payer's code (扫付款码): asked for once; what became of it is queried, never asked for again."""

from datetime import timedelta
from typing import Any

from backend.gateways.payments import ChargeAnswer, Outcome, Way
from backend.kit import clock
from backend.kit.actor import Actor
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.payments.book import Book, learn
from backend.payments.charges.begin import ask_of, begin, same_request
from backend.payments.errors import ChargeUnderWay, PaymentCodeUnfit
from backend.payments.facts import ChargeView
from backend.payments.merchants.keep import merchant_for
from backend.payments.money import key_of
from backend.payments.orders.hold import held_at_desk, must_be_due
from backend.payments.orders.view import charge_view
from backend.rules.payment_code import CodeUnfit, channel_of, plain_code, tail_of

# How long the channel may give the payer; the job ends it long before.
EXPIRES = timedelta(minutes=5)


async def charge_code(tools: Any, actor: Actor, order: str, code: str, key: str) -> ChargeView:
    """Take what is due by the payer's code. The answer may be "wait": the page hears of the rest on ``order:<id>``.

    Raises PaymentCodeUnfit, OrderUnknown, NothingDue, ChargeUnderWay, NoMerchant, MerchantUnfit, KeyNeeded, KeyTaken.
    """
    try:
        channel = channel_of(code)
    except CodeUnfit as unfit:
        raise PaymentCodeUnfit(field="code", sentence=str(unfit)) from None
    async with unit_of_work(actor) as work:
        book, row = await held_at_desk(work, order)
        kept = key_of(row.public_id, key)
        if earlier := same_request(book, row, kept, channel.value, Way.CODE.value):
            return charge_view(earlier, book.refunds_of(earlier))
        due = must_be_due(row)
        if any(one.is_open and one.way == Way.CODE.value for one in book.charges_of(row)):
            raise ChargeUnderWay
        merchant = await merchant_for(row.station, channel.value)
        door = tools.channels.of(merchant)
        charge = await begin(
            book,
            row,
            channel=channel.value,
            way=Way.CODE.value,
            fen=due,
            key=kept,
            merchant=merchant,
            expires_at=clock.now() + EXPIRES,
            code_tail=tail_of(code),
        )
        await book.save()
    try:
        answer = await door.charge_code(ask_of(tools.kit, charge, code=plain_code(code)))
    except VendorTrouble:
        answer = ChargeAnswer(Outcome.UNKNOWN, charge.number)
    async with unit_of_work(actor) as work:
        book = await Book.opened(work, [charge.order])
        held = book.charges[charge.number]
        learn(book, held, answer, merchant.number)
        await book.save()
        return charge_view(held, book.refunds_of(held))
