"""Proving a phone (验证手机号) by an SMS code: six digits, five minutes, five tries (DOMAIN §1.6)."""

from datetime import timedelta

from backend.collection.begin import editable, tell_page
from backend.collection.errors import CodeDead, CodeOver, CodeWrong, ConsentFirst, PhoneMalformed
from backend.collection.facts import PhoneCodeFacts
from backend.collection.models import Collection, PhoneProof, ReturnedItem
from backend.collection.people.consent import decisions
from backend.kit import clock, ids
from backend.kit.audit import salted
from backend.kit.database import Work
from backend.kit.keyvalue import RateLimit, check
from backend.rules.numbers import judge_mobile

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=60)

# Aliyun itself allows one phone 1 a minute, 5 an hour, 10 a day (INTEGRATIONS §4.1); an address may be a whole market.
LIMITS_OF_PHONE = (
    RateLimit("sms-phone-minute", 1, RESEND_AFTER),
    RateLimit("sms-phone-hour", 5, timedelta(hours=1)),
    RateLimit("sms-phone-day", 10, timedelta(days=1)),
)
LIMIT_OF_OWNER = RateLimit("sms-owner-day", 20, timedelta(days=1))
LIMIT_OF_ADDRESS = RateLimit("sms-address-hour", 60, timedelta(hours=1))
# What a busy site of several markets sends, with room; beyond it somebody spends our money.
LIMIT_OF_DAY = RateLimit("sms-day", 5_000, timedelta(days=1))


async def send_phone_code(work: Work, collection: str, phone: str, address: str) -> PhoneCodeFacts:
    """Send a code to ``phone``; ``address`` is where the request came from (empty is not
    counted). An earlier code stops working.

    Raises PhoneMalformed, ConsentFirst, and TooManyRequests by phone, owner, address and day.
    """
    row = await editable(work, collection, "phone")
    if (await decisions(collection)).get("privacy") != "given":
        raise ConsentFirst
    judged = judge_mobile(phone)
    if not judged.valid:
        raise PhoneMalformed(field="phone")
    await _within_limits(work, judged.normalised, address)
    proof = await _new_proof(work, row, judged.normalised)
    await work.queue("collection.send_sms", proof.public_id, proof=proof.public_id)
    await work.record("phone.code_asked", collection, phone=salted(judged.normalised))
    return PhoneCodeFacts(judged.facts["masked"], proof.expires_at, clock.now() + RESEND_AFTER)


async def prove_phone(work: Work, collection: str, code: str) -> None:
    """Take the code that came by SMS; wrong ones are counted even though they are refused. Right twice is right.

    Raises CodeWrong with how many tries are left, CodeDead after five, CodeOver when its time is past.
    """
    row = await editable(work, collection, "phone")
    proof = await PhoneProof.last_of(collection)
    index = work.kit.blind.of("sms_code", f"{proof.public_id}:{code.strip()}") if proof else ""
    if proof and proof.state == "used" and proof.code_index == index:
        return
    if proof is None or proof.state in {"used", "failed"} or proof.over(clock.now()):
        raise CodeOver
    if proof.state == "dead":
        raise CodeDead
    # The tries are counted in the database before looking, so that parallel guesses cannot share one.
    counted = await PhoneProof.filter(id=proof.id, tries=proof.tries, state=proof.state).update(tries=proof.tries + 1)
    if not counted:
        raise CodeWrong(field="code", left=max(0, MOST_TRIES - proof.tries - 1))
    if proof.code_index != index:
        left = MOST_TRIES - proof.tries - 1
        if left <= 0:
            await PhoneProof.filter(id=proof.id).update(state="dead", code=None)
            raise CodeDead
        raise CodeWrong(field="code", left=left)
    await PhoneProof.filter(id=proof.id).update(state="used", code=None)
    await _proved(work, row, proof.phone, "sms")


async def phone_from_wechat(work: Work, collection: str, phone: str) -> None:
    """Take the phone that WeChat itself vouches for (getPhoneNumber of the mini-program) as proved."""
    row = await editable(work, collection, "phone")
    if (await decisions(collection)).get("privacy") != "given":
        raise ConsentFirst
    judged = judge_mobile(phone)
    if not judged.valid:
        raise PhoneMalformed(field="phone")
    await _proved(work, row, judged.normalised, "wechat")


async def _within_limits(work: Work, phone: str, address: str) -> None:
    store = work.kit.keyvalue
    await check(store, LIMIT_OF_ADDRESS, address)
    await check(store, LIMIT_OF_OWNER, work.actor.id)
    for limit in LIMITS_OF_PHONE:
        await check(store, limit, phone)
    await check(store, LIMIT_OF_DAY, "all")


async def _new_proof(work: Work, row: Collection, phone: str) -> PhoneProof:
    waiting = PhoneProof.filter(collection=row.public_id, state__in=["waiting", "sent"])
    await waiting.update(state="dead", code=None)
    name, code, moment = ids.public_id(), ids.digits(CODE_DIGITS), clock.now()
    return await PhoneProof.create(
        public_id=name,
        collection=row.public_id,
        phone=phone,
        phone_index=work.kit.blind.of("mobile", phone),
        code=code,
        code_index=work.kit.blind.of("sms_code", f"{name}:{code}"),
        created_at=moment,
        expires_at=moment + CODE_LIFETIME,
    )


async def _proved(work: Work, row: Collection, phone: str, how: str) -> None:
    moment = clock.now()
    row.phone, row.phone_index = phone, work.kit.blind.of("mobile", phone)
    row.phone_proved_at, row.phone_proof = moment, how
    await row.keep("phone", "phone_index", "phone_proved_at", "phone_proof")
    await ReturnedItem.answer(row.public_id, ["phone"], moment)
    await work.record("phone.proved", row.public_id, phone=salted(phone), how=how)
    tell_page(work, row)
