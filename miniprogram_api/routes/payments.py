"""Paying the fee (支付服务费) from the mini-program or H5: what is owed, an attempt, how it stands, the receipt."""

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import payments, transfers
from backend.documents import Receipt, receipt_pdf
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal, VendorTrouble
from backend.kit.keyvalue import check
from backend.kit.web import answer, live_stream, parse
from miniprogram_api.described import described
from miniprogram_api.paying import LIMIT_OF_ASKING, begin, channels_here, own_charge, own_order
from miniprogram_api.schemas.payments import OrderAnswer, PayForm, PaymentAnswer, ReceiptAnswer

bp = Blueprint("api_payments")

KEY = {"Idempotency-Key": "一次付款一个编号：网络断开后重发时保持不变，只发起一笔"}


class NoReceipt(Refusal):
    """Nothing was paid, or not all of it yet (无收据)."""

    code = "PAY-703"
    say = "服务费还没有付清，付清后才有收据。"
    status = 404


@bp.get("/transfers/<transfer:str>/order")
@allow(Role.OWNER)
@described("一笔过户的服务费：明细、待付金额、付款记录", gives=OrderAnswer)
async def order(request: Request, transfer: str) -> HTTPResponse:
    """What is owed, and what was paid of it."""
    found = await own_order(request.ctx.work, transfer)
    channels = await channels_here(request, found.station) if found.due_fen else []
    return answer(OrderAnswer.seen_by(request.ctx.actor.name, found, channels))


@bp.post("/transfers/<transfer:str>/payments")
@allow(Role.OWNER, work=False)
@described(
    "付服务费：小程序得到 wx.requestPayment 的参数，浏览器得到跳转地址",
    takes=PayForm,
    gives=PaymentAnswer,
    status=201,
    headers=KEY,
)
async def pay(request: Request, transfer: str) -> HTTPResponse:
    """Begin to pay what is due; an attempt that is still good goes on."""
    charge = await begin(request, transfer, parse(request, PayForm).channel)
    return answer(PaymentAnswer.seen_by(request.ctx.actor.name, charge), status=201)


@bp.get("/payments/<number:str>")
@allow(Role.OWNER)
@described("自己发起的一笔付款：现在怎样", gives=PaymentAnswer)
async def one(request: Request, number: str) -> HTTPResponse:
    """How it stands by what we know."""
    actor = request.ctx.actor
    return answer(PaymentAnswer.seen_by(actor.name, await own_charge(actor, number)))


@bp.post("/payments/<number:str>/ask")
@allow(Role.OWNER, work=False)
@described("付完回来后，向渠道查询一次这笔付款", gives=PaymentAnswer)
async def ask(request: Request, number: str) -> HTTPResponse:
    """Ask the channel now instead of when the next job would; a channel that is silent changes nothing."""
    tools, actor = request.app.ctx.tools, request.ctx.actor
    await check(tools.kit.keyvalue, LIMIT_OF_ASKING, actor.id)
    charge = await own_charge(actor, number)
    if charge.state not in {"paid", "refused", "closed"}:
        try:
            charge = await payments.ask_again(tools, number)
        except VendorTrouble:
            charge = await payments.charge_of(number)
    return answer(PaymentAnswer.seen_by(actor.name, charge))


@bp.post("/payments/<number:str>/cancel")
@allow(Role.OWNER, work=False)
@described("不付了，或换一种方式：关闭自己发起的一笔付款", gives=PaymentAnswer)
async def cancel(request: Request, number: str) -> HTTPResponse:
    """Give it up; what was paid in the same moment is paid."""
    actor = request.ctx.actor
    await own_charge(actor, number)
    return answer(PaymentAnswer.seen_by(actor.name, await payments.cancel_charge(request.app.ctx.tools, actor, number)))


@bp.get("/transfers/<transfer:str>/receipt")
@allow(Role.OWNER)
@described("服务费收据", gives=ReceiptAnswer)
async def receipt(request: Request, transfer: str) -> HTTPResponse:
    """What was paid, once all of it was."""
    facts = payments.receipt(await own_order(request.ctx.work, transfer))
    if facts is None:
        raise NoReceipt
    return answer(ReceiptAnswer.told(facts))


@bp.get("/transfers/<transfer:str>/receipt.pdf")
@allow(Role.OWNER, work=False)
@described("服务费收据，PDF", gives_bytes="application/pdf")
async def receipt_paper(request: Request, transfer: str) -> HTTPResponse:
    """The same on half a sheet, to keep."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        mine, facts = await transfers.transfer_of(work, transfer), payments.receipt(await own_order(work, transfer))
    if facts is None:
        raise NoReceipt
    said = asdict(facts) | {"station": mine.station_name, "transfer": mine.number, "plate": mine.plate_number}
    data = await request.app.ctx.tools.kit.pools.in_process(receipt_pdf, Receipt(**said))
    name = {"Content-Disposition": f'attachment; filename="{facts.number}.pdf"'}
    return raw(data, content_type="application/pdf", headers=name)


@bp.get("/transfers/<transfer:str>/events")
@allow(Role.OWNER, work=False)
@described("实时更新（SSE）：过户或服务费有变化时推送", gives_bytes="text/event-stream")
async def events(request: Request, transfer: str) -> Any:
    """Tell the page when something changed."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        mine = await transfers.transfer_of(work, transfer)
        fee = await payments.order_of(transfer)
    topics = [f"collection:{mine.collection}"] if mine.collection else []
    topics += [f"order:{fee.id}"] if fee else []
    await live_stream(request, request.app.ctx.tools.kit.keyvalue, topics)
