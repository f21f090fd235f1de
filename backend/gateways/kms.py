"""密钥管理服务 (KMS): wraps the key of the key ring's file, through Aliyun KMS (kms 2016-01-20, Encrypt and Decrypt).

Only 32 random bytes go there and come back, bound to the ring's id; the ring itself never does. It is asked when a
process opens a wrapped ring, so the calls block. Sources: INTEGRATIONS §4.1, help.aliyun.com/document_detail/28950.html
"""

import binascii
import json
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.gateways.aliyun import AliyunRpc
from backend.kit.errors import VendorTrouble

if TYPE_CHECKING:
    from backend.settings import Settings

SERVICE = "aliyun_kms"
VERSION = "2016-01-20"
# A machine that starts while the line is down for a moment should not stay down.
TRIES = 3
FIRST_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class KmsConfig:
    """How to reach KMS, and which of its keys wraps. ``endpoint`` is a URL. Times in seconds."""

    access_key: str
    secret: str
    key_id: str
    endpoint: str = "https://kms.cn-hangzhou.aliyuncs.com"
    region: str = "cn-hangzhou"
    connect_timeout_s: int = 3
    read_timeout_s: int = 8


class AliyunKms:
    """A :class:`~backend.kit.secrets.RingLock` over Aliyun KMS."""

    def __init__(self, config: KmsConfig) -> None:
        self._config = config
        self._rpc = AliyunRpc(config, SERVICE, VERSION)

    @property
    def name(self) -> str:
        """Who wraps, with which key."""
        return f"aliyun-kms:{self._config.key_id}"

    def wrap(self, key: bytes, ring_id: str) -> str:
        """See ``RingLock.wrap``: the vendor's CiphertextBlob."""
        plain = b64encode(key).decode()
        return self._ask("Encrypt", "CiphertextBlob", ring_id, KeyId=self._config.key_id, Plaintext=plain)

    def unwrap(self, wrapped: str, ring_id: str) -> bytes:
        """See ``RingLock.unwrap``. Another key of the same account may have wrapped it: the blob names its own."""
        text = self._ask("Decrypt", "Plaintext", ring_id, CiphertextBlob=wrapped)
        try:
            return b64decode(text, validate=True)
        except binascii.Error:
            raise VendorTrouble(SERVICE, "garbled answer", retry=True) from None

    def _ask(self, action: str, wanted: str, ring_id: str, **params: str) -> str:
        for attempt in range(1, TRIES + 1):
            try:
                return self._call(action, wanted, ring_id, params)
            except VendorTrouble as trouble:
                if not trouble.retry or attempt == TRIES:
                    raise
                time.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1))
        raise AssertionError  # the loop returns or raises

    def _call(self, action: str, wanted: str, ring_id: str, params: dict[str, str]) -> str:
        # CommonRequest, because the vendor's own product package puts the plaintext into the address.
        bound = {"EncryptionContext": json.dumps({"ring": ring_id}), **params}
        answer = self._rpc.post(action, bound)
        if wanted not in answer:
            raise self._rpc.garbled()
        return str(answer[wanted])


def open_kms(settings: "Settings") -> AliyunKms | None:
    """The KMS that the settings name, or None: the ring's file then holds its keys in plain."""
    if not settings.kms_key_id:
        return None
    return AliyunKms(
        KmsConfig(
            access_key=settings.kms_access_key,
            secret=settings.kms_secret,
            key_id=settings.kms_key_id,
            endpoint=settings.kms_endpoint,
            region=settings.kms_region,
        )
    )
