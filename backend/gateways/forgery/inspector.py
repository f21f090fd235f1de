"""One picture through every look (鉴别一张照片), and the pool of processes in which the platform does it."""

import logging
import time
from typing import Final

import cv2

from backend.gateways.card_reader.sight.photo import REFUSALS
from backend.gateways.forgery.fingerprint import fingerprint_of
from backend.gateways.forgery.inspection import VERSION, Inspection, Reason, scores_of, verdict_of
from backend.gateways.forgery.lattice import band_signs, lattice_signs
from backend.gateways.forgery.pasted import pasted_signs
from backend.gateways.forgery.photocopy import photocopy_signs
from backend.gateways.forgery.picture import open_picture
from backend.gateways.forgery.quality import quality_of
from backend.gateways.forgery.screenshot import screenshot_signs
from backend.kit.errors import Refusal, VendorTrouble
from backend.kit.pools import Pools, TooBusy, WorkerDied, WorkTimedOut

PROVIDER: Final = "local"
SERVICE: Final = "picture_inspector"
TIME_LIMIT_S: Final = 30.0  # a 12 MP photograph takes about a second; longer is hung
_WAITING_PER_WORKER: Final = 20

_WORTH_SAYING: Final = 20  # weaker signs count in the scores, but alone accuse nobody
_LOOKS: Final = (lattice_signs, band_signs, photocopy_signs, screenshot_signs, pasted_signs)

log = logging.getLogger(__name__)


def inspect_picture(image: bytes) -> Inspection:
    """Inspect one picture in this process; raises the refusals of ``open_picture``."""
    began = time.perf_counter()
    picture = open_picture(image)
    signs: tuple[Reason, ...] = tuple(sign for look in _LOOKS for sign in look(picture))
    scores = scores_of(signs)
    return Inspection(
        scores=scores,
        verdict=verdict_of(scores),
        reasons=tuple(sign for sign in signs if sign.score >= _WORTH_SAYING),
        quality=quality_of(picture),
        fingerprint=fingerprint_of(picture.small),
        provider=PROVIDER,
        version=VERSION,
        took_ms=round(1000 * (time.perf_counter() - began)),
    )


def inspect_in_worker(image: bytes) -> Inspection | type[Refusal] | str:
    """Inspect in a worker process; a refusal is answered by its class, a failure by its name.

    Nothing is raised: an exception that cannot be unpickled on the other side would break the whole pool.
    """
    cv2.setNumThreads(1)
    try:
        return inspect_picture(image)
    except REFUSALS as refusal:
        return type(refusal)
    except Exception as failure:
        log.exception("picture inspector failed")
        return type(failure).__name__


class LocalInspector:
    """Looks with numpy and OpenCV in ``workers`` processes, started on the first picture; no model, no key."""

    name = PROVIDER
    version = VERSION

    def __init__(self, workers: int, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        workers = max(1, workers)
        self._pools = Pools(threads=1, processes=workers, waiting=workers * _WAITING_PER_WORKER)
        self._time_limit_s = time_limit_s
        self._closed = False

    async def inspect(self, image: bytes) -> Inspection:
        """Inspect one picture; see :class:`~backend.gateways.forgery.PictureInspector`."""
        if self._closed:
            raise VendorTrouble(SERVICE, "closed", retry=False)
        try:
            answer = await self._pools.in_process(inspect_in_worker, image, time_limit=self._time_limit_s)
        except (TooBusy, WorkTimedOut, WorkerDied) as trouble:
            raise VendorTrouble(SERVICE, type(trouble).__name__, retry=not self._closed) from None
        if isinstance(answer, Inspection):
            return answer
        if isinstance(answer, str):
            raise VendorTrouble(SERVICE, answer, retry=False)
        raise answer

    async def close(self) -> None:
        """Stop the workers; inspections under way end in ``VendorTrouble``."""
        self._closed = True
        await self._pools.close()
