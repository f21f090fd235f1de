"""Reading a card (证件识别): asked for with the photograph, done by a job outside any transaction."""

import logging
from typing import Any

from backend.collection.begin import owned
from backend.collection.errors import EvidenceUnknown
from backend.collection.events import PhotographRead
from backend.collection.facts import DoubtFact, PictureOpinion, ReadField, ReadingFacts
from backend.collection.models import Collection, Evidence, Reading
from backend.collection.photos.doubts import sentence_of
from backend.gateways.card_reader import JUDGES_PICTURES, OF_THE_PICTURE
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.events import publish

log = logging.getLogger("chewutong.collection")

# An agent's card is read as any other.
READ_AS = {"agent_id_front": "id_front", "agent_id_back": "id_back"}


async def reading_of(work: Work, evidence: str) -> ReadingFacts:
    """What was read from one of the acting owner's photographs, or that it still waits."""
    picture = await Evidence.get_or_none(public_id=evidence, disposed_at=None)
    if picture is None:
        raise EvidenceUnknown
    await owned(work, picture.collection)
    return facts_of(picture, await Reading.get_or_none(evidence=evidence))


def facts_of(picture: Evidence, reading: Reading | None) -> ReadingFacts:
    """A photograph's reading as handed out."""
    if reading is None:
        return ReadingFacts(picture.public_id, picture.kind, "none", {}, [])
    fields = {name: ReadField(one["value"], one["confidence"], one["box"]) for name, one in reading.fields_read.items()}
    doubts = [DoubtFact(picture.kind, code, sentence_of(code)) for code in reading.doubts]
    return ReadingFacts(picture.public_id, picture.kind, reading.state, fields, doubts)


async def to_read(evidence: str) -> Evidence | None:
    """The photograph, if it still waits to be read."""
    if not await Reading.filter(evidence=evidence, state="pending").exists():
        return None
    return await Evidence.get_or_none(public_id=evidence, disposed_at=None)


async def read_before(picture: Evidence) -> Reading | None:
    """What was read from the very same file, sent before on this side: its reader need not be asked, or paid, again."""
    same = Evidence.filter(collection=picture.collection, kind=picture.kind, sha256=picture.sha256)
    names = [one.public_id for one in await same.exclude(id=picture.id)]
    return await Reading.filter(evidence__in=names, state="done").order_by("-id").first()


async def picture_opinion(evidence: str) -> PictureOpinion | None:
    """What the reader of a photograph thinks of the picture; None until it is read, or where no reader judges any."""
    reading = await Reading.get_or_none(evidence=evidence, state="done")
    if reading is None or JUDGES_PICTURES not in reading.provider.split("+"):
        return None
    picture = await Evidence.get(public_id=evidence)
    return PictureOpinion(JUDGES_PICTURES, picture.kind, tuple(one for one in reading.doubts if one in OF_THE_PICTURE))


async def keep_reading(evidence: str, fields: dict[str, Any], doubts: list[str], provider: str = "") -> None:
    """Write down what was read by whom; of two runs of the job the first counts."""
    await _settle(evidence, "done", fields, doubts, provider)


async def give_up_reading(evidence: str) -> None:
    """The reader cannot: the owner types the fields, and the page says so instead of waiting for ever."""
    await _settle(evidence, "failed", {}, [])


async def _settle(evidence: str, state: str, fields: dict[str, Any], doubts: list[str], provider: str = "") -> None:
    async with unit_of_work(SYSTEM) as work:
        reading = await Reading.filter(evidence=evidence, state="pending").select_for_update().first()
        if reading is None:
            return
        reading.state, reading.fields_read, reading.doubts, reading.done_at = state, fields, doubts, clock.now()
        reading.provider = provider[:24]
        await reading.save(update_fields=["state", "fields_read", "doubts", "done_at", "provider"])
        facts = {"evidence": evidence, "state": state, "doubts": doubts, "provider": provider}
        await work.record("evidence.read", reading.collection, **facts)
        row = await Collection.get(public_id=reading.collection)
        work.announce(f"collection:{row.public_id}", state=row.state, version=row.version, read=evidence)
        if row.transfer:
            work.announce(f"transfer:{row.transfer}", read=evidence)
        await publish(work, PhotographRead(row.public_id, row.transfer, evidence))
