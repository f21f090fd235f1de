"""The audit chain (审计链): append-only, each line holding the digest of the line before it."""

from backend.kit.audit.chain import append, append_all, salted, use_salt
from backend.kit.audit.read import Line, about, latest, moment, subjects_of, vouched
from backend.kit.audit.verify import Break, disposed_objects, verify

__all__ = [
    "Break",
    "Line",
    "about",
    "append",
    "append_all",
    "disposed_objects",
    "latest",
    "moment",
    "salted",
    "subjects_of",
    "use_salt",
    "verify",
    "vouched",
]
