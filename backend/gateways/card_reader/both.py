"""两个识别引擎互相印证: where they agree both are surer than one; where they differ a person is asked."""

import asyncio
from typing import TYPE_CHECKING, Final

from backend.gateways.card_reader.checks import told
from backend.gateways.card_reader.reading import FIELDS, OF_THE_PICTURE, SURE, CardReading, FieldReading
from backend.kit.errors import VendorTrouble

if TYPE_CHECKING:
    from backend.gateways.card_reader import CardReader

_DIFFER: Final = round(SURE - 0.01, 4)


class TwoReaders:
    """``first`` reads here, ``second`` elsewhere, at the same time. One that is in trouble leaves it to the other."""

    def __init__(self, first: "CardReader", second: "CardReader") -> None:
        self._readers = (first, second)

    async def read(self, image: bytes, kind: str | None = None) -> CardReading:
        """See :class:`~backend.gateways.card_reader.CardReader`. Raises ``VendorTrouble`` only when both are in it."""
        answers = await asyncio.gather(*(one.read(image, kind) for one in self._readers), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, VendorTrouble):
                raise answer
        readings = [answer for answer in answers if isinstance(answer, CardReading)]
        if not readings:
            first = answers[0]
            assert isinstance(first, VendorTrouble)  # noqa: S101 - neither is a reading, for the type checker
            raise first
        if len(readings) == 1:
            return readings[0]
        return agreed(*readings)

    async def close(self) -> None:
        """Let go of both."""
        await asyncio.gather(*(one.close() for one in self._readers))


def agreed(first: CardReading, second: CardReading) -> CardReading:
    """One reading of two. A reader that saw no card, or another one, is no second opinion on its fields."""
    if not second.fields or not first.fields or first.kind != second.kind:
        better = first if first.fields or not second.fields else second
        return _together(better, first, second, better.fields, list(better.doubts))
    fields, differ = {}, []
    for name in FIELDS[first.kind]:
        one, other = first.fields.get(name), second.fields.get(name)
        if one is None or other is None:
            found = one or other
            if found is not None:
                fields[name] = found
        elif _bare(one.value) == _bare(other.value):
            # Two independent readers that err once in ten each agree on a wrong text far less often than that.
            chance = 1 - (1 - one.confidence) * (1 - other.confidence)
            fields[name] = FieldReading(one.value, round(min(chance, 0.9999), 4), one.box)
        else:
            fields[name] = FieldReading(one.value, min(one.confidence, other.confidence, _DIFFER), one.box)
            differ.append(f"readers_differ:{name}")
    doubts = told(first.kind, fields) + differ
    doubts += [doubt for doubt in first.doubts if doubt in _HOW_READ]
    return _together(first, first, second, fields, doubts)


# Doubts about how the first reader came to its fields, which the fields themselves do not show.
_HOW_READ: Final = ("vin_letters_replaced",)


def _together(
    base: CardReading, first: CardReading, second: CardReading, fields: dict[str, FieldReading], doubts: list[str]
) -> CardReading:
    of_the_picture = [doubt for doubt in (*first.doubts, *second.doubts) if doubt in OF_THE_PICTURE]
    return CardReading(
        base.kind,
        fields,
        tuple(dict.fromkeys([*doubts, *of_the_picture])),
        f"{first.provider}+{second.provider}",
        f"{first.provider_version}+{second.provider_version}",
        max(first.took_ms, second.took_ms),
    )


def _bare(text: str) -> str:
    """What two readers may write differently without meaning anything: blanks, dots and the width of brackets."""
    wide = text.upper().translate(str.maketrans("（）：，－", "():,-"))
    return "".join(char for char in wide if not char.isspace() and char not in "·.。")
