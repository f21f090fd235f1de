"""What runs inside a worker process (人脸子进程): a pack's models are loaded once, then one call at a time."""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import cv2

from backend.gateways.card_reader.sight.photo import REFUSALS
from backend.gateways.faces.insightface import match
from backend.gateways.faces.insightface.models import Models, load
from backend.gateways.faces.packs.pack import Pack, PackUnusable, open_pack
from backend.gateways.faces.views import FaceMatch, FaceView
from backend.kit.errors import Refusal

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@cache
def opened(folder: Path, threads: int) -> tuple[Pack, Models]:
    """The pack, verified once more in this process, and its models."""
    cv2.setNumThreads(threads)
    pack = open_pack(folder)
    return pack, load(pack, threads)


def look_in_worker(folder: Path, threads: int, image: bytes) -> FaceView | type[Refusal] | str:
    """See :func:`match.look`; a refusal is answered by its class, a failure by its name."""
    return _told(lambda: match.look(opened(folder, threads)[1], image))


def compare_in_worker(
    folder: Path, threads: int, card: bytes, selfies: Sequence[bytes], kind: str | None
) -> FaceMatch | type[Refusal] | str:
    """See :func:`match.compare`."""

    def compare() -> FaceMatch:
        pack, models = opened(folder, threads)
        return match.compare(models, pack.calibration, card, selfies, kind)

    return _told(compare)


def crop_in_worker(folder: Path, threads: int, image: bytes, kind: str) -> tuple[bytes | None] | type[Refusal] | str:
    """See :func:`match.crop`; in a tuple, since a bare ``None`` or text would read as a failure."""
    return _told(lambda: (match.crop(opened(folder, threads)[1], image, kind),))


def _told(act: Callable[[], Answer]) -> Answer | type[Refusal] | str:
    """Nothing is raised: an exception that cannot be unpickled on the other side would break the whole pool."""
    try:
        return act()
    except REFUSALS as refusal:
        return type(refusal)
    except PackUnusable as unusable:
        return unusable.reason
    except Exception as failure:
        log.exception("face engine failed")
        return type(failure).__name__
