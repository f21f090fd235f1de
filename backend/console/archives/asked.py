"""What the list of archives is asked for (查询条件). What was typed stands in the address sealed: it may be a name."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from sanic import Request

from backend.kit.errors import Fault
from backend.kit.secrets.fields import installed_cipher
from backend.kit.web import parse
from backend.transfers import LONGEST_TEXT

SEALED_AS = "console.archive_search"
# key in the address -> words, in the order of the page.
STATES = {"": "全部", "kept": "保管中", "held": "暂缓销毁", "waiting": "到期待处置", "disposed": "已处置"}
LONGEST_ID = 20


class SearchForm(BaseModel):
    """What the finder posts; what makes no sense in it is passed over later."""

    text: str = Field("", max_length=400)
    station: str = Field("", max_length=80)
    first: str = Field("", max_length=40)
    last: str = Field("", max_length=40)
    state: str = Field("", max_length=40)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: ``text`` as typed, a station's id, closed from day to day, a state."""

    text: str = ""
    station: str = ""
    first: date | None = None
    last: date | None = None
    state: str = ""

    @property
    def any(self) -> bool:
        """Whether it narrows anything."""
        return bool(self.text or self.station or self.first or self.last or self.state)

    def address(self, page: int = 1, state: str | None = None) -> str:
        """The list's address for this search, on that page, in that state if given."""
        sealed = installed_cipher().seal_text(self.text, SEALED_AS) if self.text else ""
        told = {
            "s": sealed,
            "station": self.station,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "state": self.state if state is None else state,
            "page": str(page) if page > 1 else "",
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"/console/archives/?{query}" if query else "/console/archives/"


def from_address(request: Request) -> Asked:
    """What the address says; what makes no sense is passed over."""
    return _asked(
        _unsealed(_text(request, "s")), *(_text(request, name) for name in ("station", "first", "last", "state"))
    )


def from_form(request: Request) -> Asked:
    """What was posted."""
    form = parse(request, SearchForm)
    return _asked(form.text, form.station, form.first, form.last, form.state)


def _asked(text: str, station: str, first: str, last: str, state: str) -> Asked:
    days = sorted(day for day in (_day(first), _day(last)) if day)
    start, end = (days[0], days[1]) if len(days) == 2 else (_day(first), _day(last))
    known = state if state in STATES else ""
    return Asked(text.strip()[:LONGEST_TEXT], station[:LONGEST_ID], start, end, known)


def _text(request: Request, name: str) -> str:
    return str(request.args.get(name) or "")[:800]


def _unsealed(sealed: str) -> str:
    try:
        return installed_cipher().open_text(sealed, SEALED_AS) if sealed else ""
    except Fault:
        return ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None
