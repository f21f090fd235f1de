"""个人信息权利: an administrator looks somebody up, hands out what is held, lets go of what may go; docs/person.md.

The number is posted and stands in the address sealed, so that it is in no log; everything done is audited.
"""

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import rights
from backend.console.files import ZIP_TYPE, to_keep
from backend.console.frame import show
from backend.console.office.audit_words import ACTIONS
from backend.kit import clock
from backend.kit.access import allow
from backend.kit.actor import Role
from backend.kit.database import unit_of_work
from backend.kit.errors import Fault, Refusal
from backend.kit.secrets.fields import installed_cipher
from backend.kit.web import answer, parse
from backend.rights import Because, Item, NobodyNamed, NothingHeld

bp = Blueprint("console-people", url_prefix="/console")
SEALED_AS = "console.person"


class NumberForm(BaseModel):
    """Whom it is about."""

    number: str = Field("", max_length=40)


class SealedForm(BaseModel):
    """Whom it is about, as the address of the page says it."""

    who: str = Field("", max_length=400)


class EraseForm(SealedForm):
    """Why, and that it was meant."""

    because: Because
    sure: bool = False


class NotSure(Refusal):
    """The tick that nothing comes back was not set (未确认)."""

    code = "PER-106"
    status = 422
    say = "请勾选“已核实申请人身份”后再删除。"


@bp.get("/people")
@allow(Role.ADMINISTRATOR)
async def people_page(request: Request) -> HTTPResponse:
    """Ask for a number; with one, what may go and what must stay."""
    who = str(request.args.get("who") or "")
    decided: list[Item] | None = None
    trouble = ""
    if who:
        work = request.ctx.work
        try:
            person = await rights.find(work, _unsealed(who))
            decided = await rights.plan(work, person)
            await work.record("person.looked_up", person.reference, by=person.by)
        except Refusal as refusal:
            trouble = refusal.sentence
    facts: dict[str, Any] = {
        "who": who,
        "decided": decided,
        "trouble": trouble,
        "reasons": rights.BECAUSE,
        "fate": rights.Fate,
    }
    return await show(request, "console/people.html", **facts)


@bp.post("/people")
@allow(Role.ADMINISTRATOR)
async def look_up(request: Request) -> HTTPResponse:
    """Take the number; it leaves the form sealed."""
    number = parse(request, NumberForm).number.strip()
    if not number:
        return redirect("/console/people", status=303)
    sealed = urlencode({"who": installed_cipher().seal_text(number, SEALED_AS)})
    return redirect(f"/console/people?{sealed}", status=303)


@bp.post("/people/export")
@allow(Role.ADMINISTRATOR, work=False)
async def export(request: Request) -> HTTPResponse:
    """Everything that is held about one person, as a ZIP."""
    number = _unsealed(parse(request, SealedForm).who)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        person = await rights.find(work, number)
        told = await rights.gather(work, person)
        if not told.things:
            raise NothingHeld
        facts = {"by": person.by, "things": len(told.things), "files": len(told.files)}
        await work.record("person.exported", person.reference, **facts)
        told.add(await rights.told_before(work, person, ACTIONS))
    data = await rights.zip_of_person(request.app.ctx.tools.kit, told)
    day = f"{clock.today():%Y%m%d}"
    response = to_keep(data, ZIP_TYPE, f"person-{day}.zip", f"个人信息副本-{day}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/api/people/erase")
@allow(Role.ADMINISTRATOR)
async def erase(request: Request) -> HTTPResponse:
    """Let go of what may go."""
    form, work = parse(request, EraseForm), request.ctx.work
    if not form.sure:
        raise NotSure(field="sure")
    decided = await rights.erase(work, await rights.find(work, _unsealed(form.who)), form.because)
    if not any(item.fate is rights.Fate.GOES for item in decided):
        raise NothingHeld
    return answer({})


def _unsealed(sealed: str) -> str:
    try:
        return installed_cipher().open_text(sealed, SEALED_AS)
    except (Fault, ValueError):
        raise NobodyNamed from None
