"""The staff of two stations (登记服务站人员), with what they know: passwords and authenticator secrets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pyotp
from argon2 import PasswordHasher

from backend import stations
from backend.kit import clock
from backend.kit.actor import SYSTEM, Actor
from backend.kit.database import unit_of_work
from backend.stations import demo

# Argon2 with 1 MB instead of 64: the suite hashes hundreds of passwords.
QUICK = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1)


@dataclass(frozen=True)
class Member:
    """One demo account, its row and its actor."""

    username: str
    password: str
    secret: str
    id: str
    station: str
    actor: Actor

    def code(self, steps: int = 0) -> str:
        """What the authenticator shows now, or ``steps`` of 30 seconds away."""
        return pyotp.TOTP(self.secret).at(int(clock.now().timestamp()) + 30 * steps)

    async def does(self, act: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """Call a use case in a unit of work of this member."""
        async with unit_of_work(self.actor) as work:
            return await act(work, *args, **options)


async def planted() -> dict[str, Member]:
    """Everybody by username: clerk and manager of station 0001, clerk2 and manager2 of 0002, admin."""
    async with unit_of_work(SYSTEM) as work:
        accounts = await demo.plant(work)
        rows = {row.username: row for row in await stations.list_staff(work)}
    members = {}
    for account in accounts:
        row = rows[account.account]
        actor = await stations.staff_actor(row.public_id)
        assert actor is not None
        members[account.account] = Member(
            account.account, account.password, account.totp_secret, row.public_id, row.station, actor
        )
    return members
