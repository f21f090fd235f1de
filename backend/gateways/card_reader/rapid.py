"""RapidOCR in worker processes (识别进程池): the kit's pool runs them, only ``VendorTrouble`` comes out."""

from typing import Final

from backend.gateways.card_reader.reading import CardReading
from backend.kit.errors import VendorTrouble
from backend.kit.pools import Pools, TooBusy, WorkerDied, WorkTimedOut

SERVICE: Final = "card_reader"
TIME_LIMIT_S: Final = 40.0  # a card takes a second or two, the first of a process some more; longer is hung
_WAITING_PER_WORKER: Final = 20  # readings in the queue of one worker before new ones are told to come back


class RapidOcrReader:
    """Reads cards with RapidOCR in ``workers`` processes, started on the first card, models loaded once in each.

    ``threads`` are the threads of each model; more than two gain little on strips of print.
    """

    def __init__(self, workers: int, *, threads: int = 2, time_limit_s: float = TIME_LIMIT_S) -> None:
        workers = max(1, workers)
        self._pools = Pools(threads=1, processes=workers, waiting=workers * _WAITING_PER_WORKER)
        self._threads = threads
        self._time_limit_s = time_limit_s
        self._closed = False

    async def read(self, image: bytes, kind: str | None = None) -> CardReading:
        """Read one photograph; see :class:`~backend.gateways.card_reader.CardReader`."""
        # Loads the models' libraries, which a command that reads no card need not wait for.
        from backend.gateways.card_reader.worker import read_in_worker

        if self._closed:
            raise VendorTrouble(SERVICE, "closed", retry=False)
        try:
            answer = await self._pools.in_process(
                read_in_worker, image, kind, self._threads, time_limit=self._time_limit_s
            )
        except (TooBusy, WorkTimedOut, WorkerDied) as trouble:
            raise VendorTrouble(SERVICE, type(trouble).__name__, retry=not self._closed) from None
        if isinstance(answer, CardReading):
            return answer
        if isinstance(answer, str):
            raise VendorTrouble(SERVICE, answer, retry=False)
        raise answer

    def pids(self) -> list[int]:
        """Process ids of the workers now running, for tests of their death."""
        return list(getattr(self._pools._process_pool, "_processes", None) or {})

    async def close(self) -> None:
        """Stop the workers; readings under way end in ``VendorTrouble``."""
        self._closed = True
        await self._pools.close()
