"""审计: the latest lines of the chain, and a button that checks all of it."""

import re
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import stations
from backend.console.frame import show
from backend.console.office.audit_words import ACTIONS
from backend.kit import audit
from backend.kit.access import Role, allow
from backend.kit.audit import Line
from backend.kit.web import answer

bp = Blueprint("console-audit", url_prefix="/console")
LINES = 100
HASH = re.compile(r"[0-9a-f]{32,}")


@bp.get("/audit")
@allow(Role.ADMINISTRATOR)
async def audit_page(request: Request) -> HTTPResponse:
    """The latest lines, or with ``?before=`` those before that one."""
    text = str(request.args.get("before") or "")
    before = int(text) if text.isdecimal() and len(text) < 16 else None
    lines = await audit.latest(LINES, before)
    facts: dict[str, Any] = {
        "lines": [await _shown(line) for line in lines],
        "older": lines[-1].seq if len(lines) == LINES else None,
    }
    return await show(request, "console/audit.html", **facts)


@bp.post("/api/audit/verify")
@allow(Role.ADMINISTRATOR, work=False)
async def verify(request: Request) -> HTTPResponse:
    """Walk the whole chain and every stored byte it names; takes long on a full archive, so no transaction is open."""
    held, broken = await audit.verify(request.app.ctx.tools.kit.objects)
    conclusion = f"第 {broken.seq} 条断开：{broken.why}" if broken else "审计链完好，所指文件均未被改动。"
    return answer({"held": held, "seq": broken.seq if broken else "", "conclusion": conclusion})


async def _shown(line: Line) -> dict[str, Any]:
    kind, _, name = line.actor.partition(":")
    who = {"owner": "车主", "system": "系统", "anyone": "访客"}.get(kind, kind)
    if kind == "staff":
        who = await stations.staff_name(name) or name
    subject = line.subject
    if subject.startswith("staff:"):
        subject = await stations.staff_name(subject.removeprefix("staff:")) or subject
    action = ACTIONS.get(line.action, line.action)
    return {"line": line, "who": who, "action": action, "subject": subject, "facts": _facts(line)}


def _facts(line: Line) -> list[tuple[str, str, str]]:
    """Name, value as shown, the whole value: digests are cut, lists are joined, what says nothing is left out."""
    shown = []
    for name, value in line.facts.items():
        text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
        if text and name != "request":
            shown.append((name, f"{text[:12]}…" if HASH.fullmatch(text) else text, text))
    return shown
