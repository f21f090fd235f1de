"""支付宝交易: what Alipay remembers of each charge, and how money moves between payers and sellers.

A trade of a QR code or of a phone page exists only once the payer has opened it. Sources: INTEGRATIONS §3.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from backend.sandbox.alipay.merchants import Merchant
from backend.sandbox.payers import ALIPAY, Wish, payers
from backend.sandbox.people import Person
from backend.sandbox.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
# 0.6 percent, rounded half up to the fen; given back in proportion with a refund.
FEE_PER_10_000 = 60
#: A bar-code trade that nobody finishes is closed by Alipay itself.
BAR_CODE_LIFE_S = 15 * 60
#: What the QR code of a precreated trade says, before its token.
QR_ADDRESS = "https://qr.alipay.com/bax"


class Status(StrEnum):
    """交易状态, as ``trade_status`` names it; ABSENT is ours: offered, not opened yet."""

    ABSENT = "ABSENT"
    WAITING = "WAIT_BUYER_PAY"
    SUCCESS = "TRADE_SUCCESS"
    CLOSED = "TRADE_CLOSED"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back. ``number`` is out_request_no, empty for a cancelled trade."""

    number: str
    fen: int
    at: float
    reason: str = ""


@dataclass(slots=True)
class Trade:
    """One charge of a seller. ``token`` names it on a phone; ``cancelled`` is the mark that cancel leaves."""

    merchant: Merchant
    number: str
    fen: int
    subject: str
    trade_no: str
    token: str
    made_at: float
    ends_at: float
    status: Status = Status.ABSENT
    notify_url: str = ""
    back_url: str = ""
    passback: str = ""
    store: str = ""
    operator: str = ""
    terminal: str = ""
    code: str = ""
    buyer: Person | None = None
    wish: Wish = Wish.PAYS
    queries: int = 0
    asks_password: bool = False
    cancelled: bool = False
    paid_at: float | None = None
    closed_at: float | None = None
    refunds: list[Refund] = field(default_factory=list)

    @property
    def refunded_fen(self) -> int:
        """What went back so far."""
        return sum(refund.fen for refund in self.refunds)

    def refund(self, number: str) -> Refund | None:
        """The refund of that out_request_no."""
        return next((refund for refund in self.refunds if refund.number == number), None)


@dataclass
class Ledger:
    """Every trade of this world by seller and out_trade_no, and by the token that a phone knows."""

    trades: dict[tuple[str, str], Trade] = field(default_factory=dict)
    tokens: dict[str, Trade] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


def ledger(world: World) -> Ledger:
    """Alipay's books in this world."""
    return world.memory(Ledger)


def moment(at: float) -> str:
    """A time as Alipay prints it: Beijing, to the second."""
    return datetime.fromtimestamp(at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def yuan(fen: int) -> str:
    """Fen as Alipay prints money: yuan with two digits."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fee_fen(fen: int) -> int:
    """What Alipay keeps of ``fen``."""
    return (fen * FEE_PER_10_000 + 5000) // 10_000


def buyer_id(person: Person) -> str:
    """The person's number at Alipay, 2088 and twelve digits."""
    return "2088" + str(int(sha256(f"alipay {person.key}".encode()).hexdigest(), 16))[:12]


def logon_id(person: Person) -> str:
    """The person's account as merchants see it: 199****0001."""
    return person.masked_phone


def find(world: World, merchant: Merchant, number: str, trade_no: str = "") -> Trade | None:
    """The trade of that out_trade_no, or of Alipay's own number; closes it first when its time is over."""
    books = ledger(world)
    found = books.trades.get((merchant.seller_id, number))
    if found is None and trade_no:
        found = books.tokens.get(trade_no)
        if found is not None and found.merchant.seller_id != merchant.seller_id:
            found = None
    if found is not None and found.status is Status.WAITING and world.now() >= found.ends_at:
        close(world, found)
    return found


def open_trade(world: World, merchant: Merchant, number: str, fen: int, subject: str, ends_at: float) -> Trade:
    """Write a new trade into the books."""
    books, now = ledger(world), world.now()
    serial = next(books.numbers)
    day = datetime.fromtimestamp(now, SHANGHAI).strftime("%Y%m%d")
    token = sha256(f"{merchant.seller_id} {number} {serial}".encode()).hexdigest()[:24]
    made = Trade(merchant, number, fen, subject, f"{day}22001{serial:015d}", token, now, ends_at)
    books.trades[(merchant.seller_id, number)] = made
    # Alipay's own number opens it too: that is what a page inside Alipay knows.
    books.tokens[token] = books.tokens[made.trade_no] = made
    return made


def take_money(world: World, trade: Trade, person: Person) -> bool:
    """The payer pays; False when the balance is too small."""
    if not payers(world).take(ALIPAY, person, trade.fen):
        return False
    trade.buyer, trade.status, trade.paid_at = person, Status.SUCCESS, world.now()
    trade.asks_password = False
    return True


def give_back(world: World, trade: Trade, number: str, fen: int, reason: str = "") -> Refund:
    """Money goes back to the payer; when nothing is left the trade is closed."""
    made = Refund(number, fen, world.now(), reason)
    trade.refunds.append(made)
    if trade.buyer is not None:
        payers(world).give(ALIPAY, trade.buyer, fen)
    if trade.refunded_fen >= trade.fen:
        trade.status, trade.closed_at = Status.CLOSED, world.now()
    return made


def close(world: World, trade: Trade) -> None:
    """No money came, and none will."""
    trade.status, trade.closed_at, trade.asks_password = Status.CLOSED, world.now(), False
