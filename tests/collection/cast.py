"""The cast at their phones (测试人物): 林卖 sells, 陈买 buys, 王代 is the agent, 外人孙 must never see anything."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PIL import Image

from backend import collection
from backend.collection.answers.fields import YES_OR_NO
from backend.collection.models import PhoneProof
from backend.collection.tasks import CONFIRM_TASKS, EVIDENCE_KINDS
from backend.kit import clock
from backend.kit.actor import Actor, Role
from backend.kit.database import unit_of_work
from backend.sandbox.people import Person, person

CARD_NAMES = (
    *("name", "sex", "ethnicity", "birth_date", "address", "id_number"),
    *("issuer", "valid_from", "valid_to"),
)


@cache
def photo(seed: int = 1, size: tuple[int, int] = (480, 360)) -> bytes:
    """A small, real JPEG; every seed another one."""
    picture = Image.effect_noise(size, 40 + seed % 60).convert("RGB")
    picture.paste((seed * 7 % 255, seed * 31 % 255, 90), (20, 20, 200, 120))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def card(who: Person, **changes: str) -> dict[str, str]:
    """What stands on a person's identity card."""
    return {name: getattr(who, name) for name in CARD_NAMES} | changes


def vehicle(who: Person, **changes: str) -> dict[str, str]:
    """What stands on the licence of a person's car."""
    assert who.car is not None
    names = ("plate_number", "vehicle_type", "owner", "address", "use_character", "brand_model")
    more = ("vin", "engine_number", "registered_on", "issued_on")
    return {name: getattr(who.car, name) for name in (*names, *more)} | changes


def condition(who: Person, **changes: str) -> dict[str, str]:
    """What a seller tells of a car that met with nothing."""
    told = {"mileage_km": "86000", "inspected_until": "2027-06", "remarks": ""}
    return told | dict.fromkeys(YES_OR_NO, "无") | changes


def company(who: Person, **changes: str) -> dict[str, str]:
    """What stands on the business licence of a person's company."""
    assert who.company is not None
    names = ("credit_code", "name", "kind", "legal_representative", "registered_capital", "founded_on", "address")
    return {name: getattr(who.company, name) for name in names} | changes


def name_written(height: int = 200) -> list[list[dict[str, float]]]:
    """Strokes like those of a name of two characters."""
    strokes, moment = [], 0
    for start in range(40, 340, 60):
        stroke: list[dict[str, float]] = []
        for step in range(12):
            stroke.append({"x": start + step * 4, "y": 30 + step * 10, "t": moment, "p": 0.4 + step / 40})
            moment += 16
        strokes.append(stroke)
        moment += 90
    return strokes


CLERK = Actor("staff", "clerkofstationone0001", frozenset({Role.CLERK}), "stationone0000000001")
OTHER_CLERK = Actor("staff", "clerkofstationtwo0001", frozenset({Role.CLERK}), "stationtwo0000000001")


@dataclass
class Phone:
    """One owner at a phone, with the collection that is open on it."""

    who: Person
    actor: Actor
    collection: str = ""
    _seed: int = field(default=0)

    async def does(self, act: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """Call a use case in a unit of work of this owner."""
        async with unit_of_work(self.actor) as work:
            return await act(work, *args, **options)

    async def begins(self, role: str = "") -> str:
        self.collection = await self.does(collection.begin, role)
        return self.collection

    async def agrees(self, face: str = "given") -> None:
        for kind, decision in (("privacy", "given"), ("face", face)):
            version = collection.consent_text(kind).version
            await self.does(collection.decide, self.collection, kind, decision, version)

    async def proves_phone(self, number: str = "") -> None:
        number = number or self.who.phone
        await self.does(collection.send_phone_code, self.collection, number, "10.0.0.1")
        await self.does(collection.prove_phone, self.collection, await self.sms_code())

    async def sms_code(self) -> str:
        proof = await PhoneProof.last_of(self.collection)
        assert proof is not None and proof.code is not None
        return proof.code

    async def is_a(self, role: str, party_kind: str = "person", by_agent: bool = False) -> None:
        await self.does(collection.choose_party, self.collection, role, party_kind, by_agent)

    async def photographs(self, kind: str, data: bytes = b"", captured: str = "camera") -> str:
        self._seed += 1
        async with unit_of_work(self.actor) as work:
            pools = work.kit.pools
        prepared = await collection.prepare_picture(pools, data or photo(self._seed + len(kind)), kind)
        return await self.does(collection.add_evidence, self.collection, prepared, captured, "test phone")

    async def confirms(self, task: str, values: dict[str, str] | None = None, checked: bool = False) -> Any:
        on_papers = {"vehicle": vehicle, "condition": condition}.get(task, card)
        values = values or on_papers(self.who)
        return await self.does(collection.confirm_answers, self.collection, task, values, checked=checked)

    async def signs(self) -> str:
        return await self.does(collection.add_signature, self.collection, name_written(), 400, 200, "test phone")

    async def tasks(self) -> dict[str, str]:
        """key -> state."""
        listed = await self.does(collection.task_list, self.collection)
        return {task.key: task.state for task in listed.tasks}

    async def begins_as(self, role: str, **party: Any) -> None:
        """Up to the first photograph."""
        if not self.collection:
            await self.begins()
        await self.agrees()
        if (await self.tasks())["phone"] != "done":
            await self.proves_phone()
        await self.is_a(role, **party)

    async def fills(self, role: str) -> None:
        """Everything but sending, in person."""
        await self.begins_as(role)
        for task in await self.tasks():
            if task in EVIDENCE_KINDS:
                await self.photographs(task)
            elif task in CONFIRM_TASKS:
                await self.confirms(task)
        await self.signs()

    async def submits(self) -> str:
        """Send it; the access code's text."""
        await self.does(collection.submit, self.collection)
        code = await self.does(collection.access_code, self.collection)
        return code.text if code else ""


async def at_the_phone(key: str) -> Phone:
    """One of the cast, logged in with WeChat."""
    who = person(key)
    async with unit_of_work(Actor("anyone", "", frozenset({Role.ANYONE}))) as work:
        owner = await collection.owner_from_wechat(work, "h5", who.openid("h5"), who.unionid)
    actor = await collection.owner_actor(owner)
    assert actor is not None
    return Phone(who, actor)


def today() -> str:
    """The date of the test, as forms write it."""
    return clock.today().isoformat()
