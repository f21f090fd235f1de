"""阿里云 RPC 网关: the V1 signature and the front door that every Aliyun product of this sandbox shares.

One address serves all products: the pair (Version, Action) says which one is meant. Sources: INTEGRATIONS §4.1, the
official signature sample, and the behaviour of aliyun-python-sdk-core 2.16.1.
"""

import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl, quote
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect
from sanic.response import text as text_response

from backend.sandbox.world import World, world_of

# A request may be this much older or newer than our clock before it is refused.
TIMESTAMP_TOLERANCE = timedelta(minutes=15)
_REQUIRED = (
    "Version",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
)


class RpcRefusal(Exception):
    """A refusal with an HTTP status other than 200, as the gateway itself gives it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class RpcCall:
    """One verified call: its parameters, the raw body when it is not a form, and the world it happens in."""

    params: Mapping[str, str]
    body: bytes
    world: World


Reply = dict[str, Any]
# An action that looks at pictures answers later, so that the others need not wait for it.
Action = Callable[[RpcCall], Reply | Awaitable[Reply]]


@dataclass
class Nonces:
    """Signature nonces seen, with when they may be forgotten."""

    seen: dict[str, float] = field(default_factory=dict)


_actions: dict[tuple[str, str], tuple[str, Action]] = {}
gateway = Blueprint("aliyun_rpc")


def action(service: str, version: str, name: str) -> Callable[[Action], Action]:
    """Register the function that answers one action of one product; ``service`` names whose faults strike it."""

    def remember(function: Action) -> Action:
        _actions[(version, name)] = (service, function)
        return function

    return remember


def percent_encode(text: str) -> str:
    """RFC 3986 encoding as Aliyun wants it: only letters, digits and ``-_.~`` stay."""
    return quote(text, safe="-_.~")


def string_to_sign(method: str, params: Mapping[str, str]) -> str:
    """The canonical text of a call; ``Signature`` itself takes no part."""
    pairs = sorted((key, value) for key, value in params.items() if key != "Signature")
    joined = "&".join(f"{percent_encode(key)}={percent_encode(value)}" for key, value in pairs)
    return f"{method}&{percent_encode('/')}&{percent_encode(joined)}"


def signature(method: str, params: Mapping[str, str], secret: str) -> str:
    """The base64 HMAC-SHA1 that proves a call."""
    digest = hmac.new(f"{secret}&".encode(), string_to_sign(method, params).encode(), sha1).digest()
    return base64.b64encode(digest).decode()


def refused(status: int, code: str, message: str) -> HTTPResponse:
    """The gateway's error body."""
    body = {
        "RequestId": str(uuid4()).upper(),
        "HostId": "dysmsapi.aliyuncs.com",
        "Code": code,
        "Message": message,
        "Recommend": f"https://api.aliyun.com/troubleshoot?q={code}",
    }
    return _json(body, status)


def _json(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    return text_response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


def verify(method: str, params: Mapping[str, str], world: World) -> None:
    """Refuse a call whose parts are missing, whose key is unknown, that is stale, forged or repeated."""
    for name in _REQUIRED:
        if not params.get(name):
            raise RpcRefusal(400, f"Missing{name}", f"{name} is mandatory for this action.")
    accounts = world.options.accounts
    if params["AccessKeyId"] != accounts.aliyun_key_id:
        raise RpcRefusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    if params["SignatureMethod"] != "HMAC-SHA1" or params["SignatureVersion"] != "1.0":
        raise RpcRefusal(400, "InvalidParameter", "The specified signature method or version is not supported.")
    _verify_timestamp(params["Timestamp"])
    if not hmac.compare_digest(signature(method, params, accounts.aliyun_key_secret), params["Signature"]):
        text = string_to_sign(method, params)
        raise RpcRefusal(
            400,
            "SignatureDoesNotMatch",
            f"Specified signature is not matched with our calculation. server string to sign is:{text}",
        )
    nonces = world.memory(Nonces).seen
    now = world.now()
    for nonce in [nonce for nonce, forget in nonces.items() if forget < now]:
        del nonces[nonce]
    if params["SignatureNonce"] in nonces:
        raise RpcRefusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
    nonces[params["SignatureNonce"]] = now + 2 * TIMESTAMP_TOLERANCE.total_seconds()


def _verify_timestamp(text: str) -> None:
    try:
        stamp = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise RpcRefusal(400, "InvalidTimeStamp.Format", "Specified time stamp format is not well formed.") from None
    # The real clock, not the world's: the SDK stamps with the real one even when a test lets time pass here.
    if abs(datetime.now(UTC) - stamp) > TIMESTAMP_TOLERANCE:
        raise RpcRefusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


def _parameters(request: Request) -> tuple[dict[str, str], bytes]:
    """Query and form-body parameters together, as the signature covers them; any other body apart."""
    params = dict(parse_qsl(request.query_string, keep_blank_values=True))
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        params.update(parse_qsl(request.body.decode(), keep_blank_values=True))
        return params, b""
    return params, request.body


@gateway.route("/", methods=["GET", "POST"])
async def front_door(request: Request) -> HTTPResponse:
    """Verify a call and hand it to the product that knows its action; a browser without one is sent to the page."""
    params, body = _parameters(request)
    name = params.get("Action")
    if name is None:
        if request.method == "GET" and not params:
            return redirect("/sandbox")
        return refused(400, "MissingAction", "Action is mandatory for this action.")
    known = _actions.get((params.get("Version", ""), name))
    if known is None:
        return refused(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
    service, function = known
    world = world_of(request)
    bad = await world.faults.strike(service, request)
    if bad is not None:
        return bad
    try:
        verify(request.method, params, world)
        answer = function(RpcCall(params, body, world))
        reply = answer if isinstance(answer, dict) else await answer
    except RpcRefusal as refusal:
        return refused(refusal.status, refusal.code, refusal.message)
    return _json({"RequestId": str(uuid4()).upper()} | reply)
