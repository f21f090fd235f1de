"""What a finished transfer leaves behind (归档材料): papers, originals, signatures, consents, and what was recorded."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from backend import appraisal, archive, collection, documents, stations, verification
from backend.archive import Material, Part
from backend.collection import PartyFacts
from backend.gateways.timestamps import TimeStamps
from backend.kit import audit
from backend.kit.tools import Kit
from backend.kit.web.pages import when, yuan
from backend.transfers.desk.sides import parties_of, vehicle_in_force
from backend.transfers.history import SIDES, sentence_of
from backend.transfers.models import HistoryEntry, Overrule, ProhibitedCheck, Transfer
from backend.transfers.states import State

# What the transfer's own record says; the rest of its row is bookkeeping.
TOLD = (
    *("number", "opened_at", "completed_at", "trade", "price_fen", "base_fen", "appraised_fen", "appraised_by_hand"),
    *("declared_fen", "deviation_reason", "remarks", "contract_number", "confirmation_number", "certificate_number"),
    *("more_numbers", "plate_type", "to_province", "to_city", "seller_phone", "buyer_phone"),
)
CONSENTS = {"privacy": "个人信息处理同意书", "face": "人脸信息处理同意书"}


async def gathered(kit: Kit, transfer: str, timestamps: TimeStamps | None = None) -> list[Part] | None:
    """Everything of a completed transfer, measured and hashed; None for one that is not, or is archived.

    Reads every byte: call it outside a unit of work. Raises ArchiveBroken when stored bytes are not what was recorded.
    """
    row = await Transfer.named(transfer)
    if row is None or row.step is not State.COMPLETED:
        return None
    parties = await parties_of(row)
    materials = [*await _papers(row), *await _originals(parties), *_signatures(parties), *_consents(parties)]
    materials += await _records(row, parties)
    materials += await archive.root_materials(timestamps)
    return await archive.gather(kit, await _heading(row), materials)


async def _heading(row: Transfer) -> list[tuple[str, str]]:
    return [
        ("业务编号", row.number),
        ("登记服务站", (await stations.station(row.station)).name),
        ("号牌号码", row.plate_number),
        ("车辆识别代号", row.vin),
        ("厂牌型号", row.brand_model),
        ("卖方", row.seller_name),
        ("买方", row.buyer_name),
        ("成交价（元）", yuan(row.price_fen)),
        ("合同编号", row.contract_number),
        ("办结时间", when(row.completed_at)),
    ]


async def _papers(row: Transfer) -> list[Material]:
    """Every document as it is in force, then as both sides saw it before they signed."""
    in_force, shown = [], []
    for one in await documents.files_of_set(row.document_set):
        key, digest = one.signed_object or one.shown_object, one.signed_sha256 or one.shown_sha256
        in_force.append(_pdf(f"{one.kind}.pdf", f"document:{one.kind}", one.id, one.title, digest, key))
        if one.signed_object:
            path, title = f"{one.kind}-shown.pdf", f"{one.title}（签署前展示）"
            shown.append(_pdf(path, f"shown:{one.kind}", one.id, title, one.shown_sha256, one.shown_object))
    return in_force + shown


def _pdf(name: str, kind: str, paper: str, title: str, digest: str, key: str) -> Material:
    return Material(f"documents/{name}", kind, paper, title, "application/pdf", sha256=digest, object=key)


async def _originals(parties: Iterable[PartyFacts]) -> list[Material]:
    return [
        Material(
            path=f"evidence/{party.role}-{one.kind}.{one.content_type.rpartition('/')[2]}",
            kind=f"{party.role}:{one.kind}",
            id=one.id,
            title=f"{SIDES[party.role]}：{party.name_of(one.kind)}",
            media_type=one.content_type,
            sha256=one.sha256,
            object=one.object,
        )
        for party in parties
        for one in await collection.originals_of(party.collection)
    ]


def _signatures(parties: Iterable[PartyFacts]) -> list[Material]:
    """The strokes of the data collection, in the very form whose hash was recorded when they were drawn."""
    found = []
    for party in parties:
        if ink := party.signature:
            data = json.dumps([ink.strokes, ink.width, ink.height], separators=(",", ":")).encode()
            path, title = f"signatures/{party.role}.json", f"{SIDES[party.role]}：采集时的手写签名笔迹"
            kind = f"{party.role}:signature"
            found.append(Material(path, kind, party.collection, title, "application/json", ink.sha256, data=data))
    return found


def _consents(parties: Iterable[PartyFacts]) -> list[Material]:
    return [
        Material(
            path=f"consents/{party.role}-{one.kind}.md",
            kind=f"{party.role}:consent:{one.kind}",
            id=party.collection,
            title=f"{SIDES[party.role]}：{CONSENTS[one.kind]}（{one.version} 版）",
            media_type="text/markdown",
            sha256=one.sha256,
            data=collection.text_of(one.kind, one.version).text.encode(),
        )
        for party in parties
        for one in party.consents
        if one.decision == "given"
    ]


async def _records(row: Transfer, parties: list[PartyFacts]) -> list[Material]:
    papers = await documents.files_of_set(row.document_set)
    subjects = [row.public_id, row.document_set, row.seller, row.buyer, *(one.id for one in papers)]
    signings = await documents.signings_of_set(row.document_set)
    return [
        _record(row, "transfer", "业务与双方资料", await _transfer(row, parties)),
        _record(row, "checks", "核查与审核说明", await _checks(row)),
        _record(row, "appraisals", "估价记录", [asdict(one) for one in await appraisal.appraisals_of(row.public_id)]),
        _record(row, "signings", "文书签署记录", [asdict(one) for one in signings]),
        _record(row, "history", "办理记录", await _history(row)),
        _record(row, "audit", "审计记录", await audit.about(subjects)),
    ]


async def _transfer(row: Transfer, parties: list[PartyFacts]) -> dict[str, Any]:
    seller = next((one for one in parties if one.role == "seller"), None)
    told = {name: getattr(row, name) for name in TOLD}
    # The strokes are a part of their own; who else uses a phone is other people's matter.
    sides = {
        party.role: {
            name: value for name, value in asdict(party).items() if name not in {"signature", "phone_shared_with"}
        }
        for party in parties
    }
    place = asdict(await stations.station(row.station))
    return {**told, "station": place, "vehicle": await vehicle_in_force(row, seller), **sides}


async def _checks(row: Transfer) -> dict[str, Any]:
    checks = (await ProhibitedCheck.in_force(row.public_id)).values()
    overrules = await Overrule.filter(transfer=row.public_id).order_by("id")
    judged = await verification.checks_of([one for one in (row.seller, row.buyer) if one], row.station)
    return {
        # Of a face no more than the score: no embedding exists (DOMAIN §11).
        "judgements": [asdict(one) for one in judged],
        "prohibitions": [
            {"code": one.code, "result": one.result, "source": one.source, "by": one.by, "at": one.at} for one in checks
        ],
        "overrules": [
            {"finding": one.finding, "sentence": one.sentence, "reason": one.reason, "by": one.by, "at": one.at}
            for one in overrules
        ],
    }


async def _history(row: Transfer) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "who": one.who, "action": one.action, "sentence": sentence_of(one.action, one.detail)}
        for one in await HistoryEntry.filter(transfer=row.public_id).order_by("id")
    ]


def _record(row: Transfer, name: str, title: str, told: Any) -> Material:
    data = json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()
    return Material(f"records/{name}.json", f"record:{name}", row.public_id, title, "application/json", data=data)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
