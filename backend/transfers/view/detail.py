"""The transfer's page (业务详情)."""

from datetime import timedelta

from backend import appraisal, documents, payments, stations
from backend.collection import PartyFacts
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.rules.eligibility import CheckResult, prohibited_items
from backend.rules.plate_type import plate_type_of
from backend.transfers.desk.judge import deviations, judged
from backend.transfers.desk.paperwork.papers import papers_due
from backend.transfers.desk.sides import both_parties, vehicle_in_force
from backend.transfers.errors import TransferNotFound
from backend.transfers.history import SIDES, sentence_of
from backend.transfers.labels import TRADES
from backend.transfers.models import (
    NAME_LETTERS,
    Correction,
    HistoryEntry,
    Overrule,
    ProhibitedCheck,
    Transfer,
)
from backend.transfers.states import STATE_NAMES, State
from backend.transfers.view.facts import (
    CheckView,
    FieldView,
    HistoryRow,
    OverruleView,
    SideView,
    TransferView,
)
from backend.transfers.view.next_steps import for_clerk, possible
from backend.transfers.view.provenance import fields_of, vehicle_fields

# A page that is open updates itself often; one line in the audit log for a look of ten minutes is enough.
ONE_LOOK = timedelta(minutes=10)
SIDE_STATES = {"missing": "未提交", "filling": "采集中", "complete": "已提交", "returned": "已退回，待补充"}
JUDGED = frozenset({State.COLLECTING, State.REVIEWING, State.SIGNING})


async def detail(work: Work, transfer: str) -> TransferView:
    """Everything about a transfer of the acting clerk's station. Looking is audited: the page shows people unmasked.

    Raises TransferNotFound, also for another station's.
    """
    row = await readable(work, transfer)
    await _record_look(work, row)
    seller, buyer = await both_parties(row) if row.step is not State.CANCELLED else (None, None)
    vehicle = await vehicle_in_force(row, seller)
    valuation = await appraisal.appraisal_of(row.public_id)
    found = await judged(row, seller, buyer, vehicle) if row.step in JUDGED else []
    return TransferView(
        id=row.public_id,
        number=row.number,
        version=row.version,
        state=row.step,
        state_name=STATE_NAMES[row.step],
        next=for_clerk(row, (await payments.dues_of([row.public_id])).get(row.public_id, 0)),
        can=possible(row),
        opened_at=row.opened_at,
        opened_by=await stations.staff_name(row.opened_by),
        changed_at=row.changed_at,
        completed_at=row.completed_at,
        trade=row.trade,
        trade_name=TRADES[row.trade],
        price_fen=row.price_fen,
        base_fen=row.base_fen,
        appraised_fen=row.appraised_fen,
        appraised_by_hand=row.appraised_by_hand,
        declared_fen=row.declared_fen,
        deviations=deviations(row, valuation) if valuation else {},
        deviation_reason=row.deviation_reason or "",
        valuation=valuation,
        remarks=row.remarks,
        plate_type=row.plate_type,
        plate_type_found=plate_type_of(vehicle.get("plate_number", ""), vehicle.get("vehicle_type", "")),
        to_province=row.to_province,
        to_city=row.to_city,
        contract_number=row.contract_number,
        confirmation_number=row.confirmation_number,
        certificate_number=row.certificate_number,
        numbers=row.numbers,
        papers_due=papers_due(row, seller, buyer) if row.step is State.REVIEWING and seller and buyer else (),
        ended_because=row.ended_because,
        seller=_side(row, "seller", seller, vehicle.get("owner", "")),
        buyer=_side(row, "buyer", buyer, ""),
        vehicle=tuple(await _vehicle(row, seller)),
        findings=tuple(found),
        checks=tuple(await _checks(row)),
        overrules=tuple(await _overrules(row)),
        history=tuple(await history(row)),
        documents=await documents.set_of_transfer(row.public_id),
    )


async def readable(work: Work, transfer: str) -> Transfer:
    """The transfer, not locked, if the acting clerk's station has it; else TransferNotFound."""
    row = None
    if Role.CLERK in work.actor.roles and work.actor.station:
        row = await Transfer.named(transfer, station=work.actor.station)
    if row is None:
        raise TransferNotFound
    return row


async def must_see(work: Work, *, transfer: str = "", collection: str = "") -> str:
    """Let the acting clerk look at what belongs to a transfer: its papers (``transfer``) or a side's evidence
    (``collection``). The transfer's public id. TransferNotFound for another station's, or once it gave the side back.
    """
    if transfer:
        return (await readable(work, transfer)).public_id
    row = None
    if Role.CLERK in work.actor.roles and work.actor.station and 0 < len(collection) <= NAME_LETTERS:
        rows = Transfer.filter(station=work.actor.station).exclude(state=State.CANCELLED.value)
        row = await rows.filter(seller=collection).first() or await rows.filter(buyer=collection).first()
    if row is None:
        raise TransferNotFound
    return row.public_id


async def history(row: Transfer) -> list[HistoryRow]:
    """The timeline, newest first."""
    entries = await HistoryEntry.filter(transfer=row.public_id).order_by("-id")
    return [
        HistoryRow(one.version, one.at, one.who, one.action, sentence_of(one.action, one.detail)) for one in entries
    ]


def _side(row: Transfer, side: str, party: PartyFacts | None, licence_owner: str) -> SideView:
    state = "missing"
    if party is not None:
        state = {"claimed": "complete", "submitted": "complete", "returned": "returned"}.get(party.state, "filling")
    fields: list[FieldView] = []
    for group in ("principal", "company", "agent", "condition"):
        fields += fields_of(party, group, licence_owner) if party else []
    name = getattr(row, f"{side}_name")
    return SideView(side, SIDES[side], state, SIDE_STATES[state], name, party, tuple(fields), row.phone_of(side))


async def _vehicle(row: Transfer, seller: PartyFacts | None) -> list[FieldView]:
    corrections = {
        name: (one.value, await stations.staff_name(one.by))
        for name, one in (await Correction.in_force(row.public_id)).items()
    }
    return vehicle_fields(seller, corrections)


async def _checks(row: Transfer) -> list[CheckView]:
    known = await ProhibitedCheck.in_force(row.public_id)
    views = []
    for item in prohibited_items():
        one = known.get(item.code)
        views.append(
            CheckView(
                number=item.number,
                code=item.code,
                text=item.text,
                evidence=item.evidence,
                result=CheckResult(one.result) if one else CheckResult.NOT_CHECKED,
                source=one.source if one else "",
                who=await stations.staff_name(one.by) if one else "",
                at=one.at if one else None,
            )
        )
    return views


async def _overrules(row: Transfer) -> list[OverruleView]:
    rows = await Overrule.filter(transfer=row.public_id).order_by("-version", "id")
    return [
        OverruleView(one.finding, one.sentence, one.reason, await stations.staff_name(one.by), one.at)
        for one in rows
        if one.version == rows[0].version
    ]


async def _record_look(work: Work, row: Transfer) -> None:
    key = f"transfer-seen:{work.actor.id}:{row.public_id}"
    if await work.kit.keyvalue.set(key, "1", ttl=ONE_LOOK, only_if_absent=True):
        await work.record("transfer.seen", row.public_id)
