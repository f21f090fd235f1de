"""The machine's parts in one bundle (底座工具), built once by ``backend/app.py``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.kit.keyvalue import KeyValue
    from backend.kit.objects import EncryptedStore
    from backend.kit.pools import Pools
    from backend.kit.secrets import BlindIndex, Notary, Signer
    from backend.kit.uploads import UploadArea
    from backend.settings import Settings


@dataclass(frozen=True, slots=True)
class Kit:
    """What a use case may use besides the database: ``work.kit``."""

    objects: "EncryptedStore"
    vault: "EncryptedStore"
    keyvalue: "KeyValue"
    blind: "BlindIndex"
    signer: "Signer"
    notary: "Notary"
    uploads: "UploadArea"
    pools: "Pools"
    settings: "Settings"


_installed: Kit | None = None


def install(kit: Kit) -> None:
    """Make ``kit`` the one that every unit of work of this process hands out."""
    global _installed
    _installed = kit


def installed() -> Kit:
    """The kit of this process."""
    if _installed is None:
        raise RuntimeError("the kit was not installed: create_app or a command must do that first")
    return _installed
