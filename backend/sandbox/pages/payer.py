"""付款人的手机: one phone for WeChat and Alipay: what waits to be paid, scanning a code, and showing one's own.

Made for 390 px. Whoever holds the phone is chosen from the generated people; nothing here asks for a real password.
"""

import ipaddress
from typing import Any
from urllib.parse import quote, urlsplit

import segno
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend.sandbox.pages import page
from backend.sandbox.pages.forms import fields
from backend.sandbox.payers import WISHES, Bill, PaymentCode, Wish, payers, show_code, wallet, wallets
from backend.sandbox.people import BY_KEY, PEOPLE, Person
from backend.sandbox.world import World, world_of

pages = Blueprint("sandbox_payer", url_prefix="/sandbox/payer")


@pages.get("/")
async def whose(request: Request) -> HTTPResponse:
    """Whose phone is it?"""
    return page("payer.html", people=PEOPLE, refused=str(request.args.get("refused") or ""))


@pages.get("/<key:str>")
async def phone(request: Request, key: str) -> HTTPResponse:
    """One person's phone."""
    person = BY_KEY.get(key)
    if person is None:
        return page("missing.html", status=404, active="control")
    return page("payer_phone.html", **_phone(world_of(request), person), said=str(request.args.get("said") or ""))


@pages.get("/<key:str>/waiting")
async def waiting(request: Request, key: str) -> HTTPResponse:
    """Only what waits to be paid, for the phone to refresh by itself."""
    person = BY_KEY.get(key)
    if person is None:
        return page("missing.html", status=404, active="control")
    return page("panels/payer_waiting.html", **_phone(world_of(request), person))


def _phone(world: World, person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "wallets": [(one, payers(world).balance(one.channel, person)) for one in wallets()],
        "bills": [bill for one in wallets() for bill in one.waiting(world, person)],
        "wishes": WISHES,
    }


@pages.post("/<key:str>/scan")
async def scan(request: Request, key: str) -> HTTPResponse:
    """The text of a QR code that the person scanned."""
    text = str(fields(request).get("text") or "").strip()
    for one in wallets():
        bill = one.scanned(world_of(request), text) if text else None
        if bill is not None:
            return redirect(f"{_address(bill)}?person={quote(key)}", status=303)
    return redirect(f"/sandbox/payer/{quote(key)}?said=unknown", status=303)


@pages.post("/<key:str>/balance")
async def set_balance(request: Request, key: str) -> HTTPResponse:
    """Make the person rich or poor: ``yuan`` at ``channel``."""
    person, said = BY_KEY.get(key), fields(request)
    yuan, one = str(said.get("yuan") or ""), wallet(str(said.get("channel")))
    if person is not None and one is not None and yuan.isdigit() and len(yuan) < 9:
        payers(world_of(request)).set_balance(one.channel, person, int(yuan) * 100)
    return redirect(f"/sandbox/payer/{quote(key)}", status=303)


@pages.post("/<key:str>/code")
async def code(request: Request, key: str) -> HTTPResponse:
    """Show a payment code of ``channel``, with the ``wish`` that decides what happens when it is scanned."""
    person, said = BY_KEY.get(key), fields(request)
    one, wish = wallet(str(said.get("channel"))), str(said.get("wish") or Wish.PAYS)
    if person is None or one is None or wish not in set(Wish):
        return page("missing.html", status=404, active="control")
    shown = show_code(world_of(request), one.channel, person, Wish(wish))
    return page("payer_code.html", person=person, wallet=one, code=shown, wishes=WISHES, qr=_drawn(shown))


def _drawn(code: PaymentCode) -> str:
    """The code as a QR, in SVG without any style of its own."""
    return segno.make(code.digits, error="m", micro=False).svg_inline(scale=7, border=2, dark="#000", light="#fff")


@pages.get("/<channel:str>/<key:str>")
async def bill_page(request: Request, channel: str, key: str) -> HTTPResponse:
    """One bill: who pays, and the button."""
    world, one = world_of(request), wallet(channel)
    bill = one.bill(world, key) if one else None
    if one is None or bill is None:
        return page("authorise_error.html", status=404, number="没有这个订单", text="二维码或链接已失效")
    person = BY_KEY.get(str(request.args.get("person") or world.whoami or ""))
    if person is None:
        return page("payer.html", people=PEOPLE, refused="", bill=bill, query=request.query_string)
    return _bill(world, bill, person, back=str(request.args.get("back") or bill.back_url))


@pages.post("/<channel:str>/<key:str>/pay")
async def pay(request: Request, channel: str, key: str) -> HTTPResponse:
    """Pay the bill as ``person``."""
    return _act(request, channel, key, give_up=False)


@pages.post("/<channel:str>/<key:str>/cancel")
async def cancel(request: Request, channel: str, key: str) -> HTTPResponse:
    """Cancel it."""
    return _act(request, channel, key, give_up=True)


def _act(request: Request, channel: str, key: str, *, give_up: bool) -> HTTPResponse:
    world, one, said = world_of(request), wallet(channel), fields(request)
    person = BY_KEY.get(str(said.get("person") or ""))
    if one is None or person is None or one.bill(world, key) is None:
        return page("authorise_error.html", status=404, number="没有这个订单", text="二维码或链接已失效")
    problem = (one.give_up if give_up else one.pay)(world, key, person)
    bill = one.bill(world, key)
    assert bill is not None  # noqa: S101 - it was there a line ago
    cancelled = give_up and not problem
    back = str(said.get("back") or bill.back_url)
    return _bill(world, bill, person, back=back, problem=problem, cancelled=cancelled)


def _bill(
    world: World, bill: Bill, person: Person, *, back: str, problem: str = "", cancelled: bool = False
) -> HTTPResponse:
    one = wallet(bill.channel)
    assert one is not None  # noqa: S101 - the bill came from it
    return page(
        "payer_bill.html",
        bill=bill,
        person=person,
        wallet=one,
        address=_address(bill),
        balance=payers(world).balance(bill.channel, person),
        back=back if _may_go_back(back) else "",
        problem=problem,
        cancelled=cancelled,
    )


def _address(bill: Bill) -> str:
    return f"/sandbox/payer/{bill.channel}/{quote(bill.key, safe=':')}"


def _may_go_back(address: str) -> bool:
    """Only to places near by: the sandbox sends nobody to the open internet."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_private
    except ValueError:
        return parts.hostname == "localhost" or "." not in parts.hostname
