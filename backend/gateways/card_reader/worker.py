"""What runs inside a worker process (识别子进程): models are loaded once, then one photograph at a time."""

import logging

from backend.gateways.card_reader.engine import Engine
from backend.gateways.card_reader.photo import REFUSALS
from backend.gateways.card_reader.reading import CardReading
from backend.gateways.card_reader.recognise import recognise, warm_up
from backend.kit.errors import Refusal
from backend.kit.pools import begin_worker

log = logging.getLogger(__name__)

_engine: Engine | None = None


def start_worker(threads: int) -> None:
    """Load the models."""
    begin_worker()
    global _engine
    _engine = Engine(threads)
    warm_up(_engine)


def read_in_worker(image: bytes, kind: str | None) -> CardReading | type[Refusal] | str:
    """Read one photograph with this process's models; a refusal is answered by its class, a failure by its name.

    Nothing is raised: an exception that cannot be unpickled on the other side would break the whole pool.
    """
    if _engine is None:
        raise RuntimeError("worker was not started")
    try:
        return recognise(_engine, image, kind)
    except REFUSALS as refusal:
        return type(refusal)
    except Exception as failure:
        log.exception("card reader failed")
        return type(failure).__name__
