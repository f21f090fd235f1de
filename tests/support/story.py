"""Stories told through the use cases (业务故事): a transfer in any state, with small pictures or real-looking ones.

Everything goes through the slices' front doors, on whatever machine is open: the ``kit`` fixture's, or that of a served
application. ``Scene`` holds who took part; ``reviewing`` and its sisters tell the story up to that state.
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from backend import transfers
from backend.collection.models import Evidence
from backend.collection.people.phone import LIMITS_OF_PHONE
from backend.collection.photos.read import keep_reading
from backend.collection.tasks import CONFIRM_TASKS, EVIDENCE_KINDS, READ_KINDS
from backend.kit import tools
from backend.kit.keyvalue import forget
from backend.sandbox.people import Person
from tests.collection.cast import CARD_NAMES, Phone, at_the_phone, photo
from tests.stations.team import Member, planted
from tests.transfers.desk import Desk, run_jobs, signs_papers

# kind, who -> JPEG bytes
Camera = Callable[[str, Person], bytes]
VEHICLE_NAMES = (
    *("plate_number", "vehicle_type", "owner", "address", "use_character"),
    *("brand_model", "vin", "engine_number", "registered_on", "issued_on"),
)
# Of each card, what the reader finds on it.
ON_CARD = {
    "id_front": ("name", "sex", "ethnicity", "birth_date", "address", "id_number"),
    "id_back": ("issuer", "valid_from", "valid_to"),
    "vehicle_licence": VEHICLE_NAMES,
}


def noise(kind: str, who: Person) -> bytes:
    """A small picture of nothing, different for everybody: quick."""
    return photo(sum(map(ord, kind + who.key)) % 997)


def photograph(kind: str, who: Person) -> bytes:
    """A real-looking photograph of this person's papers, drawn once a machine and day: about two seconds each."""
    from backend.sandbox.pages.papers import drawn

    folder = Path(tempfile.gettempdir()) / "cwt-story-photographs"
    folder.mkdir(exist_ok=True)
    file = folder / f"{who.key}-{kind}.jpg"
    if not file.is_file():
        paper = "vin_plate" if kind == "car_vin" else kind.removeprefix("agent_")
        file.write_bytes(drawn(who, paper))
    return file.read_bytes()


@dataclass
class Scene:
    """A transfer on the screen, and whoever is on the phones."""

    desk: Desk
    seller: Phone | None = None
    buyer: Phone | None = None

    @property
    def transfer(self) -> str:
        """Its public id."""
        return self.desk.transfer


async def staff() -> dict[str, Member]:
    """The demo staff by username: clerk, manager, clerk2, manager2, admin."""
    return await planted()


async def fills(phone: Phone, role: str, camera: Camera = noise) -> None:
    """Everything of one side but sending: photographs are taken, read without error, and confirmed."""
    await _another_day(phone.who)
    await phone.begins_as(role)
    tasks = list(await phone.tasks())
    for kind in (task for task in tasks if task in EVIDENCE_KINDS):
        await phone.photographs(kind, camera(kind, phone.who))
    await reads(phone)
    for task in (task for task in tasks if task in CONFIRM_TASKS):
        await phone.confirms(task)
    await phone.signs()


async def _another_day(who: Person) -> None:
    """Stories are told faster than SMS may be sent to one phone."""
    for limit in LIMITS_OF_PHONE:
        await forget(tools.installed().keyvalue, limit, who.phone)


async def reads(phone: Phone, confidence: float = 0.97) -> None:
    """What the card reader's job leaves behind for this phone's cards, all of it right."""
    truth = {name: getattr(phone.who, name) for name in CARD_NAMES}
    car = asdict(phone.who.car) if phone.who.car else {}
    for kind, picture in (await Evidence.current(phone.collection)).items():
        if kind in READ_KINDS and kind in ON_CARD:
            values = car if kind == "vehicle_licence" else truth
            fields = {name: {"value": values[name], "confidence": confidence, "box": None} for name in ON_CARD[kind]}
            await keep_reading(picture.public_id, fields, [])


async def submitted(key: str, role: str, camera: Camera = noise) -> tuple[Phone, str]:
    """One of the cast with everything sent as ``seller`` or ``buyer``; and the access code."""
    phone = await at_the_phone(key)
    await fills(phone, role, camera)
    return phone, await phone.submits()


async def submitted_seller(camera: Camera = noise, key: str = "lin-mai") -> tuple[Phone, str]:
    """林卖 with everything sent, and the access code."""
    return await submitted(key, "seller", camera)


async def submitted_buyer(camera: Camera = noise, key: str = "chen-mai") -> tuple[Phone, str]:
    """陈买 with everything sent, and the access code."""
    return await submitted(key, "buyer", camera)


async def collecting(clerk: Member, camera: Camera = noise, seller: str = "lin-mai") -> Scene:
    """The seller's code was scanned; the buyer's side is empty."""
    scene = Scene(Desk(clerk))
    scene.seller, code = await submitted_seller(camera, seller)
    await scene.desk.scans(code)
    return scene


async def reviewing(clerk: Member, camera: Camera = noise, seller: str = "lin-mai", buyer: str = "chen-mai") -> Scene:
    """Both sides are there."""
    scene = await collecting(clerk, camera, seller)
    scene.buyer, code = await submitted_buyer(camera, buyer)
    await scene.desk.scans(code, scene.transfer)
    return scene


async def signing(clerk: Member, camera: Camera = noise, **who: str) -> Scene:
    """Approved; the papers are made and wait for two signatures."""
    scene = await reviewing(clerk, camera, **who)
    await scene.desk.prepares()
    return scene


async def settling(clerk: Member, camera: Camera = noise, **who: str) -> Scene:
    """Signed by both; the signed papers are made."""
    scene = await signing(clerk, camera, **who)
    for phone in (scene.seller, scene.buyer):
        assert phone is not None
        await signs_papers(phone)
    await run_jobs()
    await scene.desk.looks()
    return scene


async def completed(clerk: Member, camera: Camera = noise, **who: str) -> Scene:
    """办结, not archived yet."""
    scene = await settling(clerk, camera, **who)
    await scene.desk.changes(transfers.complete)
    return scene


async def archived(clerk: Member, camera: Camera = noise, **who: str) -> Scene:
    """Everything done, the archive closed."""
    scene = await completed(clerk, camera, **who)
    await run_jobs()
    await scene.desk.looks()
    return scene


async def cancelled(clerk: Member, camera: Camera = noise, reason: str = "双方协商不再交易") -> Scene:
    """Ended before it was completed."""
    scene = await collecting(clerk, camera)
    await scene.desk.changes(transfers.cancel, reason)
    return scene
