"""Appending to the audit chain, inside the caller's transaction."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from tortoise.exceptions import IntegrityError

from backend.kit import clock
from backend.kit.models import AuditEntry, AuditHead

BEGINNING = "0" * 64
HEAD = 1

_salt = b""


def use_salt(salt: bytes) -> None:
    """Install the key that turns personal data into salted hashes (from the key ring, at start)."""
    global _salt
    _salt = salt


def salted(value: str) -> str:
    """A keyed hash by which an audit line can name a person without telling who it is."""
    return hmac.new(_salt, value.encode(), hashlib.sha256).hexdigest()[:32]


def digest_of(seq: int, at: str, actor: str, action: str, subject: str, facts: str, previous: str) -> str:
    """The digest of one line: SHA-256 over its canonical JSON, the previous digest included."""
    line = json.dumps([seq, at, actor, action, subject, facts, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


async def append(actor: str, action: str, subject: str, facts: Mapping[str, Any]) -> None:
    """Add one line. The head row is locked first, so lines are numbered in the order in which they commit."""
    await append_all([(actor, action, subject, facts)])


async def append_all(lines: Sequence[tuple[str, str, str, Mapping[str, Any]]]) -> None:
    """Add several lines (actor, action, subject, facts), one after another."""
    if not lines:
        return
    head = await _locked_head()
    at = clock.now().isoformat(timespec="milliseconds")
    entries = [_next(head, at, *line) for line in lines]
    if len(entries) == 1:
        await entries[0].save(force_create=True)
    else:
        await AuditEntry.bulk_create(entries)
    await head.save(update_fields=["seq", "digest"])


def _next(head: AuditHead, at: str, actor: str, action: str, subject: str, facts: Mapping[str, Any]) -> AuditEntry:
    """The line after ``head``, which moves on to it."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    head.seq, previous = head.seq + 1, head.digest
    head.digest = digest_of(head.seq, at, actor, action, subject, text, previous)
    return AuditEntry(
        seq=head.seq,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        facts=text,
        previous=previous,
        digest=head.digest,
    )


async def _locked_head() -> AuditHead:
    head = await AuditHead.filter(id=HEAD).select_for_update().first()
    if head is None:
        # Another process may write the first head at the same moment.
        with suppress(IntegrityError):
            await AuditHead.create(id=HEAD, seq=0, digest=BEGINNING)
        head = await AuditHead.filter(id=HEAD).select_for_update().get()
    return head
