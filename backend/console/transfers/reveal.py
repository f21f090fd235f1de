"""Showing a masked number (显示): one at a time, and each leaves a line in the audit log."""

from typing import Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import transfers
from backend.console.asking import DESK
from backend.console.transfers.present import PRIVATE
from backend.kit.access import allow
from backend.kit.web import MalformedRequest, answer, parse

bp = Blueprint("console-reveal", url_prefix="/console/api/transfers")


class RevealForm(BaseModel):
    """Whose number: ``group`` is principal or agent, and empty for the phone and a principal's own_phone."""

    side: Literal["seller", "buyer"]
    name: str = Field(max_length=40)
    group: str = Field("", max_length=20)


@bp.post("/<transfer:str>/reveal")
@allow(*DESK)
async def reveal(request: Request, transfer: str) -> HTTPResponse:
    """The whole number."""
    form, work = parse(request, RevealForm), request.ctx.work
    view = await transfers.detail(work, transfer)
    side = view.seller if form.side == "seller" else view.buyer
    value = ""
    if side.party is not None and form.name in PRIVATE:
        fields = {(one.group, one.name): one.value for one in side.fields}
        phones = {("", "phone"): side.party.phone, ("", "own_phone"): side.own_phone}
        value = (fields | phones).get((form.group, form.name), "")
    if not value:
        raise MalformedRequest(sentence="没有可以显示的内容，请刷新页面后重试。")
    await work.record("party.unmasked", view.id, side=form.side, group=form.group, field=form.name)
    return answer({"value": value})
