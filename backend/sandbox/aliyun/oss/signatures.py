"""OSS 签名: versions 4 and 1, in a header or in the address, computed from what really arrived.

Sources: INTEGRATIONS §5.1, whose vectors the tests repeat; requests are also signed by the real oss2 there.
"""

import base64
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha1, sha256
from urllib.parse import quote

from backend.sandbox.accounts import Accounts
from backend.sandbox.aliyun.oss.answers import OssRefusal

ALGORITHM = "OSS4-HMAC-SHA256"
SKEW = timedelta(minutes=15)
# The sub-resources that version 1 signs with the address; of the vendor's list those that this sandbox meets.
V1_SUBRESOURCES = frozenset(
    ["uploads", "uploadId", "partNumber", "worm", "wormId", "wormExtend", "stat", "objectMeta", "continuation-token"]
)
_SIGNED = ("content-type", "content-md5")


@dataclass(frozen=True, slots=True)
class SignedCall:
    """What a signature covers: ``query`` decoded, an absent value being empty; ``headers`` with small names."""

    method: str
    bucket: str
    key: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


def verify(call: SignedCall, accounts: Accounts, region: str) -> None:
    """Refuse a call that is unsigned, stale, of an unknown key, or not what was signed."""
    authorization = call.headers.get("authorization", "")
    if authorization.startswith(ALGORITHM + " "):
        _verify_v4_header(call, authorization.removeprefix(ALGORITHM + " "), accounts, region)
    elif authorization.startswith("OSS "):
        _verify_v1_header(call, authorization.removeprefix("OSS "), accounts)
    elif call.query.get("x-oss-signature-version") == ALGORITHM:
        _verify_v4_address(call, accounts, region)
    elif "Signature" in call.query:
        _verify_v1_address(call, accounts)
    else:
        raise OssRefusal(403, "AccessDenied", "You have no right to access this object because of bucket acl.")


def v4_signature(call: SignedCall, *, secret: str, region: str, stamp: str, additional: str = "") -> str:
    """The hexadecimal signature of version 4; ``stamp`` is the x-oss-date, ``additional`` names joined by ``;``."""
    names = [name for name in additional.split(";") if name]
    lines = sorted(
        (name, value.strip())
        for name, value in call.headers.items()
        if name.startswith("x-oss-") or name in _SIGNED or name in names
    )
    path = f"/{call.bucket}/{call.key}" if call.bucket else "/"
    canonical = "\n".join(
        (
            call.method,
            quote(path, safe="/-_.~"),
            canonical_query({name: value for name, value in call.query.items() if name != "x-oss-signature"}),
            "".join(f"{name}:{value}\n" for name, value in lines),
            ";".join(sorted(names)),
            call.headers.get("x-oss-content-sha256", "UNSIGNED-PAYLOAD"),
        )
    )
    scope = f"{stamp[:8]}/{region}/oss/aliyun_v4_request"
    text = "\n".join((ALGORITHM, stamp, scope, sha256(canonical.encode()).hexdigest()))
    return hmac.new(v4_key(secret, stamp[:8], region), text.encode(), sha256).hexdigest()


def v4_key(secret: str, day: str, region: str) -> bytes:
    """The key of one day and region."""
    key = f"aliyun_v4{secret}".encode()
    for part in (day, region, "oss", "aliyun_v4_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key


def canonical_query(query: Mapping[str, str]) -> str:
    """Encoded and sorted; a parameter without a value stands bare."""
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" if value else name for name, value in encoded)


def v1_signature(call: SignedCall, *, secret: str, date: str) -> str:
    """The base64 signature of version 1; ``date`` is the Date header, x-oss-date, or Expires of an address."""
    extras = sorted((name, value.strip()) for name, value in call.headers.items() if name.startswith("x-oss-"))
    signed = sorted((name, value) for name, value in call.query.items() if name in V1_SUBRESOURCES)
    tail = "&".join(f"{name}={value}" if value else name for name, value in signed)
    text = "\n".join(
        (
            call.method,
            call.headers.get("content-md5", ""),
            call.headers.get("content-type", ""),
            date,
            "".join(f"{name}:{value}\n" for name, value in extras)
            + (f"/{call.bucket}/{call.key}" if call.bucket else "/")
            + (f"?{tail}" if tail else ""),
        )
    )
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), sha1).digest()).decode()


def _verify_v4_header(call: SignedCall, authorization: str, accounts: Accounts, region: str) -> None:
    parts = dict(part.strip().split("=", 1) for part in authorization.split(",") if "=" in part)
    stamp = call.headers.get("x-oss-date", "")
    _judge_v4(call, accounts, region, parts.get("Credential", ""), stamp)
    _fresh(_stamp(stamp))
    expected = v4_signature(
        call,
        secret=accounts.aliyun_key_secret,
        region=region,
        stamp=stamp,
        additional=parts.get("AdditionalHeaders", ""),
    )
    _same(expected, parts.get("Signature", ""))


def _verify_v4_address(call: SignedCall, accounts: Accounts, region: str) -> None:
    stamp = call.query.get("x-oss-date", "")
    _judge_v4(call, accounts, region, call.query.get("x-oss-credential", ""), stamp)
    if _stamp(stamp) + timedelta(seconds=int(call.query.get("x-oss-expires", "0"))) < datetime.now(UTC):
        raise OssRefusal(403, "AccessDenied", "Request has expired.")
    expected = v4_signature(
        call,
        secret=accounts.aliyun_key_secret,
        region=region,
        stamp=stamp,
        additional=call.query.get("x-oss-additional-headers", ""),
    )
    _same(expected, call.query.get("x-oss-signature", ""))


def _judge_v4(call: SignedCall, accounts: Accounts, region: str, credential: str, stamp: str) -> None:
    key_id, _, scope = credential.partition("/")
    _known(key_id, accounts)
    if scope != f"{stamp[:8]}/{region}/oss/aliyun_v4_request":
        raise OssRefusal(403, "SignatureDoesNotMatch", f"Invalid signing scope in Authorization header: {scope}")


def _verify_v1_header(call: SignedCall, authorization: str, accounts: Accounts) -> None:
    key_id, _, given = authorization.partition(":")
    _known(key_id, accounts)
    date = call.headers.get("x-oss-date") or call.headers.get("date", "")
    try:
        _fresh(parsedate_to_datetime(date))
    except ValueError:
        raise OssRefusal(403, "AccessDenied", "OSS authentication requires a valid Date.") from None
    _same(v1_signature(call, secret=accounts.aliyun_key_secret, date=date), given)


def _verify_v1_address(call: SignedCall, accounts: Accounts) -> None:
    _known(call.query.get("OSSAccessKeyId", ""), accounts)
    expires = call.query.get("Expires", "0")
    if not expires.isdigit() or int(expires) < time.time():
        raise OssRefusal(403, "AccessDenied", "Request has expired.")
    _same(v1_signature(call, secret=accounts.aliyun_key_secret, date=expires), call.query["Signature"])


def _known(key_id: str, accounts: Accounts) -> None:
    if key_id != accounts.aliyun_key_id:
        raise OssRefusal(403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records.")


def _stamp(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise OssRefusal(403, "AccessDenied", "The x-oss-date is missing or malformed.") from None


def _fresh(moment: datetime) -> None:
    # The real clock, as in rpc.py: the SDK stamps with the real one even when a test lets time pass here.
    if abs(datetime.now(UTC) - moment) > SKEW:
        raise OssRefusal(
            403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
        )


def _same(expected: str, given: str) -> None:
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise OssRefusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and method.",
        )
