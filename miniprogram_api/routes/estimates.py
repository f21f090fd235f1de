"""An owner's estimate (估一估): a price for the licence's words, and the words from a photograph; nothing is kept."""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request

from backend.appraisal import Wish
from backend.gateways.card_reader import sentence
from backend.kit.access import Role, allow
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web import answer, parse
from miniprogram_api.described import described
from miniprogram_api.estimating import estimate
from miniprogram_api.schemas.estimates import EstimateAnswer, EstimateForm, LicenceReading

bp = Blueprint("api_estimates")

# Reading a card takes a process two seconds, and those who have a transfer wait for the same process.
READINGS = RateLimit("estimate-reading", 6, timedelta(minutes=10))
WANTED = ("brand_model", "vehicle_type", "use_character", "registered_on", "vin")


@bp.post("/estimates")
@allow(Role.OWNER, work=False)
@described("估一估：按行驶证估算车价，不保存任何内容", takes=EstimateForm, gives=EstimateAnswer)
async def ask(request: Request) -> HTTPResponse:
    """A price, candidates to choose among, or what is lacking."""
    form, keyvalue = parse(request, EstimateForm), request.app.ctx.tools.kit.keyvalue
    wish = Wish(model=form.model, new_price_fen=form.new_price_fen)
    told = await estimate(keyvalue, request.ctx.actor.id, form.car(), wish)
    return answer(EstimateAnswer.told(told))


@bp.post("/estimates/reading")
@allow(Role.OWNER, work=False)
@described("识别行驶证照片，照片不保存", takes_bytes="image/jpeg", gives=LicenceReading)
async def read(request: Request) -> HTTPResponse:
    """The licence's words, from a photograph that is gone with the answer."""
    tools = request.app.ctx.tools
    await check(tools.kit.keyvalue, READINGS, request.ctx.actor.id)
    reading = await tools.reader.read(request.body, "vehicle_licence")
    fields = {name: reading.fields[name].value for name in WANTED if name in reading.fields}
    return answer(LicenceReading(fields=fields, doubts=[sentence(one) for one in reading.doubts]))
