"""Photographs (影像): resumable uploads, what was read, the signature."""

from typing import Any, Literal, Self

from pydantic import Field

from backend.collection import ConfirmPage, DoubtFact, ReadingFacts
from miniprogram_api.schemas.base import Answer, Form


class UploadForm(Form):
    """Announce a picture; ``sha256`` lets the server notice a damaged transfer."""

    kind: str = Field(min_length=1, max_length=32, description="The task it belongs to, such as id_front.")
    size: int = Field(ge=1, description="Bytes.")
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    captured: Literal["camera", "file"] = "camera"
    filename: str = Field("", max_length=200, description="Not kept.")


class UploadAnswer(Answer):
    """An unfinished upload: ``offset`` bytes are safe; send the next ``chunk`` bytes from there."""

    upload: str
    kind: str
    size: int
    offset: int
    chunk: int


class OffsetAnswer(Answer):
    """How many bytes are safe on the server."""

    offset: int


class EvidenceAnswer(Answer):
    """The photograph was kept."""

    evidence: str
    kind: str


class ReadFieldAnswer(Answer):
    """One field as read: confidence 0–1, ``box`` left, top, right, bottom in pixels of the upright photograph."""

    value: str
    confidence: float | None
    box: Any = None


class Doubt(Answer):
    """What the reader was not sure of."""

    kind: str
    code: str
    say: str

    @classmethod
    def each(cls, doubts: list[DoubtFact]) -> "list[Doubt]":
        """Every doubt with its sentence."""
        return [cls(kind=one.kind, code=one.code, say=one.sentence) for one in doubts]


class ReadingAnswer(Answer):
    """What was read: ``status`` is none, pending, done or failed."""

    evidence: str
    kind: str
    status: str
    fields: dict[str, ReadFieldAnswer]
    doubts: list[Doubt]

    @classmethod
    def told(cls, facts: ReadingFacts) -> Self:
        """The reading of one photograph."""
        return cls.of(facts, status=facts.state, doubts=Doubt.each(facts.doubts))


class ConfirmAnswer(Answer):
    """The fields of one confirm task: ``values`` in force or read, ``labels`` in order, ``fields`` as read."""

    group: str
    status: str = Field(description="pending while a photograph is being read, else done")
    labels: dict[str, str]
    values: dict[str, str]
    fields: dict[str, ReadFieldAnswer]
    doubts: list[Doubt]

    @classmethod
    def told(cls, facts: ConfirmPage) -> Self:
        """One confirm page."""
        status = "pending" if facts.reading else "done"
        return cls.of(facts, status=status, fields=facts.read, doubts=Doubt.each(facts.doubts))


class ConfirmForm(Form):
    """The owner's answers. ``checked`` is the tick at 我已核对, which lets a doubtful VIN pass."""

    fields: dict[str, str] = Field(max_length=20)
    checked: bool = False


class ConfirmedAnswer(Answer):
    """Answers were taken; ``warnings`` are sentences that stop nobody."""

    changed: list[str]
    warnings: list[str]


class Point(Form):
    """Where the pen was: shares 0–1 of the pad, milliseconds since the first touch, pressure 0–1."""

    x: float
    y: float
    t: float
    p: float = 0.5


class Box(Form):
    """The pad's size in CSS pixels."""

    w: float = Field(gt=0, le=4000)
    h: float = Field(gt=0, le=4000)


class Ink(Form):
    """A signature as data."""

    box: Box
    strokes: list[list[Point]] = Field(max_length=300)

    @property
    def pixels(self) -> list[list[dict[str, float]]]:
        """The strokes with places in pixels of the pad."""
        return [
            [{"x": p.x * self.box.w, "y": p.y * self.box.h, "t": p.t, "p": p.p} for p in stroke]
            for stroke in self.strokes
        ]

    @property
    def shares(self) -> tuple[tuple[tuple[float, float, float, float], ...], ...]:
        """The strokes as (x, y, t, pressure), places as shares of the pad."""
        return tuple(tuple((p.x, p.y, p.t, p.p) for p in stroke) for stroke in self.strokes)


class SignatureForm(Form):
    """The handwritten signature of the collection."""

    signature: Ink


class SignatureAnswer(Answer):
    """The signature was kept."""

    signature: str
