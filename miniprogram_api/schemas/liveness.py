"""The guided capture (真人检测): what is asked, the frames, what came of it."""

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from typing import Self

from pydantic import Field, field_validator

from backend.verification import LIVENESS_WORDS as WORDS
from backend.verification import ChallengeFacts, LivenessFacts, SentFrame
from miniprogram_api.schemas.base import Answer, Form


class StepAnswer(Answer):
    """One instruction, from ``starts_ms`` to ``ends_ms`` after the capture began; left and right are the person's."""

    action: str = Field(description="front, turn_left, turn_right, nod or closer")
    say: str
    starts_ms: int
    ends_ms: int


class ChallengeAnswer(Answer):
    """The sequence to show. Take one frame every ``every_ms``, at most ``longest_edge`` pixels; send all with the
    nonce before ``expires_at``."""

    nonce: str
    steps: list[StepAnswer]
    every_ms: int
    longest_edge: int
    expires_at: datetime

    @classmethod
    def told(cls, facts: ChallengeFacts, longest_edge: int) -> Self:
        """One challenge with its words."""
        steps = [
            StepAnswer(action=one.action, say=WORDS[one.action], starts_ms=one.starts_ms, ends_ms=one.ends_ms)
            for one in facts.plan.steps
        ]
        every, ends = facts.plan.every_ms, facts.expires_at
        return cls(nonce=facts.nonce, steps=steps, every_ms=every, longest_edge=longest_edge, expires_at=ends)


class FrameForm(Form):
    """One frame: milliseconds since the capture began, the place of its step (from 0), the JPEG in Base64."""

    t_ms: int = Field(ge=0, le=60_000)
    step: int = Field(ge=0, le=20)
    jpeg: str = Field(min_length=1, max_length=340_000)

    @field_validator("jpeg")
    @classmethod
    def _decodes(cls, text: str) -> str:
        try:
            b64decode(text, validate=True)
        except (NotBase64, ValueError):
            raise ValueError("画面传输有误，请刷新页面后重新拍摄。") from None
        return text


class LivenessForm(Form):
    """All frames of one challenge, in one request."""

    nonce: str = Field(min_length=1, max_length=40)
    frames: list[FrameForm] = Field(min_length=1, max_length=24)

    @property
    def sent(self) -> list[SentFrame]:
        """The frames as the slice takes them."""
        return [SentFrame(one.t_ms, one.step, b64decode(one.jpeg)) for one in self.frames]


class LivenessAnswer(Answer):
    """Where it stands: ``state`` none, judging or done; ``verdict`` pass, fail or ask (a person looks); ``sentences``
    say why not and what to do; ``selfie`` is the photograph that came of it."""

    state: str
    verdict: str
    sentences: list[str]
    selfie: str

    @classmethod
    def told(cls, facts: LivenessFacts) -> Self:
        """The newest capture."""
        return cls.of(facts, sentences=list(facts.sentences))
