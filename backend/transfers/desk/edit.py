"""Editing a transfer (填写与更正): price, appraisal, remarks, kind of trade, vehicle fields, the nine prohibitions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend import appraisal, documents
from backend.collection import FIELD_LABELS
from backend.kit import clock
from backend.kit.database import Work
from backend.rules.eligibility import CheckResult, prohibited_items
from backend.rules.money import Fen
from backend.rules.numbers import judge_engine_number, judge_plate_number, judge_vin
from backend.rules.rmb_words import MalformedAmount
from backend.rules.sentences import say
from backend.transfers.desk.hold import hold, must_be, write
from backend.transfers.desk.paperwork.office import for_the_office
from backend.transfers.desk.principals import phone_typed
from backend.transfers.desk.sides import both_parties, copy_vehicle, parties_of, vehicle_in_force
from backend.transfers.desk.value import value
from backend.transfers.errors import CheckUnfit, PriceUnreadable, TextTooLong, TradeUnfit, VehicleFieldUnfit
from backend.transfers.labels import TRADES
from backend.transfers.models import Correction, ProhibitedCheck, Transfer
from backend.transfers.states import EDITABLE, State
from backend.transfers.view.terms import refresh_terms
from backend.verification import PRICE_NAMES

LONGEST_TEXT = 500
LONGEST_FIELD = 120
LONGEST_SOURCE = 200
DATES = frozenset({"registered_on", "issued_on"})
DATE = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
VEHICLE = FIELD_LABELS["vehicle"]
FOR_THE_OFFICE = {"plate_type": "号牌种类", "to_province": "转入省份", "to_city": "转入城市"}
PHONES = {"seller_phone": "卖方委托人电话", "buyer_phone": "买方委托人电话"}
LABELS = (
    PRICE_NAMES | {"deviation_reason": "偏离说明", "remarks": "备注", "trade": "交易方式"} | FOR_THE_OFFICE | PHONES
)
# What no paper prints: a change of these leaves papers that wait for signatures as they are.
UNPRINTED = frozenset({"declared"})


@dataclass(frozen=True, slots=True)
class Changes:
    """What a clerk filled in (修改内容): None leaves a value as it is, an empty text clears it.

    ``price``, ``appraised`` and ``declared`` are yuan as typed (``13,000.00``), ``deviation_reason`` says why one of
    them is far from the base price, ``trade`` is direct or entrusted, ``vehicle`` holds corrected fields of the licence
    by name. ``plate_type`` is a name of GA 24.7, empty for what the plate tells; ``to_province`` and ``to_city`` are
    where a car goes that leaves for another vehicle office. ``seller_phone`` and ``buyer_phone`` are a principal's own,
    where somebody else acts for that side.
    """

    price: str | None = None
    appraised: str | None = None
    declared: str | None = None
    deviation_reason: str | None = None
    remarks: str | None = None
    trade: str | None = None
    plate_type: str | None = None
    to_province: str | None = None
    to_city: str | None = None
    seller_phone: str | None = None
    buyer_phone: str | None = None
    vehicle: Mapping[str, str] = field(default_factory=dict)


async def edit(work: Work, transfer: str, expected_version: int, changes: Changes) -> int:
    """Apply ``changes``; the new version, or the same when nothing differs.

    While papers wait for signatures, a change of anything that they print voids them and takes the transfer back to
    the review. Raises TransferChanged, StepOutOfOrder, PriceUnreadable, TextTooLong, TradeUnfit, PlateTypeUnfit,
    DestinationUnfit, PrincipalPhoneUnfit, VehicleFieldUnfit.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, EDITABLE)
    changed = _apply_own(row, changes)
    if "appraised" in changed:
        last = await appraisal.appraisal_of(row.public_id)
        row.appraised_by_hand = row.appraised_fen != (last.appraised_fen if last else None)
    changed += await _change_phones(work, row, {"seller": changes.seller_phone, "buyer": changes.buyer_phone})
    changed += await _correct_vehicle(work, row, changes.vehicle)
    if changed:
        names = "、".join(LABELS.get(name) or VEHICLE[name] for name in changed)
        await amend(work, row, "edited", changed, fields=names)
    return row.version


async def amend(work: Work, row: Transfer, action: str, changed: list[str], *, fields: str, **detail: Any) -> None:
    """Write that ``changed`` (in words: ``fields``) is different now; papers that say otherwise are void."""
    if row.step is not State.SIGNING or UNPRINTED.issuperset(changed):
        return await write(work, row, action, changed=changed, fields=fields, **detail)
    await documents.void(work, row.public_id, "过户内容有修改")
    row.document_set = ""
    return await write(work, row, "taken_back", State.REVIEWING, changed=changed, fields=fields)


