"""The audit chain (审计链): append-only, each line holding the digest of the line before it."""

from backend.kit.audit.chain import append, salted, use_salt
from backend.kit.audit.read import Line, latest
from backend.kit.audit.verify import Break, verify

__all__ = ["Break", "Line", "append", "latest", "salted", "use_salt", "verify"]
