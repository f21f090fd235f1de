"""Who works where (人员管理): administrators see to everybody, managers to the clerks of their own station."""

import re

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from backend.kit import clock, ids
from backend.kit.access import NotAllowed, end_sessions_of
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.stations import passwords, places
from backend.stations.errors import (
    CurrentPasswordWrong,
    NoSuchStaff,
    NotOneself,
    StaffDetailsInvalid,
    UsernameTaken,
)
from backend.stations.facts import NewCredentials, StaffFacts
from backend.stations.models import Staff

USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{2,39}", re.ASCII)


def must_administrate(actor: Actor) -> None:
    """Let administrators pass, and the system itself (demo data, commands)."""
    if actor.kind != "system" and Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed


def _must_manage(actor: Actor, role: Role, station: str) -> None:
    if actor.kind == "system" or Role.ADMINISTRATOR in actor.roles:
        return
    if Role.MANAGER in actor.roles and role is Role.CLERK and station == actor.station:
        return
    raise NotAllowed


async def add_staff(work: Work, *, username: str, name: str, role: Role, station: str = "") -> NewCredentials:
    """Add a clerk, manager or administrator; the first password and TOTP secret come back once.

    ``station`` is a public id, empty for administrators only. The password must be changed at the first sign-in.
    """
    _must_manage(work.actor, role, station)
    username, name = username.strip().lower(), name.strip()
    if not USERNAME.fullmatch(username):
        raise StaffDetailsInvalid(field="username")
    if not 1 <= len(name) <= 40:
        raise StaffDetailsInvalid(field="name")
    if (role is Role.ADMINISTRATOR) == bool(station):
        raise StaffDetailsInvalid(field="station")
    if station:
        await places.station(station)
    password, secret = passwords.temporary_password(), passwords.totp_secret()
    try:
        async with in_transaction():
            row = await Staff.create(
                public_id=ids.public_id(),
                username=username,
                name=name,
                role=role.value,
                station=station,
                password_hash=await passwords.hashed(password),
                totp_secret=secret,
                must_change_password=True,
                created_at=clock.now(),
            )
    except IntegrityError:
        raise UsernameTaken(field="username") from None
    await work.record("staff.added", f"staff:{row.public_id}", role=role.value, station=station)
    return NewCredentials(row.public_id, username, password, secret, passwords.totp_uri(secret, username))


async def list_staff(work: Work, station: str | None = None) -> list[StaffFacts]:
    """The staff this actor may see to, of one station or all: administrators everybody, managers their own station."""
    actor = work.actor
    rows = Staff.all()
    if actor.kind != "system" and Role.ADMINISTRATOR not in actor.roles:
        if Role.MANAGER not in actor.roles or station not in (None, actor.station):
            raise NotAllowed
        rows = rows.filter(station=actor.station)
    elif station is not None:
        rows = rows.filter(station=(await places.station(station)).public_id)
    return [facts_of(row) for row in await rows.order_by("station", "username")]


async def reset_password(work: Work, staff: str) -> NewCredentials:
    """Give a new first password and log the person out everywhere."""
    row = await _managed(work.actor, staff)
    password = passwords.temporary_password()
    row.password_hash, row.must_change_password = await passwords.hashed(password), True
    await row.save(update_fields=["password_hash", "must_change_password"])
    await end_sessions_of("staff", row.public_id)
    await work.record("staff.password_reset", f"staff:{row.public_id}")
    return NewCredentials(row.public_id, row.username, password=password)


async def reset_totp(work: Work, staff: str) -> NewCredentials:
    """Give a new TOTP secret, as after a lost phone, and log the person out everywhere."""
    row = await _managed(work.actor, staff)
    row.totp_secret, row.totp_step = passwords.totp_secret(), 0
    await row.save(update_fields=["totp_secret", "totp_step"])
    await end_sessions_of("staff", row.public_id)
    await work.record("staff.totp_reset", f"staff:{row.public_id}")
    uri = passwords.totp_uri(row.totp_secret, row.username)
    return NewCredentials(row.public_id, row.username, totp_secret=row.totp_secret, totp_uri=uri)


async def deactivate_staff(work: Work, staff: str) -> None:
    """Close the account and log the person out everywhere; their name stays on what they did."""
    row = await _managed(work.actor, staff)
    if row.public_id == work.actor.id:
        raise NotOneself
    await _set_active(work, row, False)
    await end_sessions_of("staff", row.public_id)


async def activate_staff(work: Work, staff: str) -> None:
    """Open a closed account again."""
    await _set_active(work, await _managed(work.actor, staff), True)


async def change_own_password(work: Work, current: str, new: str) -> None:
    """Change the caller's own password; every other session of theirs ends with it, this one too."""
    row = await Staff.get_or_none(public_id=work.actor.id, active=True)
    if row is None:
        raise NotAllowed
    if not await passwords.matches(row.password_hash, current):
        raise CurrentPasswordWrong(field="current")
    passwords.check_strength(new, row.username)
    row.password_hash, row.must_change_password = await passwords.hashed(new), False
    await row.save(update_fields=["password_hash", "must_change_password"])
    await end_sessions_of("staff", row.public_id)
    await work.record("staff.password_changed", f"staff:{row.public_id}")


async def staff(public_id: str) -> StaffFacts:
    """The member of staff of that public id, or :class:`NoSuchStaff`."""
    row = await Staff.named(public_id)
    if row is None:
        raise NoSuchStaff
    return facts_of(row)


async def staff_name(public_id: str) -> str:
    """The name to print on papers and timelines; empty when nobody has that id."""
    row = await Staff.named(public_id)
    return row.name if row else ""


async def _managed(actor: Actor, staff: str) -> Staff:
    row = await Staff.named(staff)
    if row is None:
        raise NoSuchStaff
    try:
        _must_manage(actor, Role(row.role), row.station)
    except NotAllowed:
        if row.station == actor.station:
            raise
        raise NoSuchStaff from None  # another station's staff: not even that they exist
    return row


async def _set_active(work: Work, row: Staff, active: bool) -> None:
    row.active = active
    await row.save(update_fields=["active"])
    await work.record("staff.activated" if active else "staff.deactivated", f"staff:{row.public_id}")


def facts_of(row: Staff) -> StaffFacts:
    """What others may know of a row."""
    return StaffFacts(
        row.public_id, row.username, row.name, Role(row.role), row.station, row.active, row.must_change_password
    )
