"""The two roots of every error, and the one thing a gateway may raise.

A :class:`Refusal` is an expected no: a person asked for something the rules do not allow, and is told how to go on.
A :class:`Fault` is ours: it is logged with an id, alarmed, and shown as an apology.
A :class:`VendorTrouble` is all that crosses a gateway: did the outside service fail, and is it worth asking again?
"""

from typing import ClassVar


class Refusal(Exception):
    """An expected 'no' (业务拒绝): shown to the person, never paged.

    Subclasses live beside the use case that raises them and are named after the fact (``CardExpired``). ``say`` is the
    Chinese sentence that names the fix; it may hold ``{names}`` that the keyword arguments fill. ``field`` names the
    input the sentence belongs beside.
    """

    code: ClassVar[str]
    say: ClassVar[str]
    status: ClassVar[int] = 409
    # True where what was written before the refusal must stay, such as the count of wrong codes.
    keeps: ClassVar[bool] = False

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        self.field = field
        self.facts = facts
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The Chinese sentence with this occasion's facts filled in."""
        return self.say.format(**self.facts) if self.facts else self.say


class Fault(Exception):
    """Something of ours broke (系统故障): logged with an id, alarmed, answered with an apology."""


class VendorTrouble(Exception):
    """An outside service failed (外部服务异常). ``retry`` says whether the same request may succeed later.

    ``reason`` is the vendor's own code, safe to log: it never holds personal data.
    """

    def __init__(self, service: str, reason: str, *, retry: bool) -> None:
        self.service = service
        self.reason = reason
        self.retry = retry
        super().__init__(f"{service}: {reason}")
