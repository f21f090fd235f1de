"""付款人的手机: Alipay's side of it."""

from backend.sandbox.alipay.notices import tell
from backend.sandbox.alipay.trades import QR_ADDRESS, Status, Trade, close, ledger, take_money
from backend.sandbox.payers import ALIPAY, Bill, register_wallet
from backend.sandbox.people import Person
from backend.sandbox.world import World

_SHOWN = {Status.ABSENT: "open", Status.WAITING: "open", Status.SUCCESS: "paid", Status.CLOSED: "over"}


class AlipayWallet:
    """:class:`backend.sandbox.payers.Wallet` for Alipay."""

    channel = ALIPAY
    title = "支付宝"

    def waiting(self, world: World, person: Person) -> list[Bill]:
        """What asks this person for a password, or was made for them inside Alipay."""
        trades = reversed(ledger(world).trades.values())
        return [_bill(world, one) for one in trades if one.status is Status.WAITING and one.buyer == person]

    def scanned(self, world: World, text: str) -> Bill | None:
        """The bill behind one of our QR codes."""
        return self.bill(world, text.removeprefix(QR_ADDRESS)) if text.startswith(QR_ADDRESS) else None

    def bill(self, world: World, key: str) -> Bill | None:
        """The bill of that token."""
        trade = ledger(world).tokens.get(key)
        return _bill(world, trade) if trade is not None else None

    def pay(self, world: World, key: str, person: Person) -> str:
        """The payer agrees; empty, or why not."""
        trade = ledger(world).tokens.get(key)
        if trade is None:
            return "没有这笔账单"
        if complaint := _opened(world, trade, person):
            return complaint
        if not take_money(world, trade, person):
            return "余额不足"
        tell(world, trade)
        return ""

    def give_up(self, world: World, key: str, person: Person) -> str:
        """The payer cancels: a trade that a code opened is over, an offered one stays open for another try."""
        trade = ledger(world).tokens.get(key)
        if trade is None:
            return "没有这笔账单"
        if complaint := _opened(world, trade, person):
            return complaint
        if trade.asks_password:
            close(world, trade)
        return ""


def _opened(world: World, trade: Trade, person: Person) -> str:
    """Scanning or opening makes the trade exist; empty, or why it cannot be paid."""
    if trade.cancelled or world.now() >= trade.ends_at:
        if trade.status is Status.WAITING:
            close(world, trade)
        return "这笔账单已失效"
    if trade.status not in (Status.ABSENT, Status.WAITING):
        return "这笔账单已付款" if trade.status is Status.SUCCESS else "这笔账单已关闭"
    if trade.buyer is not None and trade.buyer != person:
        return "这笔账单属于别人"
    trade.status, trade.buyer = Status.WAITING, person
    return ""


def _bill(world: World, trade: Trade) -> Bill:
    over = trade.cancelled or (trade.status in (Status.ABSENT, Status.WAITING) and world.now() >= trade.ends_at)
    state = "over" if over else _SHOWN[trade.status]
    return Bill(
        ALIPAY,
        trade.token,
        trade.merchant.title,
        trade.subject,
        trade.fen,
        state,
        trade.asks_password,
        trade.back_url,
    )


WALLET = AlipayWallet()
register_wallet(WALLET)
