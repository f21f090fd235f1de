"""What is held about a person in collections (采集中的个人信息), for whoever asks for theirs; PIPL art. 45."""

from typing import Final

from backend.collection.answers.fields import LABELS
from backend.collection.desk.notify import words
from backend.collection.models import (
    AccessCode,
    Answer,
    Collection,
    Consent,
    Deal,
    Evidence,
    Handover,
    Notice,
    Owner,
    PhoneProof,
    Reading,
    ReturnedItem,
    Signature,
)
from backend.collection.names import OF_THE_AGENT, name_of
from backend.collection.personal.find import PersonSide
from backend.kit.personal import HeldFile, Holding, joined

TABLES: Final = (
    *("collection_owner", "collection_collection", "collection_consent", "collection_phone_proof"),
    *("collection_answer", "collection_evidence", "collection_reading", "collection_signature"),
    *("collection_returned_item", "collection_notice", "collection_access_code", "collection_deal"),
    "collection_handover",
)
GROUPS: Final = {"principal": ("principal", "vehicle", "condition"), "agent": ("agent",)}
# Beside what is one's own: the letter by which one acts for the other speaks of both.
OF_BOTH: Final = frozenset({"authority_letter"})
OF_COMPANIES: Final = frozenset({"business_licence"})
SIDES: Final = {"seller": "卖方", "buyer": "买方", "": "未选择"}
PARTS: Final = {"principal": "本人", "agent": "代办人、经办人"}
STATES: Final = {
    "filling": "填写中",
    "submitted": "已提交",
    "claimed": "登记服务站已接收",
    "returned": "已退回补充",
    "withdrawn": "已撤回、已清除",
}
CONSENTS: Final = {"privacy": "个人信息处理告知书", "face": "人脸信息单独同意书"}
DECISIONS: Final = {"given": "同意", "refused": "不同意", "withdrawn": "撤回同意"}
# What a card says is called the same whosever it is.
WORDS: Final = {**LABELS["company"], **LABELS["vehicle"], **LABELS["principal"]}
SOURCES: Final = {"recognised": "识别后确认", "typed": "本人填写", "corrected": "更正识别结果", "scanned": "读卡"}


async def held_of_account(owner: str) -> Holding:
    """What is known of a WeChat account itself."""
    told = Holding()
    if row := await Owner.get_or_none(public_id=owner):
        told.tell(
            "collection_owner",
            "微信账号",
            编号=row.public_id,
            小程序标识=row.mini_openid or "",
            网页标识=row.h5_openid or "",
            首次登录=row.created_at,
        )
    return told


async def held_of_side(side: PersonSide) -> Holding:
    """Everything of one side that is this person's own."""
    row = await Collection.get(public_id=side.collection)
    told = Holding()
    told.tell(
        "collection_collection",
        "采集",
        编号=row.public_id,
        身份=SIDES[row.role],
        本人作为=PARTS[side.part],
        状态=STATES[row.state],
        手机号=side.phone,
        手机号验证时间=row.phone_proved_at if side.holder else None,
        开始时间=row.created_at,
        提交时间=row.submitted_at,
        撤回时间=row.withdrawn_at,
    )
    await _answers(told, side)
    await _pictures(told, side)
    if side.holder:
        await _decided(told, row)
        await _written(told, row)
        await _sent(told, row)
    return told


async def held_of_phone(index: str, other_than: list[str]) -> Holding:
    """Codes that somebody had sent to a phone beside these collections, by the phone's blind index."""
    told = Holding()
    for one in await _stray(index, other_than):
        _code(told, one)
    return told


async def forget_codes(index: str, other_than: list[str]) -> int:
    """Forget them; how many there were."""
    found = await _stray(index, other_than)
    await PhoneProof.filter(id__in=[one.id for one in found]).delete()
    return len(found)


async def pictures_of(side: PersonSide) -> list[str]:
    """Public ids of the photographs of this person, also superseded ones, as long as their bytes are kept."""
    rows = await Evidence.filter(collection=side.collection, disposed_at=None).order_by("id")
    return [row.public_id for row in rows if _mine(side, row.kind)]


def _mine(side: PersonSide, kind: str) -> bool:
    if kind in OF_BOTH:
        return True
    if kind == "selfie":
        return side.holder
    if kind in OF_COMPANIES:
        return False
    return (kind in OF_THE_AGENT) == (side.part == "agent")


