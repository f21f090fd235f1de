"""OSS: object storage in the cloud behind the same Protocol as a local folder, and the vault that may lie there."""

from backend.gateways.oss.client import OssConfig, crc64
from backend.gateways.oss.opening import open_oss, open_vault, open_vault_store, oss_config, vault_folder
from backend.gateways.oss.retention import Retention, RetentionLock
from backend.gateways.oss.store import OssStore

__all__ = [
    "OssConfig",
    "OssStore",
    "Retention",
    "RetentionLock",
    "crc64",
    "open_oss",
    "open_vault",
    "open_vault_store",
    "oss_config",
    "vault_folder",
]
