"""Looking at the catalogue (查看车型库): one model, its prices, how far an import is."""

from datetime import date

from backend.vehicles.errors import UnknownCatalogueModel
from backend.vehicles.facts import ModelFacts, PriceFacts
from backend.vehicles.models import CatalogueEdition, CatalogueModel, CataloguePrice, ImportRun


async def model(public_id: str, on: date | None = None) -> ModelFacts:
    """The model with the price in force on that day (today's without one), or :class:`UnknownCatalogueModel`.

    Before the first recorded price the first one is taken, so an appraisal of any day can be repeated.
    """
    row = await CatalogueModel.named(public_id)
    if row is None:
        raise UnknownCatalogueModel
    if on is None or on >= row.price_valid_from:
        return facts_of(row)
    price = await CataloguePrice.in_force(public_id, on)
    return facts_of(row, price)


async def price_history(public_id: str) -> tuple[PriceFacts, ...]:
    """Every price that the model ever had, oldest first; :class:`UnknownCatalogueModel`."""
    if await CatalogueModel.named(public_id) is None:
        raise UnknownCatalogueModel
    prices = await CataloguePrice.history(public_id)
    runs = await ImportRun.filter(public_id__in=[price.run for price in prices])
    files = {run.public_id: f"导入 {run.file_name}" for run in runs}
    return tuple(
        PriceFacts(price.new_price_fen, price.valid_from, files.get(price.run, "人工维护"), price.recorded_at)
        for price in prices
    )


async def edition() -> int:
    """The catalogue's edition: whoever derived something from the models derives it again when it went up."""
    return await CatalogueEdition.current()


def facts_of(row: CatalogueModel, price: CataloguePrice | None = None) -> ModelFacts:
    """What others may know of a row, with ``price`` in place of the one in force."""
    return ModelFacts(
        id=row.public_id,
        brand=row.brand,
        maker=row.maker,
        brand_model=row.brand_model,
        vehicle_type=row.vehicle_type,
        engine=row.engine,
        fuel=row.fuel,
        seats=row.seats,
        sold_from=row.sold_from,
        sold_until=row.sold_until,
        origin=row.origin,
        new_price_fen=price.new_price_fen if price else row.new_price_fen,
        price_valid_from=price.valid_from if price else row.price_valid_from,
        version=row.version,
        retired=row.retired,
        code=row.code,
    )
