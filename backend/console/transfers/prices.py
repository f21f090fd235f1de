"""Prices of one model over time (同车型价格走势): a chart and the table beneath it, for managers."""

from sanic import Blueprint, HTTPResponse, Request

from backend import transfers, vehicles
from backend.console.asking import MANAGING
from backend.console.chart import Series, draw
from backend.console.frame import show
from backend.kit.access import allow

bp = Blueprint("console-model-prices", url_prefix="/console/catalogue/models")


@bp.get("/<model:str>/prices")
@allow(*MANAGING)
async def prices(request: Request, model: str) -> HTTPResponse:
    """What the model cost new, and what its cars were valued and sold at."""
    known, history = await vehicles.model(model), await vehicles.price_history(model)
    cars = await transfers.prices_of_model(request.ctx.work, model)
    series = [
        Series("new", "新车价", tuple((one.valid_from, one.new_price_fen) for one in history), line=True),
        Series("base", "基准价", tuple((car.valued_on, car.base_fen) for car in cars)),
        Series("appraised", "评估价", tuple((car.valued_on, car.appraised_fen) for car in cars if car.appraised_fen)),
        Series("contract", "成交价", tuple((car.valued_on, car.contract_fen) for car in cars if car.contract_fen)),
    ]
    return await show(request, "console/model_prices.html", model=known, history=history, cars=cars, chart=draw(series))
