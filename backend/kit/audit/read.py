"""Reading the audit chain (查看审计日志), newest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.kit.audit.chain import digest_of
from backend.kit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One line as an administrator may read it; ``facts`` hold no personal data."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]
    digest: str


async def latest(count: int, before: int | None = None) -> list[Line]:
    """The last ``count`` lines, or those before the line numbered ``before``."""
    rows = AuditEntry.all() if before is None else AuditEntry.filter(seq__lt=before)
    return [
        Line(
            row.seq,
            datetime.fromisoformat(row.at),
            row.actor,
            row.action,
            row.subject,
            json.loads(row.facts),
            row.digest,
        )
        for row in await rows.order_by("-seq").limit(count)
    ]


def moment(at: str) -> datetime:
    """A line's own time, which is text because its digest is made of it."""
    return datetime.fromisoformat(at)


async def about(subjects: Iterable[str]) -> list[dict[str, Any]]:
    """Every line whose subject is one of ``subjects``, oldest first, with all that its digest is made of."""
    columns = ("seq", "at", "actor", "action", "subject", "facts", "previous", "digest")
    return await AuditEntry.filter(subject__in=list(subjects)).order_by("seq").values(*columns)


async def vouched(subject: str, actions: Iterable[str]) -> dict[str, list[dict[str, Any] | None]]:
    """action -> the facts of each such line about ``subject``, oldest first, None for one that was altered.

    Whether the whole chain holds is :func:`backend.kit.audit.verify`'s to say.
    """
    found: dict[str, list[dict[str, Any] | None]] = {action: [] for action in actions}
    for line in await AuditEntry.filter(subject=subject, action__in=list(found)).order_by("seq"):
        fields = (line.seq, line.at, line.actor, line.action, line.subject, line.facts, line.previous)
        found[line.action].append(json.loads(line.facts) if digest_of(*fields) == line.digest else None)
    return found


async def subjects_of(action: str) -> frozenset[str]:
    """Everything that a line of ``action`` speaks of. Reads the whole chain once."""
    subjects = await AuditEntry.filter(action=action).values_list("subject", flat=True)
    return frozenset(str(subject) for subject in subjects)
