"""短信: sends one approved text to one phone, through Aliyun SMS (dysmsapi 2017-05-25).

The SDK is blocking: it runs in its own threads. Sources: INTEGRATIONS §4.1, §4.3.
"""

import json
from dataclasses import dataclass
from typing import Protocol

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException

from backend.gateways.aliyun import AliyunRpc, pool_of
from backend.kit.errors import VendorTrouble

SERVICE = "aliyun_sms"
VERSION = "2017-05-25"

# Refusals that a later identical request may escape; every other Code needs a person or another input.
_PASSING = frozenset(
    {
        "isv.BUSINESS_LIMIT_CONTROL",
        "isp.SYSTEM_ERROR",
        "isp.UNKNOWN_ERROR",
        "SignatureNonceUsed",
        "ServiceUnavailable",
        "InternalError",
    }
)


class SmsSender(Protocol):
    """短信发送: hands one text to the operator."""

    async def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> str:
        """Send ``template`` (its approved code) filled with ``params``; the vendor's receipt number (BizId).

        ``out_id`` comes back in delivery receipts. Raises ``VendorTrouble``, whose ``reason`` is the vendor's code.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...


@dataclass(frozen=True, slots=True)
class AliyunSmsConfig:
    """How to reach Aliyun SMS. ``endpoint`` is a URL; the sandbox's is ``http://127.0.0.1:8010``.

    ``signature`` is the approved name at the head of each text (短信签名). Times in seconds.
    """

    access_key: str
    secret: str
    signature: str
    endpoint: str = "https://dysmsapi.aliyuncs.com"
    region: str = "cn-hangzhou"
    connect_timeout_s: int = 3
    read_timeout_s: int = 8
    workers: int = 4
    waiting: int = 64


class AliyunSms:
    """:class:`SmsSender` over Aliyun."""

    def __init__(self, config: AliyunSmsConfig) -> None:
        self._config = config
        self._rpc = AliyunRpc(config, VERSION, connections=config.workers)
        self._pool = pool_of(config, SERVICE, workers=config.workers, waiting=config.waiting)

    async def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> str:
        """See :meth:`SmsSender.send`."""
        answer = await self._pool.run(
            self._call,
            {
                "PhoneNumbers": phone,
                "SignName": self._config.signature,
                "TemplateCode": template,
                "TemplateParam": json.dumps(params, ensure_ascii=False),
                "OutId": out_id,
            },
        )
        if answer.get("Code") != "OK":
            raise _trouble(str(answer.get("Code") or "no code"))
        if not answer.get("BizId"):
            raise VendorTrouble(SERVICE, "no receipt number", retry=False)
        return str(answer["BizId"])

    async def close(self) -> None:
        """See :meth:`SmsSender.close`."""
        self._pool.close()
        self._rpc.close()

    def _call(self, params: dict[str, str]) -> dict[str, object]:
        # ``from None`` throughout: the SDK's own messages repeat the signed request, phone number included.
        try:
            body = self._rpc.post("SendSms", params)
        except ServerException as error:
            raise _trouble(str(error.get_error_code()), status=error.get_http_status()) from None
        except ClientException as error:
            raise VendorTrouble(SERVICE, str(error.get_error_code()), retry=True) from None
        except (ValueError, OSError) as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            # Whether the text went out is unknown; asking again may send it twice, so that is left to the person.
            raise VendorTrouble(SERVICE, "garbled answer", retry=False)
        return answer


def _trouble(code: str, *, status: int | None = None) -> VendorTrouble:
    passing = code in _PASSING or code.startswith("Throttling") or (status is not None and status >= 500)
    return VendorTrouble(SERVICE, code, retry=passing)
