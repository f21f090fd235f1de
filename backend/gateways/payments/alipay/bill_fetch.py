"""下载对账单: from the address that Alipay gives out for half a minute into one file of ours. INTEGRATIONS §3.1.

The zip holds two GBK tables, the details and their summary; they are written one after the other as they came.
"""

import os
import tempfile
import zipfile
import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

import httpx

from backend.gateways.bounded_pool import BoundedPool
from backend.gateways.payments.alipay.client import SERVICE, Answer
from backend.gateways.payments.alipay.words import plain
from backend.gateways.payments.channel import NoBill
from backend.kit import clock
from backend.kit.errors import VendorTrouble

# A million lines are about 250 MB of text and a tenth of that packed.
LARGEST_ZIP, LARGEST_TABLE = 512_000_000, 4_000_000_000
DOWNLOAD_S: Final = 600.0
_PIECE: Final = 1 << 20
_NONE: Final = frozenset({"BILL_NOT_EXIST", "isp.bill_not_exist", "isp.bill-not-exist"})
# The bill of a day is there in the morning of the next, at ten at the latest.
_READY: Final = timedelta(days=1, hours=10)


class BillFetcher:
    """Fetches one seller's bills, one at a time."""

    def __init__(self, seller_id: str, *, timeout_s: float) -> None:
        self._account = seller_id
        self._web = httpx.Client(timeout=httpx.Timeout(timeout_s), trust_env=False, follow_redirects=False)
        self._pool = BoundedPool(SERVICE, workers=1, waiting=8, deadline_s=DOWNLOAD_S)

    def address_in(self, answer: Answer, day: date) -> str:
        """Where the bill lies. Raises ``NoBill`` or ``VendorTrouble``."""
        if plain(answer.sub_code) in _NONE:
            ready = clock.local(clock.now()).replace(tzinfo=None) - _READY
            raise NoBill(too_early=ready.date() < day)
        address = answer.text("bill_download_url")
        if answer.code != "10000" or urlsplit(address).scheme not in ("http", "https"):
            raise VendorTrouble(SERVICE, answer.vendor_code, retry=answer.code == "20000")
        return address

    async def fetch(self, address: str, day: date, into: Path) -> None:
        """Download, unpack, check whose bill it is, and only then put it in its place."""
        await self._pool.run(self._fetch, address, day, into)

    def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.close()
        self._web.close()

    def _fetch(self, address: str, day: date, into: Path) -> None:
        with tempfile.TemporaryFile(dir=into.parent) as packed:
            self._download(address, packed)
            handle, name = tempfile.mkstemp(dir=into.parent, prefix=f".{into.name}.")
            part = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    self._unpack(packed, file)
                self._check(part, day)
                part.replace(into)
            finally:
                part.unlink(missing_ok=True)

    def _download(self, address: str, packed: IO[bytes]) -> None:
        size = 0
        try:
            with self._web.stream("GET", address) as answer:
                if answer.status_code != 200:
                    # Most often the half minute is over: asking for a new address helps.
                    raise VendorTrouble(SERVICE, f"bill http {answer.status_code}", retry=True)
                for piece in answer.iter_bytes(_PIECE):
                    size += len(piece)
                    if size > LARGEST_ZIP:
                        raise VendorTrouble(SERVICE, "bill too long", retry=False)
                    packed.write(piece)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VendorTrouble(SERVICE, f"bill {type(error).__name__}", retry=True) from None

    def _unpack(self, packed: IO[bytes], file: IO[bytes]) -> None:
        try:
            with zipfile.ZipFile(packed) as pack:
                # Names are GBK without saying so; they are looked at, never used as paths.
                members = {_name(member): member for member in pack.infolist() if not member.is_dir()}
                details = [one for name, one in members.items() if name.endswith("业务明细.csv")]
                sums = [one for name, one in members.items() if name.endswith("业务明细(汇总).csv")]
                if len(details) != 1:
                    raise VendorTrouble(SERVICE, "bill without details", retry=True)
                if sum(one.file_size for one in (*details, *sums)) > LARGEST_TABLE:
                    raise VendorTrouble(SERVICE, "bill too long", retry=False)
                for member in (*details, *sums):
                    with pack.open(member) as table:
                        while piece := table.read(_PIECE):
                            file.write(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise VendorTrouble(SERVICE, "bill is no zip", retry=True) from None

    def _check(self, part: Path, day: date) -> None:
        with part.open("rb") as file:
            head = file.read(2048).decode("gbk", "replace")
        if f"[{self._account}0156]" not in head or f"[{day:%Y年%m月%d日} " not in head:
            raise VendorTrouble(SERVICE, "another bill", retry=True)


def _name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 0x800:
        return member.filename
    return member.filename.encode("cp437", "replace").decode("gbk", "replace")
