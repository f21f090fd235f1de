"""The whole way of a transfer (全流程), from the first code to the archive."""

from backend import archive, collection, transfers
from backend.documents import set_facts
from backend.kit import audit, clock
from backend.kit.models import AuditEntry
from backend.transfers import State
from tests.transfers.desk import PRICE_FEN, run_jobs, sent, signs_papers


async def test_it_works(desk, seller, buyer, kit):
    await desk.scans(await sent(seller, "seller"))
    view = await desk.looks()
    assert (view.state, view.seller.state, view.buyer.state) == (State.COLLECTING, "complete", "missing")
    assert view.next == "等待买方资料"
    await desk.scans(await sent(buyer, "buyer"), desk.transfer)
    assert (await desk.looks()).state is State.REVIEWING
    await desk.prepares()
    view = await desk.looks()
    assert (view.state, view.price_fen, view.documents.state) == (State.SIGNING, PRICE_FEN, "signing")
    await signs_papers(seller)
    await signs_papers(buyer)
    assert (await desk.looks()).state is State.SETTLING
    await run_jobs("documents.finish_set")
    view = await desk.looks()
    assert "complete" in view.can and view.next == "请办结"
    await desk.changes(transfers.complete)
    await run_jobs()
    view = await desk.looks()
    assert view.state is State.ARCHIVED and view.completed_at is not None
    assert await audit.verify(kit.objects) == ((await audit.verify(kit.objects))[0], None)


async def test_the_archive_holds_papers_evidence_and_consents(settling, seller):
    await settling.changes(transfers.complete)
    await run_jobs()
    closed = await archive.archive_of(settling.transfer)
    assert closed is not None
    facts = await collection.party_facts(seller.collection)
    papers = await set_facts((await settling.looks()).documents.id)
    assert closed.number == (await settling.looks()).number
    assert closed.parts > len(facts.evidence) + len(papers.documents)


async def test_the_timeline_tells_who_did_what(settling):
    view = await settling.looks()
    said = [(row.who, row.action) for row in reversed(view.history)]
    assert said == [
        ("李经办", "opened"),
        ("李经办", "code_taken"),
        ("李经办", "code_taken"),
        ("李经办", "edited"),
        ("李经办", "checked"),
        ("李经办", "approved"),
        ("系统", "documents_ready"),
        ("卖方", "signed"),
        ("买方", "all_signed"),
        ("系统", "documents_finished"),
    ]
    assert all("{" not in row.sentence for row in view.history)


async def test_every_step_is_in_the_audit_log_without_names(settling, seller, buyer):
    lines = await AuditEntry.filter(subject=settling.transfer)
    assert {"transfer.opened", "transfer.code_taken", "transfer.approved", "transfer.all_signed"} <= {
        line.action for line in lines
    }
    text = "".join(line.facts for line in await AuditEntry.all())
    for phone in (seller, buyer):
        assert phone.who.name not in text and phone.who.id_number not in text and phone.who.phone not in text


async def test_numbers_say_day_station_and_count(desk, seller, buyer):
    await desk.opens()
    first = (await desk.looks()).number
    await desk.opens()
    second = (await desk.looks()).number
    assert first == f"{clock.today():%Y%m%d}0001010001" and second.endswith("0002")


async def test_both_sides_see_what_happens_next(settling, seller, buyer, outsider):
    (mine,) = await seller.does(transfers.transfers_of)
    assert (mine.side, mine.state, mine.plate_number) == ("seller", State.SETTLING, seller.who.car.plate_number)
    assert mine.next == "双方已签署，登记服务站正在办结。"
    assert (await buyer.does(transfers.transfer_of, settling.transfer)).side == "buyer"
    assert await outsider.does(transfers.transfers_of) == []


async def test_statistics_find_what_they_need_in_the_row(settling, seller):
    from backend.transfers.models import Transfer

    row = await Transfer.get(public_id=settling.transfer)
    car = seller.who.car
    assert (row.vehicle_type, row.trade, row.price_fen) == (car.vehicle_type, "direct", PRICE_FEN)
    assert (row.registered_on, row.seller_kind, row.vin[0]) == (car.registered_on, "person", car.vin[0])
