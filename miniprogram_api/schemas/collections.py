"""Collections (采集): the task list, party, consents, phone, review, access code, hand-over."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from miniprogram_api.schemas.base import Answer, Form


class BeginForm(Form):
    """Begin a collection; the side may be chosen later."""

    role: Literal["", "seller", "buyer"] = ""


class CollectionId(Answer):
    """Which collection to go on with."""

    collection: str


class CollectionCard(Answer):
    """One of the owner's collections in a list."""

    id: str
    role: str
    party_kind: str
    state: str = Field(description="filling, submitted, claimed, returned")
    transfer: str
    created_at: datetime
    submitted_at: datetime | None
    summary: str = Field(description="The plate number, or nothing yet.")


class Task(Answer):
    """One thing to do."""

    key: str
    title: str
    hint: str
    state: str = Field(description="todo, done, waiting, returned, optional")


class TaskListAnswer(Answer):
    """Everything one side has to do, in order; ``next`` is what to do now."""

    collection: str
    role: str
    party_kind: str
    by_agent: bool
    state: str
    version: int
    tasks: list[Task]
    next: str | None
    done: int
    total: int
    can_submit: bool
    deal: str | None
    transfer: str


class PartyForm(Form):
    """Who this is: which side, a person or a company, in person or by an agent."""

    role: Literal["seller", "buyer"]
    party_kind: Literal["person", "company"]
    by_agent: bool = False


class ConsentTextAnswer(Answer):
    """A text to agree to, in Markdown."""

    kind: str
    version: str
    text: str
    sha256: str


class ConsentForm(Form):
    """A decision about the text of ``version``."""

    decision: Literal["given", "refused"]
    version: str = Field(min_length=1, max_length=20)


class PhoneForm(Form):
    """A mainland mobile number to send a code to."""

    mobile: str = Field(min_length=1, max_length=20)


class PhoneCodeAnswer(Answer):
    """A code is on its way."""

    phone: str = Field(description="Masked.")
    expires_at: datetime
    again_at: datetime
    retry_after: int = Field(description="Seconds until another code may be asked for.")


class CodeForm(Form):
    """The code that came by SMS."""

    code: str = Field(min_length=4, max_length=12)


class WechatPhoneForm(Form):
    """What the getPhoneNumber button gave."""

    code: str = Field(min_length=1, max_length=128)


class ReviewRowAnswer(Answer):
    """One line to check before sending; ``task`` is where it is changed."""

    label: str
    value: str
    task: str
    source: str
    evidence: str


class AccessCodeAnswer(Answer):
    """The access code: ``text`` to read aloud, ``qr`` what the scanner types."""

    text: str
    qr: str
    issued_at: datetime
    expires_at: datetime
    expired: bool


class LinkAnswer(Answer):
    """A link to open on another phone, and its QR as SVG."""

    url: str
    qr_svg: str
    expires_in_seconds: int
