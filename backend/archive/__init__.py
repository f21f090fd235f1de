"""The archive (档案): the closed, signed list of everything a finished transfer leaves behind, each part by its hash.

Each archive names the one before it, so that none can be taken out unnoticed. ``gather`` measures what goes in,
``close`` seals it, ``evidence_package`` hands it out with a verifier that needs nothing of ours. ``keeping/`` is what
happens in the years after: the vault, time-stamps, legal holds, retention and disposal.
"""

from backend.archive.close import archive_of, close
from backend.archive.errors import (
    ArchiveBroken,
    ArchiveDisposed,
    ArchiveReasonNeeded,
    ArchiveTooOld,
    DisposalNotOpen,
    ExportNotReady,
    ExportUnfit,
    HoldLifted,
    NoArchive,
    SecondPersonNeeded,
)
from backend.archive.events import Disposed
from backend.archive.export.ask import ExportFact, ask_export, list_exports
from backend.archive.export.hand_out import export_to_hand_out, note_handing_out, zip_of
from backend.archive.export.prepare import Entry
from backend.archive.facts import ArchiveFacts, ArchiveView, DisposalFact, HoldFact, PartFact, ShelfPage, ShelfRow
from backend.archive.keeping.dispose import agree, confirm
from backend.archive.keeping.hold import lift_hold, place_hold
from backend.archive.keeping.rounds import ask_for_rounds
from backend.archive.keeping.stamp import check_stamp
from backend.archive.keeping.standing import TABLES as PERSONAL_TABLES
from backend.archive.keeping.standing import ArchiveStanding, held_of_archive, standing_of
from backend.archive.package.pack import Download, evidence_package, papers_to_print
from backend.archive.package.parts import Material, Part, gather, program
from backend.archive.package.roots import root_materials
from backend.archive.shelf import Wanted, list_archives, look_into, transfer_of
from backend.archive.verifying.verify import Verified, verify_all, verify_archive, verify_one

__all__ = [
    "PERSONAL_TABLES",
    "ArchiveBroken",
    "ArchiveDisposed",
    "ArchiveFacts",
    "ArchiveReasonNeeded",
    "ArchiveStanding",
    "ArchiveTooOld",
    "ArchiveView",
    "DisposalFact",
    "DisposalNotOpen",
    "Disposed",
    "Download",
    "Entry",
    "ExportFact",
    "ExportNotReady",
    "ExportUnfit",
    "HoldFact",
    "HoldLifted",
    "Material",
    "NoArchive",
    "Part",
    "PartFact",
    "SecondPersonNeeded",
    "ShelfPage",
    "ShelfRow",
    "Verified",
    "Wanted",
    "agree",
    "archive_of",
    "ask_export",
    "ask_for_rounds",
    "check_stamp",
    "close",
    "confirm",
    "evidence_package",
    "export_to_hand_out",
    "gather",
    "held_of_archive",
    "lift_hold",
    "list_archives",
    "list_exports",
    "look_into",
    "note_handing_out",
    "papers_to_print",
    "place_hold",
    "program",
    "root_materials",
    "standing_of",
    "transfer_of",
    "verify_all",
    "verify_archive",
    "verify_one",
    "zip_of",
]
