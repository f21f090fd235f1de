"""从设置打开存储: where the vault lies (``vault_store``), and OSS for whoever needs another place in it."""

from pathlib import Path
from typing import TYPE_CHECKING

from backend.gateways.oss.client import OssConfig
from backend.gateways.oss.store import OssStore
from backend.kit.objects import EncryptedStore, LocalStore, ObjectStore
from backend.kit.secrets import Cipher

if TYPE_CHECKING:
    from backend.settings import Settings

VAULT_PREFIX = "vault/"


def oss_config(settings: "Settings", prefix: str, *, bucket: str = "") -> OssConfig:
    """How these settings reach OSS; ``bucket`` in place of the vault's (backups must not lie under its lock)."""
    return OssConfig(
        access_key=settings.oss_access_key,
        secret=settings.oss_secret,
        endpoint=settings.oss_endpoint,
        region=settings.oss_region,
        bucket=bucket or settings.oss_bucket,
        prefix=prefix,
    )


def open_oss(settings: "Settings", prefix: str, *, bucket: str = "") -> OssStore:
    """A store of plain pieces in OSS; ``prefix`` ends in a slash. Whoever opens it closes it."""
    return OssStore(oss_config(settings, prefix, bucket=bucket))


def open_vault_store(settings: "Settings") -> ObjectStore:
    """Where sealed archives lie: OSS or the folder ``vault``, as the settings say."""
    if settings.vault_store == "oss":
        return open_oss(settings, VAULT_PREFIX)
    store = LocalStore(vault_folder(settings))
    store.sweep_drafts()
    return store


def open_vault(settings: "Settings", cipher: Cipher) -> EncryptedStore:
    """The vault (归档库), sealed by ``cipher``; in OSS such that an upload broken by a crash can go on."""
    return EncryptedStore(open_vault_store(settings), cipher, repeatable=settings.vault_store == "oss")


def vault_folder(settings: "Settings") -> Path:
    """The local vault."""
    return settings.folder / "vault"
