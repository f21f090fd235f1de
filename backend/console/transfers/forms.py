"""What the page's actions carry (操作表单). ``version`` is the one the page showed: a later one is a conflict."""

from typing import Literal

from pydantic import BaseModel, Field, Json

from backend.console.ink import Ink

Reason = Field(max_length=1000)


class VersionForm(BaseModel):
    """An action that needs nothing but the version."""

    version: int = Field(ge=1)


class ReasonForm(VersionForm):
    """An action against somebody, who reads why."""

    reason: str = Field("", max_length=1000)


class EditForm(VersionForm):
    """Changed values: what is left out stays, an empty text clears. Prices in yuan as typed."""

    price: str | None = Field(None, max_length=40)
    appraised: str | None = Field(None, max_length=40)
    declared: str | None = Field(None, max_length=40)
    deviation_reason: str | None = Field(None, max_length=2000)
    remarks: str | None = Field(None, max_length=2000)
    trade: str | None = Field(None, max_length=12)
    plate_type: str | None = Field(None, max_length=20)
    to_province: str | None = Field(None, max_length=20)
    to_city: str | None = Field(None, max_length=40)
    seller_phone: str | None = Field(None, max_length=40)
    buyer_phone: str | None = Field(None, max_length=40)
    vehicle: dict[str, str] = Field(default_factory=dict, max_length=20)


class ValuationForm(VersionForm):
    """What the valuation is asked: what is left out stays, an empty text takes a choice back."""

    model: str | None = Field(None, max_length=20)
    new_price: str | None = Field(None, max_length=40)
    coefficient: str | None = Field(None, max_length=20)
    coefficient_reason: str | None = Field(None, max_length=200)
    valued_on: str | None = Field(None, max_length=10)
    condition_score: str | None = Field(None, max_length=10)


class ChecksForm(VersionForm):
    """The nine prohibitions: code -> answer, and code -> on what it rests."""

    result: dict[str, str] = Field(default_factory=dict, max_length=20)
    source: dict[str, str] = Field(default_factory=dict, max_length=20)


class SendBackForm(VersionForm):
    """What goes back to one side: ticked tasks, and a reason for each."""

    side: Literal["seller", "buyer"]
    task: dict[str, str] = Field(default_factory=dict, max_length=30)
    reason: dict[str, str] = Field(default_factory=dict, max_length=30)


class ApproveForm(VersionForm):
    """Findings overruled: finding key -> reason; principals seen on paper: side (seller_p) -> which original, where.

    ``signature`` is the clerk's, drawn now; ``remember`` keeps it for the next papers. ``by_pen`` leaves the clerk's
    lines open for the printed papers, and ``pen_reason`` says why.
    """

    overrule: dict[str, str] = Field(default_factory=dict, max_length=100)
    paper: dict[str, str] | None = Field(None, max_length=2)
    signature: Json[Ink] | Literal[""] = ""
    remember: bool = False
    by_pen: bool = False
    pen_reason: str = Field("", max_length=1000)


class SideForm(BaseModel):
    """A signer of the papers."""

    side: str = Field(max_length=8)


class PaperForm(SideForm):
    """A principal whose signature on paper was seen: which original, and where it is kept."""

    reason: str = Field("", max_length=1000)
