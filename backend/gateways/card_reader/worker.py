"""What runs inside a worker process (识别子进程): models are loaded once, then one photograph at a time."""

import logging
from functools import cache

from backend.gateways.card_reader.reading import CardReading
from backend.gateways.card_reader.recognise import recognise
from backend.gateways.card_reader.sight.engine import Engine
from backend.gateways.card_reader.sight.photo import REFUSALS
from backend.kit.errors import Refusal

log = logging.getLogger(__name__)


@cache
def _engine(threads: int) -> Engine:
    return Engine(threads)


def read_in_worker(image: bytes, kind: str | None, threads: int) -> CardReading | type[Refusal] | str:
    """Read one photograph with this process's models; a refusal is answered by its class, a failure by its name.

    Nothing is raised: an exception that cannot be unpickled on the other side would break the whole pool.
    """
    try:
        return recognise(_engine(threads), image, kind)
    except REFUSALS as refusal:
        return type(refusal)
    except Exception as failure:
        log.exception("card reader failed")
        return type(failure).__name__
