"""What checks know of a person (核查中的个人信息), and what of it goes when it is asked for; PIPL art. 45 and 47."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.collection import PersonSide
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.personal import Held, HeldFile, Holding, joined
from backend.kit.tools import installed
from backend.verification.blocks import BLOCK_NAMES, index_of
from backend.verification.checks.kinds import KIND_NAMES, OF_A_PICTURE, Kind
from backend.verification.checks.show import PROVIDERS, WORDS
from backend.verification.forget import GONE
from backend.verification.models import (
    AuthorityCall,
    Block,
    Check,
    Decision,
    Interception,
    LivenessAttempt,
    LivenessChallenge,
    LivenessMark,
    PictureMark,
)

TABLES: Final = (
    *("verification_check", "verification_decision", "verification_picture_mark", "verification_authority_call"),
    *("verification_interception", "verification_block", "verification_liveness_challenge"),
    *("verification_liveness_attempt", "verification_liveness_mark"),
)
VERDICTS: Final = {"pass": "通过", "fail": "不通过", "ask": "请人工判断", "": "等待中"}


@dataclass(frozen=True, slots=True)
class Values:
    """By what a person is known: names, identity numbers, phones, WeChat accounts (public ids)."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of somebody for a time: who was stopped, who is kept out; ``until`` None: until it is lifted."""

    title: str
    count: int
    until: datetime | None


async def held_of_checks(side: PersonSide, pictures: Iterable[str]) -> Holding:
    """What was judged about this person on one side; ``pictures`` are their photographs there, by public id."""
    told, mine = Holding(), set(pictures)
    rows = [row for row in await Check.filter(collection=side.collection).order_by("id") if _about(row, side, mine)]
    for row in rows:
        told.tell(
            "verification_check",
            "核查",
            种类=KIND_NAMES[Kind(row.kind)],
            结论=VERDICTS[row.verdict],
            分数=row.score,
            通过线=row.pass_at,
            不通过线=row.fail_at,
            理由=joined(str(one["sentence"]) for one in row.reasons),
            由谁判断=PROVIDERS.get(row.provider, row.provider),
            时间=row.done_at or row.asked_at,
            现行="否" if row.superseded_at else "是",
        )
    for said in await Decision.filter(check_id__in=[row.public_id for row in rows]).order_by("id"):
        word = WORDS.get(said.word, said.word) + ("（已收回）" if said.withdrawn_at else "")
        told.tell("verification_decision", "人工判定", 判定=word, 理由=said.reason, 时间=said.at)
    for mark in await PictureMark.filter(evidence__in=list(mine)).order_by("id"):
        told.tell("verification_picture_mark", "照片指纹", 指纹=mark.marks, SHA256=mark.sha256, 时间=mark.at)
    if side.holder:
        await _captures(told, side.collection)
        for stopped in await Interception.filter(collection=side.collection).order_by("id"):
            told.things.append(_stopped(stopped))
    return told


async def held_of_values(who: Values) -> Holding:
    """What is kept under a person's own values: questions to the authority, and entries of the block list."""
    told = Holding()
    for call in await AuthorityCall.filter(fingerprint__in=_questions(who)).order_by("id"):
        told.tell(
            "verification_authority_call",
            "公安认证查询",
            查询="姓名与身份证号" if call.action == "person" else "姓名、身份证号与手机号",
            答复=call.answer.get("sentence", ""),
            流水号=call.request_id,
            时间=call.asked_at,
        )
    for row in await _blocks(who):
        told.tell(
            "verification_block",
            "黑名单",
            种类=BLOCK_NAMES[row.kind],
            内容=row.value,
            原因=row.reason,
            加入=row.made_at,
            到期=row.until,
            解除=row.lifted_at,
        )
    return told


async def must_stay(who: Values, sides: Iterable[str]) -> list[Kept]:
    """What keeps impostors out and is not over yet: blocks in force, and records of what was stopped."""
    moment = clock.now()
    found = [
        Kept(f"黑名单（{BLOCK_NAMES[row.kind]}）", 1, row.until) for row in await _blocks(who) if _in_force(row, moment)
    ]
    stopped = await Interception.filter(collection__in=list(sides), kept_until__gt=moment).order_by("kept_until")
    return [*found, *([Kept("拦截记录", len(stopped), stopped[-1].kept_until)] if stopped else [])]


