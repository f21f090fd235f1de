"""The archive (档案): the closed, signed list of everything a finished transfer leaves behind, each part by its hash.

Each archive names the one before it, so that none can be taken out unnoticed. ``gather`` measures what goes in,
``close`` seals it, ``evidence_package`` hands it out with a verifier that needs nothing of ours.
"""

from backend.archive.close import ArchiveFacts, archive_of, close
from backend.archive.errors import ArchiveBroken, ArchiveTooOld, NoArchive
from backend.archive.package import Download, evidence_package, papers_to_print
from backend.archive.parts import Material, Part, gather
from backend.archive.verify import Verified, verify_all, verify_one

__all__ = [
    "ArchiveBroken",
    "ArchiveFacts",
    "ArchiveTooOld",
    "Download",
    "Material",
    "NoArchive",
    "Part",
    "Verified",
    "archive_of",
    "close",
    "evidence_package",
    "gather",
    "papers_to_print",
    "verify_all",
    "verify_one",
]
