"""Pages: Jinja2 templates with the few filters that every face needs."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket
from sanic import HTTPResponse, Request
from sanic.response import html

from backend.kit import clock
from backend.kit.actor import ANYONE
from backend.rules.money import Fen


def when(moment: datetime | date | None) -> str:
    """``2026-11-21 17:03`` on the station's wall clock; a date alone stays a date; nothing is a dash."""
    if moment is None:
        return "—"
    if isinstance(moment, datetime):
        return clock.local(moment).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat()


def yuan(fen: int | None) -> str:
    """``13,000.00`` from fen; nothing is a dash."""
    return "—" if fen is None else Fen(fen).grouped()


def filesize(size: int) -> str:
    """``1.5 MB`` from bytes."""
    amount, units = float(size), ["B", "KB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.0f} {units[0]}" if units[0] == "B" else f"{amount:.1f} {units[0]}"


class Compiled(BytecodeCache):
    """Templates of this process, compiled once however many applications show them; a changed one is another."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Pages:
    """Renders templates below ``folder``; an unknown name in a template is an error, never an empty place."""

    def __init__(self, folder: Path, **everywhere: Any) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=COMPILED,
        )
        self._environment.filters.update(when=when, yuan=yuan, filesize=filesize)
        self._environment.globals.update(static=self._static, **everywhere)
        self._versions: dict[str, str] = {}

    def render(self, request: Request, template: str, *, status: int = 200, **facts: Any) -> HTTPResponse:
        """One page for this request, with who is looking (``actor``) and the form secret (``csrf``)."""
        actor = getattr(request.ctx, "actor", ANYONE)
        text = self._environment.get_template(template).render(
            request=request,
            actor=actor,
            csrf=actor.csrf,
            status=status,
            big_type=request.cookies.get("big_type") == "1",
            **facts,
        )
        return html(text, status=status)

    def _static(self, path: str) -> str:
        """The address of a static file, changing with its content so that browsers may keep it for long."""
        if path not in self._versions:
            file = self._folder / "static" / path
            mark = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""
            self._versions[path] = f"/static/{path}?v={mark}" if mark else f"/static/{path}"
        return self._versions[path]
