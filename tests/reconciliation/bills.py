"""Lines of made-up bills (账单样本)."""

from datetime import UTC, datetime

from backend.gateways.payments import BillLine, NoticeKind
from backend.reconciliation.matching import Move, Standing

AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MERCHANT = "1900000109"


def line(number: str, fen: int = 30_000, *, refund: str | None = None, at_line: int = 1, **changed: object) -> BillLine:
    """A charge's line, or with ``refund`` (its number, empty for a reversal) a refund's."""
    facts: dict[str, object] = {
        "line": at_line,
        "kind": NoticeKind.CHARGE if refund is None else NoticeKind.REFUND,
        "number": number,
        "refund_number": refund or "",
        "channel_number": f"42{number}",
        "fen": fen,
        "fee_fen": 0,
        "state": "done",
        "at": AT,
        "merchant": MERCHANT,
    }
    return BillLine(**(facts | changed))  # type: ignore[arg-type]


def charge(number: str, fen: int = 30_000, standing: Standing = Standing.DONE, *, in_day: bool = True) -> Move:
    """A charge of ours."""
    return Move(NoticeKind.CHARGE, number, fen, standing, in_day)


def refund(number: str, fen: int = 30_000, standing: Standing = Standing.DONE, *, in_day: bool = True) -> Move:
    """A refund of ours."""
    return Move(NoticeKind.REFUND, number, fen, standing, in_day)
