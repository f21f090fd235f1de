"""短信: sends one approved text to one phone, through Aliyun SMS (dysmsapi 2017-05-25).

The SDK is blocking: it runs in its own threads. Sources: INTEGRATIONS §4.1, §4.3.
"""

import json
from dataclasses import dataclass
from typing import Protocol

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
        # Asking again after an answer that nobody can read may send the text twice: that is left to the person.
        self._rpc = AliyunRpc(config, SERVICE, VERSION, connections=config.workers, passing=_PASSING, repeatable=False)
        self._pool = pool_of(config, SERVICE, workers=config.workers, waiting=config.waiting)

    async def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> str:
        """See :meth:`SmsSender.send`."""
        answer = await self._pool.run(
            self._rpc.post,
            "SendSms",
            {
                "PhoneNumbers": phone,
                "SignName": self._config.signature,
                "TemplateCode": template,
                "TemplateParam": json.dumps(params, ensure_ascii=False),
                "OutId": out_id,
            },
        )
        if answer.get("Code") != "OK":
            raise self._rpc.trouble(str(answer.get("Code") or "no code"))
        if not answer.get("BizId"):
            raise VendorTrouble(SERVICE, "no receipt number", retry=False)
        return str(answer["BizId"])

    async def close(self) -> None:
        """See :meth:`SmsSender.close`."""
        self._pool.close()
        self._rpc.close()
