"""Who sees what of the reconciliation (查看范围)."""

from backend.kit.actor import SYSTEM, Actor, Role
from backend.reconciliation.errors import DayUnknown


def station_of(actor: Actor) -> str | None:
    """The station whose merchants the actor may see, None for all of them. Raises DayUnknown for everybody else."""
    if actor == SYSTEM or Role.ADMINISTRATOR in actor.roles:
        return None
    if Role.MANAGER in actor.roles and actor.station:
        return actor.station
    raise DayUnknown
