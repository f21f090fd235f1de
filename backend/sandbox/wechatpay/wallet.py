"""微信钱包: WeChat Pay's side of the payer's phone, and the page that an H5 order opens. INTEGRATIONS §2.1."""

import ipaddress
from urllib.parse import parse_qs, quote, urlsplit

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend.sandbox.pages import page
from backend.sandbox.payers import WECHATPAY, Bill, Wish, register_wallet
from backend.sandbox.people import Person
from backend.sandbox.wechatpay import notices
from backend.sandbox.wechatpay.orders import SENTENCES
from backend.sandbox.wechatpay.trades import Trade, take_money, trades
from backend.sandbox.world import World, world_of

pages = Blueprint("wechatpay_wallet")


class WechatWallet:
    """See :class:`backend.sandbox.payers.Wallet`. A bill's key is ``payee:number``."""

    channel = WECHATPAY
    title = "微信支付"

    def waiting(self, world: World, person: Person) -> list[Bill]:
        """Orders made out to this person, and payments that wait for their password."""
        mine = [
            trade
            for trade in trades(world).trades.values()
            if (trade.state == "NOTPAY" and trade.kind == "JSAPI" and trade.openid == person.openid(trade.app_id))
            or (trade.state == "USERPAYING" and trade.payer is person and trade.wish is Wish.PASSWORD)
        ]
        return [self.shown(world, trade) for trade in reversed(mine)]

    def scanned(self, world: World, text: str) -> Bill | None:
        """Takes the text of a Native QR, an H5 address or a prepay id."""
        wanted = text.strip()
        prepay = parse_qs(urlsplit(wanted).query).get("prepay_id", [wanted.removeprefix("prepay_id=")])[0]
        for trade in reversed(trades(world).trades.values()):
            if (wanted and wanted == trade.code_url) or (prepay and prepay == trade.prepay_id):
                return self.shown(world, trade)
        return None

    def bill(self, world: World, key: str) -> Bill | None:
        """By ``payee:number``."""
        trade = self._trade(world, key)
        return self.shown(world, trade) if trade else None

    def pay(self, world: World, key: str, person: Person) -> str:
        """Pay, and let the merchant be told."""
        trade = self._trade(world, key)
        if trade is None:
            return "没有这个订单"
        if trade.kind == "JSAPI" and trade.openid != person.openid(trade.app_id):
            return "这个订单是给别人付的"
        if trade.state == "USERPAYING" and trade.payer is not person:
            return "扫的不是你的付款码"
        problem = take_money(world, trade, person)
        if problem:
            return SENTENCES[problem]
        notices.of_trade(world, trade)
        return ""

    def give_up(self, world: World, key: str, person: Person) -> str:
        """Cancel at the password; an order that was only shown stays open, as at WeChat."""
        trade = self._trade(world, key)
        if trade is None:
            return "没有这个订单"
        if trade.state == "USERPAYING" and trade.payer is person:
            trade.state = "PAYERROR"
        return ""

    def _trade(self, world: World, key: str) -> Trade | None:
        payee, _, number = key.partition(":")
        return trades(world).trades.get((payee, number))

    def shown(self, world: World, trade: Trade) -> Bill:
        """A trade as the phone shows it."""
        asks = trade.state == "USERPAYING"
        late = not asks and world.now() > trade.expires
        state = "open" if (trade.state == "NOTPAY" and not late) or asks else "over"
        if trade.state in ("SUCCESS", "REFUND"):
            state = "paid"
        key = f"{trade.merchant.payee}:{trade.number}"
        return Bill(WECHATPAY, key, trade.merchant.title, trade.subject, trade.fen, state, asks)


WALLET = WechatWallet()
register_wallet(WALLET)


@pages.get("/cgi-bin/mmpayweb-bin/checkmweb")
async def h5_page(request: Request) -> HTTPResponse:
    """H5 支付中间页: checks where the payer comes from, then opens the phone."""
    if not _registered(request.headers.get("Referer", "")):
        text = "商家参数格式有误，请联系商家解决"
        return page("authorise_error.html", status=400, number="Referer 为空或域名未登记", text=text)
    if "MicroMessenger" in request.headers.get("User-Agent", ""):
        text = "请在微信外打开订单，进行支付"
        return page("authorise_error.html", status=400, number="H5 支付不能在微信内使用", text=text)
    trade = _by_prepay_id(world_of(request), str(request.args.get("prepay_id") or ""))
    if trade is None or world_of(request).now() > trade.expires:
        return page("authorise_error.html", status=400, number="支付会话已超时", text="支付请求已失效，请重新发起支付")
    back = quote(str(request.args.get("redirect_url") or ""), safe="")
    return redirect(f"/sandbox/payer/{WECHATPAY}/{trade.merchant.payee}:{trade.number}?back={back}")


def _by_prepay_id(world: World, prepay_id: str) -> Trade | None:
    known = reversed(trades(world).trades.values())
    return next((trade for trade in known if trade.prepay_id and trade.prepay_id == prepay_id), None)


def _registered(referer: str) -> bool:
    """Loopback, private and local names stand in for the domain that a real merchant registers for H5."""
    host = urlsplit(referer).hostname or ""
    if not host:
        return False
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".test", ".lan", ".localhost"))
