"""Giving money back (退款): a manager asks with a reason; above the limit another person agrees."""

from sanic import Blueprint, HTTPResponse, Request

from backend import payments
from backend.console.asking import DESK, MANAGING
from backend.console.till.forms import RefundForm, fen_of, key_of
from backend.kit.access import allow
from backend.kit.web import answer, parse
from backend.payments import RefundView

bp = Blueprint("console-till-refunds", url_prefix="/console/api/till")


@bp.post("/charges/<charge:str>/refunds")
@allow(*DESK)
async def refund(request: Request, charge: str) -> HTTPResponse:
    """Give all or a part of a charge back; a clerk is told that this is a manager's."""
    form = parse(request, RefundForm)
    fen = fen_of(form.amount, "amount")
    return _told(await payments.refund(request.ctx.work, charge, fen, form.reason, key_of(request)))


@bp.post("/refunds/<refund_number:str>/confirm")
@allow(*MANAGING)
async def confirm(request: Request, refund_number: str) -> HTTPResponse:
    """Agree, as the second person."""
    return _told(await payments.confirm_refund(request.ctx.work, refund_number))


@bp.post("/refunds/<refund_number:str>/withdraw")
@allow(*MANAGING)
async def withdraw(request: Request, refund_number: str) -> HTTPResponse:
    """Give a proposal up."""
    return _told(await payments.withdraw_refund(request.ctx.work, refund_number))


@bp.post("/refunds/<refund_number:str>/repeat")
@allow(*MANAGING)
async def repeat(request: Request, refund_number: str) -> HTTPResponse:
    """Try a refused refund once more."""
    return _told(await payments.repeat_refund(request.ctx.work, refund_number))


def _told(made: RefundView) -> HTTPResponse:
    return answer({"refund": made.number, "state": made.state, "state_name": made.state_name})
