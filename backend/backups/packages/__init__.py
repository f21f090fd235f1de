"""Evidence packages in bulk (成批证据包): the association's month, a station's own copy."""

from backend.backups.packages.bulk import VERIFIER
from backend.backups.packages.month import create_month, unpack
from backend.backups.packages.own import OwnCopy, OwnFact, begin_own_copy, own_copy, stream, taken_by

__all__ = [
    "VERIFIER",
    "OwnCopy",
    "OwnFact",
    "begin_own_copy",
    "create_month",
    "own_copy",
    "stream",
    "taken_by",
    "unpack",
]
