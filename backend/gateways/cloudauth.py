"""阿里云实人认证 (cloudauth 2019-03-07): one question, asked in threads of its own, and the vendor's answer to it.

What the answers mean stays with those who ask: the authority, the face engine. Sources: INTEGRATIONS §4.1 and §4.4,
help.aliyun.com/zh/id-verification.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.gateways.aliyun import AliyunRpc, pool_of
from backend.kit.errors import VendorTrouble

if TYPE_CHECKING:
    from backend.settings import Settings

SERVICE = "aliyun_cloudauth"
VERSION = "2019-03-07"
DONE = "200"
# 系统错误, answered with HTTP 200.
_PASSING = frozenset({"500"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CloudauthConfig:
    """How to reach cloudauth. ``endpoint`` is a URL; ``scene_id`` is the console's (认证场景). Times in seconds."""

    access_key: str
    secret: str
    scene_id: str
    endpoint: str = "https://cloudauth.aliyuncs.com"
    region: str = "cn-hangzhou"
    connect_timeout_s: int = 3
    # Pictures go there, and the vendor asks the authority in its turn.
    read_timeout_s: int = 15
    workers: int = 4
    waiting: int = 64


@dataclass(frozen=True, slots=True)
class CloudauthAnswer:
    """What came back: ``code`` "200" with the ``result`` (ResultObject), or another code and an empty result."""

    code: str
    result: Mapping[str, Any]
    request_id: str


class Cloudauth:
    """The service itself. An answer with a code other than 200 is an answer: the caller knows which ones matter."""

    def __init__(self, config: CloudauthConfig) -> None:
        self.scene_id = config.scene_id
        self._rpc = AliyunRpc(config, SERVICE, VERSION, connections=config.workers, passing=_PASSING)
        self._pool = pool_of(config, SERVICE, workers=config.workers, waiting=config.waiting)

    async def ask(self, action: str, params: Mapping[str, str]) -> CloudauthAnswer:
        """Ask once. Raises ``VendorTrouble``, whose ``reason`` is the vendor's code and holds no personal data."""
        started = time.monotonic()
        answer = await self._pool.run(self._call, action, params)
        took_ms = round((time.monotonic() - started) * 1000)
        log.info(
            "cloudauth answered action=%s code=%s request=%s took_ms=%d",
            action,
            answer.code,
            answer.request_id,
            took_ms,
        )
        return answer

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.close()
        self._rpc.close()

    def trouble(self, code: str, *, passing: frozenset[str] = frozenset()) -> VendorTrouble:
        """The trouble that an answer's code means; ``passing`` are codes of one action."""
        return self._rpc.trouble(code, passing=passing)

    def _call(self, action: str, params: Mapping[str, str]) -> CloudauthAnswer:
        answer = self._rpc.post(action, params)
        result = answer.get("ResultObject") or {}
        if not answer.get("Code") or not isinstance(result, dict):
            raise self._rpc.garbled()
        return CloudauthAnswer(str(answer["Code"]), result, str(answer.get("RequestId", "")))


def open_cloudauth(settings: "Settings") -> Cloudauth:
    """The account at cloudauth that the settings name."""
    return Cloudauth(
        CloudauthConfig(
            access_key=settings.authority_access_key,
            secret=settings.authority_secret,
            scene_id=settings.authority_scene_id,
            endpoint=settings.authority_endpoint,
        )
    )
