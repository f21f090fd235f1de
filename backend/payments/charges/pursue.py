"""Finding out what became of a charge (追查收款): queried until known, ended in time, never asked for twice.

The channel is called outside any transaction and under a lock; what it says is applied to the rows as they are then,
read again and locked. A lost lock costs a query more and changes nothing: the rows decide.
"""

import logging
from datetime import timedelta
from typing import Any

from backend.gateways.payments import ChargeAnswer, Ended, Outcome, PaymentChannel, Way
from backend.kit import clock
from backend.kit.actor import SYSTEM, Actor
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.kit.keyvalue import LockTaken
from backend.payments.book import Book, close, end, learn
from backend.payments.book.held import PURSUE, VERIFY
from backend.payments.charges.schedule import DISPUTED_ASKED_EVERY_SECONDS, deadline, may_end, next_ask, next_try
from backend.payments.errors import ChargeUnknown, NothingToEnd
from backend.payments.facts import ChargeView
from backend.payments.models import Charge, Merchant
from backend.payments.orders.hold import must_reach
from backend.payments.orders.view import charge_of
from backend.payments.states import CHARGE_NAMES, ChargeState

log = logging.getLogger("chewutong.payments")

# Longer than any call to a channel may take.
LOCK = timedelta(seconds=60)
BUSY_SECONDS = 2.0
# Answers that contradict a notice of a payment: the channel's own machines have not met yet.
_UNDECIDED = frozenset({Outcome.UNKNOWN, Outcome.ABSENT, Outcome.WAITING})


async def pursue(tools: Any, number: str) -> None:
    """Ask about an open charge once, end it if its time is over, and say when to ask again; nothing for others."""
    row = await Charge.named(number)
    if row is None or not row.is_open or not row.merchant:
        return
    try:
        async with tools.kit.keyvalue.lock(f"payments:{number}", LOCK):
            await _pursue(tools, row)
    except LockTaken:
        async with unit_of_work(SYSTEM) as work:
            await work.put_off(PURSUE, number, delay_seconds=BUSY_SECONDS, number=number)


async def cancel_charge(tools: Any, actor: Actor, number: str) -> ChargeView:
    """The clerk, or the owner who began it, gives an open charge up.

    What was paid in the same moment is paid, and the answer says so. Raises ChargeUnknown, NothingToEnd.
    """
    async with unit_of_work(actor) as work:
        found = await Charge.named(number)
        began_it = found is not None and actor.kind == "owner" and found.clerk == actor.name
        if found is None or not (began_it or must_reach(actor, found.station)):
            raise ChargeUnknown
        book = await Book.opened(work, [found.order])
        row = book.charges[number]
        if not row.is_open or not row.merchant:
            raise NothingToEnd(state=CHARGE_NAMES[row.step])
        end(book, row)
        await book.save()
    await pursue(tools, number)
    return await charge_of(number)


async def ask_again(tools: Any, number: str) -> ChargeView:
    """Ask the channel about any charge, over or not (its bill says otherwise), and believe it about money that came.

    Raises ChargeUnknown, VendorTrouble.
    """
    row = await Charge.named(number)
    if row is None or not row.merchant:
        raise ChargeUnknown
    merchant = await Merchant.get(public_id=row.merchant)
    answer = await tools.channels.of(merchant).query(number)
    await _apply(row, answer, merchant)
    return await charge_of(number)


async def verify(tools: Any, number: str) -> None:
    """Money came by a charge that we take for over, or money that does not fit: the channel says what is true by now.

    Raises VendorTrouble while it does not say; the job tries again. What does not fit is asked about until it does.
    """
    row = await Charge.named(number)
    if row is None or row.step is ChargeState.PAID:
        return
    merchant = await Merchant.get(public_id=row.merchant)
    answer = await tools.channels.of(merchant).query(number)
    if await _apply(row, answer, merchant) is ChargeState.DISPUTED:
        async with unit_of_work(SYSTEM) as work:
            await work.put_off(VERIFY, number, delay_seconds=DISPUTED_ASKED_EVERY_SECONDS, number=number)
        return
    if answer.outcome in _UNDECIDED:
        raise VendorTrouble(row.channel, f"verify {answer.outcome}", retry=True)


async def _pursue(tools: Any, row: Charge) -> None:
    merchant = await Merchant.get(public_id=row.merchant)
    channel: PaymentChannel = tools.channels.of(merchant)
    answer = await _queried(channel, row.number)
    state = await _apply(row, answer, merchant)
    if state is ChargeState.ENDING and may_end(Way(row.way), row.asked_at, clock.now()):
        await _end_there(channel, row, merchant)


async def _end_there(channel: PaymentChannel, row: Charge, merchant: Merchant) -> None:
    try:
        ended = await channel.end(row.number, way=Way(row.way))
    except VendorTrouble as trouble:
        log.warning("charge not ended yet charge=%s trouble=%s", row.number, trouble)
        return  # the job was put off already, and tries again
    if ended is Ended.PAID:
        await _apply(row, await _queried(channel, row.number), merchant)
    elif ended is Ended.CLOSED:
        async with unit_of_work(SYSTEM) as work:
            book = await Book.opened(work, [row.order])
            close(book, book.charges[row.number])
            await book.save()


async def _queried(channel: PaymentChannel, number: str) -> ChargeAnswer:
    try:
        return await channel.query(number)
    except VendorTrouble as trouble:
        log.warning("charge not answered for charge=%s trouble=%s", number, trouble)
        return ChargeAnswer(Outcome.UNKNOWN, number)


async def _apply(row: Charge, answer: ChargeAnswer, merchant: Merchant) -> ChargeState:
    """Apply the answer to the charge as it is by now; an open one is ended if it is time, and asked about again."""
    async with unit_of_work(SYSTEM) as work:
        book = await Book.opened(work, [row.order])
        held = book.charges[row.number]
        learn(book, held, answer, merchant.number)
        if held.is_open:
            _plan(book, held)
        await book.save()
        return held.step


def _plan(book: Book, row: Charge) -> None:
    now, way = clock.now(), Way(row.way)
    until = deadline(row.channel, way, row.asked_at, row.expires_at)
    if row.step is not ChargeState.ENDING and now >= until:
        end(book, row, why="time is over")
    if row.step is ChargeState.ENDING:
        wait = next_try(now - row.state_since)
        if not may_end(way, row.asked_at, now):
            wait = max(wait, 1.0)
    else:
        wait = next_ask(way, row.asks + 1, until - now)
    row.asks += 1
    row.next_ask_at = now + timedelta(seconds=wait)
    book.touch(row)
    book.pursue(row, wait)
