"""What the pages get (页面事实): plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.appraisal import AppraisalFacts
from backend.collection import PartyFacts
from backend.documents import SetFacts
from backend.payments import FeeView
from backend.rules.eligibility import CheckResult
from backend.rules.years_method import Deviation
from backend.transfers.states import State
from backend.verification import Finding, Source


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field on the clerk's page: its value, where it came from, and what other sources say differently.

    ``source`` is recognised, typed, corrected or scanned; ``source_name`` the same in Chinese with who;
    ``others`` are sources that disagree.
    """

    group: str  # principal | agent | company | vehicle
    name: str
    label: str
    value: str
    source: str
    source_name: str
    confidence: float | None
    checked: bool
    others: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """The seller's or buyer's half of the page. ``state`` is missing, filling, complete or returned.

    ``party`` is None while nobody is there, and once a cancelled transfer gave the collection back.
    ``own_phone`` is the principal's, as a clerk typed it.
    """

    side: str
    title: str
    state: str
    state_name: str
    name: str
    party: PartyFacts | None
    fields: tuple[FieldView, ...]
    own_phone: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """One of the nine prohibitions with its answer in force."""

    number: int
    code: str
    text: str
    evidence: str
    result: CheckResult
    source: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OverruleView:
    """A finding that was overruled at the last approval, and why."""

    finding: str
    sentence: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the timeline: who, when, what."""

    version: int
    at: datetime
    who: str
    action: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TransferView:
    """Everything on a transfer's page. Money is fen; ``can`` names the use cases open now; ``next`` says what is due.

    ``appraised_fen`` is the valuation's proposal unless ``appraised_by_hand``; ``deviations`` says how each known price
    (price, appraised, declared) stands to the base price. ``plate_type`` is a clerk's word, ``plate_type_found`` what
    plate and car tell. ``numbers`` is by kind of paper, ``papers_due`` the titles that an approval would make.
    ``can`` holds among: take_code, start_link, edit, check, send_back, approve, refuse, complete, cancel.
    """

    id: str
    number: str
    version: int
    state: State
    state_name: str
    next: str
    can: frozenset[str]
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    completed_at: datetime | None
    trade: str
    trade_name: str
    price_fen: int | None
    base_fen: int | None
    appraised_fen: int | None
    appraised_by_hand: bool
    declared_fen: int | None
    deviations: Mapping[str, Deviation]
    deviation_reason: str
    valuation: AppraisalFacts | None
    remarks: str
    plate_type: str
    plate_type_found: str
    to_province: str
    to_city: str
    contract_number: str
    confirmation_number: str
    certificate_number: str
    numbers: Mapping[str, str]
    papers_due: tuple[str, ...]
    ended_because: str
    seller: SideView
    buyer: SideView
    vehicle: tuple[FieldView, ...]
    findings: tuple[Finding, ...]
    checks: tuple[CheckView, ...]
    overrules: tuple[OverruleView, ...]
    history: tuple[HistoryRow, ...]
    documents: SetFacts | None


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One line of a list."""

    id: str
    number: str
    state: State
    state_name: str
    next: str
    plate_number: str
    vin: str
    brand_model: str
    seller_name: str
    seller_ready: bool
    buyer_name: str
    buyer_ready: bool
    price_fen: int | None
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TransferPage:
    """A page of a list: ``counts`` is per state for the same search, ``total`` what the chosen states hold."""

    rows: tuple[TransferRow, ...]
    page: int
    pages: int
    total: int
    counts: dict[State, int]


@dataclass(frozen=True, slots=True)
class OwnerTransfer:
    """A transfer as one of its owners sees it: the number, where it stands, and what happens next."""

    id: str
    number: str
    side: str
    collection: str
    state: State
    state_name: str
    plate_number: str
    station_name: str
    station_phone: str
    next: str
    fee: FeeView | None
    document_set: str
    opened_at: datetime
    changed_at: datetime
    completed_at: datetime | None
