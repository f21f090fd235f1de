"""What all requests and answers share."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """A request's body; what it does not know it does not read."""

    model_config = ConfigDict(str_strip_whitespace=True)


class Answer(BaseModel):
    """An answer, made of a slice's facts."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, facts: Any, **more: Any) -> Self:
        """The answer with the fields that ``facts`` has, and ``more`` beside them."""
        if not more:
            return cls.model_validate(facts)
        known = {name: getattr(facts, name) for name in cls.model_fields if name not in more and hasattr(facts, name)}
        return cls.model_validate(known | more)


class Done(Answer):
    """It was done; there is nothing to tell."""

    done: bool = True


class Problem(Answer):
    """What went wrong (RFC 9457). ``code`` is stable, ``detail`` a Chinese sentence that names the fix."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = Field(None, description="The input that the sentence belongs beside.")
    facts: dict[str, Any] | None = Field(None, description="Facts of this occasion, such as retry_after in seconds.")
    reference: str | None = Field(None, description="Of a fault of ours: what to tell the station.")
