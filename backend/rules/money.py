"""金额: money as whole fen, with its own type, so that no arithmetic can lose one."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from backend.rules.rmb_words import MalformedAmount, rmb_words

# 99 999 999.99 yuan: the widest amount the papers have room for (DOMAIN §1.6).
LARGEST_PRICE: Final = 9_999_999_999
YUAN_TEXT: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Fen:
    """分: an amount of money in whole fen; may be negative (a refund, a red invoice)."""

    amount: int

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise MalformedAmount(f"{self.amount!r} is not a whole number of fen")

    @classmethod
    def from_yuan(cls, yuan: str | int | Decimal) -> Self:
        """Read yuan with at most two decimals (``13000``, ``1,409.50``, ``￥80``); never rounds.

        Raises MalformedAmount for more decimals, floats and anything that is no number.
        """
        plain = str(yuan) if isinstance(yuan, int | str) and not isinstance(yuan, bool) else ""
        if isinstance(yuan, Decimal) and yuan.is_finite():
            plain = f"{yuan.normalize():f}"
        match = YUAN_TEXT.fullmatch(re.sub(r"[\s,，¥￥]", "", plain))
        if not match:
            raise MalformedAmount(str(yuan))
        sign, whole, decimals = match.groups()
        fen = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
        return cls(-fen if sign == "-" else fen)

    @classmethod
    def price(cls, yuan: str | int | Decimal) -> Self:
        """Read a price: more than nothing, at most 99 999 999.99 yuan (DOMAIN §1.6); else MalformedAmount."""
        price = cls.from_yuan(yuan)
        if not 0 < price.amount <= LARGEST_PRICE:
            raise MalformedAmount(str(yuan))
        return price

    def to_yuan(self) -> Decimal:
        """Return the yuan, always with two decimals."""
        return Decimal(self.amount).scaleb(-2)

    def text(self) -> str:
        """Return ``13000.00``: what databases, JSON and machines read."""
        return f"{self.to_yuan():.2f}"

    def grouped(self) -> str:
        """Return ``13,000.00``: what people read."""
        return f"{self.to_yuan():,.2f}"

    def words(self, *, yuan_char: str = "元", zheng_after_jiao: bool = False) -> str:
        """Return the capitals (see rmb_words)."""
        return rmb_words(self.to_yuan(), yuan_char=yuan_char, zheng_after_jiao=zheng_after_jiao)

    def split(self, parts: int) -> list[Self]:
        """Split without losing a fen; earlier parts take the remainder. ``parts`` below 1 raises ValueError."""
        if parts < 1:
            raise ValueError("nothing can be split into no parts")
        base, extra = divmod(self.amount, parts)
        return [type(self)(base + (index < extra)) for index in range(parts)]

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + other.amount) if isinstance(other, Fen) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - other.amount) if isinstance(other, Fen) else NotImplemented

    def __mul__(self, times: int) -> Self:
        return type(self)(self.amount * times) if isinstance(times, int) else NotImplemented

    def __neg__(self) -> Self:
        return type(self)(-self.amount)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return self.text()
