"""One call as it arrived (一次调用): what the operations on objects and on buckets have in common."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from sanic import Request

from backend.sandbox.aliyun.oss.answers import OssRefusal, http_date
from backend.sandbox.aliyun.oss.buckets import Bucket, Piece
from backend.sandbox.aliyun.oss.signatures import SignedCall
from backend.sandbox.world import World

NAME = "aliyun_oss"
CUT, REFUSE_HALF_WAY, CORRUPT_STORED, CORRUPT_READ = "cut", "refuse_half_way", "corrupt_stored", "corrupt_read"


@dataclass(frozen=True, slots=True)
class Call:
    """One verified call with its body, the bucket it is about and the world it happens in."""

    signed: SignedCall
    body: bytes
    place: Bucket
    request: Request
    world: World

    @property
    def key(self) -> str:
        """The object's name; empty when the bucket itself is meant."""
        return self.signed.key

    @property
    def query(self) -> Mapping[str, str]:
        """Parameters of the address, decoded."""
        return self.signed.query

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers with small names."""
        return self.signed.headers

    @property
    def forbid_overwrite(self) -> bool:
        """Whether the caller refuses to write over what is there."""
        return self.headers.get("x-oss-forbid-overwrite", "").lower() == "true"


def facts(piece: Piece) -> dict[str, str]:
    """What headers tell of an object or part."""
    told = {
        "etag": f'"{piece.etag}"',
        "x-oss-hash-crc64ecma": str(piece.crc),
        "last-modified": http_date(piece.at),
        "x-oss-object-type": "Normal",
    }
    return told | ({"x-oss-server-side-encryption": piece.encryption} if piece.encryption else {})


def document_of(call: Call) -> ElementTree.Element:
    """The XML of the body."""
    try:
        return ElementTree.fromstring(call.body)  # noqa: S314 - a simulator on loopback
    except ElementTree.ParseError:
        raise OssRefusal(400, "MalformedXML", "The XML you provided was not well-formed.") from None


def took(call: Call, fault: str) -> bool:
    """Whether this call is one that the passive ``fault`` strikes."""
    on = call.world.faults.current(NAME)
    return on is not None and on.kind.code == fault and call.world.faults.take(NAME, passive=True) is not None


def maybe_refuse(call: Call) -> None:
    """Refuse what is half done, when that fault is on."""
    if took(call, REFUSE_HALF_WAY):
        raise OssRefusal(403, "AccessDenied", "You have no right to access this object.")


async def maybe_cut(call: Call) -> None:
    """Break the connection before the answer, when that fault is on."""
    if took(call, CUT):
        # The caller's connection breaks; what it sees of this answer is nothing.
        call.request.transport.close()
        await asyncio.sleep(0)
