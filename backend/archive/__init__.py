"""The archive (档案): the closed list of everything a finished transfer leaves behind, each part by its hash.

Each archive names the one before it, so that none can be taken out unnoticed.
"""

from backend.archive.close import ArchiveFacts, Part, archive_of, close

__all__ = ["ArchiveFacts", "Part", "archive_of", "close"]