async def record_checks(
    work: Work, transfer: str, expected_version: int, answers: Mapping[str, tuple[str, str]]
) -> int:
    """Keep answers to the nine prohibitions: code -> (pass, fail or not_checked; source). The new version.

    A pass or fail must name its source (查询平台、登记证书、实车查验 …). Raises CheckUnfit, TransferChanged,
    StepOutOfOrder.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, EDITABLE - {State.SIGNING})
    known, codes = await ProhibitedCheck.in_force(row.public_id), {item.code for item in prohibited_items()}
    changed = []
    for code, (result, source) in answers.items():
        source = " ".join(source.split())
        fits = code in codes and result in set(CheckResult) and len(source) <= LONGEST_SOURCE
        if not fits or (result != CheckResult.NOT_CHECKED and not source):
            raise CheckUnfit(field=code)
        before = known.get(code)
        if (before.result, before.source) == (result, source) if before else result == CheckResult.NOT_CHECKED:
            continue
        await ProhibitedCheck.create(
            transfer=row.public_id, code=code, result=result, source=source, by=work.actor.id, at=clock.now()
        )
        changed.append(code)
    if changed:
        await write(work, row, "checked", changed=changed, count=len(changed))
    return row.version


def _apply_own(row: Transfer, changes: Changes) -> list[str]:
    wanted: dict[str, tuple[str, object]] = {}
    for name in PRICE_NAMES:
        if (typed := getattr(changes, name)) is not None:
            wanted[name] = (f"{name}_fen", price_typed(typed, name))
    for name in ("deviation_reason", "remarks"):
        if (text := getattr(changes, name)) is not None:
            wanted[name] = (name, _text(text, name))
    if changes.trade is not None:
        if changes.trade not in TRADES:
            raise TradeUnfit(field="trade")
        wanted["trade"] = ("trade", changes.trade)
    wanted |= for_the_office(row, changes.plate_type, changes.to_province, changes.to_city)
    changed = [name for name, (column, value) in wanted.items() if (getattr(row, column) or None) != (value or None)]
    for name in changed:
        setattr(row, *wanted[name])
    return changed


def _text(text: str, name: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(field=name, most=LONGEST_TEXT)
    return text


def price_typed(text: str, name: str) -> int | None:
    """The fen of an amount in yuan as typed, None for an empty text; PriceUnreadable beside the field ``name``."""
    if not text.strip():
        return None
    try:
        return Fen.price(text).amount
    except MalformedAmount:
        raise PriceUnreadable(field=name) from None


async def _change_phones(work: Work, row: Transfer, typed: Mapping[str, str | None]) -> list[str]:
    if all(text is None for text in typed.values()):
        return []
    changed = []
    for (side, text), party in zip(typed.items(), await both_parties(row), strict=True):
        name = f"{side}_phone"
        if text is not None and (phone := phone_typed(party, side, text)) != getattr(row, name):
            setattr(row, name, phone)
            changed.append(name)
    if changed:
        await refresh_terms(work, row, await parties_of(row))
    return changed


async def _correct_vehicle(work: Work, row: Transfer, fields: Mapping[str, str]) -> list[str]:
    if not fields:
        return []
    seller, _ = await both_parties(row)
    known = await vehicle_in_force(row, seller)
    changed = []
    for name, text in fields.items():
        corrected = _vehicle_value(name, text)
        if corrected == known.get(name, ""):
            continue
        await Correction.create(transfer=row.public_id, name=name, value=corrected, by=work.actor.id, at=clock.now())
        changed.append(name)
    if changed:
        copy_vehicle(row, await vehicle_in_force(row, seller))
        await value(work, row)
        await refresh_terms(work, row, await parties_of(row))
    return changed


def _vehicle_value(name: str, text: str) -> str:
    label, value = VEHICLE.get(name), " ".join(text.split())
    if label is None:
        raise VehicleFieldUnfit(field="vehicle", label="车辆信息", sentence="行驶证上没有此项。")
    if not value or len(value) > LONGEST_FIELD:
        raise VehicleFieldUnfit(field=name, label=label, sentence="不能为空，也不能超过 120 个字。")
    if name in DATES and not DATE.fullmatch(value):
        raise VehicleFieldUnfit(field=name, label=label, sentence="日期格式应为 年-月-日，如 2021-06-30。")
    judges = {"plate_number": judge_plate_number, "vin": judge_vin, "engine_number": judge_engine_number}
    if name in judges:
        judged = judges[name](value)
        # An old frame number may be short: the finding about it asks the clerk, a correction must stay possible.
        if judged.reasons and name != "vin":
            raise VehicleFieldUnfit(field=name, label=label, sentence=say(judged.reasons[0]))
        return judged.normalised
    return value
