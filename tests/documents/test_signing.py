"""Signing a set: who, in which order, what they saw, and what happens to the bytes."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from backend.documents import (
    AppraisalCertificateData,
    DocumentKind,
    DocumentNotFound,
    DocumentRequest,
    DocumentsChanged,
    DocumentsNotReady,
    NotASigner,
    PagesNotSeen,
    PartyFacts,
    SalesContractData,
    SignatureDeclined,
    SignatureTooShort,
    SignerFact,
    Strokes,
    TransferConfirmationData,
    VehicleFacts,
    decline,
    page_image,
    pdf_of,
    prepare,
    read_to_end,
    set_facts,
    set_of_transfer,
    sets_of_owner,
    sign,
    void,
)
from backend.documents.events import SetFinished, SetReady
from backend.documents.models import Signer
from backend.documents.render import GlyphMissing
from backend.kit import audit
from backend.kit.actor import Actor, Role
from backend.kit.events import _subscribers
from backend.kit.jobs import Relay
from tests.support.papers import car_photo
from tests.transfers.desk import asks_for_code

SELLER, BUYER, OUTSIDER = "seller1", "buyer1", "outsider1"
NAME = Strokes((tuple((0.1 + 0.02 * i, 0.4 + 0.02 * (i % 5), 16.0 * i, 0.5) for i in range(30)),), 2.0)
DOT = Strokes((((0.5, 0.5, 0.0, 0.5), (0.501, 0.5, 5.0, 0.5)),), 2.0)


class NoSms:
    """Texts go nowhere: the tests know the code."""

    async def send(self, phone, template, params, out_id):
        return "0"


class Tools:
    def __init__(self, kit):
        self.kit = kit
        self.timestamps = None
        self.settings = kit.settings
        self.sms = NoSms()


def requests() -> list[DocumentRequest]:
    seller = PartyFacts("林卖", "350102199003074515", phone="13900000001", address="福州市鼓楼区")
    buyer = PartyFacts("陈买", "350102199003074523", phone="13900000002", address="福州市台江区")
    car = VehicleFacts("闽A12345", "LDN1A2B32E0000001", registered_on=date(2014, 1, 27))
    photo = car_photo()
    confirmation = TransferConfirmationData("福确26-000001", seller, buyer, car, seller_photo=photo, buyer_photo=photo)
    contract = SalesContractData("2635-00000001", seller, buyer, car, price_fen=1_000_000)
    return [
        DocumentRequest(DocumentKind.TRANSFER_CONFIRMATION, "福确26-000001", confirmation),
        DocumentRequest(DocumentKind.SALES_CONTRACT, "2635-00000001", contract),
    ]


def certificate() -> DocumentRequest:
    """What owners read and do not sign."""
    car = requests()[0].data.vehicle
    data = AppraisalCertificateData("榕价事26第0000001号", car, 950_000, date(2026, 3, 2), appraiser_name="李经办")
    return DocumentRequest(DocumentKind.APPRAISAL_CERTIFICATE, data.number, data)


@pytest.fixture
async def prepared(kit, work_of):
    return await prepare_once(work_of)


@pytest.fixture
async def ready_with_certificate(kit, work_of):
    made = await prepare_once(work_of, certificate())
    await Relay(Tools(kit)).drain()
    return made


async def prepare_once(work_of, *more: DocumentRequest) -> str:
    async with work_of() as work:
        return await prepare(
            work,
            transfer="transfer1",
            station="station1",
            city="default",
            documents=[*requests(), *more],
            signers=[
                SignerFact("seller", SELLER, "林卖", phone="13900000001"),
                SignerFact("buyer", BUYER, "陈买", phone="13900000002"),
            ],
        )


@pytest.fixture
async def ready(kit, prepared):
    await Relay(Tools(kit)).drain()
    return prepared


@pytest.fixture
def heard():
    events = []

    async def listen(work, event):
        events.append(type(event).__name__)

    for kind in (SetReady, SetFinished):
        _subscribers[kind].append(listen)
    yield events
    for kind in (SetReady, SetFinished):
        _subscribers[kind].remove(listen)


async def signed_by(work_of, owner, set_id, strokes=NAME, seen=None):
    facts = await set_facts(set_id)
    seen = [document.id for document in facts.documents] if seen is None else seen
    actor = Actor("owner", owner, frozenset({Role.OWNER}))
    code = await asks_for_code(set_id, actor)
    async with work_of(actor) as work:
        return await sign(work, set_id=set_id, owner=owner, strokes=strokes, seen=seen, device="Chromium", code=code)


async def test_it_works(kit, work_of, ready, heard):
    before = await set_facts(ready)
    assert before.state == "signing"
    assert [(d.title, d.pages) for d in before.documents] == [("二手车交易确认表", 1), ("二手车买卖合同", 2)]
    await signed_by(work_of, BUYER, ready)
    assert (await set_facts(ready)).state == "signing"
    await signed_by(work_of, SELLER, ready)
    await Relay(Tools(kit)).drain()
    after = await set_facts(ready)
    assert after.state == "finished"
    assert [d.sha256 for d in after.documents] != [d.sha256 for d in before.documents]
    assert heard == ["SetFinished"]
    fact, pdf = await pdf_of(kit, after.documents[1].id)
    assert pdf.startswith(b"%PDF-") and fact.number == "2635-00000001"
    assert await audit.verify(kit.objects) == ((await audit.verify(kit.objects))[0], None)


async def test_pages_are_pictures(kit, ready):
    facts = await set_facts(ready)
    confirmation, contract = (document.id for document in facts.documents)
    picture, kind = await page_image(kit, contract, 2, 600)
    assert (kind, picture[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    picture, kind = await page_image(kit, confirmation, 1, 600)
    assert (kind, picture[:2]) == ("image/jpeg", b"\xff\xd8")


async def test_what_no_font_can_draw_is_refused_before_anything_is_made(kit, work_of):
    data = replace(certificate().data, remarks="车况很好\U0001f44d")
    with pytest.raises(GlyphMissing, match=r"U\+1F44D"):
        await prepare_once(work_of, replace(certificate(), data=data))
    assert await set_of_transfer("transfer1") is None


@pytest.mark.parametrize("page", [0, 3])
async def test_a_page_that_is_not_there_is_not_found(kit, ready, page):
    facts = await set_facts(ready)
    with pytest.raises(DocumentNotFound):
        await page_image(kit, facts.documents[1].id, page, 600)


async def test_both_find_the_set_and_an_outsider_does_not(ready):
    assert [s.id for s in await sets_of_owner(SELLER)] == [ready]
    assert await sets_of_owner(OUTSIDER) == []


async def test_it_refuses_an_outsider(work_of, ready):
    with pytest.raises(NotASigner):
        await signed_by(work_of, OUTSIDER, ready)


async def test_it_refuses_before_the_documents_are_made(work_of, prepared):
    with pytest.raises(DocumentsNotReady):
        await signed_by(work_of, SELLER, prepared)


async def test_it_refuses_unread_documents_and_says_how_many(work_of, ready):
    first = (await set_facts(ready)).documents[0].id
    with pytest.raises(PagesNotSeen, match="还有 1 份"):
        await signed_by(work_of, SELLER, ready, seen=[first])


async def reads(work_of, owner, document):
    async with work_of(Actor("owner", owner, frozenset({Role.OWNER}))) as work:
        return await read_to_end(work, document=document, owner=owner)


async def test_what_was_read_is_remembered_until_the_signature(work_of, ready):
    first, second = (document.id for document in (await set_facts(ready)).documents)
    assert (await reads(work_of, SELLER, first)).read == (first,)
    assert (await reads(work_of, SELLER, first)).read == (first,)
    with pytest.raises(PagesNotSeen, match="还有 1 份"):
        await signed_by(work_of, SELLER, ready, seen=[])
    await reads(work_of, SELLER, second)
    assert (await signed_by(work_of, SELLER, ready, seen=[])).state == "signed"
    # What one side read, the other has still to read.
    with pytest.raises(PagesNotSeen, match="还有 2 份"):
        await signed_by(work_of, BUYER, ready, seen=[])


async def test_an_outsider_reads_nothing(work_of, ready):
    for document in ((await set_facts(ready)).documents[0].id, "nosuchdocument000000"):
        with pytest.raises(NotASigner):
            await reads(work_of, OUTSIDER, document)


async def test_it_refuses_a_dot(work_of, ready):
    with pytest.raises(SignatureTooShort):
        await signed_by(work_of, SELLER, ready, strokes=DOT)


async def test_it_answers_the_same_when_tapped_twice(work_of, ready):
    first = await signed_by(work_of, SELLER, ready)
    second = await signed_by(work_of, SELLER, ready, strokes=replace(NAME, aspect=3.0))
    assert first.at == second.at


async def test_a_changed_transfer_voids_what_was_signed(kit, work_of, ready):
    await signed_by(work_of, SELLER, ready)
    newer = await prepare_once(work_of)
    with pytest.raises(DocumentsChanged):
        await signed_by(work_of, BUYER, ready)
    await Relay(Tools(kit)).drain()
    facts = await set_of_transfer("transfer1")
    assert (facts.id, facts.version, facts.signer(SELLER).state) == (newer, 2, "waiting")


async def test_a_voided_set_is_not_finished_afterwards(kit, work_of, ready):
    await signed_by(work_of, SELLER, ready)
    await signed_by(work_of, BUYER, ready)
    async with work_of() as work:
        await void(work, "transfer1", "过户已撤销")
    await Relay(Tools(kit)).drain()
    facts = await set_facts(ready)
    assert (facts.state, facts.reason) == ("void", "过户已撤销")


async def test_declining_stops_the_set(work_of, ready):
    async with work_of() as work:
        await decline(work, set_id=ready, owner=BUYER, reason="价格不对")
    with pytest.raises(SignatureDeclined):
        await signed_by(work_of, SELLER, ready)
    assert (await set_facts(ready)).signer(BUYER).reason == "价格不对"


class TestWithACertificate:
    """Three documents, two to sign: the certificate is the appraiser's word."""

    async def test_it_works(self, kit, work_of, ready_with_certificate):
        before = await set_facts(ready_with_certificate)
        titles = [document.title for document in before.to_sign(SELLER)]
        assert titles == ["二手车交易确认表", "二手车买卖合同"]
        assert [document.signed_by for document in before.documents][-1] == ()
        for owner in (SELLER, BUYER):
            await signed_by(work_of, owner, ready_with_certificate, seen=[one.id for one in before.to_sign(owner)])
        await Relay(Tools(kit)).drain()
        after = await set_facts(ready_with_certificate)
        assert after.state == "finished"
        same = [old.sha256 == new.sha256 for old, new in zip(before.documents, after.documents, strict=True)]
        # Nobody signs the certificate; it is sealed with the rest.
        assert same == [False, False, False]
        fact, pdf = await pdf_of(kit, after.documents[2].id)
        assert (fact.title, sha256(pdf).hexdigest()) == ("机动车价格评估鉴定结论书", fact.sha256)

    async def test_a_signature_covers_what_it_signs_and_no_more(self, work_of, ready_with_certificate):
        facts = await set_facts(ready_with_certificate)
        await signed_by(work_of, SELLER, ready_with_certificate)
        row = await Signer.get(owner=SELLER)
        assert row.covered == [document.sha256 for document in facts.to_sign(SELLER)]

    async def test_reading_the_certificate_stands_for_no_other(self, work_of, ready_with_certificate):
        only = [(await set_facts(ready_with_certificate)).documents[2].id]
        with pytest.raises(PagesNotSeen, match="还有 2 份"):
            await signed_by(work_of, SELLER, ready_with_certificate, seen=only)

    async def test_an_outsider_signs_nothing(self, ready_with_certificate):
        assert (await set_facts(ready_with_certificate)).to_sign(OUTSIDER) == ()
