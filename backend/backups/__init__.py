"""Backups (三级备份): the platform every day, the association every month, each station its own.

``back_up`` copies everything at one moment into a repository whose backups share their pieces, ``verify`` reads all of
it again, ``restore`` makes a new machine of one. ``back_up_month`` keeps a month's evidence packages for the
association, ``own_copy`` hands a station its own.
"""

from backend.backups.packages import OwnCopy, OwnFact, begin_own_copy, own_copy, stream, taken_by, unpack
from backend.backups.prune import Pruned, prune
from backend.backups.repository import Manifest, Place, Repository, folder_place
from backend.backups.restore import Restored, restore
from backend.backups.run import back_up, back_up_month
from backend.backups.schedule import RunFact, Standing, alarm, ask_for_backups, ask_now, standing
from backend.backups.verify import Checked, verify

__all__ = [
    "Checked",
    "Manifest",
    "OwnCopy",
    "OwnFact",
    "Place",
    "Pruned",
    "Repository",
    "Restored",
    "RunFact",
    "Standing",
    "alarm",
    "ask_for_backups",
    "ask_now",
    "back_up",
    "back_up_month",
    "begin_own_copy",
    "folder_place",
    "own_copy",
    "prune",
    "restore",
    "standing",
    "stream",
    "taken_by",
    "unpack",
    "verify",
]