async def _answers(told: Holding, side: PersonSide) -> None:
    rows = await Answer.filter(collection=side.collection, group__in=GROUPS[side.part]).order_by("id")
    latest = {(row.group, row.name): row.id for row in rows}
    for row in rows:
        told.tell(
            "collection_answer",
            "填写和确认的信息",
            项目=LABELS[row.group].get(row.name, row.name),
            内容=row.value,
            来源=SOURCES.get(row.source, row.source),
            当时识别为=row.recognised or "",
            现行="是" if latest[row.group, row.name] == row.id else "否（已被更正）",
            时间=row.at,
        )


async def _pictures(told: Holding, side: PersonSide) -> None:
    for row in await Evidence.filter(collection=side.collection).order_by("id"):
        if not _mine(side, row.kind):
            continue
        kind = name_of(row.kind, side.party_kind, side.by_agent)
        name = f"photographs/{side.collection}/{row.kind}-{row.public_id}.{row.content_type.rpartition('/')[2]}"
        told.tell(
            "collection_evidence",
            "照片",
            照片=kind,
            拍摄时间=row.at,
            拍摄方式="相机" if row.captured == "camera" else "相册",
            设备=row.device,
            大小=row.size,
            SHA256=row.sha256,
            状态="已删除" if row.disposed_at else "已被新照片替换" if row.superseded_at else "现行",
            文件="" if row.disposed_at else name,
        )
        if row.disposed_at is None:
            told.files.append(HeldFile(name, kind, row.original))
        for read in await Reading.filter(evidence=row.public_id):
            values = [f"{WORDS.get(name, name)}：{one['value']}" for name, one in (read.fields_read or {}).items()]
            told.tell("collection_reading", "照片识别结果", 照片=kind, 识别到=joined(values), 时间=read.done_at)


async def _decided(told: Holding, row: Collection) -> None:
    for one in await Consent.filter(collection=row.public_id).order_by("id"):
        told.tell(
            "collection_consent",
            "同意记录",
            文本=CONSENTS[one.kind],
            决定=DECISIONS[one.decision],
            版本=one.version,
            文本SHA256=one.sha256,
            文件=f"consents/{one.kind}-{one.version}.md",
            时间=one.at,
        )
    for proof in await PhoneProof.filter(collection=row.public_id).order_by("id"):
        _code(told, proof)


async def _written(told: Holding, row: Collection) -> None:
    for one in await Signature.filter(collection=row.public_id).order_by("id"):
        told.tell(
            "collection_signature",
            "手写签名",
            时间=one.at,
            设备=one.device,
            宽=one.width,
            高=one.height,
            笔迹=one.strokes,
            SHA256=one.sha256,
        )
    for item in await ReturnedItem.filter(collection=row.public_id).order_by("id"):
        task = name_of(item.task, row.party_kind, row.by_agent)
        told.tell("collection_returned_item", "退回项", 项目=task, 原因=item.reason, 时间=item.at)
    if deal := (await Deal.get_or_none(public_id=row.deal) if row.deal else None):
        told.tell(
            "collection_deal",
            "约定交易",
            价格分=deal.price_fen,
            本人已确认="是" if deal.confirmed_by(row.role) else "否",
            时间=deal.created_at,
        )


async def _sent(told: Holding, row: Collection) -> None:
    for one in await Notice.filter(collection=row.public_id).order_by("id"):
        title, sentence = words(one)
        told.tell("collection_notice", "发给本人的通知", 标题=title, 内容=sentence, 时间=one.at, 已读=one.read_at)
    for code in await AccessCode.filter(collection=row.public_id).order_by("id"):
        told.tell("collection_access_code", "采集接入码", 状态=code.state, 生成=code.issued_at, 失效=code.expires_at)
    for link in await Handover.filter(collection=row.public_id).order_by("id"):
        told.tell("collection_handover", "换手机继续的链接", 生成=link.created_at, 使用=link.used_at)


async def _stray(index: str, other_than: list[str]) -> list[PhoneProof]:
    rows = await PhoneProof.filter(phone_index=index).order_by("id")
    return [row for row in rows if row.collection not in other_than]


def _code(told: Holding, row: PhoneProof) -> None:
    told.tell(
        "collection_phone_proof",
        "短信验证码记录",
        手机号=row.phone,
        生成=row.created_at,
        发送=row.sent_at,
        结果="已验证" if row.state == "used" else "未使用",
    )
