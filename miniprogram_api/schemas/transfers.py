"""An owner's transfers (我的过户)."""

from datetime import datetime

from pydantic import Field

from miniprogram_api.schemas.base import Answer


class FeeAnswer(Answer):
    """How the fee stands, in fen: due, held of it, gone back."""

    state: str = Field(description="due, settled, part_refunded, refunded or closed")
    due_fen: int
    held_fen: int
    refunded_fen: int


class OwnTransferAnswer(Answer):
    """A transfer as one of its owners sees it."""

    id: str
    number: str
    side: str
    collection: str
    state: str = Field(description="draft, collecting, reviewing, signing, settling, completed, archived, cancelled")
    state_name: str
    plate_number: str
    station_name: str
    station_phone: str
    next: str = Field(description="What happens next, in a sentence.")
    fee: FeeAnswer | None = Field(description="None before there is one, and where nothing is charged.")
    document_set: str
    opened_at: datetime
    changed_at: datetime
    completed_at: datetime | None
