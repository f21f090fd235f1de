"""Signing in with password and one-time code (登录)."""

from datetime import timedelta

from backend.kit import tools
from backend.kit.access import start_session
from backend.kit.actor import ANYONE, Actor, Role
from backend.kit.audit import salted
from backend.kit.database import Work, unit_of_work
from backend.kit.keyvalue import RateLimit, TooManyRequests, check, forget
from backend.stations import passwords
from backend.stations.errors import SignInPaused, SignInRefused
from backend.stations.models import Staff

# Counted before the password is looked at, so that many guesses at one moment are counted too.
PER_USERNAME = RateLimit("staff-sign-in-name", 5, timedelta(minutes=15))
# A market's desks share one address.
PER_ADDRESS = RateLimit("staff-sign-in-address", 60, timedelta(minutes=15))
# Nobody's secret: the code of an unknown user is compared with it, for the same time.
NOBODYS_SECRET = "A" * 32

ROLES = {
    Role.CLERK: frozenset({Role.CLERK}),
    Role.MANAGER: frozenset({Role.MANAGER, Role.CLERK}),  # a manager may do a clerk's work at the same station
    Role.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),  # and an administrator sees no transfer
}


async def sign_in(username: str, password: str, code: str, address: str, request: str = "") -> str:
    """Check all three and return a session's bearer secret; else :class:`SignInRefused` or :class:`SignInPaused`.

    Opens its own units of work: comparing a password takes some 80 ms, and an open transaction would make everybody
    wait. Call it from a handler with ``work=False``. ``address`` is the caller's network address.
    """
    username = username.strip().lower()[:40]
    await _count(username, address)
    row = await Staff.get_or_none(username=username, active=True)
    right = await passwords.matches(row.password_hash if row else "", password[:200])
    step = passwords.step_of(row.totp_secret if row else NOBODYS_SECRET, code)
    async with unit_of_work(ANYONE, request) as work:
        if not (row and right and step and await row.use_step(step) and await _unchanged(row)):
            await work.record("staff.sign_in_refused", "staff", username=salted(username), address=salted(address))
            raise SignInRefused
        token = await _start(work, row)
    await forget(tools.installed().keyvalue, PER_USERNAME, username)
    return token


async def staff_actor(subject: str) -> Actor | None:
    """Who a session's subject is today: roles and station, or None when the account was closed."""
    row = await Staff.get_or_none(public_id=subject, active=True)
    if row is None:
        return None
    roles = ROLES[Role(row.role)]
    return Actor("staff", row.public_id, roles, row.station, first_password=row.must_change_password)


async def _count(username: str, address: str) -> None:
    store = tools.installed().keyvalue
    try:
        await check(store, PER_ADDRESS, address)
        await check(store, PER_USERNAME, username)
    except TooManyRequests as refusal:
        facts = refusal.facts
        raise SignInPaused(wait=facts["wait"], retry_after=facts["retry_after"]) from None


async def _unchanged(row: Staff) -> bool:
    # A password may have been reset, or the account closed, while the hash was compared.
    return await Staff.filter(id=row.id, password_hash=row.password_hash, active=True).exists()


async def _start(work: Work, row: Staff) -> str:
    token = await start_session("staff", row.public_id)
    await work.record("staff.signed_in", f"staff:{row.public_id}", station=row.station)
    return token
