"""What transfers know of a person (过户中的个人信息), and what of a cancelled one goes; PIPL art. 45 and 47.

Either side reads its own part: the other's name, phone and papers are not told.
"""

from dataclasses import dataclass
from typing import Final

from tortoise.expressions import Q

from backend import appraisal, archive, collection, documents
from backend.archive import ArchiveStanding
from backend.collection import PersonSide
from backend.kit.database import Work
from backend.kit.personal import Holding, joined
from backend.transfers.desk.hold import note
from backend.transfers.forget import GONE, empty_beside
from backend.transfers.history import SIDES, sentence_of
from backend.transfers.models import Correction, HistoryEntry, Overrule, ProhibitedCheck, Transfer
from backend.transfers.states import STATE_NAMES, State
from backend.transfers.view.terms import refresh_terms

TABLES: Final = (
    *("transfers_transfer", "transfers_history", "transfers_correction", "transfers_prohibited_check"),
    *("transfers_overrule", "appraisal_appraisal"),
)


@dataclass(frozen=True, slots=True)
class TransferStanding:
    """How a transfer of a person stands: ``running`` ones need what is in them, an archive is kept by law."""

    id: str
    number: str
    side: str
    state: str
    state_name: str
    running: bool
    cancelled: bool
    named: bool
    archive: ArchiveStanding | None


async def standings_of(work: Work, side: str) -> list[TransferStanding]:
    """Every transfer that a collection is or was a side of, the oldest first, with its archive."""
    rows = await Transfer.filter(Q(seller=side) | Q(buyer=side)).order_by("id") if side else []
    return [await _standing(work, row, row.side_of(side)) for row in rows]


async def held_of_transfers(work: Work, person: PersonSide) -> Holding:
    """The transfers of one side, as far as they are this person's, with prices, papers, archive."""
    told = Holding()
    for row in await Transfer.filter(Q(seller=person.collection) | Q(buyer=person.collection)).order_by("id"):
        side = row.side_of(person.collection)
        signs_as = {side} if person.holder else {f"{side}_p"}
        told.add(
            await _of_transfer(row, side, person),
            await documents.held_of_papers(row.public_id, signs_as),
            await archive.held_of_archive(row.public_id, work.kit.settings.evidence_years),
        )
    return told


async def erase_from_cancelled(work: Work, transfer: str, side: str) -> None:
    """Take one side's name and phone, and the void papers, out of a transfer that came to nothing. Idempotent."""
    row = await Transfer.locked(transfer)
    if row is None or row.step is not State.CANCELLED or side not in SIDES or not getattr(row, f"{side}_name"):
        return
    setattr(row, f"{side}_name", "")
    setattr(row, f"{side}_phone", None)
    row.remarks, row.ended_because, row.deviation_reason = "", GONE, None
    await row.save(update_fields=[f"{side}_name", f"{side}_phone", "remarks", "ended_because", "deviation_reason"])
    # The papers are void and name both: nobody needs them, and half of one cannot go.
    await documents.forget(work, row.public_id)
    await empty_beside(row)
    other = row.buyer if side == "seller" else row.seller
    await refresh_terms(work, row, [await collection.party_facts(other)] if other else [])
    await note(work, row, "erased", side=side)
    await work.record("transfer.erased", row.public_id, side=side)


async def _standing(work: Work, row: Transfer, side: str) -> TransferStanding:
    return TransferStanding(
        id=row.public_id,
        number=row.number,
        side=side,
        state=row.state,
        state_name=STATE_NAMES[row.step],
        running=row.step not in {State.ARCHIVED, State.CANCELLED},
        cancelled=row.step is State.CANCELLED,
        named=bool(getattr(row, f"{side}_name")),
        archive=await archive.standing_of(row.public_id, work.kit.settings.evidence_years),
    )


async def _of_transfer(row: Transfer, side: str, person: PersonSide) -> Holding:
    told = Holding()
    told.tell(
        "transfers_transfer",
        "过户",
        编号=row.number,
        身份=SIDES[side],
        状态=STATE_NAMES[row.step],
        姓名=getattr(row, f"{side}_name") if person.part == "principal" else "",
        登记的手机号=row.phone_of(side) if person.part == "principal" else "",
        号牌号码=row.plate_number,
        车辆识别代号=row.vin,
        品牌型号=row.brand_model,
        成交价分=row.price_fen,
        评估价分=row.appraised_fen,
        申报价分=row.declared_fen,
        合同编号=row.contract_number,
        开始=row.opened_at,
        办结=row.completed_at,
        备注=row.remarks,
        结束原因=row.ended_because,
    )
    for entry in await HistoryEntry.filter(transfer=row.public_id).order_by("id"):
        if entry.detail.get("side", side) == side:
            # Who else is called by name in a line stays out of it.
            said = sentence_of(entry.action, {**entry.detail, "whom": ""})
            told.tell("transfers_history", "办理记录", 经办=entry.who, 内容=said, 时间=entry.at)
    for one in await Overrule.filter(transfer=row.public_id).order_by("id"):
        if side in one.finding:
            told.tell("transfers_overrule", "核查说明", 提示=one.sentence, 说明=one.reason, 时间=one.at)
    await _of_car(told, row)
    return told


async def _of_car(told: Holding, row: Transfer) -> None:
    for fixed in await Correction.filter(transfer=row.public_id).order_by("id"):
        name = collection.FIELD_LABELS["vehicle"].get(fixed.name, fixed.name)
        told.tell("transfers_correction", "经办人更正", 项目=name, 内容=fixed.value, 时间=fixed.at)
    for looked in await ProhibitedCheck.filter(transfer=row.public_id).order_by("id"):
        told.tell(
            "transfers_prohibited_check",
            "禁止交易核查",
            项目=looked.code,
            结果=looked.result,
            依据=looked.source,
            时间=looked.at,
        )
    for valued in await appraisal.appraisals_of(row.public_id):
        told.tell(
            "appraisal_appraisal",
            "评估",
            评估基准日=valued.valued_on,
            新车价分=valued.new_price_fen,
            基准价分=valued.base_fen,
            评估价分=valued.appraised_fen,
            计算步骤=joined(valued.steps),
            时间=valued.at,
        )
