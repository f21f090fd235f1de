"""Reading the audit chain (查看审计日志), newest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
