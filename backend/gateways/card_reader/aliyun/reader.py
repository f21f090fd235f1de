"""证件识别 over Aliyun OCR (ocr-api 2021-07-07): one photograph there, its fields and the vendor's doubts back.

The picture travels as the raw body; the reply's Data is a JSON text. Sources: INTEGRATIONS §4.5, help.aliyun.com
442255 (RecognizeIdcard) and the other actions' pages. The SDK's blocking calls run in a pool of their own.
"""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Final

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException

from backend.gateways.aliyun import AliyunRpc, pool_of
from backend.gateways.card_reader.aliyun.fields import fields_of, warnings_of
from backend.gateways.card_reader.checks import told
from backend.gateways.card_reader.reading import KINDS, CardReading
from backend.gateways.card_reader.sight.photo import open_photo
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
_PASSING: Final = frozenset({"ServiceUnavailable", "SignatureNonceUsed", "InternalError"})
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
    """A :class:`~backend.gateways.card_reader.CardReader`. Each reading is one call, which the vendor charges for;
    without a kind it asks for each kind in turn until one fits."""

    def __init__(self, config: OcrConfig) -> None:
        self._rpc = AliyunRpc(config, VERSION, connections=config.workers)
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
            data = await self._pool.run(self._call, ACTIONS[wanted], image)
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
        # ``from None`` throughout: what the SDK says of a call repeats its signed address.
        try:
            answer = json.loads(self._rpc.send(action, _FLAGS.get(action, {}), image), strict=False)
            # Letters of the card may hold raw control characters.
            data = json.loads(answer["Data"], strict=False)
        except ServerException as error:
            code = str(error.get_error_code())
            if code in _NO_CARD:
                return None
            passing = code in _PASSING or "Throttling" in code or (error.get_http_status() or 0) >= 500
            raise VendorTrouble(SERVICE, code, retry=passing) from None
        except ClientException as error:
            raise VendorTrouble(SERVICE, str(error.get_error_code()), retry=True) from None
        except OSError as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        except (ValueError, LookupError, TypeError):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True) from None
        if not isinstance(data, dict) or not isinstance(data.get("data"), dict):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
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
