"""The access code (采集接入码): sixteen letters, 80 bits, good once and for a few days."""

import re
from datetime import timedelta

from backend.collection.begin import owned, tell_page
from backend.collection.errors import AccessCodeMalformed, NoAccessCode
from backend.collection.facts import CodeFacts
from backend.collection.models import AccessCode, Collection
from backend.kit import clock, ids
from backend.kit.database import Work

LETTERS = 16
PREFIX = "CWT:"
# A person reads O for 0 and I or L for 1; Crockford's alphabet has none of them.
LOOKS_LIKE = str.maketrans("OIL", "011")
SHAPE = re.compile(f"[{ids.ALPHABET}]{{{LETTERS}}}")


async def issue_code(work: Work, row: Collection) -> None:
    """Give a sent collection its code, ending an earlier one."""
    moment = clock.now()
    await AccessCode.end(row.public_id, "replaced", moment)
    code = ids.letters(LETTERS)
    await AccessCode.create(
        collection=row.public_id,
        code=code,
        code_index=index_of(work, code),
        issued_at=moment,
        expires_at=moment + timedelta(days=work.kit.settings.access_code_days),
    )
    await work.record("code.issued", row.public_id)


async def access_code(work: Work, collection: str) -> CodeFacts | None:
    """The code that the owner shows at the station, expired or not; None before sending and after claiming."""
    row = await owned(work, collection)
    code = await AccessCode.living_of(row.public_id)
    if code is None:
        return None
    text = grouped(code.code)
    return CodeFacts(text, PREFIX + text, code.issued_at, code.expires_at, code.expires_at <= clock.now())


async def renew_code(work: Work, collection: str) -> CodeFacts:
    """A new code for a collection that waits for a station; the old one stops working at once."""
    row = await owned(work, collection)
    if row.state != "submitted":
        raise NoAccessCode
    await issue_code(work, row)
    tell_page(work, row)
    code = await access_code(work, collection)
    if code is None:
        raise NoAccessCode
    return code


async def revoke_code(work: Work, collection: str) -> None:
    """Make the code useless until the owner renews it; revoking twice is revoking once."""
    row = await owned(work, collection)
    if row.state != "submitted":
        raise NoAccessCode
    if await AccessCode.end(collection, "revoked", clock.now()):
        await work.record("code.revoked", collection)
        tell_page(work, row)


def grouped(code: str) -> str:
    """7K3M-9QXA-…: as people read it aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(text: str) -> str:
    """The sixteen letters out of what was scanned or typed: prefix, address, dashes, blanks and case do not matter."""
    code = text.strip().upper().rsplit("/", 1)[-1].removeprefix(PREFIX)
    code = re.sub(r"[\s\-–—_·]", "", code).translate(LOOKS_LIKE)
    if not SHAPE.fullmatch(code):
        raise AccessCodeMalformed(field="code")
    return code


def index_of(work: Work, code: str) -> str:
    """By which a code is found without being readable in the database."""
    return work.kit.blind.of("access_code", code)
