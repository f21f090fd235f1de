"""A phone that speaks to the platform over HTTP as the mini-program does: one person's way, step by step."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from backend.sandbox.people import Person
from tests.collection.cast import card, photo, vehicle
from tests.sandbox.running import RunningSandbox

Step = tuple[str, Callable[["Phone"], Awaitable[None]]]
CHUNK = 256 * 1024


class StepRefused(AssertionError):
    """The platform refused a step that the story needs."""


@dataclass
class Phone:
    """One person at a phone. ``collection`` is known once it was begun."""

    client: httpx.AsyncClient
    sandbox: RunningSandbox
    who: Person
    role: str
    token: str = ""
    collection: str = ""
    mobile: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request with this person's token; the JSON answer, or :class:`StepRefused`."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        response = await self.client.request(method, f"/api/v1{path}", json=body, headers=headers, **more)
        if response.status_code >= 400:
            raise StepRefused(f"{method} {path}: {response.status_code} {response.text[:300]}")
        return response.json()

    async def post(self, path: str, body: Any = None) -> Any:
        """Post below this collection."""
        return await self.ask("POST", f"/collections/{self.collection}{path}", body or {})

    async def log_in(self) -> None:
        codes = await asyncio.to_thread(self.sandbox.codes_for, self.who.key)
        self.token = (await self.ask("POST", "/login", {"js_code": codes["js_code"]}))["token"]

    async def begin(self) -> None:
        self.collection = (await self.ask("POST", "/collections", {"role": self.role}))["collection"]

    async def choose_party(self) -> None:
        await self.post("/party", {"role": self.role, "party_kind": "person", "by_agent": False})

    async def consent(self) -> None:
        for kind in ("privacy", "face"):
            text = await self.ask("GET", f"/consents/{kind}")
            await self.post(f"/consents/{kind}", {"decision": "given", "version": text["version"]})

    async def prove_phone(self) -> None:
        mobile = self.mobile or self.who.phone
        code = await self.code_by_sms("SMS_CODE", self.post("/phone-code", {"mobile": mobile}))
        await self.post("/phone", {"code": code})

    async def code_by_sms(self, template: str, asking: Awaitable[Any]) -> str:
        """The code of the text of that ``template`` which ``asking`` brings to this phone."""
        mobile = self.mobile or self.who.phone
        before = len(await asyncio.to_thread(self.sandbox.sms_codes, mobile, template))
        try:
            await asking
        except StepRefused as refused:
            # Asked a moment ago: the code of that time is on its way or here.
            if " 429 " not in str(refused):
                raise
            before = min(before, 0)
        for _ in range(400):
            codes = await asyncio.to_thread(self.sandbox.sms_codes, mobile, template)
            if len(codes) > before:
                return codes[0]
            await asyncio.sleep(0.05)
        raise StepRefused("no SMS came")

    async def send_photo(self, kind: str, data: bytes | None = None) -> None:
        data = data or photo(len(kind) * 17 + ord(kind[-1]))
        begun = await self.post("/uploads", {"kind": kind, "size": len(data), "captured": "camera"})
        at = 0
        while at < len(data):
            headers = {"Upload-Offset": str(at), "Authorization": f"Bearer {self.token}"}
            piece = data[at : at + CHUNK]
            response = await self.client.patch(f"/api/v1/uploads/{begun['upload']}", content=piece, headers=headers)
            if response.status_code >= 400:
                raise StepRefused(f"PATCH: {response.status_code} {response.text[:300]}")
            at = response.json()["offset"]
        done = await self.ask("POST", f"/uploads/{begun['upload']}/finish", {})
        self.facts[kind] = done["evidence"]

    async def send_id(self) -> None:
        await self.send_photo("id_front")
        await self.send_photo("id_back")

    async def confirm_identity(self) -> None:
        await self.post("/confirm/identity", {"fields": card(self.who)})

    async def send_licence(self) -> None:
        await self.send_photo("vehicle_licence")
        await self.post("/confirm/vehicle", {"fields": vehicle(self.who), "checked": True})

    async def send_car(self) -> None:
        await self.send_photo("car_front45")
        await self.send_photo("car_vin")

    async def send_selfie(self) -> None:
        await self.send_photo("selfie")

    def ink(self) -> dict[str, Any]:
        """A name written on a pad of 300 × 150."""
        strokes = [
            [{"x": 0.1 + 0.2 * n + 0.01 * i, "y": 0.2 + 0.05 * i, "t": 400 * n + 16 * i, "p": 0.5} for i in range(12)]
            for n in range(4)
        ]
        return {"box": {"w": 300, "h": 150}, "strokes": strokes}

    async def sign(self) -> None:
        await self.post("/signature", {"signature": self.ink()})

    async def submit(self) -> None:
        await self.post("/submit")
        self.facts["code"] = (await self.ask("GET", f"/collections/{self.collection}/access-code"))["text"]

    async def sign_documents(self) -> None:
        """Read and sign whatever waits for this person."""
        for waiting in await self.ask("GET", "/document-sets"):
            if waiting["mine"]["state"] == "waiting" and waiting["state"] == "signing":
                seen = [document["id"] for document in waiting["documents"]]
                here = f"/document-sets/{waiting['id']}"
                code = await self.code_by_sms("SMS_SIGN", self.ask("POST", f"{here}/code"))
                body = {"signature": self.ink(), "seen": seen, "code": code, "sure": True}
                await self.ask("POST", f"{here}/signature", body)

    def steps(self) -> list[Step]:
        """Everything up to the access code, in order, each with the task that it finishes."""
        seller = [("vehicle", Phone.send_licence), ("car_vin", Phone.send_car)] if self.role == "seller" else []
        return [
            ("party", Phone.choose_party),
            ("consent_privacy", Phone.consent),
            ("phone", Phone.prove_phone),
            ("id_back", Phone.send_id),
            ("identity", Phone.confirm_identity),
            *seller,
            ("selfie", Phone.send_selfie),
            ("signature", Phone.sign),
        ]

    async def whole_way(self) -> None:
        """From login to access code."""
        await self.log_in()
        await self.begin()
        for _, step in self.steps():
            await step(self)
        await self.submit()

    async def done_tasks(self) -> set[str]:
        """The tasks that the server counts as done."""
        listed = await self.ask("GET", f"/collections/{self.collection}")
        return {task["key"] for task in listed["tasks"] if task["state"] == "done"}
