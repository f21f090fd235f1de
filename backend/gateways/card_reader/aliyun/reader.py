"""证件识别 over Aliyun OCR (ocr-api 2021-07-07): one photograph there, its fields and the vendor's doubts back.

The picture travels as the raw body; the reply's Data is a JSON text. Sources: INTEGRATIONS §4.5, help.aliyun.com
442255 (RecognizeIdcard) and the other actions' pages. The SDK's blocking calls run in a pool of their own.
"""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Final

from backend.gateways.aliyun import AliyunRpc, pool_of
from backend.gateways.card_reader.aliyun.fields import fields_of, warnings_of
from backend.gateways.card_reader.checks import told
from backend.gateways.card_reader.reading import KINDS, CardReading
from backend.gateways.card_reader.sight.photo import open_photo
from backend.gateways.purse import OpenPurse, Purse
from backend.kit.errors import VendorTrouble

SERVICE: Final = "aliyun_ocr"
VERSION: Final = "2021-07-07"
ACTIONS: Final = {
    "id_front": "RecognizeIdcard",
    "id_back": "RecognizeIdcard",
    "vehicle_licence": "RecognizeVehicleLicense",
    "business_licence": "RecognizeBusinessLicense",
    "registration_certificate": "RecognizeVehicleRegistration",
}
#: The vendor saw no card of this kind, or nothing that it can read.
_NO_CARD: Final = frozenset({"unmatchedImageType", "illegalImageContent", "illegalImageSize"})
_FEWEST_FIELDS: Final = 2


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How to reach Aliyun OCR. ``endpoint`` is a URL; the sandbox's is ``http://127.0.0.1:8010``. Times in seconds."""

    access_key: str
    secret: str
    endpoint: str = "https://ocr-api.cn-hangzhou.aliyuncs.com"
    region: str = "cn-hangzhou"
    connect_timeout_s: int = 3
    read_timeout_s: int = 15
    workers: int = 4
    waiting: int = 40


class AliyunOcrReader:
    """A :class:`~backend.gateways.card_reader.CardReader`. Each reading is one call, paid from ``purse``; without
    a kind it asks for each kind in turn until one fits. Raises ``BudgetSpent`` too."""

    def __init__(self, config: OcrConfig, purse: Purse | None = None, price_fen: int = 0) -> None:
        self._purse = purse or OpenPurse()
        self._price_fen = price_fen
        self._rpc = AliyunRpc(config, SERVICE, VERSION, connections=config.workers)
        self._pool = pool_of(config, SERVICE, workers=config.workers, waiting=config.waiting)

    async def read(self, image: bytes, kind: str | None = None) -> CardReading:
        """See :class:`~backend.gateways.card_reader.CardReader`."""
        started = time.monotonic()
        # Refuses what is no photograph before anybody pays for it.
        await asyncio.to_thread(open_photo, image)
        reading = CardReading(kind or "", doubts=("not_a_card",))
        asked: set[str] = set()
        for wanted in (kind,) if kind else KINDS:
            if ACTIONS[wanted] in asked:
                continue
            asked.add(ACTIONS[wanted])
            async with self._purse.paying("ocr", self._price_fen) as bill:
                data = await self._pool.run(self._call, ACTIONS[wanted], image)
                # A refused picture is not charged.
                bill.cost_fen = self._price_fen if data is not None else 0
            if data is not None:
                reading = _reading(data, wanted, told_kind=kind is not None)
            if reading.fields or reading.doubts != ("not_a_card",):
                break
        took = round((time.monotonic() - started) * 1000)
        return CardReading(reading.kind, reading.fields, reading.doubts, "aliyun", VERSION, took)

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.close()
        self._rpc.close()

    def _call(self, action: str, image: bytes) -> dict[str, Any] | None:
        """The reply's ``Data``, opened; None where the vendor saw no such card."""
        try:
            answer = self._rpc.send(action, _FLAGS.get(action, {}), image)
            # Letters of the card may hold raw control characters.
            data = json.loads(answer["Data"], strict=False)
        except VendorTrouble as trouble:
            if trouble.reason in _NO_CARD:
                return None
            raise
        except (ValueError, LookupError, TypeError):
            raise self._rpc.garbled() from None
        if not isinstance(data, dict) or not isinstance(data.get("data"), dict):
            raise self._rpc.garbled()
        return data


# The vendor judges the picture itself only where it is asked to.
_FLAGS: Final[dict[str, dict[str, str]]] = {"RecognizeIdcard": {"OutputQualityInfo": "true"}}


def _reading(data: dict[str, Any], wanted: str, *, told_kind: bool) -> CardReading:
    kind, fields = fields_of(data, wanted)
    if len(fields) < _FEWEST_FIELDS:
        return CardReading(wanted if told_kind else "", doubts=("not_a_card",))
    if kind != wanted and told_kind:
        return CardReading(wanted, doubts=(f"kind_differs:{kind}",))
    return CardReading(kind, fields, tuple(told(kind, fields) + warnings_of(data, kind)))
