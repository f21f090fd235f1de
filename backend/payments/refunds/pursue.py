"""Finding out what became of a refund (追查退款): queried until known, asked for again by the same number only.

A refund whose outcome is not known is queried first. Where the channel knows no such number it is asked for once more
with that same number, which gives nothing twice.
"""

import logging
from datetime import timedelta
from typing import Any

from backend.gateways.payments import PaymentChannel, RefundAnswer, RefundAsk, RefundOutcome
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.kit.keyvalue import LockTaken
from backend.kit.tools import Kit
from backend.payments.book import Book, learn_refund
from backend.payments.book.held import PURSUE_REFUND
from backend.payments.charges.pursue import BUSY_SECONDS, LOCK
from backend.payments.charges.schedule import next_try
from backend.payments.errors import RefundUnknown
from backend.payments.facts import RefundView
from backend.payments.models import Charge, Merchant, Refund
from backend.payments.orders.view import refund_view
from backend.payments.states import MOVING_REFUNDS, RefundState

log = logging.getLogger("chewutong.payments")

# What the payer reads of it; the manager's own words stay with us.
REASON = "过户服务费退款"
SURPLUS_REASON = "重复付款退回"


async def pursue_refund(tools: Any, number: str) -> None:
    """Ask for a refund, or about it, once, and say when to ask again; nothing for one that is over."""
    row = await Refund.named(number)
    if row is None or row.step not in MOVING_REFUNDS or not row.merchant:
        return
    try:
        async with tools.kit.keyvalue.lock(f"payments:{number}", LOCK):
            await _apply(row, await _answer(tools, row))
    except LockTaken:
        async with unit_of_work(SYSTEM) as work:
            await work.put_off(PURSUE_REFUND, number, delay_seconds=BUSY_SECONDS, number=number)


async def ask_refund_again(tools: Any, number: str) -> RefundView:
    """Ask the channel about any refund, over or not. Raises RefundUnknown, VendorTrouble."""
    row = await Refund.named(number)
    if row is None or not row.merchant:
        raise RefundUnknown
    channel = await _channel(tools, row)
    await _apply(row, await channel.query_refund(row.number, row.charge))
    return refund_view(await Refund.get(id=row.id))


async def _answer(tools: Any, row: Refund) -> RefundAnswer:
    channel = await _channel(tools, row)
    try:
        if row.step is not RefundState.ASKED or row.asks:
            answer = await channel.query_refund(row.number, row.charge)
            if answer.outcome is not RefundOutcome.ABSENT:
                return answer
        charge = await Charge.get(number=row.charge)
        return await channel.refund(_ask(tools.kit, row, charge))
    except VendorTrouble as trouble:
        log.warning("refund not answered for refund=%s trouble=%s", row.number, trouble)
        return RefundAnswer(RefundOutcome.UNKNOWN, row.number)


async def _channel(tools: Any, row: Refund) -> PaymentChannel:
    merchant = await Merchant.get(public_id=row.merchant)
    channel: PaymentChannel = tools.channels.of(merchant)
    return channel


def _ask(kit: Kit, row: Refund, charge: Charge) -> RefundAsk:
    base = (kit.settings.pay_notify_url or kit.settings.address).rstrip("/")
    return RefundAsk(
        number=row.number,
        charge_number=charge.number,
        fen=row.fen,
        total_fen=charge.fen,
        reason=SURPLUS_REASON if row.surplus else REASON,
        notify_url=f"{base}/pay/notify/{row.channel}/{row.merchant}",
    )


async def _apply(row: Refund, answer: RefundAnswer) -> None:
    async with unit_of_work(SYSTEM) as work:
        book = await Book.opened(work, [row.order])
        held = book.refunds[row.number]
        learn_refund(book, held, answer)
        if held.step in MOVING_REFUNDS:
            now = clock.now()
            wait = next_try(now - held.asked_at)
            held.asks += 1
            held.next_ask_at = now + timedelta(seconds=wait)
            book.touch(held)
            book.pursue(held, wait)
        await book.save()
