"""What goes into an archive (档案材料): each part measured and hashed before it is listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from backend.archive.errors import ArchiveBroken
from backend.archive.package import offline
from backend.archive.package.index import index_page
from backend.kit.errors import Fault
from backend.kit.objects import ObjectMissing, key_of
from backend.kit.tools import Kit

# Pages and programs of the package itself; all else comes from the transfer.
INDEX, VERIFIER = "index.html", "verify.py"
FOLDER = "archives"


@dataclass(frozen=True, slots=True)
class Material:
    """Something to archive: ``data``, or stored bytes named by ``object``; ``sha256`` is checked where it is known.

    ``path`` is its name in the evidence package, ``kind`` what it is, ``id`` its public id, ``title`` its Chinese name.
    """

    path: str
    kind: str
    id: str
    title: str
    media_type: str
    sha256: str = ""
    object: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the archive, as the manifest lists it: ``size`` in bytes, ``object`` where the store has it."""

    path: str
    kind: str
    id: str
    title: str
    media_type: str
    size: int
    sha256: str
    object: str


async def gather(kit: Kit, facts: Sequence[tuple[str, str]], materials: Sequence[Material]) -> list[Part]:
    """Measure, hash and (where they are not stored yet) store the materials; index and verifier are added.

    ``facts`` are the lines (name, value) at the head of the index. Reads every byte: call it outside a unit of work.
    Doing it again stores nothing twice. Raises ArchiveBroken when stored bytes are not what they should be.
    """
    parts = [await _part(kit, one) for one in materials]
    index = Material(INDEX, "index", "", "证据包目录", "text/html", data=index_page(facts, parts).encode())
    verifier = Material(VERIFIER, "verifier", "", "离线核验程序", "text/x-python", data=program())
    return [await _part(kit, index), await _part(kit, verifier), *parts]


@cache
def program() -> bytes:
    """The stand-alone verifier, as it ships."""
    return Path(offline.__file__).read_bytes()


async def _part(kit: Kit, one: Material) -> Part:
    if one.data is None:
        data = await stored_bytes(kit, one.object, one.title)
        key = one.object
    else:
        data, key = one.data, key_of(FOLDER, one.data)
    digest = sha256(data).hexdigest()
    if one.sha256 and digest != one.sha256:
        raise ArchiveBroken(what=f"{one.title}的内容被改动")
    if one.data is not None:
        await kit.objects.put(key, data)
    return Part(one.path, one.kind, one.id, one.title, one.media_type, len(data), digest, key)


async def stored_bytes(kit: Kit, key: str, title: str) -> bytes:
    """The object's bytes; ArchiveBroken, naming ``title``, where they are gone or do not open."""
    try:
        return await kit.objects.get(key)
    except ObjectMissing:
        raise ArchiveBroken(what=f"{title}不见了") from None
    except Fault:
        raise ArchiveBroken(what=f"{title}已损坏，无法解密") from None
