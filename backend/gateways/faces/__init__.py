"""人脸引擎: finds faces on photographs, says what is wrong with them, and compares a card's portrait with selfies.

``open_face_engine(settings)`` gives the provider that ``face_provider`` chooses; slices see only :class:`FaceEngine`.
A gateway decides nothing: it answers numbers and reasons, thresholds of a station are its caller's. Embeddings never
leave the worker process and are never kept (DOMAIN §11).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from backend.gateways.faces.views import CARD, FACE_PROBLEMS, PORTRAIT, AliveAnswer, Face, FaceMatch, FaceView
from backend.gateways.purse import OpenPurse, Purse
from backend.kit.errors import Fault

if TYPE_CHECKING:
    from backend.settings import Settings

__all__ = [
    "CARD",
    "FACE_PROBLEMS",
    "PORTRAIT",
    "AliveAnswer",
    "Face",
    "FaceEngine",
    "FaceMatch",
    "FaceModelsNotNamed",
    "FaceView",
    "LivenessService",
    "open_face_engine",
    "open_liveness",
]


class FaceEngine(Protocol):
    """人脸引擎: one provider. ``name`` is ``insightface``, ``aliyun`` or ``manual``; ``version`` names models by their
    checksum; ``receiver`` is whom faces leave for, empty where they stay here.

    Every method takes JPEG, PNG or WebP bytes and raises ``NotAPhotograph`` or ``PhotographTooLarge`` (``Refusal``) for
    what is no picture, and ``VendorTrouble`` when the provider cannot answer.
    """

    name: str
    version: str
    receiver: str

    async def look(self, image: bytes) -> FaceView:
        """The faces of one picture, largest first, and what is wrong with the largest (or with the picture)."""
        ...

    async def compare(self, card: bytes, selfies: Sequence[bytes], *, kind: str = CARD) -> FaceMatch:
        """Compare the face on ``card`` with the best of ``selfies`` (one or more).

        ``kind`` is :data:`CARD` for a photograph of an identity card, whose own portrait is looked for even when a
        larger face stands beside it, or :data:`PORTRAIT` for a chip's photo and any other picture of one person.
        ``similarity`` and ``score`` are ``None`` when either side has no usable face.
        """
        ...

    async def crop(self, image: bytes, *, kind: str = PORTRAIT) -> bytes | None:
        """The face with a margin, upright, at least 320 pixels wide, as JPEG, for people's eyes; ``None`` without one.

        ``kind`` as in :meth:`compare`.
        """
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


class LivenessService(Protocol):
    """真人检测服务: somebody outside who is asked about one picture of a capture; ``receiver`` is whom it goes to."""

    name: str
    version: str
    receiver: str

    async def ask(self, picture: bytes) -> AliveAnswer:
        """Was ``picture`` (one face, any size) taken of a living person?

        Raises ``VendorTrouble`` (``BudgetSpent`` among it) and the refusals of what is no picture.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...


class FaceModelsNotNamed(Fault):
    """The settings ask for insightface and name no pack (未指明人脸模型包)."""


def open_face_engine(settings: "Settings", purse: Purse | None = None) -> FaceEngine:
    """The provider that ``settings.face_provider`` names; ``auto`` is insightface where a model pack is named.

    Whoever charges for its answers is paid from ``purse``.
    """
    if settings.face_provider == "aliyun":
        from backend.gateways.cloudauth import open_cloudauth
        from backend.gateways.faces.aliyun.compare import AliyunFaces

        return AliyunFaces(open_cloudauth(settings), purse or OpenPurse(), settings.authority_compare_fen)
    if settings.face_models is not None and settings.face_provider != "manual":
        from backend.gateways.faces.insightface.engine import InsightFaces

        return InsightFaces(settings.face_models, settings.face_processes)
    if settings.face_provider == "insightface":
        raise FaceModelsNotNamed("CWT_FACE_PROVIDER=insightface 需要用 CWT_FACE_MODELS 指明人脸模型包的目录。")
    from backend.gateways.faces.manual import ManualFaces

    return ManualFaces()


def open_liveness(settings: "Settings", purse: Purse | None = None) -> LivenessService | None:
    """Who is asked whether a picture shows a living person (真人检测); None where nobody outside is."""
    if settings.liveness_provider != "aliyun":
        return None
    from backend.gateways.cloudauth import open_cloudauth
    from backend.gateways.faces.aliyun.alive import AliyunAlive

    return AliyunAlive(open_cloudauth(settings), purse or OpenPurse(), settings.authority_liveness_fen)
