"""What cars of one model were valued and sold at (同车型价格), for a manager's chart. No person is in it."""

from dataclasses import dataclass
from datetime import date

from backend import appraisal
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.transfers.errors import TransferNotFound
from backend.transfers.models import Transfer
from backend.transfers.states import State

# The newest: more would be a cloud, and SQLite takes no more names in one question.
MOST_CARS = 500
SOLD = (State.COMPLETED.value, State.ARCHIVED.value)


@dataclass(frozen=True, slots=True)
class SoldCar:
    """One finished transfer of a model's car; prices are fen, ``used_months`` at the valuation."""

    valued_on: date
    used_months: int
    base_fen: int
    appraised_fen: int | None
    contract_fen: int | None


async def prices_of_model(work: Work, model: str) -> tuple[SoldCar, ...]:
    """Finished transfers of a catalogue model's cars, oldest first: a manager's own station's, an administrator's all.

    Raises TransferNotFound for everybody else.
    """
    if not work.actor.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise TransferNotFound
    station = None if Role.ADMINISTRATOR in work.actor.roles else work.actor.station
    points = (await appraisal.prices_of_model(station, model))[-MOST_CARS:]
    rows = await Transfer.filter(public_id__in=[point.subject for point in points], state__in=SOLD)
    sold = {row.public_id: row for row in rows}
    return tuple(
        SoldCar(
            point.valued_on,
            point.used_months,
            point.base_fen,
            sold[point.subject].appraised_fen,
            sold[point.subject].price_fen,
        )
        for point in points
        if point.subject in sold
    )
