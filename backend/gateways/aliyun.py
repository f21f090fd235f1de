"""Aliyun's RPC services (阿里云 RPC 接口) through its SDK: one signed POST, answered or refused. INTEGRATIONS §4.1.

The SDK blocks, and prints what it sends: callers run it in a pool of their own, and its logger is silenced.
"""

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest


class AliyunRpc:
    """One service at ``endpoint`` (a URL; the sandbox's is ``http://127.0.0.1:8010``). Times in seconds."""

    def __init__(
        self,
        *,
        version: str,
        access_key: str,
        secret: str,
        endpoint: str,
        region: str,
        connect_timeout_s: int,
        read_timeout_s: int,
        connections: int = 1,
    ) -> None:
        # Importing the SDK hangs a DEBUG handler on this logger; what it prints holds phone numbers, codes and keys.
        logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL + 1)
        address = urlsplit(endpoint)
        self._version, self._protocol, self._domain = version, address.scheme, address.netloc
        self._client = AcsClient(
            access_key,
            secret,
            region,
            auto_retry=False,
            connect_timeout=connect_timeout_s,
            timeout=read_timeout_s,
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
