"""Photographs (影像): evidence that stays as it came, copies that are safe to show, a budget of bytes."""

import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image

from backend import collection
from backend.collection import errors
from backend.collection.models import Evidence
from backend.collection.photos import prepare
from backend.kit import audit, images
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry, Job
from backend.kit.tools import Kit, install
from tests.collection.cast import CLERK, Phone, photo


@pytest.fixture
async def ready(seller: Phone) -> Phone:
    """林卖, about to take the first photograph."""
    await seller.begins_as("seller")
    return seller


class TestAddEvidence:
    async def test_it_works(self, ready: Phone, kit: Kit):
        data = photo(7)
        name = await ready.photographs("id_front", data)
        (fact,) = (await collection.party_facts(ready.collection)).evidence
        assert (fact.id, fact.kind, fact.captured, fact.size) == (name, "id_front", "camera", len(data))
        assert fact.sha256 == hashlib.sha256(data).hexdigest() and (fact.width, fact.height) == (480, 360)

    async def test_the_audit_chain_vouches_for_the_bytes(self, ready: Phone, kit: Kit):
        await ready.photographs("id_front")
        lines, broken = await audit.verify(kit.objects)
        assert lines and broken is None
        row = await Evidence.get(collection=ready.collection)
        await kit.objects.put(row.original, b"something else", replace=True)
        _, broken = await audit.verify(kit.objects)
        assert broken is not None and "改动" in broken.why

    async def test_the_same_bytes_twice_are_one_evidence(self, ready: Phone):
        data = photo(3)
        assert await ready.photographs("id_front", data) == await ready.photographs("id_front", data)
        assert await Evidence.filter(collection=ready.collection).count() == 1

    async def test_a_retake_supersedes_and_keeps_the_first(self, ready: Phone):
        await ready.photographs("id_front", photo(1))
        second = await ready.photographs("id_front", photo(2))
        assert [one.id for one in (await collection.party_facts(ready.collection)).evidence] == [second]
        assert await Evidence.filter(collection=ready.collection).count() == 2

    async def test_a_card_is_queued_for_the_reader_and_a_car_is_not(self, ready: Phone):
        await ready.photographs("vehicle_licence")
        await ready.photographs("car_vin")
        assert await Job.filter(name="collection.read_card").count() == 1

    async def test_it_refuses_a_picture_this_side_need_not_send(self, ready: Phone):
        with pytest.raises(errors.TaskNotYours):
            await ready.photographs("business_licence")
        with pytest.raises(errors.TaskNotYours):
            await ready.photographs("holiday")

    async def test_it_asks_for_the_side_first(self, buyer: Phone):
        await buyer.begins()
        await buyer.agrees()
        with pytest.raises(errors.PartyFirst):
            await buyer.photographs("id_front")

    async def test_it_refuses_an_outsider(self, ready: Phone, outsider: Phone):
        outsider.collection = ready.collection
        with pytest.raises(errors.CollectionUnknown):
            await outsider.photographs("id_front")

    async def test_it_refuses_more_bytes_than_the_budget_and_names_what_is_left(self, ready: Phone, kit: Kit):
        budget = 250_000
        install(replace(kit, settings=kit.settings.model_copy(update={"evidence_budget": budget})))
        with pytest.raises(errors.EvidenceBudgetSpent) as refusal:
            for seed in range(20):
                await ready.photographs("id_front", photo(seed))
        assert refusal.value.facts["left_bytes"] < budget and "MB" in refusal.value.sentence
        rows = await Evidence.filter(collection=ready.collection)
        assert 0 < sum(row.stored for row in rows) <= budget


class TestPreparePicture:
    """Bad files: each its own code, before anything is stored."""

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            (b"%PDF-1.7 not a photograph", images.NotAPicture),
            (b"GIF89a" + b"\0" * 50, images.PictureUnsupported),
            (photo(1)[:900], images.PictureBroken),
            (b"", images.NotAPicture),
        ],
    )
    async def test_it_refuses(self, kit: Kit, data, refusal):
        with pytest.raises(refusal):
            await prepare.prepare_picture(kit.pools, data, "id_front")

    async def test_it_refuses_a_picture_that_unpacks_to_200_megapixels(self, kit: Kit):
        out = io.BytesIO()
        Image.new("1", (20_000, 10_000)).save(out, "PNG")
        with pytest.raises(images.TooManyPixels):
            await prepare.prepare_picture(kit.pools, out.getvalue(), "id_front")

    async def test_copies_are_upright_and_without_metadata(self, kit: Kit):
        out = io.BytesIO()
        picture = Image.open(io.BytesIO(photo(5)))
        exif = picture.getexif()
        exif[0x0112], exif[0x010F] = 6, "A phone that says where it stood"
        picture.save(out, "JPEG", exif=exif)
        prepared = await prepare.prepare_picture(kit.pools, out.getvalue(), "id_front")
        assert (prepared.width, prepared.height) == (360, 480)
        shown = Image.open(io.BytesIO(prepared.display))
        assert shown.size == (360, 480) and not shown.getexif()
        assert b"where it stood" in prepared.original and b"where it stood" not in prepared.display


class TestEvidencePicture:
    async def test_it_works(self, ready: Phone):
        data = photo(9)
        name = await ready.photographs("id_front", data)
        assert (await ready.does(collection.evidence_picture, name, "original")).bytes == data
        shown = await ready.does(collection.evidence_picture, name)
        assert shown.content_type == "image/jpeg" and shown.bytes != data

    async def test_a_clerks_look_leaves_a_line_in_the_audit_log(self, ready: Phone):
        name = await ready.photographs("id_front")
        async with unit_of_work(CLERK) as work:
            await collection.evidence_picture(work, name, "thumbnail")
            await collection.evidence_picture(work, name, "display")
        (line,) = await AuditEntry.filter(action="evidence.seen")
        assert line.actor == CLERK.name and '"variant":"display"' in line.facts

    async def test_it_refuses_an_outsider_and_an_unknown_name(self, ready: Phone, outsider: Phone):
        name = await ready.photographs("id_front")
        for who, wanted in ((outsider, name), (ready, "nothing")):
            with pytest.raises(errors.EvidenceUnknown):
                await who.does(collection.evidence_picture, wanted)


async def test_the_store_is_counted_by_month(ready: Phone):
    await ready.photographs("id_front")
    await ready.photographs("id_back")
    (month,) = await collection.storage_facts()
    rows = await Evidence.all()
    assert month.count == 2 and month.bytes == sum(row.stored for row in rows)
