"""A clerk at the desk and owners at their phones, together (经办与车主)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from backend import collection, documents, stations, transfers
from backend.documents import Strokes
from backend.documents.confirm import LIMITS_OF_PHONE, code_of
from backend.documents.models import Signer, SigningCode
from backend.kit import tools
from backend.kit.actor import SYSTEM, Actor
from backend.kit.database import unit_of_work
from backend.kit.keyvalue import forget
from backend.rules.eligibility import prohibited_items
from backend.transfers import Changes, TransferView
from backend.verification import Kind, Outcome, settle_within
from backend.verification.models import Check
from tests.collection.cast import Phone, photo
from tests.stations.team import Member

INK = Strokes((tuple((0.1 + 0.02 * step, 0.3 + 0.02 * (step % 5), 16.0 * step, 0.5) for step in range(30)),), 2.0)
PRICE = "86,500.00"
PRICE_FEN = 8_650_000


@dataclass
class Tools:
    """What jobs of documents and transfers use."""

    kit: Any
    timestamps: Any = None


async def checks_judged() -> None:
    """What the checks' jobs leave behind where nothing is wrong: clean photographs of the right person."""
    if rows := await Check.filter(state="pending"):
        async with unit_of_work(SYSTEM) as work:
            for row in rows:
                of_a_person = row.kind in {Kind.FACE_MATCH, Kind.LIVENESS}
                await settle_within(work, row, Outcome(95, "insightface") if of_a_person else Outcome(0, "local"))


async def run_jobs(*names: str) -> None:
    """Run what is due of the slices under test; messages to phones need a gateway and are left."""
    from backend.kit import clock
    from backend.kit.jobs import JobRun, registered
    from backend.kit.models import Job

    wanted = names or ("documents.render_set", "documents.finish_set", "transfers.archive")
    while rows := await Job.filter(state="waiting", name__in=wanted, run_at__lte=clock.now()).order_by("id"):
        for row in rows:
            await registered()[row.name](JobRun(row.name, row.key, row.arguments, 0, Tools(tools.installed())))
            await Job.filter(id=row.id).update(state="done")


@dataclass
class Desk:
    """One clerk with one transfer on the screen; every call sends the version last seen, as a page does."""

    member: Member
    transfer: str = ""
    version: int = 0

    async def does(self, act: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """A use case that needs no version."""
        return await self.member.does(act, *args, **options)

    async def looks(self) -> TransferView:
        """Load the page, once the checks are judged."""
        await checks_judged()
        view: TransferView = await self.does(transfers.detail, self.transfer)
        self.version = view.version
        return view

    async def opens(self) -> str:
        self.transfer = await self.does(transfers.open_transfer)
        await self.looks()
        return self.transfer

    async def scans(self, code: str, transfer: str | None = None) -> transfers.Taken:
        taken: transfers.Taken = await self.does(transfers.take_code, code, transfer)
        self.transfer = taken.transfer
        await self.looks()
        return taken

    async def changes(self, act: Callable[..., Awaitable[int]], *args: Any) -> int:
        """A use case that needs the version the page shows, and gives the new one."""
        self.version = await self.member.does(act, self.transfer, self.version, *args)
        return self.version

    async def edits(self, **values: Any) -> int:
        return await self.changes(transfers.edit, Changes(**values))

    async def passes_all_checks(self) -> int:
        answers = {item.code: ("pass", "查验实车与登记证书") for item in prohibited_items()}
        return await self.changes(transfers.record_checks, answers)

    async def approves(self, reason: str = "已当面核实无误") -> int:
        """Approve with the same reason for everything that asks, signing on the pad unless a hand is saved."""
        asks = await self.asks(reason)
        hand = None if await stations.own_signature(self.member.id) else documents.desk_hand(INK)
        return await self.changes(transfers.approve, asks, None, hand)

    async def asks(self, reason: str = "已核实") -> dict[str, str]:
        """The page, loaded again; a reason for every finding of it that asks."""
        view = await self.looks()
        return {finding.key: reason for finding in view.findings if finding.severity == "ask"}

    async def prepares(self) -> None:
        """Everything the approval needs, and the approval; then the papers are made."""
        await self.looks()
        await self.edits(price=PRICE)
        await self.passes_all_checks()
        await self.approves()
        await run_jobs()
        await self.looks()


async def both_scanned(desk: Desk, seller: Phone, buyer: Phone) -> str:
    """Both sides filled, sent and scanned into one transfer."""
    await desk.scans(await sent(seller, "seller"))
    await desk.scans(await sent(buyer, "buyer"), desk.transfer)
    return desk.transfer


async def sent(phone: Phone, role: str) -> str:
    """The phone's collection, complete and sent; its access code."""
    await phone.fills(role)
    return await phone.submits()


async def does_again(phone: Phone, task: str) -> None:
    """The owner does again what was sent back, and sends it."""
    await phone.photographs(task, photo(77))
    await phone.does(collection.submit, phone.collection)


async def signs_papers(phone: Phone) -> None:
    """Read every document, ask for the code and sign."""
    (papers,) = await documents.sets_of_owner(phone.actor.id)
    seen = [one.id for one in papers.documents]
    code = await asks_for_code(papers.id, phone.actor)
    await phone.does(
        documents.sign, set_id=papers.id, owner=phone.actor.id, strokes=INK, seen=seen, device="test phone", code=code
    )


async def asks_for_code(set_id: str, actor: Actor) -> str:
    """The signing code that the person's phone would show; as if no other was asked for lately.

    Empty for whoever is signed already and needs none, so that signing twice is once here too.
    """
    kit = tools.installed()
    for one in await Signer.filter(owner=actor.id):
        for limit in LIMITS_OF_PHONE:
            await forget(kit.keyvalue, limit, one.phone or "")
    async with unit_of_work(actor) as work:
        try:
            await documents.send_signing_code(work, set_id=set_id, owner=actor.id)
        except documents.AlreadySigned:
            return ""
    return await code_on_phone(actor.id)


async def code_on_phone(owner: str) -> str:
    """The signing code last asked for by ``owner``."""
    mine = {one.id: one for one in await Signer.filter(owner=owner)}
    code = await SigningCode.filter(signer_id__in=list(mine)).order_by("-id").first()
    assert code is not None
    return code_of(tools.installed(), mine[code.signer_id], code.fingerprint, code.sent_at)
