"""OSS 客户端: the blocking SDK behind a bounded pool, with its errors in our words.

Nothing of oss2 crosses this module but its plain results: an object under a retention lock is ``ObjectLocked``, what is
not there ``ObjectMissing``, everything else ``VendorTrouble``. Sources: INTEGRATIONS §5, oss2 2.19.1's code.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from xml.etree.ElementTree import ParseError

import oss2
from oss2.exceptions import ClientError, InconsistentError, NotFound, OssError, RequestError
from oss2.models import RequestResult
from oss2.utils import Crc64
from requests.exceptions import RequestException

from backend.gateways.bounded_pool import BoundedPool
from backend.kit.errors import Fault, VendorTrouble
from backend.kit.objects import ObjectLocked, ObjectMissing

SERVICE = "aliyun_oss"
P = ParamSpec("P")
T = TypeVar("T")

# One hiccup must not fail an archive that took minutes to make; what lasts longer is left to the job that asked.
TRIES = 3
FIRST_PAUSE_S = 0.3
# Refusals below 500 that the same request may escape: damage on the way, and two changes at once.
_PASSING = frozenset({"InvalidDigest", "RequestTimeout", "OperationAborted", "QpsLimitExceeded", "IncompleteBody"})
_STATUS_PASSING = frozenset({408, 429})


@dataclass(frozen=True, slots=True)
class OssConfig:
    """How to reach one bucket, and the beginning of every name there. ``endpoint`` is a URL. Times in seconds.

    ``part_bytes``: larger objects are sent in parts of that size (the vendor takes 100 KiB to 5 GiB), and read so.
    """

    access_key: str
    secret: str
    endpoint: str
    region: str
    bucket: str
    prefix: str = ""
    part_bytes: int = 4_000_000
    connect_timeout_s: float = 5
    read_timeout_s: float = 30
    workers: int = 4
    waiting: int = 64


class KeyTaken(Exception):
    """An object of that name is there already and was not to be written over; stays inside this package."""


class UploadGone(Exception):
    """The multipart upload was completed or aborted by somebody else; stays inside this package."""


def crc64(data: bytes) -> int:
    """CRC64-ECMA as the vendor computes it; that of ``b"hello"`` is 11177612005948864433."""
    checksum = Crc64()
    checksum.update(data)
    return int(checksum.crc)


class OssClient:
    """One bucket; ``call`` runs the SDK's blocking functions in threads of its own."""

    def __init__(self, config: OssConfig) -> None:
        # Its own messages repeat what is raised here anyway.
        logging.getLogger("oss2").setLevel(logging.CRITICAL + 1)
        self.config = config
        self.bucket = oss2.Bucket(
            oss2.AuthV4(config.access_key, config.secret),
            config.endpoint,
            config.bucket,
            session=oss2.Session(pool_size=config.workers),
            # The SDK hands it to requests, which takes the time to connect and the time between two bytes.
            connect_timeout=(config.connect_timeout_s, config.read_timeout_s),
            region=config.region,
        )
        deadline = 2.0 * (config.connect_timeout_s + config.read_timeout_s)
        self._pool = BoundedPool(SERVICE, workers=config.workers, waiting=config.waiting, deadline_s=deadline)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function`` and return its answer, asking again after a passing trouble.

        Everything done with OSS here may be done twice: names stand for contents, and nothing is written over unasked.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return await self._pool.run(lambda: _translated(function, *args, **kwargs))
            except VendorTrouble as trouble:
                if not trouble.retry or attempt == TRIES:
                    raise
                await asyncio.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1))
        raise AssertionError  # the loop returns or raises

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.close()
        self.bucket.session.session.close()


def _translated(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    # ``from None``: the SDK's errors carry whole answers of the server.
    try:
        answer = function(*args, **kwargs)
    except OssError as error:
        raise _meaning(error) from None
    except (RequestException, ParseError, ValueError, TypeError, AttributeError, OSError) as error:
        # A stream that breaks off, or an answer that is no XML: the SDK does not wrap these.
        raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
    if isinstance(answer, RequestResult) and not answer.request_id:
        # A proxy's page, say. The vendor numbers every answer; without that a HEAD would pass for "it is there".
        raise VendorTrouble(SERVICE, "garbled answer", retry=True)
    return answer


def _meaning(error: OssError) -> Exception:
    code = error.code or type(error).__name__
    if code == "FileImmutable":
        return ObjectLocked("OSS 的保留策略禁止改动或删除这个文件 (FileImmutable)，到期后才可以。")
    if code == "FileAlreadyExists":
        return KeyTaken()
    if code == "NoSuchUpload":
        return UploadGone()
    if code == "NoSuchKey" or (isinstance(error, NotFound) and not error.code):
        return ObjectMissing("no such object in OSS")
    if isinstance(error, RequestError):
        return VendorTrouble(SERVICE, type(error.exception).__name__, retry=True)
    if isinstance(error, InconsistentError):
        return VendorTrouble(SERVICE, "checksum differs", retry=True)
    if isinstance(error, ClientError):
        return Fault(f"OSS 设置有误：{error.body}")
    passing = error.status >= 500 or error.status in _STATUS_PASSING or code in _PASSING
    return VendorTrouble(SERVICE, code, retry=passing)
