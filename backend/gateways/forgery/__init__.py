"""照片真伪: tells photographs of an original from pictures of a screen, of a print, screenshots and pasted ones.

``open_picture_inspector(workers)`` gives the local one, in worker processes; slices see only :class:`PictureInspector`.
What it looks at, measured numbers and what it cannot see: docs/inspection.md.
"""

from typing import TYPE_CHECKING, Protocol

from backend.gateways.forgery.inspection import (
    DOUBTFUL,
    FORGED,
    KINDS,
    SENTENCES,
    VERSION,
    Box,
    Inspection,
    Reason,
)

if TYPE_CHECKING:
    from backend.gateways.forgery.inspector import LocalInspector

__all__ = [
    "DOUBTFUL",
    "FORGED",
    "KINDS",
    "SENTENCES",
    "VERSION",
    "Box",
    "Inspection",
    "PictureInspector",
    "Reason",
    "open_picture_inspector",
]


class PictureInspector(Protocol):
    """照片真伪: judges one picture; answers numbers and reasons, and leaves what follows from them to others."""

    name: str
    version: str

    async def inspect(self, image: bytes) -> Inspection:
        """Inspect ``image`` (the JPEG, PNG, WebP or BMP bytes as they were sent: a re-encoded copy has lost its signs).

        Raises ``NotAPhotograph``, ``PhotographTooLarge``, ``PhotographTooSmall`` (``Refusal``) and ``VendorTrouble``.
        """
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


def open_picture_inspector(workers: int) -> "LocalInspector":
    """The local inspector in ``workers`` processes, which start with the first picture."""
    from backend.gateways.forgery.inspector import LocalInspector

    return LocalInspector(workers)
