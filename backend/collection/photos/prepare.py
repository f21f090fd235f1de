"""Judging and copying a photograph before any transaction is open (照片预处理): decoding takes a tenth of a second."""

import hashlib
from dataclasses import dataclass

from backend.collection.errors import TaskNotYours
from backend.collection.tasks import EVIDENCE_KINDS
from backend.kit.images import display_copy, inspect, thumbnail
from backend.kit.objects.encrypted import SEAL_BYTES
from backend.kit.pools import Pools

COPIES = 3


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A photograph that is known to be one: its original bytes, the copies to show, upright size in pixels."""

    kind: str
    original: bytes
    display: bytes
    thumbnail: bytes
    sha256: str
    content_type: str
    width: int
    height: int

    @property
    def stored(self) -> int:
        """Bytes that it will take in the object store, copies and seals included."""
        return len(self.original) + len(self.display) + len(self.thumbnail) + COPIES * SEAL_BYTES


async def prepare_picture(pools: Pools, data: bytes, kind: str) -> PreparedPicture:
    """Decode ``data`` safely in a thread and make its copies; raises the picture refusals of ``kit.images``."""
    if kind not in EVIDENCE_KINDS:
        raise TaskNotYours(field="kind")
    return await pools.in_thread(_prepare, data, kind)


def _prepare(data: bytes, kind: str) -> PreparedPicture:
    facts = inspect(data)
    width, height = facts.upright
    return PreparedPicture(
        kind=kind,
        original=data,
        display=display_copy(data),
        thumbnail=thumbnail(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_type=facts.media_type,
        width=width,
        height=height,
    )
