"""insightface in worker processes (人脸进程池): the kit's pool runs them, only ``VendorTrouble`` comes out."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from backend.gateways.faces.insightface.match import PROVIDER
from backend.gateways.faces.packs.pack import PackUnusable, open_pack
from backend.gateways.faces.views import CARD, PORTRAIT, FaceMatch, FaceView
from backend.kit.errors import VendorTrouble
from backend.kit.pools import Pools, TooBusy, WorkerDied, WorkTimedOut

log = logging.getLogger(__name__)

SERVICE: Final = "faces"
TIME_LIMIT_S: Final = 40.0  # a comparison takes less than a second, loading a large pack ten; longer is hung
_WAITING_PER_WORKER: Final = 20
_MOST_SELFIES: Final = 16  # frames of one capture; each costs a detection


class InsightFaces:
    """Finds and compares faces in ``workers`` processes, started on the first call, models loaded once in each.

    The pack is verified here, so that ``version`` names it, and again by each worker that opens it. A pack that is
    missing or damaged stops nothing else: every call then raises ``VendorTrouble`` with the reason.
    """

    name = PROVIDER
    receiver = ""

    def __init__(self, folder: Path, workers: int, *, threads: int = 2, time_limit_s: float = TIME_LIMIT_S) -> None:
        workers = max(1, workers)
        self._pools = Pools(threads=1, processes=workers, waiting=workers * _WAITING_PER_WORKER)
        self._folder = folder
        self._threads = threads
        self._time_limit_s = time_limit_s
        self._trouble = ""
        self.version = ""
        try:
            self.version = open_pack(folder).version
        except PackUnusable as unusable:
            log.error("face models cannot be used: %s", unusable.reason)
            self._trouble = unusable.reason

    async def look(self, image: bytes) -> FaceView:
        """See :class:`~backend.gateways.faces.FaceEngine`."""
        from backend.gateways.faces.insightface.worker import look_in_worker

        answer = await self._ask(look_in_worker, image)
        assert isinstance(answer, FaceView)  # noqa: S101 - the worker's only other answers were raised
        return replace(answer, version=self.version)

    async def compare(self, card: bytes, selfies: Sequence[bytes], *, kind: str = CARD) -> FaceMatch:
        """See :class:`~backend.gateways.faces.FaceEngine`; of more than 16 selfies the first 16 count."""
        from backend.gateways.faces.insightface.worker import compare_in_worker

        answer = await self._ask(compare_in_worker, card, tuple(selfies)[:_MOST_SELFIES], kind)
        assert isinstance(answer, FaceMatch)  # noqa: S101 - as above
        return replace(answer, version=self.version)

    async def crop(self, image: bytes, *, kind: str = PORTRAIT) -> bytes | None:
        """See :class:`~backend.gateways.faces.FaceEngine`."""
        from backend.gateways.faces.insightface.worker import crop_in_worker

        (cropped,) = await self._ask(crop_in_worker, image, kind)
        return cropped if isinstance(cropped, bytes) else None

    async def _ask(self, act: Callable[..., Any], *given: object) -> Any:
        if self._trouble:
            raise VendorTrouble(SERVICE, self._trouble, retry=False)
        try:
            answer = await self._pools.in_process(
                act, self._folder, self._threads, *given, time_limit=self._time_limit_s
            )
        except (TooBusy, WorkTimedOut, WorkerDied) as trouble:
            raise VendorTrouble(SERVICE, type(trouble).__name__, retry=not self._trouble) from None
        if isinstance(answer, str):
            raise VendorTrouble(SERVICE, answer, retry=False)
        if isinstance(answer, type):
            raise answer
        return answer

    def pids(self) -> list[int]:
        """Process ids of the workers now running, for tests of their death."""
        return list(getattr(self._pools._process_pool, "_processes", None) or {})

    async def close(self) -> None:
        """Stop the workers; calls under way end in ``VendorTrouble``."""
        self._trouble = "closed"
        await self._pools.close()
