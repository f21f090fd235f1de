"""Writing a charge down before anybody is asked (记下收款): the row is there before the money can be."""

from datetime import datetime, timedelta

from backend.gateways.payments import ChargeAsk, Way
from backend.kit import clock
from backend.kit.tools import Kit
from backend.payments.book import Book
from backend.payments.charges.schedule import next_ask
from backend.payments.errors import KeyTaken
from backend.payments.models import Charge, Merchant, Order
from backend.payments.money import must_be_amount
from backend.payments.numbers import charge_number

SUBJECT = "二手车过户服务费"


def same_request(book: Book, order: Order, key: str, channel: str, way: str, fen: int | None = None) -> Charge | None:
    """The charge that the same key made before; raises KeyTaken when it was for something else."""
    found = next((row for row in book.charges_of(order) if row.key == key), None)
    if found and ((found.channel, found.way) != (channel, way) or (fen is not None and found.fen != fen)):
        raise KeyTaken
    return found


async def begin(
    book: Book,
    order: Order,
    *,
    channel: str,
    way: str,
    fen: int,
    key: str,
    merchant: Merchant | None = None,
    expires_at: datetime | None = None,
    code_tail: str = "",
    shift: str = "",
    slip: str = "",
) -> Charge:
    """Write the charge; with a merchant a job will ask what became of it, whoever else does."""
    work, now = book.work, clock.now()
    must_be_amount(fen, work.kit.settings.pay_most_fen)
    row = await Charge.create(
        number=charge_number(),
        order=order.public_id,
        station=order.station,
        channel=channel,
        merchant=merchant.public_id if merchant else "",
        way=way,
        fen=fen,
        key=key,
        clerk=work.actor.name,
        shift=shift,
        code_tail=code_tail,
        slip=slip,
        asked_at=now,
        expires_at=expires_at or now,
        state_since=now,
    )
    book.charges[row.number] = row
    book.record("charge.asked", order, charge=row.number, channel=channel, way=way, fen=fen)
    if merchant:
        wait = next_ask(Way(way), 0, timedelta(days=1))
        row.next_ask_at = now + timedelta(seconds=wait)
        book.touch(row)
        book.pursue(row, wait)
    return row


def ask_of(kit: Kit, row: Charge, *, code: str = "", payer: str = "", ip: str = "", back_url: str = "") -> ChargeAsk:
    """What the channel is asked for."""
    settings = kit.settings
    base = (settings.pay_notify_url or settings.address).rstrip("/")
    return ChargeAsk(
        number=row.number,
        fen=row.fen,
        subject=SUBJECT,
        way=Way(row.way),
        expires_at=row.expires_at,
        notify_url=f"{base}/pay/notify/{row.channel}/{row.merchant}",
        code=code,
        payer=payer,
        ip=ip,
        back_url=back_url,
        terminal=row.station,
    )