async def erasable(who: Values) -> int:
    """How many answers of the authority, and entries of the block list that are over, still say whom they are about."""
    moment = clock.now()
    asked = await AuthorityCall.filter(fingerprint__in=_questions(who)).count()
    return asked + len([row for row in await _blocks(who) if not _in_force(row, moment)])


async def erase_values(work: Work, who: Values) -> None:
    """Forget the authority's answers, but not what they cost, and what blocks that are over were about."""
    moment = clock.now()
    for call in await AuthorityCall.filter(fingerprint__in=_questions(who)):
        call.answer, call.request_id = {}, ""
        # Nobody is found by it any more: the same question, should it ever come again, is a new one.
        call.fingerprint = work.kit.blind.of("authority-erased", f"{call.id}:{call.fingerprint}")
        await call.save(update_fields=["answer", "request_id", "fingerprint"])
    for row in await _blocks(who):
        if _in_force(row, moment):
            continue
        row.value, row.reason, row.value_index = GONE, GONE, ""
        row.lifted_because = GONE if row.lifted_because else row.lifted_because
        await row.save(update_fields=["value", "reason", "value_index", "lifted_because"])
        await work.record("block.erased", row.public_id, kind=row.kind)


async def _captures(told: Holding, collection: str) -> None:
    for asked in await LivenessChallenge.filter(collection=collection).order_by("id"):
        steps = "、".join(str(step[0]) for step in asked.steps)
        told.tell("verification_liveness_challenge", "真人检测题目", 动作=steps, 时间=asked.made_at)
    for row in await LivenessAttempt.filter(collection=collection).order_by("id"):
        kept = row.pictures_gone_at is None
        told.tell(
            "verification_liveness_attempt",
            "真人检测采集",
            画面数=len(row.frames),
            结论=VERDICTS[row.verdict],
            判断=row.judged,
            时间=row.sent_at,
            画面="仍在保存" if kept else "已删除",
        )
        for mark in await LivenessMark.filter(attempt=row.public_id).order_by("id"):
            told.tell("verification_liveness_mark", "真人检测画面指纹", SHA256=mark.sha256)
        for place, frame in enumerate(row.frames if kept else ()):
            name = f"liveness/{row.public_id}/{place:02}.jpeg"
            told.files.append(HeldFile(name, "真人检测画面", row.object, int(frame["start"]), int(frame["size"])))


def _about(row: Check, side: PersonSide, pictures: set[str]) -> list[str]:
    """Why a check is this person's: the photographs of theirs that it judged, or their part."""
    if Kind(row.kind) in OF_A_PICTURE:
        return [one for one in row.evidence if one in pictures]
    return [row.subject] if row.subject == side.part else []


def _stopped(row: Interception) -> Held:
    facts = {"种类": KIND_NAMES[Kind(row.kind)], "原因": row.reason, "时间": row.at, "保存到": row.kept_until}
    return Held("verification_interception", "拦截记录", facts)


def _questions(who: Values) -> list[str]:
    """The fingerprints under which the authority was asked (checks/answering/authority.py)."""
    pairs = [(name, number) for name in who.names for number in who.numbers]
    asked = [("person", *pair) for pair in pairs] + [("phone", *pair, phone) for pair in pairs for phone in who.phones]
    return [installed().blind.of("authority", "|".join(one)) for one in asked]


async def _blocks(who: Values) -> list[Block]:
    wanted = [("id_number", one) for one in who.numbers] + [("phone", one) for one in who.phones]
    wanted += [("device", one) for one in who.accounts]
    found: dict[int, Block] = {}
    for kind, value in wanted:
        rows = await Block.filter(kind=kind, value_index=index_of(kind, value)).order_by("id")
        found |= {row.id: row for row in rows}
    return list(found.values())


def _in_force(row: Block, moment: datetime) -> list[int]:
    """The block itself while it keeps somebody out (verification never answers yes or no)."""
    return [row.id] if row.lifted_at is None and (row.until is None or row.until > moment) else []
