"""What a clerk does at the till (收款动作). Whoever calls a channel opens units of work before and after the call."""

from sanic import Blueprint, HTTPResponse, Request

from backend import payments
from backend.console.asking import DESK
from backend.console.till.forms import CashForm, ChannelForm, CodeForm, PosForm, ReductionForm, fen_of, key_of
from backend.kit.access import allow
from backend.kit.web import answer, parse
from backend.payments import ChargeView, PaymentCodeUnfit, yuan

bp = Blueprint("console-till-actions", url_prefix="/console/api/till")

ACCESS_CODE = "CWT:"


@bp.post("/orders/<order:str>/code")
@allow(*DESK, work=False)
async def charge(request: Request, order: str) -> HTTPResponse:
    """Charge the payment code that was scanned; what it answers may be "wait"."""
    code = parse(request, CodeForm).code
    if code.strip().upper().startswith(ACCESS_CODE):
        raise PaymentCodeUnfit(
            field="code", sentence="这是采集接入码，不是付款码。要接收资料，请先按 Esc 关闭收款窗口，再扫描。"
        )
    tools = request.app.ctx.tools
    return _told(await payments.charge_code(tools, request.ctx.actor, order, code, key_of(request)))


@bp.post("/orders/<order:str>/qr")
@allow(*DESK, work=False)
async def show_qr(request: Request, order: str) -> HTTPResponse:
    """Have a QR code shown for what is due."""
    form = parse(request, ChannelForm)
    tools = request.app.ctx.tools
    return _told(await payments.show_qr(tools, request.ctx.actor, order, form.channel, key_of(request)))


@bp.post("/orders/<order:str>/cash")
@allow(*DESK)
async def cash(request: Request, order: str) -> HTTPResponse:
    """Cash: what is due of the notes handed over stays, the rest is change."""
    given = fen_of(parse(request, CashForm).given, "given")
    view = await payments.order_at_desk(request.ctx.actor, order)
    taken = min(given, view.due_fen) or given
    made = await payments.take_cash(request.ctx.work, order, taken, key_of(request))
    return answer({"charge": made.number, "taken": yuan(taken), "change": yuan(given - taken)})


@bp.post("/orders/<order:str>/pos")
@allow(*DESK)
async def pos(request: Request, order: str) -> HTTPResponse:
    """Paid by card at the terminal."""
    form = parse(request, PosForm)
    fen = fen_of(form.amount, "amount")
    return _told(await payments.take_pos(request.ctx.work, order, fen, key_of(request), form.slip))


@bp.post("/orders/<order:str>/reductions")
@allow(*DESK)
async def reduce(request: Request, order: str) -> HTTPResponse:
    """Ask for less, or for nothing."""
    form, work = parse(request, ReductionForm), request.ctx.work
    if form.whole:
        await payments.waive(work, order, form.reason)
    else:
        await payments.reduce(work, order, fen_of(form.amount, "amount"), form.reason)
    return answer({})


@bp.post("/charges/<charge:str>/cancel")
@allow(*DESK, work=False)
async def cancel(request: Request, charge: str) -> HTTPResponse:
    """Give an open charge up; money that came in the same moment is told."""
    return _told(await payments.cancel_charge(request.app.ctx.tools, request.ctx.actor, charge))


def _told(made: ChargeView) -> HTTPResponse:
    return answer({"charge": made.number, "state": made.state, "sentence": made.sentence})
