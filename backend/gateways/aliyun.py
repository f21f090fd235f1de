"""Aliyun's RPC services (阿里云 RPC 接口) through its SDK: one signed POST, answered or refused. INTEGRATIONS §4.1.

The SDK blocks, and prints what it sends: callers run it in a pool of their own, and its logger is silenced. Whatever
the SDK raises becomes ``VendorTrouble`` here, in one place for every service.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from backend.gateways.bounded_pool import BoundedPool
from backend.kit.errors import VendorTrouble

#: Refusals of every service that a later identical call may escape; throttling and 5xx besides.
_PASSING: Final = frozenset({"SignatureNonceUsed", "ServiceUnavailable", "InternalError", "InternalFailure"})
GARBLED: Final = "garbled answer"


class AliyunAccount(Protocol):
    """What every configuration of an Aliyun service says. ``endpoint`` is a URL; times in seconds."""

    @property
    def access_key(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def connect_timeout_s(self) -> int: ...
    @property
    def read_timeout_s(self) -> int: ...


def pool_of(account: AliyunAccount, service: str, *, workers: int, waiting: int) -> BoundedPool:
    """Threads for one service's calls; a caller waits twice as long as one call may take, at most."""
    deadline = 2.0 * (account.connect_timeout_s + account.read_timeout_s)
    return BoundedPool(service, workers=workers, waiting=waiting, deadline_s=deadline)


class AliyunRpc:
    """One ``service`` of an account, in one API ``version``, over at most ``connections`` at once.

    ``passing`` are codes of this service that a later identical call may escape. Where a call must not be made twice
    (``repeatable`` False), an answer that nobody can read is final: what was asked for may have been done.
    """

    def __init__(
        self,
        account: AliyunAccount,
        service: str,
        version: str,
        *,
        connections: int = 1,
        passing: frozenset[str] = frozenset(),
        repeatable: bool = True,
    ) -> None:
        # Importing the SDK hangs a DEBUG handler on this logger; what it prints holds phone numbers, codes and keys.
        logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL + 1)
        address = urlsplit(account.endpoint)
        self._service, self._version, self._passing, self._repeatable = service, version, passing, repeatable
        self._protocol, self._domain = address.scheme, address.netloc
        self._client = AcsClient(
            account.access_key,
            account.secret,
            account.region,
            auto_retry=False,
            connect_timeout=account.connect_timeout_s,
            timeout=account.read_timeout_s,
            pool_size=connections,
            port=443 if address.scheme == "https" else 80,
        )

    def post(self, action: str, params: Mapping[str, str]) -> dict[str, Any]:
        """The answer, whatever code it carries. Raises ``VendorTrouble``, whose ``reason`` is the vendor's code."""
        # POST with everything in the body: a query string ends up in the access log of every proxy on the way.
        request = self._request(action)
        for name, value in params.items():
            request.add_body_params(name, value)
        return self._answer(request)

    def send(self, action: str, params: Mapping[str, str], content: bytes) -> dict[str, Any]:
        """The same with a raw body, which takes no part in the signature; ``params`` stand in the address, so they
        must be nobody's data."""
        request = self._request(action)
        request.set_content_type("application/octet-stream")
        for name, value in params.items():
            request.add_query_param(name, value)
        request.set_content(content)
        return self._answer(request)

    def trouble(self, code: str, *, status: int | None = None, passing: frozenset[str] = frozenset()) -> VendorTrouble:
        """What a code means, refused (with its HTTP ``status``) or answered; ``passing`` are codes of one action."""
        later = code in _PASSING | self._passing | passing or "Throttling" in code
        return VendorTrouble(
            self._service, code, retry=later or status == 429 or (status is not None and status >= 500)
        )

    def garbled(self) -> VendorTrouble:
        """An answer that cannot be read."""
        return VendorTrouble(self._service, GARBLED, retry=self._repeatable)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.session.close()

    def _request(self, action: str) -> CommonRequest:
        request = CommonRequest(domain=self._domain, version=self._version, action_name=action)
        request.set_protocol_type(self._protocol)
        request.set_method("POST")
        return request

    def _answer(self, request: CommonRequest) -> dict[str, Any]:
        # ``from None`` throughout: the SDK's own messages repeat the signed request, names and numbers included.
        try:
            # Letters of a card may hold raw control characters.
            answer = json.loads(self._client.do_action_with_exception(request), strict=False)
        except ServerException as error:
            raise self.trouble(str(error.get_error_code()), status=error.get_http_status()) from None
        except ClientException as error:
            raise VendorTrouble(self._service, str(error.get_error_code()), retry=True) from None
        except OSError as error:
            raise VendorTrouble(self._service, type(error).__name__, retry=True) from None
        except (ValueError, LookupError, TypeError, AttributeError):
            # The SDK itself stumbles over a refusal that is worded otherwise than it expects.
            raise self.garbled() from None
        if not isinstance(answer, dict):
            raise self.garbled()
        return answer
