"""The manifest (备份目录): what one backup is made of, signed by the platform."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from backend.backups.errors import BackupBroken
from backend.kit.secrets import Notary

FORMAT = 1
PLATFORM, MONTH = "platform", "month"


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """The database as it was at one moment: ``pieces`` (SHA-256 each) one after the other are its file or dump."""

    engine: str  # sqlite | mysql
    size: int
    sha256: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How much of one store (objects, vault, packages) is in the backup; ``bytes`` as they were before sealing."""

    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. ``inventory`` names the lists that say, read in order, which objects are in it.

    ``damaged`` are things that were broken in the live system already and could not be saved, in Chinese.
    ``added`` is what this backup had to write: everything else was there from earlier ones.
    """

    name: str
    tier: str  # platform | month
    made_at: str
    ring: str
    database: DatabaseCopy | None
    inventory: tuple[str, ...]
    held: dict[str, Held]
    added: Held
    damaged: tuple[str, ...] = ()
    month: str = ""
    index: str = ""  # of a month: which list of its lines lies among the inventories
    format: int = field(default=FORMAT)

    @property
    def made(self) -> datetime:
        """When it was made, in UTC."""
        return datetime.fromisoformat(self.made_at)

    def signed(self, notary: Notary) -> bytes:
        """The manifest as it is stored, with the platform's signature under the ring's current version."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        version = notary.current
        signature = notary.sign(_message(text), version).hex()
        return json.dumps({"manifest": text, "key": version, "signature": signature}, ensure_ascii=False).encode()

    @classmethod
    def checked(cls, name: str, data: bytes, notary: Notary) -> Self:
        """The manifest that ``data`` holds, once the signature is found to be ours; else BackupBroken."""
        try:
            envelope = json.loads(data)
            text, signature, version = envelope["manifest"], bytes.fromhex(envelope["signature"]), envelope["key"]
        except (ValueError, KeyError, TypeError):
            raise BackupBroken(what=f"备份 {name} 的目录无法读出") from None
        if not notary.verify(_message(text), signature, version):
            raise BackupBroken(what=f"备份 {name} 的目录签名不成立")
        return cls._of(name, json.loads(text))

    @classmethod
    def _of(cls, name: str, told: dict[str, Any]) -> Self:
        if told["format"] != FORMAT:
            raise BackupBroken(what=f"备份 {name} 是第 {told['format']} 版格式，本程序只认识第 {FORMAT} 版")
        if told["name"] != name:
            raise BackupBroken(what=f"备份 {name} 的目录属于另一份备份 {told['name']}")
        copy = told["database"]
        return cls(
            **{
                **told,
                "database": DatabaseCopy(**{**copy, "pieces": tuple(copy["pieces"])}) if copy else None,
                "inventory": tuple(told["inventory"]),
                "held": {store: Held(**one) for store, one in told["held"].items()},
                "added": Held(**told["added"]),
                "damaged": tuple(told["damaged"]),
            }
        )


def _message(text: str) -> bytes:
    return b"chewutong backup manifest v1\n" + text.encode()
