"""What the slice hands out (采集事实): plain values, so that no face and no other slice touches a table."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.collection import names


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field's value and where it came from.

    ``source`` is recognised, typed, corrected or scanned; ``recognised`` is what the reader had seen when a person
    corrected it; ``checked`` tells that the person insisted against a warning (我已核对).
    """

    name: str
    value: str
    source: str
    recognised: str | None = None
    confidence: float | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One photograph in force: ``captured`` camera or file, sizes of the original in pixels and bytes."""

    id: str
    kind: str
    captured: str
    at: datetime
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes to show."""

    bytes: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A decision in force: ``kind`` privacy or face, ``decision`` given, refused or withdrawn."""

    kind: str
    decision: str
    version: str
    sha256: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """A signature: strokes are lists of ``{x, y, t, p}`` (px, px, ms, 0–1) in a box of ``width`` × ``height`` px."""

    strokes: list[list[dict[str, float]]]
    width: int
    height: int
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class ReturnedFact:
    """A task sent back and, once done again, when."""

    task: str
    reason: str
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoubtFact:
    """What the card reader was not sure of, in a sentence."""

    kind: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Everything a station may see of one side. Groups that do not apply are empty."""

    collection: str
    owner: str
    role: str
    party_kind: str
    by_agent: bool
    state: str
    transfer: str
    principal: dict[str, FieldFact]
    agent: dict[str, FieldFact]
    company: dict[str, FieldFact]
    vehicle: dict[str, FieldFact]
    phone: str
    phone_proved_at: datetime | None
    phone_shared_with: list[str]  # collections of other owners that proved the same phone
    consents: list[ConsentFact]
    evidence: list[EvidenceFact]
    doubts: list[DoubtFact]
    face_in_person: bool
    signature: SignatureFact | None
    agreed_price_fen: int | None
    deal: str | None
    returned: list[ReturnedFact]
    submitted_at: datetime | None
    condition: dict[str, FieldFact] = field(default_factory=dict)

    @property
    def display_name(self) -> str:
        """The company's or person's name, empty while unknown."""
        group = self.company if self.party_kind == "company" else self.principal
        return group["name"].value if "name" in group else ""

    @property
    def signer(self) -> dict[str, FieldFact]:
        """The person who holds the phone and signs: the agent where there is one."""
        return self.agent if self.party_kind == "company" or self.by_agent else self.principal

    @property
    def agent_name(self) -> str:
        """What the one who acts for this side is called: 代办人 or 经办人."""
        return names.agent_name(self.party_kind)

    def name_of(self, key: str) -> str:
        """A task or photograph in the words of this side's kind of party."""
        return names.name_of(key, self.party_kind, self.by_agent)

    def card_name(self, group: str) -> str:
        """The card that a group's fields are read from."""
        return names.card_name(group, self.party_kind)


@dataclass(frozen=True, slots=True)
class TaskFact:
    """One line of the task list: ``state`` is todo, done, waiting, returned or optional."""

    key: str
    title: str
    hint: str
    state: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """Everything one side has to do, in order; ``next`` is the key of the first that is not done."""

    collection: str
    role: str
    party_kind: str
    by_agent: bool
    state: str
    version: int
    tasks: list[TaskFact]
    next: str | None
    done: int
    total: int
    can_submit: bool
    deal: str | None
    transfer: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the page to check before sending; ``task`` is where 修改 leads."""

    label: str
    value: str
    task: str
    source: str = ""
    evidence: str = ""  # a photograph to show as the value


@dataclass(frozen=True, slots=True)
class ReadField:
    """One field as read: ``box`` is left, top, right, bottom in pixels of the upright photograph, or None."""

    value: str
    confidence: float | None
    box: Any = None


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """What was read from one photograph: ``state`` is none, pending, done or failed; ``doubts`` hold sentences."""

    evidence: str
    kind: str
    state: str
    fields: dict[str, ReadField]
    doubts: list[DoubtFact]


@dataclass(frozen=True, slots=True)
class PictureOpinion:
    """What ``provider``, who read a card's photograph, thinks of the picture itself.

    ``kind`` is the evidence's; ``doubts`` are codes of the reader's.
    """

    provider: str
    kind: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The fields of one group to confirm: what is in force or else was read; labels in Chinese, in order."""

    group: str
    labels: dict[str, str]
    values: dict[str, str]
    read: dict[str, ReadField]
    reading: bool
    doubts: list[DoubtFact]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Answers were taken; ``warnings`` are sentences that do not stop anybody."""

    changed: list[str]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class PhoneCodeFacts:
    """A code is on its way; ask again from ``again_at`` on."""

    phone: str  # masked
    expires_at: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """The access code as the owner's page shows it: ``text`` in groups of four, ``qr`` what the scanner types."""

    text: str
    qr: str
    issued_at: datetime
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """One of an owner's collections in a list."""

    id: str
    role: str
    party_kind: str
    state: str
    transfer: str
    created_at: datetime
    submitted_at: datetime | None
    summary: str  # plate number or what is known


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal as one side sees it; prices in fen."""

    id: str
    role: str
    price_fen: int
    mine_confirmed: bool
    other_confirmed: bool
    other_joined: bool
    other_state: str
    agreed_fen: int | None


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """Something the owner was told."""

    id: str
    collection: str
    title: str
    sentence: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class StorageMonth:
    """What one month (YYYY-MM) added to the store: photographs and bytes with their copies."""

    month: str
    count: int
    bytes: int
