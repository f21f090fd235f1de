"""黑名单: phones, identity numbers and WeChat accounts that are kept out for a time, for a written reason.

The whole platform keeps out whom one station blocked: who was stopped here goes to the next door. Only that station's
manager or an administrator lifts it again.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.collection import PartyFacts
from backend.kit import clock, ids
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.kit.tools import installed
from backend.rules.numbers import judge_resident_id
from backend.rules.numbers.phone import judge_mobile
from backend.verification.checks.ask import supersede
from backend.verification.checks.due import subject_of
from backend.verification.checks.kinds import Kind
from backend.verification.checks.outcome import Outcome, Reason
from backend.verification.checks.settle import settle_within
from backend.verification.errors import AlreadyBlocked, BlockReasonNeeded, BlockUnknown, BlockValueUnfit
from backend.verification.models import Block, Check

BLOCK_NAMES: Final = {"phone": "手机号", "id_number": "身份证号", "device": "微信账号"}
ACCOUNT = re.compile(r"[0-9a-z]{20}", re.ASCII)
LONGEST_REASON = 200
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """One line of the list; ``value`` is whole, and shown masked."""

    id: str
    kind: str
    kind_name: str
    value: str
    reason: str
    until: datetime | None
    station: str
    by: str
    at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lifted_because: str
    state: str  # in_force | over | lifted


async def blocks(of_state: str = "in_force", limit: int = 500) -> list[BlockFacts]:
    """The list, newest first: those in force, or everything that ever was."""
    rows = Block.in_force(clock.now()) if of_state == "in_force" else Block.all()
    return [_facts(row) for row in await rows.order_by("-id").limit(limit)]


async def block(work: Work, kind: str, value: str, reason: str, days: int | None) -> str:
    """Keep ``value`` (a phone, an identity number, a WeChat account's public id) out for ``days`` (None: for good).

    Its public id. Sides that are with a station keep their verdict until they are sent again. Raises BlockValueUnfit,
    BlockReasonNeeded, AlreadyBlocked.
    """
    plain = _plain(kind, value)
    index = index_of(kind, plain)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise BlockValueUnfit(field="days")
    moment, because = clock.now(), _reason(reason)
    if await Block.in_force(moment).filter(kind=kind, value_index=index).exists():
        raise AlreadyBlocked(field="value")
    row = await Block.create(
        public_id=ids.public_id(),
        kind=kind,
        value_index=index,
        value=plain,
        reason=because,
        until=moment + timedelta(days=days) if days else None,
        station=work.actor.station,
        made_by=work.actor.id,
        made_at=moment,
    )
    await work.record("block.made", row.public_id, kind=kind, days=days)
    return row.public_id


async def lift(work: Work, name: str, reason: str) -> None:
    """End a block before its time. Raises BlockUnknown, also for another station's; BlockReasonNeeded."""
    because = _reason(reason)
    row = await Block.in_force(clock.now()).filter(public_id=name[:20]).select_for_update().first()
    everywhere = Role.ADMINISTRATOR in work.actor.roles
    if row is None or not (everywhere or row.station == work.actor.station):
        raise BlockUnknown
    row.lifted_by, row.lifted_at, row.lifted_because = work.actor.id, clock.now(), because
    await row.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    await work.record("block.lifted", row.public_id, kind=row.kind)


async def blocked_value(work: Work, name: str) -> str:
    """The whole value of a block, which is audited. Raises BlockUnknown."""
    row = await Block.get_or_none(public_id=name[:20])
    if row is None:
        raise BlockUnknown
    await work.record("block.unmasked", row.public_id, kind=row.kind)
    return row.value


async def stop_blocked(work: Work, party: PartyFacts) -> None:
    """Stop a side that was sent with anything that is kept out; its verdict counts until it is sent again."""
    await supersede(party.collection, Kind.BLOCKED)
    hits = await _hits(_values_of(party))
    if not hits:
        return
    station = await Check.filter(collection=party.collection).exclude(station="").first()
    row = Check(
        public_id=ids.public_id(),
        collection=party.collection,
        station=station.station if station else "",
        subject=subject_of(party),
        kind=Kind.BLOCKED.value,
        fingerprint=ids.public_id(),
        evidence=[],
        asked_at=clock.now(),
    )
    names = "、".join(dict.fromkeys(BLOCK_NAMES[one.kind] for one in hits))
    sentence = f"{names}在黑名单中，不能办理；确属误列的，请站长或系统管理员解除后，请车主重新提交。"
    outcome = Outcome(
        100, "local", "blocks-1", (Reason("blocked", sentence),), facts={"blocks": [h.public_id for h in hits]}
    )
    await settle_within(work, row, outcome)


def _values_of(party: PartyFacts) -> list[tuple[str, str]]:
    numbers = [group["id_number"].value for group in (party.principal, party.agent) if "id_number" in group]
    return [("device", party.owner), ("phone", party.phone), *(("id_number", one) for one in numbers)]


async def _hits(values: list[tuple[str, str]]) -> list[Block]:
    indexes = {index_of(kind, value): kind for kind, value in values if value}
    found = await Block.in_force(clock.now()).filter(value_index__in=list(indexes))
    return [row for row in found if indexes[row.value_index] == row.kind]


def index_of(kind: str, value: str) -> str:
    """The blind index under which a value is kept out."""
    return installed().blind.of(f"block-{kind}", value)


def _plain(kind: str, value: str) -> str:
    text = "".join(value.split())
    if kind == "phone":
        judged = judge_mobile(text)
    elif kind == "id_number":
        judged = judge_resident_id(text, clock.today())
    elif kind == "device" and ACCOUNT.fullmatch(text):
        return text
    else:
        raise BlockValueUnfit(field="value")
    if judged.reasons:
        raise BlockValueUnfit(field="value")
    return judged.normalised


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 2 <= len(reason) <= LONGEST_REASON:
        raise BlockReasonNeeded(field="reason")
    return reason


def _facts(row: Block) -> BlockFacts:
    over = row.until is not None and row.until <= clock.now()
    return BlockFacts(
        id=row.public_id,
        kind=row.kind,
        kind_name=BLOCK_NAMES[row.kind],
        value=row.value,
        reason=row.reason,
        until=row.until,
        station=row.station,
        by=row.made_by,
        at=row.made_at,
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
        lifted_because=row.lifted_because or "",
        state="lifted" if row.lifted_at else "over" if over else "in_force",
    )
