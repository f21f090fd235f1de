"""What the collection slice tells the others (采集事件). ``transfer`` is empty where no station has the collection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Submitted:
    """The owner sent everything (已提交)."""

    collection: str
    transfer: str


@dataclass(frozen=True, slots=True)
class Resubmitted:
    """The owner did again what was sent back (退回项已补)."""

    collection: str
    transfer: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The owner took the collection back before a station had it (已撤回)."""

    collection: str
    transfer: str


@dataclass(frozen=True, slots=True)
class PhotographAdded:
    """A photograph came (影像已采集), in the place of ``replaces``, which is empty for the first of its kind."""

    collection: str
    transfer: str
    evidence: str
    kind: str
    replaces: str


@dataclass(frozen=True, slots=True)
class PhotographRead:
    """A card's photograph was read (证件已识别): what its reader thinks of the picture can be asked for."""

    collection: str
    transfer: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FaceWithdrawn:
    """The owner refused the use of the face, or took the consent back; the pictures of it go (人脸同意已撤回)."""

    collection: str
    transfer: str
