"""Aliyun's RPC services (阿里云 RPC 接口) through its SDK: one signed POST, answered or refused. INTEGRATIONS §4.1.

The SDK blocks, and prints what it sends: callers run it in a pool of their own, and its logger is silenced.
"""

import logging
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from backend.gateways.bounded_pool import BoundedPool


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
    """One service of an account, in one API ``version``, over at most ``connections`` at once."""

    def __init__(self, account: AliyunAccount, version: str, *, connections: int = 1) -> None:
        # Importing the SDK hangs a DEBUG handler on this logger; what it prints holds phone numbers, codes and keys.
        logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL + 1)
        address = urlsplit(account.endpoint)
        self._version, self._protocol, self._domain = version, address.scheme, address.netloc
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

    def post(self, action: str, params: Mapping[str, str]) -> bytes:
        """The answer's body. Raises the SDK's ServerException and ClientException, whose messages repeat the signed
        request: callers turn them into VendorTrouble ``from None``."""
        request = CommonRequest(domain=self._domain, version=self._version, action_name=action)
        request.set_protocol_type(self._protocol)
        # POST with everything in the body: a query string ends up in the access log of every proxy on the way.
        request.set_method("POST")
        for name, value in params.items():
            request.add_body_params(name, value)
        answer: bytes = self._client.do_action_with_exception(request)
        return answer

    def send(self, action: str, params: Mapping[str, str], content: bytes) -> bytes:
        """The same with a raw body, which takes no part in the signature; ``params`` stand in the address, so they
        must be nobody's data."""
        request = CommonRequest(domain=self._domain, version=self._version, action_name=action)
        request.set_protocol_type(self._protocol)
        request.set_method("POST")
        request.set_content_type("application/octet-stream")
        for name, value in params.items():
            request.add_query_param(name, value)
        request.set_content(content)
        answer: bytes = self._client.do_action_with_exception(request)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._client.session.close()
