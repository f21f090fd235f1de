"""A clerk's own handwriting (本人签名): drawn once at 我的, put on the papers that the clerk approves."""

from typing import Any

from backend.kit.access import NotAllowed
from backend.kit.database import Work
from backend.stations.models import Staff

Hand = dict[str, Any]  # strokes (points x, y, t_ms, pressure in shares of the pad) and aspect, as signers' rows have it


async def own_signature(staff: str) -> Hand | None:
    """The saved hand of that member of staff; None until one was drawn."""
    row = await Staff.named(staff)
    return row.signature if row else None


async def save_own_signature(work: Work, hand: Hand | None) -> None:
    """Keep the acting member's hand, whose worth the caller judged; None forgets it. Papers already made stay."""
    row = await Staff.get_or_none(public_id=work.actor.id, active=True) if work.actor.kind == "staff" else None
    if row is None:
        raise NotAllowed
    row.signature = hand
    await row.save(update_fields=["signature"])
    await work.record("staff.signature_saved" if hand else "staff.signature_forgotten", f"staff:{row.public_id}")
