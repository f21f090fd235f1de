"""What runs inside a worker process (识别子进程): models are loaded once, then one photograph at a time."""

from backend.gateways.card_reader.engine import Engine
from backend.gateways.card_reader.reading import CardReading
from backend.gateways.card_reader.recognise import recognise, warm_up
from backend.kit.pools import begin_worker

_engine: Engine | None = None


def start_worker(threads: int) -> None:
    """Load the models."""
    begin_worker()
    global _engine
    _engine = Engine(threads)
    warm_up(_engine)


def read_in_worker(image: bytes, kind: str | None) -> CardReading:
    """Read one photograph with this process's models."""
    if _engine is None:
        raise RuntimeError("worker was not started")
    return recognise(_engine, image, kind)
