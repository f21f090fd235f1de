"""Charges that the payer finishes (收款码、手机支付): QR codes at the desk, and paying in the flow on the phone."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from backend.gateways.payments import ChargeAnswer, Outcome, Prepaid, Way
from backend.kit import clock
from backend.kit.actor import Actor
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import VendorTrouble
from backend.payments.book import Book, end, learn, wait
from backend.payments.charges.begin import ask_of, begin, same_request
from backend.payments.errors import ChannelDown, ChannelRefused
from backend.payments.facts import ChargeView
from backend.payments.merchants.keep import merchant_for
from backend.payments.models import Charge, Merchant, Order
from backend.payments.money import key_of
from backend.payments.orders.hold import held, held_at_desk, must_be_due
from backend.payments.orders.view import charge_view
from backend.payments.orders.words import CHANNEL_NAMES, sentence_of
from backend.payments.states import ChargeState

# A code that is shown again must still leave the payer time to pay.
STILL_GOOD_FOR = timedelta(minutes=2)
# An end that nobody waits for comes after our own call is over for certain.
LATER = 15.0


async def show_qr(tools: Any, actor: Actor, order: str, channel: str, key: str) -> ChargeView:
    """A QR code for what is due, to be scanned by the payer; the one already out is shown again while it is good.

    Raises OrderUnknown, NothingDue, NoMerchant, MerchantUnfit, ChannelDown, ChannelRefused, KeyNeeded, KeyTaken.
    """
    async with unit_of_work(actor) as work:
        book, row = await held_at_desk(work, order)
        if shown := _still_good(book, row, channel, Way.QR):
            return charge_view(shown)
        begun = await _begun(tools, work, book, row, channel, Way.QR, key)
    return await _opened(tools, actor, begun)


async def prepay(
    tools: Any,
    actor: Actor,
    order: str,
    channel: str,
    way: Way,
    key: str,
    *,
    payer: str = "",
    ip: str = "",
    back_url: str = "",
) -> ChargeView:
    """What the payer's phone needs to pay what is due: ``call`` or ``redirect``. Whoever left and comes back goes on
    with the same charge while it is good; an older one of theirs that is not is ended.

    Whether ``actor`` may pay this order is the caller's to know. ``payer`` is the openid or buyer id of ``INSIDE`` and
    ``MINI_PROGRAM``; it is passed on and not kept. Raises as :func:`show_qr` does.
    """
    async with unit_of_work(actor) as work:
        book, row = await held(work, order)
        if shown := _still_good(book, row, channel, way, actor.name):
            return charge_view(shown)
        begun = await _begun(tools, work, book, row, channel, way, key)
    return await _opened(tools, actor, begun, payer=payer, ip=ip, back_url=back_url)


def _still_good(book: Book, order: Order, channel: str, way: Way, payer: str = "") -> Charge | None:
    """The open charge that can be shown once more: of anybody at the desk, of ``payer`` on a phone."""
    until = clock.now() + STILL_GOOD_FOR
    for row in book.charges_of(order):
        fits = (row.channel, row.way, row.fen) == (channel, way.value, order.due_fen) and payer in ("", row.clerk)
        if fits and row.step is ChargeState.WAITING and row.prepaid and _good_until(row) > until:
            return row
    return None


def _good_until(row: Charge) -> datetime:
    """Until when what was shown can be paid: WeChat's H5 address is over long before its order."""
    told = (row.prepaid or {}).get("expires_at")
    return min(row.expires_at, datetime.fromisoformat(told)) if told else row.expires_at


async def _begun(
    tools: Any, work: Work, book: Book, order: Order, channel: str, way: Way, key: str
) -> tuple[Charge, Merchant | None]:
    """The charge, and its merchant when the channel is still to be asked."""
    kept = key_of(order.public_id, key)
    if earlier := same_request(book, order, kept, channel, way.value):
        return earlier, None
    due = must_be_due(order)
    merchant = await merchant_for(order.station, channel)
    tools.channels.of(merchant)  # unusable keys are told before anything is written
    for other in book.charges_of(order):
        if other.is_open and (other.channel, other.way, other.clerk) == (channel, way.value, work.actor.name):
            end(book, other)
    expires = clock.now() + timedelta(minutes=work.kit.settings.pay_qr_minutes)
    charge = await begin(
        book, order, channel=channel, way=way.value, fen=due, key=kept, merchant=merchant, expires_at=expires
    )
    await book.save()
    return charge, merchant


async def _opened(tools: Any, actor: Actor, begun: tuple[Charge, Merchant | None], **of_payer: str) -> ChargeView:
    charge, merchant = begun
    if merchant is None:
        return charge_view(charge)
    try:
        answer = await tools.channels.of(merchant).prepay(ask_of(tools.kit, charge, **of_payer))
    except VendorTrouble:
        answer = ChargeAnswer(Outcome.UNKNOWN, charge.number)
    async with unit_of_work(actor) as work:
        book = await Book.opened(work, [charge.order])
        row = book.charges[charge.number]
        if isinstance(answer, Prepaid):
            await _show(book, row, answer)
        elif answer.outcome is Outcome.UNKNOWN:
            end(book, row, LATER)  # nothing was shown to anybody; should it exist there, it is closed
        else:
            learn(book, row, answer, merchant.number)
        await book.save()
    if isinstance(answer, Prepaid) and row.step in {ChargeState.ENDING, ChargeState.CLOSED}:
        # Ended while the channel opened it, perhaps before it existed there: nobody sees it, and it is closed there.
        with suppress(VendorTrouble):
            await tools.channels.of(merchant).end(row.number, way=Way(row.way))
    if row.step is ChargeState.REFUSED:
        raise ChannelRefused(channel=CHANNEL_NAMES[row.channel], problem=sentence_of(row))
    if isinstance(answer, ChargeAnswer) and row.step is not ChargeState.PAID:
        raise ChannelDown(channel=CHANNEL_NAMES[row.channel])
    return charge_view(row)


async def _show(book: Book, row: Charge, answer: Prepaid) -> None:
    wait(book, row)
    if row.step is ChargeState.WAITING:
        row.prepaid = {**asdict(answer), "expires_at": answer.expires_at.isoformat(), "call": dict(answer.call)}
        await row.save(update_fields=["prepaid"])
