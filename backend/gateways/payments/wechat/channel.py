"""微信支付 API v3 as a :class:`PaymentChannel`, through ``wechatpayv3``. Sources: INTEGRATIONS §2.1, §2.3.

The SDK blocks: its calls run in threads of their own. A time-out, a 5xx or an answer without a good signature is
``VendorTrouble``: the money may have moved.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from wechatpayv3 import WeChatPay, WeChatPayType

from backend.gateways.bounded_pool import BoundedPool
from backend.gateways.payments.channel import (
    BillLine,
    BillSum,
    BrokenLine,
    ChargeAnswer,
    ChargeAsk,
    Ended,
    ForgedNotice,
    No,
    NoBill,
    Notice,
    Outcome,
    Prepaid,
    RefundAnswer,
    RefundAsk,
    RefundOutcome,
    Way,
)
from backend.gateways.payments.merchants import WechatMerchant
from backend.gateways.payments.wechat import bill, notice
from backend.gateways.payments.wechat.core import SERVICE, GuardedCore, Unproven, said, trouble
from backend.gateways.payments.wechat.keys import keys_of
from backend.gateways.payments.wechat.meaning import ABSENT, GONE, PAYING, TAKEN, charge_of, reason_of, refund_of
from backend.kit import clock, ids
from backend.kit.errors import VendorTrouble

# How long a prepaid order can be paid: a prepay_id and a QR code two hours, an H5 page five minutes.
PREPAID_LIFE, H5_LIFE = timedelta(hours=2), timedelta(minutes=5)
LONGEST_SUBJECT, LONGEST_REASON = 127, 80
# Bills are ready at ten the next morning. INTEGRATIONS §2.1.
BILL_READY = time(10)
_TYPES: Mapping[Way, WeChatPayType] = {
    Way.CODE: WeChatPayType.CODEPAY,
    Way.QR: WeChatPayType.NATIVE,
    Way.INSIDE: WeChatPayType.JSAPI,
    Way.MINI_PROGRAM: WeChatPayType.MINIPROG,
    Way.BROWSER: WeChatPayType.H5,
}


class _Sdk(WeChatPay):  # type: ignore[misc]  # the SDK has no types
    """The SDK with our core; its own constructor makes one that may ask the network before its address can be set."""

    def __init__(self, merchant: WechatMerchant, core: GuardedCore) -> None:
        self._type = WeChatPayType.NATIVE
        self._mchid, self._appid, self._partner_mode = merchant.mchid, merchant.app_id, bool(merchant.sub_mchid)
        # None: the SDK adds an instance's own address to every refund, asked for or not.
        self._notify_url = None
        self._core = core


class WechatPayChannel:
    """:class:`PaymentChannel` of one WeChat Pay merchant; raises ``MerchantUnfit`` for keys of the wrong kind."""

    name = "wechat"

    def __init__(self, merchant: WechatMerchant, *, connect_timeout_s: float, read_timeout_s: float) -> None:
        keys = keys_of(merchant)
        self._config = merchant
        self._core = GuardedCore(merchant, keys, (connect_timeout_s, read_timeout_s))
        self._sdk = _Sdk(merchant, self._core)
        self._sub = {"sub_mchid": merchant.sub_mchid} if merchant.sub_mchid else {}
        deadline_s = 2 * (connect_timeout_s + read_timeout_s)
        self._pool = BoundedPool(SERVICE, workers=4, waiting=64, deadline_s=deadline_s)
        # A bill takes minutes: not in a thread that a payer waits for.
        self._bills = BoundedPool(f"{SERVICE} bills", workers=1, waiting=4, deadline_s=900)

    @property
    def merchant(self) -> str:
        """See :attr:`PaymentChannel.merchant`: the sub-merchant's number where there is one."""
        return self._config.sub_mchid or self._config.mchid

    async def prepay(self, ask: ChargeAsk) -> Prepaid | ChargeAnswer:
        """See :meth:`PaymentChannel.prepay`."""
        fields = self._order(ask) | {"notify_url": ask.notify_url}
        fields["time_expire"] = clock.local(ask.expires_at).isoformat(timespec="seconds")
        if ask.way is Way.BROWSER:
            fields["scene_info"] = {"payer_client_ip": ask.ip, "h5_info": {"type": "Wap"}}
        if ask.way in (Way.INSIDE, Way.MINI_PROGRAM):
            fields["payer"] = {self._openid_name(ask.way): ask.payer}
        status, told = await self._ask(self._sdk.pay, **fields)
        if status == 200:
            return self._prepaid(ask, told)
        return await self._refused(status, told, ask.number)

    def _prepaid(self, ask: ChargeAsk, told: Mapping[str, Any]) -> Prepaid:
        life = H5_LIFE if ask.way is Way.BROWSER else PREPAID_LIFE
        until = min(ask.expires_at, clock.now() + life)
        if ask.way is Way.QR and told.get("code_url"):
            return Prepaid(until, qr=str(told["code_url"]))
        if ask.way is Way.BROWSER and told.get("h5_url"):
            back = f"&redirect_url={quote(ask.back_url, safe='')}" if ask.back_url else ""
            return Prepaid(until, redirect=f"{told['h5_url']}{back}")
        if told.get("prepay_id"):
            return Prepaid(until, call=self._call(ask.way, f"prepay_id={told['prepay_id']}"))
        raise VendorTrouble(SERVICE, "no prepay id", retry=True)

    def _call(self, way: Way, package: str) -> dict[str, str]:
        """The signed parameters of wx.requestPayment and WeixinJSBridge."""
        app_id = self._sub_app(way) or self._app(way)
        timestamp, nonce = str(int(clock.now().timestamp())), ids.letters(32)
        return {
            "appId": app_id,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self._sdk.sign([app_id, timestamp, nonce, package]),
        }

    async def charge_code(self, ask: ChargeAsk) -> ChargeAnswer:
        """See :meth:`PaymentChannel.charge_code`. There is no notice: the caller asks until it knows."""
        store: dict[str, Any] = {"store_info": {"id": self._config.store_id or "1"}}
        if ask.terminal:
            store["device_id"] = ask.terminal[:32]
        fields = self._order(ask) | {"payer": {"auth_code": ask.code}, "scene_info": store}
        status, told = await self._ask(self._sdk.pay, **fields)
        if status == 200:
            return charge_of(told, ask.number)
        return await self._refused(status, told, ask.number)

    async def _refused(self, status: int, told: Mapping[str, Any], number: str) -> ChargeAnswer:
        code = str(told.get("code"))
        if code in PAYING:
            return ChargeAnswer(Outcome.WAITING, number, vendor_code=code)
        if code in GONE:
            return ChargeAnswer(Outcome.CLOSED, number, vendor_code=code)
        if code in TAKEN:
            # Our own number was used before, perhaps by an attempt whose answer was lost: what came of that?
            before = await self.query(number)
            if before.outcome is not Outcome.ABSENT:
                return before
        reason = reason_of(told)
        if reason is not None:
            return ChargeAnswer(Outcome.REFUSED, number, reason=reason, vendor_code=code)
        if status >= 500 or status == 429 or not told:
            raise trouble(status, told.get("code"))
        # A refusal in words that we do not know: whether money moved has to be asked.
        return ChargeAnswer(Outcome.UNKNOWN, number, vendor_code=code[:60])

    async def query(self, number: str) -> ChargeAnswer:
        """See :meth:`PaymentChannel.query`."""
        status, told = await self._ask(self._sdk.query, out_trade_no=_path(number), **self._sub)
        if status == 200:
            return charge_of(told, number)
        if told.get("code") in ABSENT:
            return ChargeAnswer(Outcome.ABSENT, number, vendor_code=str(told["code"]))
        raise trouble(status, told.get("code"))

    async def end(self, number: str, *, way: Way) -> Ended:
        """See :meth:`PaymentChannel.end`. A number that WeChat Pay does not know is ended: call this only when the
        asking for it is over, or it may still arrive."""
        ending = self._sdk.codepay_reverse if way is Way.CODE else self._sdk.close
        status, told = await self._ask(ending, out_trade_no=_path(number), **self._sub)
        code = str(told.get("code"))
        if status in (200, 204) or code in GONE or code in ABSENT:
            return Ended.CLOSED
        if code in TAKEN or (way is Way.CODE and code == "TRADE_ERROR"):
            return Ended.PAID
        if code in PAYING or code == "INVALID_REQUEST" or status >= 500 or status == 429:
            return Ended.AGAIN
        raise trouble(status, told.get("code"))

    async def refund(self, ask: RefundAsk) -> RefundAnswer:
        """See :meth:`PaymentChannel.refund`."""
        status, told = await self._ask(
            self._sdk.refund,
            out_refund_no=ask.number,
            out_trade_no=ask.charge_number,
            amount={"refund": ask.fen, "total": ask.total_fen, "currency": "CNY"},
            reason=ask.reason[:LONGEST_REASON] or None,
            notify_url=ask.notify_url or None,
            **self._sub,
        )
        if status == 200:
            return refund_of(told, ask.number)
        code = str(told.get("code"))
        reason = No.MERCHANT_FUNDS if code in ("NOT_ENOUGH", "NOTENOUGH") else reason_of(told)
        if code in ABSENT:
            reason = No.OTHER
        if reason is None:
            raise trouble(status, told.get("code"))
        return RefundAnswer(RefundOutcome.REFUSED, ask.number, reason=reason, vendor_code=code)

    async def query_refund(self, number: str, charge_number: str) -> RefundAnswer:
        """See :meth:`PaymentChannel.query_refund`."""
        status, told = await self._ask(self._sdk.query_refund, out_refund_no=_path(number), **self._sub)
        if status == 200:
            return refund_of(told, number)
        if told.get("code") in ABSENT:
            return RefundAnswer(RefundOutcome.ABSENT, number, vendor_code=str(told["code"]))
        raise trouble(status, told.get("code"))

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """See :meth:`PaymentChannel.read_notice`. A certificate that we do not have yet is asked for in the
        background: WeChat Pay repeats the notice after fifteen seconds, and by then we have it."""
        try:
            return notice.read(self._core, self._config.api_v3_key, self.merchant, headers, body)
        except ForgedNotice as problem:
            if problem.reason == "key" and self._core.may_fetch(problem.detail.rpartition(" ")[2]):
                self._pool.start(self._core.fetch_certificates)
            raise

    async def fetch_bill(self, day: date, into: Path) -> None:
        """See :meth:`PaymentChannel.fetch_bill`."""
        await self._fetch(self._sdk.trade_bill, day, into, **self._sub)

    async def fetch_fund_bill(self, day: date, into: Path) -> None:
        """See :meth:`PaymentChannel.fetch_fund_bill`. A sub-merchant's account is in no bill of its provider's, and
        who has not been granted the fund bill is given none."""
        if self._config.sub_mchid:
            raise NoBill(too_early=False)
        await self._fetch(self._sdk.fundflow_bill, day, into, none=frozenset({"NO_AUTH"}))

    async def _fetch(
        self, bill_of: Callable[..., Any], day: date, into: Path, none: Container[str] = (), **more: str
    ) -> None:
        status, told = await self._ask(bill_of, bill_date=day.isoformat(), **more)
        code = told.get("code")
        ready = datetime.combine(day + timedelta(days=1), BILL_READY, clock.SHANGHAI)
        if code == "STATEMENT_CREATING" or (code == "INVALID_REQUEST" and day >= clock.today()):
            raise NoBill(too_early=True)
        if code == "NO_STATEMENT_EXIST":
            raise NoBill(too_early=clock.now() < ready)
        if code in none:
            raise NoBill(too_early=False)
        if status != 200 or told.get("hash_type") != "SHA1" or not told.get("download_url"):
            raise trouble(status, code)
        # Our signature goes to our own gateway only, wherever the address points.
        address = urlsplit(str(told["download_url"]))
        await self._bills.run(self._download, f"{address.path}?{address.query}", into, str(told.get("hash_value")))

    def _download(self, path: str, into: Path, sha1: str) -> None:
        try:
            self._core.download(path, into, sha1)
        except requests.RequestException as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None

    def read_bill(self, file: Path) -> Iterator[BillLine | BrokenLine | BillSum]:
        """See :meth:`PaymentChannel.read_bill`."""
        return bill.read(file)

    async def close(self) -> None:
        """See :meth:`PaymentChannel.close`."""
        self._pool.close()
        self._bills.close()

    def _order(self, ask: ChargeAsk) -> dict[str, Any]:
        sub_app = self._sub_app(ask.way)
        return {
            "pay_type": _TYPES[ask.way],
            "description": ask.subject[:LONGEST_SUBJECT],
            "out_trade_no": ask.number,
            "amount": {"total": ask.fen, "currency": "CNY"},
            "appid": self._app(ask.way),
            **self._sub,
            **({"sub_appid": sub_app} if sub_app else {}),
        }

    def _app(self, way: Way) -> str:
        mini = way is Way.MINI_PROGRAM and self._config.mini_app_id
        return self._config.mini_app_id if mini else self._config.app_id

    def _sub_app(self, way: Way) -> str:
        return self._config.sub_mini_app_id if way is Way.MINI_PROGRAM else self._config.sub_app_id

    def _openid_name(self, way: Way) -> str:
        if not self._config.sub_mchid:
            return "openid"
        return "sub_openid" if self._sub_app(way) else "sp_openid"

    async def _ask(self, function: Callable[..., Any], **fields: Any) -> tuple[int, dict[str, Any]]:
        return await self._pool.run(self._call_sdk, function, fields)

    def _call_sdk(self, function: Callable[..., Any], fields: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        # ``from None`` throughout: the SDK's and requests' own messages repeat what was sent.
        try:
            status, text = function(**fields)
        except Unproven as problem:
            raise VendorTrouble(SERVICE, f"answer {problem.reason}", retry=True) from None
        except requests.RequestException as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        except OSError as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        told = said(text)
        if status == 200 and not told:
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
        return status, told


def _path(number: str) -> str:
    """Our number as a part of an address; ours need no quoting, anything else must not change the address."""
    return quote(number, safe="*")
