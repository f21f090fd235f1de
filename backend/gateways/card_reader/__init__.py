"""证件识别: reads identity cards, vehicle licences and business licences from photographs.

``open_card_reader(workers)`` gives the real one, RapidOCR in worker processes; slices see only :class:`CardReader`.
"""

from typing import TYPE_CHECKING, Protocol

from backend.gateways.card_reader.reading import (
    CRITICAL,
    DOUBTS,
    FIELDS,
    KINDS,
    SURE,
    CardReading,
    FieldReading,
    sentence,
)

if TYPE_CHECKING:
    from backend.gateways.card_reader.rapid import RapidOcrReader

__all__ = [
    "CRITICAL",
    "DOUBTS",
    "FIELDS",
    "KINDS",
    "SURE",
    "CardReader",
    "CardReading",
    "FieldReading",
    "open_card_reader",
    "sentence",
]


class CardReader(Protocol):
    """证件识别: turns one photograph into fields, each with how sure it is."""

    async def read(self, image: bytes, kind: str | None = None) -> CardReading:
        """Read the card in ``image`` (JPEG, PNG or WebP bytes); ``kind`` is one of :data:`KINDS`, or told from it.

        A picture of no card is a reading with the doubt ``not_a_card``. Raises ``NotAPhotograph``,
        ``PhotographTooLarge``, ``PhotographTooSmall`` (``Refusal``) and ``VendorTrouble``.
        """
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


def open_card_reader(workers: int) -> "RapidOcrReader":
    """RapidOCR in ``workers`` processes, which start with the first card."""
    from backend.gateways.card_reader.rapid import RapidOcrReader

    return RapidOcrReader(workers)
