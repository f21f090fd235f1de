"""What the slice does after the commit (采集任务): read cards, send texts and notices, delete what was given up."""

import logging

from backend.collection.desk.notify import PHRASES, words
from backend.collection.models import Collection, Notice, Owner, PhoneProof
from backend.collection.people.consent import agreed_to, receivers
from backend.collection.photos.dispose import destroy
from backend.collection.photos.read import READ_AS, give_up_reading, keep_reading, read_before, to_read
from backend.gateways.wechat import fit_subscribe_value
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal, VendorTrouble
from backend.kit.jobs import JobRun, job

log = logging.getLogger("chewutong.collection")

# A picture that failed the reader so often is typed by hand: the owner waits.
MOST_READS = 3
# WeChat's answer when the person has not asked for messages, or no more of them (43101), or left (43104).
NO_CONSENT = ("43101", "43104", "40003")
OWNERS_PAGE = "pages/task/task"
SUBJECT = "二手车过户"


@job("collection.read_card")
async def read_card(run: JobRun) -> None:
    """Read one photograph, outside any transaction."""
    picture = await to_read(run.arguments["evidence"])
    if picture is None:
        return
    if (before := await read_before(picture)) is not None:
        await keep_reading(picture.public_id, before.fields_read, before.doubts, before.provider)
        return
    if "cards" in receivers("privacy") and not await agreed_to(picture.collection, "privacy", "cards"):
        await give_up_reading(picture.public_id)  # the owner agreed to no such receiver, and types it
        return
    try:
        data = await run.tools.kit.objects.get(picture.original)
        reading = await run.tools.reader.read(data, READ_AS.get(picture.kind, picture.kind))
    except Exception as trouble:
        hopeless = isinstance(trouble, Refusal) or (isinstance(trouble, VendorTrouble) and not trouble.retry)
        if run.attempt + 1 < MOST_READS and not hopeless:
            raise
        log.exception("gave up reading evidence=%s", picture.public_id)
        await give_up_reading(picture.public_id)
        return
    fields = {
        name: {"value": one.value, "confidence": one.confidence, "box": one.box}
        for name, one in reading.fields.items()
        if one.value
    }
    await keep_reading(picture.public_id, fields, list(reading.doubts), reading.provider)


@job("collection.send_sms")
async def send_sms(run: JobRun) -> None:
    """Send one verification code. A code that is over, replaced or sent is left alone."""
    proof = await PhoneProof.get_or_none(public_id=run.arguments["proof"])
    if proof is None or proof.state != "waiting" or proof.code is None or proof.over(clock.now()):
        return
    state = "sent"
    try:
        template = run.tools.settings.sms_code_template
        await run.tools.sms.send(proof.phone, template, {"code": proof.code}, proof.public_id)
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        log.error("sms refused reason=%s proof=%s", trouble.reason, proof.public_id)
        state = "failed"
    async with unit_of_work(SYSTEM) as work:
        # The owner may have typed the code before we came to note that it was sent.
        await PhoneProof.filter(id=proof.id, state="waiting").update(state=state, code=None, sent_at=clock.now())
        await work.record(f"phone.code_{state}", proof.collection)
        work.announce(f"collection:{proof.collection}", sms=state)


@job("collection.send_notice")
async def send_notice(run: JobRun) -> None:
    """Send one notice to WeChat, where the owner has the mini-program; the line in the pages is there anyway."""
    notice = await Notice.get_or_none(public_id=run.arguments["notice"])
    if notice is None or notice.sent != "waiting":
        return
    owner = await Owner.get(public_id=notice.owner)
    state = "impossible"
    if owner.mini_openid and await Collection.filter(public_id=notice.collection).exists():
        state = await _to_wechat(run, notice, owner.mini_openid)
    async with unit_of_work(SYSTEM) as work:
        await Notice.filter(id=notice.id).update(sent=state)
        await work.record("notice.sent", notice.collection, key=notice.key, state=state)


async def _to_wechat(run: JobRun, notice: Notice, openid: str) -> str:
    settings = run.tools.settings
    template = settings.wechat_returned_template if notice.key == "returned" else settings.wechat_progress_template
    title, sentence = words(notice)
    moment = f"{clock.local(notice.at):%Y年%m月%d日 %H:%M}"
    if notice.key == "returned":
        values = {"thing1": SUBJECT, "thing2": title, "thing3": sentence, "time4": moment}
    else:
        values = {"thing1": SUBJECT, "phrase2": PHRASES[notice.key], "time3": moment, "thing4": sentence}
    data = {name: fit_subscribe_value(name, text) for name, text in values.items()}
    page = f"{OWNERS_PAGE}?id={notice.collection}"
    try:
        await run.tools.wechat.send_subscribe_message(openid, template, page, data)
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        if not trouble.reason.startswith(NO_CONSENT):
            log.error("notice refused reason=%s notice=%s", trouble.reason, notice.public_id)
        return "impossible"
    return "sent"


@job("collection.dispose")
async def dispose(run: JobRun) -> None:
    """Delete the bytes of a photograph that was given up."""
    await destroy(run.tools.kit.objects, run.arguments["evidence"])
