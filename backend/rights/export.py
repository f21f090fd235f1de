"""Handing it out (个人信息副本): a folder or ZIP with a page to read, the same as JSON, and every picture and paper.

Only its writer can read it (mode 0600). It is not encrypted: whoever it is about must be able to open it; how it is
handed over and deleted afterwards is the operator's part (docs/person.md).
"""

import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from backend import collection
from backend.kit import clock, ids
from backend.kit.errors import Refusal
from backend.kit.files import DRAFT, write_durably
from backend.kit.personal import Held, HeldFile, Holding
from backend.kit.tools import Kit

ROOT: Final = Path(__file__).resolve().parents[2] / "templates" / "person"
# Of a cell of the page; the whole value is in data.json.
LONGEST_CELL = 160


class ExportThere(Refusal):
    """The file or folder is there already (已存在): nothing is ever written over."""

    code = "PER-104"
    say = "{path} 已经存在，请换一个名字。"


async def write_export(kit: Kit, out: Path, told: Holding) -> list[str]:
    """Write everything to ``out``, a ZIP where its name ends so and else a new folder; the names of what was missing.

    Complete or not there at all. Raises ExportThere.
    """
    files, missing = await _contents(kit, told)
    await kit.pools.in_thread(_write, out, files)
    return missing


async def zip_of_person(kit: Kit, told: Holding) -> bytes:
    """The same as a ZIP to be sent."""
    files, _ = await _contents(kit, told)
    return await kit.pools.in_thread(_zipped, files)


async def _contents(kit: Kit, told: Holding) -> tuple[dict[str, bytes], list[str]]:
    """Name -> bytes of everything, and the names of files that are not there any more."""
    files: dict[str, bytes] = {}
    missing = []
    for one in told.files:
        if await kit.objects.exists(one.object):
            files[one.name] = _piece(one, await kit.objects.get(one.object))
        else:
            missing.append(one.name)
    for kind, version in sorted(_texts(told)):
        files[f"consents/{kind}-{version}.md"] = collection.text_of(kind, version).text.encode()
    moment = clock.now()
    files["data.json"] = _json(told, missing, moment)
    files["index.html"] = _page(told, missing, moment).encode()
    return files, missing


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    if out.exists():
        raise ExportThere(path=out)
    if out.suffix.lower() == ".zip":
        if not write_durably(out, _zipped(files)):
            raise ExportThere(path=out)
        return
    draft = out.parent / f"{DRAFT}{ids.public_id()}"
    for name, data in files.items():
        write_durably(draft / name, data)
    draft.rename(out)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return packed.getvalue()


def _piece(one: HeldFile, data: bytes) -> bytes:
    return data[one.start : one.start + one.size] if one.size else data


def _texts(told: Holding) -> set[tuple[str, str]]:
    """The consent texts that were decided about; kind and version stand in the name that was told."""
    names = [one.facts["文件"] for one in told.things if one.table == "collection_consent"]
    plain = [name.removeprefix("consents/").removesuffix(".md").partition("-") for name in names]
    return {(kind, version) for kind, _, version in plain}


def _json(told: Holding, missing: list[str], moment: datetime) -> bytes:
    things = [
        {"表": one.table, "类别": one.title, **{k: _plain(v) for k, v in one.facts.items()}} for one in told.things
    ]
    files = [{"文件": one.name, "名称": one.title} for one in told.files if one.name not in missing]
    facts = {"制作时间": _plain(moment), "说明": "车务通平台保存的本人个人信息", "文件": files, "信息": things}
    if missing:
        facts["已不在的文件"] = missing
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str).encode()


def _page(told: Holding, missing: list[str], moment: datetime) -> str:
    groups: dict[str, list[Held]] = {}
    for one in told.things:
        groups.setdefault(one.title, []).append(one)
    tables = []
    for title, things in groups.items():
        names = list(dict.fromkeys(name for one in things for name in one.facts))
        names = [name for name in names if any(one.facts.get(name) not in (None, "") for one in things)]
        rows = [[_cell(name, one.facts.get(name), missing) for name in names] for one in things]
        tables.append((title, names, rows))
    return _template().render(moment=_plain(moment), tables=tables, files=len(told.files) - len(missing))


def _cell(name: str, value: Any, missing: list[str]) -> dict[str, str]:
    text = _plain(value)
    text = "" if text is None else text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, default=str)
    if len(text) > LONGEST_CELL:
        text = f"{text[:LONGEST_CELL]}…（全文见 data.json）"
    link = text if name == "文件" and text and text not in missing else ""
    return {"text": text, "link": link}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value


@cache
def _template() -> Template:
    # Not .html: the page stands alone, so its style must be inside it, which pages of the platform never do.
    environment = Environment(
        loader=FileSystemLoader(ROOT), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("index.html.j2")
