"""时间戳的回答: reads a request as RFC 3161 has it, refuses what the RFC refuses, and makes the token.

Each way of misbehaving (:class:`Bend`) is a well-formed answer that a careful caller must not take.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import ClassVar

from asn1crypto import core, tsp
from certomancer.services import TimeStamper

from backend.sandbox.timestamps.authority import Authority

# Bytes of each hash that this authority stamps; SHA-1 and MD5 are refused (badAlg), as any real one does today.
LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}


class Bend(Enum):
    """A way to misbehave."""

    REFUSED = "refused"
    NONCE = "nonce"
    IMPRINT = "imprint"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Answer:
    """DER of a TimeStampResp, and the first letters of the hash that was stamped ("" when none was)."""

    body: bytes
    imprint: str = ""


def answer(body: bytes, authority: Authority, now: float, bend: Bend | None = None) -> Answer:
    """What the authority says to ``body`` at ``now`` (seconds since the epoch)."""
    try:
        request = tsp.TimeStampReq.load(body, strict=True)
        algorithm = request["message_imprint"]["hash_algorithm"]["algorithm"].native
        digest = request["message_imprint"]["hashed_message"].native
    except (ValueError, TypeError, KeyError):
        return _refused("bad_data_format")
    if algorithm not in LENGTHS:
        return _refused("bad_alg")
    if len(digest) != LENGTHS[algorithm]:
        return _refused("bad_data_format")
    if bend is Bend.REFUSED:
        return _refused("time_not_available")
    if bend is Bend.NONCE:
        request["nonce"] = core.Integer(1)
    if bend is Bend.IMPRINT:
        request["message_imprint"]["hashed_message"] = bytes(LENGTHS[algorithm])
    # Parts that were changed have to be encoded anew, or the old bytes are sent.
    request = tsp.TimeStampReq.load(request.dump(force=True))
    stamper = TimeStamper(
        authority.certificate,
        authority.key,
        certs_to_embed=[authority.root],
        fixed_dt=datetime.fromtimestamp(int(now), UTC),
    )
    return Answer(stamper.request_tsa_response(request).dump(), digest.hex()[:12])


class _Rejection(core.Sequence):
    """A TimeStampResp without a token, which asn1crypto's own class cannot write (RFC 3161 §2.4.2)."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo)]


def _refused(why: str) -> Answer:
    status = {"status": "rejection", "fail_info": {why}, "status_string": ["sandbox"]}
    return Answer(_Rejection({"status": status}).dump())
