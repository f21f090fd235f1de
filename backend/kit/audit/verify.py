"""Checking the audit chain: every link, and every stored byte that a line vouches for."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backend.kit.audit.chain import BEGINNING, HEAD, digest_of
from backend.kit.errors import Fault
from backend.kit.models import AuditEntry, AuditHead

if TYPE_CHECKING:
    from backend.kit.objects import ObjectStore

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is wrong: which line, and why in Chinese."""

    seq: int
    why: str


async def verify(objects: "ObjectStore | None") -> tuple[int, Break | None]:
    """Walk the chain from its beginning; return how many lines hold, and the first break if there is one.

    With ``objects``, the bytes that lines name (``object`` and ``sha256``) are read and hashed again; bytes deleted by
    a later, recorded disposal do not count as broken.
    """
    previous, seq, disposed = BEGINNING, 0, frozenset(await disposed_objects())
    while True:
        lines = await AuditEntry.filter(seq__gt=seq).order_by("seq").limit(PAGE)
        if not lines:
            break
        for line in lines:
            if line.seq != seq + 1:
                return seq, Break(seq + 1, f"第 {seq + 1} 条缺失")
            if line.previous != previous:
                return seq, Break(line.seq, "与上一条的摘要不相连")
            fields = (line.seq, line.at, line.actor, line.action, line.subject, line.facts, line.previous)
            if digest_of(*fields) != line.digest:
                return seq, Break(line.seq, "内容与摘要不符")
            if objects and (why := await _object_broken(line, objects, disposed)):
                return seq, Break(line.seq, why)
            seq, previous = line.seq, line.digest
    head = await AuditHead.get_or_none(id=HEAD)
    if (head.seq, head.digest) != (seq, previous) if head else seq:
        return seq, Break(seq + 1, "末尾有记录被删除")
    return seq, None


async def disposed_objects(since: datetime | None = None) -> dict[str, str]:
    """Key of every object that was deleted on purpose (after ``since``) -> when that was recorded.

    Reads the whole chain once.
    """
    lines = AuditEntry.filter(action="object.disposed")
    if since is not None:
        lines = lines.filter(at__gte=since.isoformat(timespec="milliseconds"))
    return {json.loads(line.facts)["object"]: line.at for line in await lines}


async def _object_broken(line: AuditEntry, objects: "ObjectStore", disposed: frozenset[str]) -> str | None:
    facts = json.loads(line.facts)
    key, expected = facts.get("object"), facts.get("sha256")
    if not (key and expected) or key in disposed or line.action == "object.disposed":
        return None
    if not await objects.exists(key):
        return f"所指文件不见了：{key}"
    try:
        data = await objects.get(key)
    except Fault:
        return f"所指文件已损坏，无法解密：{key}"
    return None if hashlib.sha256(data).hexdigest() == expected else f"所指文件被改动：{key}"
