"""Evidence packages in bulk (成批证据包): those of a month for the association, those of a station for itself.

Each is checked against its manifest when it is read, and proves itself with the verifier inside it; the list beside
them says what there should be.
"""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from backend import archive, stations
from backend.archive import ArchiveBroken, ArchiveDisposed, ArchiveFacts, ArchiveTooOld, NoArchive, Wanted
from backend.kit import clock
from backend.kit.actor import Actor, Role
from backend.kit.tools import Kit

# Who sees every station's archives: the association's own copy is nobody's order.
ASSOCIATION = Actor("system", "", frozenset({Role.ADMINISTRATOR}))
PAGE = 200
HEADINGS = ("序号", "业务编号", "登记服务站", "归档时间", "文件", "字节", "SHA-256", "情况")
WHOLE = "完好"
LIST, VERIFIER, HOWTO = "目录.csv", "verify.py", "说明.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the ``file`` (empty where there is none), its size and SHA-256, and how it is."""

    place: int
    number: str
    station: str
    closed_at: str
    file: str
    size: int
    sha256: str
    state: str

    def as_dict(self) -> dict[str, object]:
        """For keeping."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Package:
    """One archive: its line, and its bytes where it can be handed out."""

    archive: ArchiveFacts
    line: Line
    data: bytes = b""

    @property
    def damaged(self) -> bool:
        """Whether it should be there and is not."""
        return not self.data and self.archive.disposed_at is None and self.line.state != TOO_OLD


TOO_OLD = "早期归档，没有证据包"


async def closed_between(actor: Actor, first: date, last: date) -> list[ArchiveFacts]:
    """The archives in ``actor``'s reach that were closed from ``first`` to ``last``, in the order of their closing."""
    found: dict[str, ArchiveFacts] = {}
    page, pages = 1, 1
    while page <= pages:
        shelf = await archive.list_archives(actor, Wanted(first=first, last=last), page, PAGE)
        # What is closed meanwhile moves lines to the next page, where they are met again.
        found |= {row.archive.id: row.archive for row in shelf.rows}
        page, pages = page + 1, shelf.pages
    return list(found.values())[::-1]


async def packages_of(kit: Kit, rows: Sequence[ArchiveFacts]) -> AsyncIterator[Package]:
    """Each one's package, one in memory at a time; what is damaged comes without bytes and says so."""
    names = {one.public_id: one.name for one in await stations.list_stations()}
    for place, row in enumerate(rows, 1):
        data, state = b"", WHOLE
        try:
            data = (await archive.evidence_package(kit, row.transfer)).data
        except ArchiveBroken as broken:
            state = f"已损坏：{broken.facts['what']}"
        except (ArchiveDisposed, NoArchive):
            state = "已按规定销毁"
        except ArchiveTooOld:
            state = TOO_OLD
        file = f"{place:06d}-{_plain(row.number)}-证据包.zip" if data else ""
        closed = f"{clock.local(row.closed_at):%Y-%m-%d %H:%M:%S}"
        station = names.get(row.station, row.station)
        digest = await kit.pools.in_thread(_digest, data)
        yield Package(row, Line(place, row.number, station, closed, file, len(data), digest, state), data)


def list_file(lines: Sequence[Line]) -> bytes:
    """The list as CSV that a spreadsheet opens with its Chinese intact."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEADINGS)
    for one in lines:
        table.writerow(asdict(one).values())
    return text.getvalue().encode("utf-8-sig")


def howto(title: str, chained: bool) -> bytes:
    """What stands beside the packages."""
    every = "逐个核验：\n    python3 verify.py --each .\n"
    if chained:
        every += "同时核验前后相连、没有缺漏：\n    python3 verify.py *.zip\n"
    return (
        f"{title}\n\n每个 ZIP 是一笔业务的证据包，目录.csv 列出全部业务和每个文件的 SHA-256。\n"
        "核验不需要网络，只需要 Python 3.8 以上版本。\n\n"
        f"{every}\n核验程序会显示签名公钥，请与平台公布的公钥核对。\n"
        "文件内含个人信息，请存放在加密的磁盘上，按规定期限保存和销毁。\n"
    ).encode()


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest() if data else ""


def _plain(number: str) -> str:
    """The number as a part of a file's name."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in number)
