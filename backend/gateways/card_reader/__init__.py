"""证件识别: reads identity cards, vehicle licences, registration certificates and business licences from photographs.

``open_chosen_reader(settings)`` gives the one that a site chose: RapidOCR in worker processes, Aliyun, or both, which
then bear each other out. Slices see only :class:`CardReader`.
"""

from typing import TYPE_CHECKING, Protocol

from backend.gateways.card_reader.reading import (
    CRITICAL,
    DOUBTS,
    FIELDS,
    JUDGES_PICTURES,
    KINDS,
    OF_THE_PICTURE,
    SURE,
    CardReading,
    FieldReading,
    sentence,
)
from backend.gateways.purse import OpenPurse, Purse

if TYPE_CHECKING:
    from backend.gateways.card_reader.rapid import RapidOcrReader
    from backend.settings import Settings

__all__ = [
    "CRITICAL",
    "DOUBTS",
    "FIELDS",
    "JUDGES_PICTURES",
    "KINDS",
    "OF_THE_PICTURE",
    "SURE",
    "CardReader",
    "CardReading",
    "FieldReading",
    "open_card_reader",
    "open_chosen_reader",
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


def open_chosen_reader(settings: "Settings", purse: Purse | None = None) -> CardReader:
    """The reader that ``settings.card_reader`` names; Aliyun is paid from ``purse``."""
    if settings.card_reader == "rapid":
        return open_card_reader(settings.reader_processes)
    from backend.gateways.card_reader.aliyun.reader import AliyunOcrReader, OcrConfig
    from backend.gateways.card_reader.both import TwoReaders

    account = OcrConfig(access_key=settings.ocr_access_key, secret=settings.ocr_secret, endpoint=settings.ocr_endpoint)
    aliyun = AliyunOcrReader(account, purse or OpenPurse(), settings.ocr_card_fen)
    if settings.card_reader == "aliyun":
        return aliyun
    return TwoReaders(open_card_reader(settings.reader_processes), aliyun)
