"""The invoice of the fee (服务费发票): asking for it by a title, how it stands, taking the wish back."""

from sanic import Blueprint, HTTPResponse, Request

from backend import invoices
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from miniprogram_api.described import described
from miniprogram_api.paying import own_order
from miniprogram_api.schemas.invoices import InvoiceAnswer, InvoiceForm

bp = Blueprint("api_invoices")


@bp.get("/transfers/<transfer:str>/invoice")
@allow(Role.OWNER)
@described("服务费发票的申请：现在怎样", gives=InvoiceAnswer)
async def one(request: Request, transfer: str) -> HTTPResponse:
    """The wish that counts; InvoiceUnknown before there is one."""
    work = request.ctx.work
    found = await invoices.own_invoice(work, (await own_order(work, transfer)).id)
    if found is None:
        raise invoices.InvoiceUnknown
    return answer(InvoiceAnswer.told(found, request.ctx.actor.id))


@bp.post("/transfers/<transfer:str>/invoice")
@allow(Role.OWNER)
@described("申请服务费发票：填写抬头", takes=InvoiceForm, gives=InvoiceAnswer, status=201)
async def ask(request: Request, transfer: str) -> HTTPResponse:
    """One wish an order; after a failure the same goes on with the new title."""
    form, work = parse(request, InvoiceForm), request.ctx.work
    made = await invoices.ask_for_invoice(work, await own_order(work, transfer), form.title())
    return answer(InvoiceAnswer.told(made, request.ctx.actor.id), status=201)


@bp.post("/transfers/<transfer:str>/invoice/withdraw")
@allow(Role.OWNER)
@described("撤销发票申请（未开具时）", gives=InvoiceAnswer)
async def withdraw(request: Request, transfer: str) -> HTTPResponse:
    """Take the own wish back."""
    work = request.ctx.work
    gone = await invoices.withdraw_invoice(work, (await own_order(work, transfer)).id)
    return answer(InvoiceAnswer.told(gone, request.ctx.actor.id))
