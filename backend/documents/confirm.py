"""Confirming a signature by SMS (签署确认): a code that is good for one signer under one set, and for nothing else.

The text names the deal and carries the set's fingerprint, which the page shows too: who signs can see that the code is
for these very documents. The code itself is kept nowhere: it follows from the key ring and the moment it was asked for.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from backend.documents.errors import (
    AlreadySigned,
    DocumentsChanged,
    DocumentsNotReady,
    NoSigningPhone,
    NotASigner,
    SignatureDeclined,
    SigningCodeDead,
    SigningCodeOfAnotherSet,
    SigningCodeOver,
    SigningCodeWrong,
)
from backend.documents.models import Document, DocumentSet, Signer, SigningCode
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.audit import salted
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun, job
from backend.kit.keyvalue import RateLimit, check
from backend.kit.tools import Kit
from backend.rules.numbers import Mobile

log = logging.getLogger("chewutong.documents")

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
# Ten codes of five tries: who guesses all day is right once in 20,000 days.
LIMITS_OF_PHONE = (
    RateLimit("sign-phone-minute", 1, RESEND_AFTER),
    RateLimit("sign-phone-hour", 5, timedelta(hours=1)),
    RateLimit("sign-phone-day", 10, timedelta(days=1)),
)
LIMIT_OF_ADDRESS = RateLimit("sign-address-hour", 60, timedelta(hours=1))
LIMIT_OF_DAY = RateLimit("sign-day", 5_000, timedelta(days=1))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SigningCodeFacts:
    """A code is on its way: to which phone (masked), for which fingerprint, how long it lives, when another may go."""

    phone: str
    fingerprint: str
    expires_at: datetime
    again_at: datetime


async def send_signing_code(work: Work, *, set_id: str, owner: str, address: str = "") -> SigningCodeFacts:
    """Send ``owner`` the code that confirms their signature under this set; an earlier one stops working.

    ``address`` is where the request came from (empty is not counted). Raises what :func:`open_for` raises,
    AlreadySigned, NoSigningPhone, and TooManyRequests by phone, address and day.
    """
    row, signer = await open_for(set_id, owner)
    if signer.state == "signed":
        raise AlreadySigned
    if not signer.phone:
        raise NoSigningPhone
    await _within_limits(work, signer.phone, address)
    fingerprint, moment = (await row.fingerprint()), clock.now()
    await SigningCode.filter(signer_id=signer.id, used_at=None, expires_at__gt=moment).update(expires_at=moment)
    code = await SigningCode.create(
        signer_id=signer.id,
        fingerprint=fingerprint,
        code_digest=_digest(work.kit, signer, fingerprint, code_of(work.kit, signer, fingerprint, moment)),
        sent_at=moment,
        expires_at=moment + CODE_LIFETIME,
    )
    await work.queue("documents.send_signing_code", str(code.id), code=code.id)
    await work.record(
        "documents.code_asked",
        row.transfer,
        set=set_id,
        side=signer.side,
        fingerprint=fingerprint,
        phone=salted(signer.phone),
    )
    return SigningCodeFacts(Mobile(signer.phone).masked, fingerprint, code.expires_at, moment + RESEND_AFTER)


@job("documents.send_signing_code")
async def text_signing_code(run: JobRun) -> None:
    """Send one code. One that is over, replaced or used is left alone; one the operator refuses for good is over."""
    code = await SigningCode.get_or_none(id=run.arguments["code"])
    if code is None or code.used_at is not None or code.expires_at <= clock.now():
        return
    signer = await Signer.get(id=code.signer_id)
    row = await DocumentSet.get(id=signer.set_id)
    if row.state != "signing" or not signer.phone:
        return
    words = {
        "deal": deal_name(await Document.filter(set_id=row.id).order_by("id")),
        "fingerprint": code.fingerprint,
        "code": code_of(run.tools.kit, signer, code.fingerprint, code.sent_at),
    }
    sent = True
    try:
        await run.tools.sms.send(signer.phone, run.tools.settings.sms_sign_template, words, f"sign-{code.id}")
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        log.error("signing code refused reason=%s set=%s", trouble.reason, row.public_id)
        sent = False
    async with unit_of_work(SYSTEM) as work:
        if not sent:
            await SigningCode.filter(id=code.id).update(expires_at=clock.now())
        action = "documents.code_sent" if sent else "documents.code_failed"
        await work.record(action, row.transfer, set=row.public_id, side=signer.side, fingerprint=code.fingerprint)


async def take_code(work: Work, row: DocumentSet, signer: Signer, typed: str) -> dict[str, Any]:
    """Take the code that ``signer`` typed; what to keep of it beside the signature, without personal data.

    Wrong ones are counted even though they are refused: SigningCodeWrong with how many are left, SigningCodeDead after
    five, SigningCodeOver when its time is past or none was asked for, SigningCodeOfAnotherSet when it is right for
    another set of the same person, DocumentsChanged when the documents are no longer those that it was sent for.
    """
    moment = clock.now()
    code = await SigningCode.filter(signer_id=signer.id, used_at=None).order_by("-id").first()
    if code is None or (code.expires_at <= moment and code.tries < MOST_TRIES):
        raise SigningCodeOver(field="code")
    if code.tries >= MOST_TRIES:
        raise SigningCodeDead(field="code")
    if code.fingerprint != await row.fingerprint():
        raise DocumentsChanged
    # Counted in the database before looking, so that parallel guesses cannot share one.
    counted = await SigningCode.filter(id=code.id, tries=code.tries).update(tries=code.tries + 1)
    left = MOST_TRIES - code.tries - 1
    typed = "".join(typed.split())
    if not counted or code.code_digest != _digest(work.kit, signer, code.fingerprint, typed):
        if left <= 0:
            raise SigningCodeDead(field="code")
        if await _fits_another(work.kit, signer, typed, moment):
            raise SigningCodeOfAnotherSet(field="code", left=left)
        raise SigningCodeWrong(field="code", left=left)
    await SigningCode.filter(id=code.id).update(used_at=moment)
    return {
        "by": "sms",
        "phone": Mobile(signer.phone or "").masked,
        "fingerprint": code.fingerprint,
        "sent_at": code.sent_at.isoformat(),
        "at": moment.isoformat(),
    }


async def open_for(set_id: str, owner: str) -> tuple[DocumentSet, Signer]:
    """The set and ``owner``'s place in it, locked so that two last signers at one moment agree on who was the last.

    Raises NotASigner, DocumentsChanged, DocumentsNotReady, SignatureDeclined.
    """
    row = await DocumentSet.filter(public_id=set_id).select_for_update().first()
    signer = await Signer.get_or_none(set_id=row.id, owner=owner) if row and owner else None
    if row is None or signer is None:
        raise NotASigner
    if row.state == "void":
        raise DocumentsChanged
    if row.state == "preparing":
        raise DocumentsNotReady
    if await Signer.filter(set_id=row.id, state="declined").exists():
        raise SignatureDeclined
    return row, signer


def code_of(kit: Kit, signer: Signer, fingerprint: str, moment: datetime) -> str:
    """The six digits of the code asked for at ``moment``: as HOTP makes them (RFC 4226), keyed by the key ring."""
    micros = (moment - EPOCH) // timedelta(microseconds=1)
    drawn = int(kit.blind.of("signing_code_digits", f"{signer.id}|{signer.phone}|{fingerprint}|{micros}"), 16)
    return f"{drawn % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def deal_name(documents: list[Document]) -> str:
    """How a text names the deal without telling a stranger whose it is: the tail of the plate, or of the VIN."""
    for document in documents:
        car = json.loads(document.data).get("vehicle") or {}
        if plate := car.get("plate_number"):
            return f"车牌尾号{plate[-4:]}车辆"
        if vin := car.get("vin"):
            return f"车架号尾号{vin[-6:]}车辆"
    return "二手车"


def binding_of(row: DocumentSet, signer: Signer) -> str:
    """The SHA-256 that ties a signature's strokes to everything around it; it stands in the audit chain too.

    Over canonical JSON of the set, who signed (side, name, phone), the documents' hashes, strokes and shape of the pad,
    the device, and what was read and confirmed, how and when: none of them can be changed later by itself.
    """
    confirmed = {name: value for name, value in (signer.confirmed or {}).items() if name != "binding"}
    told = {
        "set": row.public_id,
        "signer": [signer.side, signer.owner, signer.name, signer.phone],
        "documents": signer.covered,
        "ink": signer.strokes,
        "device": signer.device,
        "confirmed": confirmed,
    }
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def holds(row: DocumentSet, signer: Signer, documents: list[Document]) -> bool:
    """Whether what ``signer`` left on a phone is still what the SMS confirmed, under the very papers it was given to.

    True of signatures on paper or at the desk, and of those given before signatures were confirmed.
    """
    if not signer.confirmed:
        return True
    theirs = [document.shown_sha256 for document in documents if signer.side in document.signed_by]
    return signer.covered == theirs and signer.confirmed.get("binding") == binding_of(row, signer)


async def _within_limits(work: Work, phone: str, address: str) -> None:
    store = work.kit.keyvalue
    await check(store, LIMIT_OF_ADDRESS, address)
    for limit in LIMITS_OF_PHONE:
        await check(store, limit, phone)
    await check(store, LIMIT_OF_DAY, "all")


def _digest(kit: Kit, signer: Signer, fingerprint: str, code: str) -> str:
    # The phone is in it: a principal who names another phone has proved nothing with the code sent to the first.
    return kit.blind.of("signing_code", f"{signer.id}|{signer.phone}|{fingerprint}|{code}")


async def _fits_another(kit: Kit, signer: Signer, typed: str, moment: datetime) -> bool:
    others = {one.id: one for one in await Signer.filter(owner=signer.owner).exclude(id=signer.id)}
    living = await SigningCode.filter(signer_id__in=list(others), used_at=None, expires_at__gt=moment)
    return any(one.code_digest == _digest(kit, others[one.signer_id], one.fingerprint, typed) for one in living)
