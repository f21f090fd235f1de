"""保管期满: with the archive everything that names a person goes, wherever it was kept; a number and a car stay."""

from datetime import timedelta

import pytest

from backend import archive, collection, documents, transfers
from backend.archive import verify_all
from backend.archive.keeping.dispose import propose
from backend.archive.keeping.vault import keep_package
from backend.collection.models import Answer, Evidence
from backend.documents import DocumentNotFound
from backend.documents.models import Document, Signer
from backend.kit import audit, clock
from backend.kit.database import unit_of_work
from backend.transfers.models import SearchTerm, Transfer
from tests.transfers.desk import run_jobs

JOBS = ("archive.dispose", "collection.dispose", "documents.forget")


@pytest.fixture
async def disposed(settling, team, kit):
    """Archived, and eleven years later disposed of by two persons."""
    await settling.changes(transfers.complete)
    await run_jobs("transfers.archive")
    closed = await archive.archive_of(settling.transfer)
    assert closed
    await keep_package(kit, closed.id)
    with clock.held_at(clock.now() + timedelta(days=11 * 366)):
        await propose(kit)
        await team["manager"].does(archive.agree, closed.id)
        await team["admin"].does(archive.confirm, closed.id)
        await run_jobs(*JOBS)
        await run_jobs(*JOBS)
        yield settling


async def test_nothing_is_left_that_names_anybody(kit, disposed, seller, buyer):
    left = [key async for key in kit.objects.keys("")]
    # The manifest, the verifier and the texts of consents, which are everybody's; the stations' seals.
    assert {key.partition("/")[0] for key in left} <= {"archives", "seals"}, left
    assert len([key for key in left if key.startswith("archives/")]) <= 4
    assert [key async for key in kit.vault.keys("packages/")] == []
    row = await Transfer.get(public_id=disposed.transfer)
    assert (row.seller_name, row.buyer_name, row.plate_number) == ("", "", seller.who.car.plate_number)
    assert await Answer.all().count() == 0 and await Evidence.filter(disposed_at=None).count() == 0
    for one in await Signer.all():
        assert (one.name, one.phone, one.id_number, one.strokes) == ("", None, None, None)
    assert {one.data for one in await Document.all()} == {"{}"}
    party = await collection.party_facts(seller.collection)
    assert not party.principal and not party.phone and party.signature is None
    names = {"transfer": row, "side": party, "sets": await documents.sets_of_owner(seller.actor.id)}
    assert all(text not in repr(names) for text in (seller.who.name, buyer.who.name, seller.who.id_number))


async def test_what_is_left_verifies_and_says_what_happened(kit, disposed, seller):
    told = await verify_all(kit)
    assert (told.disposed, told.wrong) == (1, "")
    assert (await audit.verify(kit.objects))[1] is None
    async with unit_of_work(disposed.member.actor) as work:
        by_plate = await transfers.search(work, seller.who.car.plate_number)
        assert [one.id for one in by_plate.rows] == [disposed.transfer]
        assert (await transfers.search(work, seller.who.name)).rows == ()
        assert (await transfers.search(work, seller.who.phone)).rows == ()
    assert await SearchTerm.filter(kind="code").count() == 0
    view = await disposed.looks()
    assert view.history[0].action == "disposed" and "按规定处置" in view.history[0].sentence
    (mine,) = await seller.does(transfers.transfers_of)
    assert mine.plate_number == seller.who.car.plate_number
    paper = (await documents.sets_of_owner(seller.actor.id))[0].documents[0]
    with pytest.raises(DocumentNotFound):
        await documents.pdf_of(kit, paper.id)
