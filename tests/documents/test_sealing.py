"""From the last signature to sealed papers: what is on them, what stops them, and what brings them all the same."""

import io
import logging
from datetime import timedelta
from hashlib import sha256

import pypdfium2
import pytest

from backend import seals
from backend.documents import files_of_set, pdf_of, set_facts, unsealed, void
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.sealing.finish import finish, sealed_key
from backend.documents.sealing.sweep import sweep
from backend.documents.sealing.trouble import NO_TIME, SealedOfAnotherPaper, ShownBytesChanged
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import Relay
from backend.kit.models import AuditEntry, Job
from tests.support.sets import ALL_EIGHT, all_eight, everybody_signs, shown, tiny_sets, tools_of


@pytest.fixture
async def signed(kit):
    """A contract and a certificate that everybody signed who must."""
    set_id = await shown(kit, [one for one in all_eight() if one.kind in ("sales_contract", "appraisal_certificate")])
    await everybody_signs(set_id)
    return set_id


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


class TestSealing:
    async def test_all_eight_are_sealed_whoever_signs_them(self, kit):
        set_id = await shown(kit)
        await everybody_signs(set_id)
        await finish(kit, None, set_id)
        facts = await set_facts(set_id)
        assert (facts.state, len(facts.documents)) == ("finished", len(ALL_EIGHT))
        for one in facts.documents:
            fact, pdf = await pdf_of(kit, one.id)
            assert fact.seal.level == "B-B" and len(fact.seal.serials) == 2
            assert sha256(pdf).hexdigest() == fact.sha256
            assert (await seals.check_pdf(kit, pdf)).verdict == "intact", one.kind

    async def test_a_sealed_paper_begins_with_the_very_bytes_that_were_shown(self, kit, signed):
        await finish(kit, None, signed)
        for one in await files_of_set(signed):
            whole, before = await kit.objects.get(one.signed_object), await kit.objects.get(one.shown_object)
            assert whole.startswith(before) and len(whole) > len(before)
            assert sha256(before).hexdigest() == one.shown_sha256

    async def test_every_hand_is_on_the_paper_with_name_and_moment(self, kit, signed):
        contract = (await set_facts(signed)).documents[0].id
        text_before = text_of((await pdf_of(kit, contract))[1])
        await finish(kit, None, signed)
        text = text_of((await pdf_of(kit, contract))[1])
        signers = {one.side: one for one in await Signer.all()}
        for side, before in (("seller", 0), ("buyer", 0), ("clerk", 3)):
            # Three copies of the contract, each signed by everybody; the clerk before it was shown.
            note = f"{signers[side].name}　{clock.local(signers[side].at):%Y-%m-%d %H:%M:%S}"
            assert (text_before.count(note), text.count(note)) == (before, 3), side

    async def test_a_signature_on_paper_leaves_a_note_in_its_box(self, kit):
        set_id = await shown(kit, [one for one in all_eight() if one.kind == "buyer_power_of_attorney"])
        await everybody_signs(set_id)
        await finish(kit, None, set_id)
        text = text_of((await pdf_of(kit, (await set_facts(set_id)).documents[0].id))[1])
        assert "委托人已在纸质委托书签名" in "".join(text.split())

    async def test_the_clerks_hand_covers_the_papers_it_is_on(self, kit):
        set_id = await shown(kit)
        documents = await Document.all().order_by("id")
        clerk = await Signer.get(side="clerk")
        assert clerk.covered == [one.shown_sha256 for one in documents if "clerk" in one.signed_as.values()]
        assert (await set_facts(set_id)).state == "signing"

    async def test_the_stations_name_on_the_seal_is_the_one_on_the_papers(self, kit, signed):
        await finish(kit, None, signed)
        names = {one.who for one in (await seals.check_pdf(kit, await first_sealed(kit, signed))).signatures}
        assert any("海峡" in name for name in names), names

    async def test_it_is_recorded_once_for_each_paper(self, kit, signed):
        await finish(kit, None, signed)
        await finish(kit, None, signed)
        assert await AuditEntry.filter(action="document.sealed").count() == 2


async def first_sealed(kit, set_id):
    return (await pdf_of(kit, (await set_facts(set_id)).documents[0].id))[1]


class Down:
    """A time-stamp authority that does not answer."""

    roots = ()

    @property
    def stamper(self):
        return self

    async def revocation(self):
        raise VendorTrouble("timestamps", "ConnectError", retry=True)

    async def async_dummy_response(self, algorithm):
        raise VendorTrouble("timestamps", "ConnectError", retry=True)


class TestWithoutTime:
    """A time-stamp authority is configured and down: nothing is sealed, everybody sees why, and it mends itself."""

    async def test_nothing_is_sealed_and_the_reason_is_there_to_read(self, kit, signed):
        with pytest.raises(VendorTrouble):
            await finish(kit, Down(), signed)
        facts = await set_facts(signed)
        assert (facts.state, facts.reason) == ("finishing", NO_TIME)
        assert not [key async for key in kit.objects.keys("documents/sealed/")]
        assert (await unsealed())[0].reason == NO_TIME

    async def test_it_is_an_alarm_after_the_stations_patience(self, kit, signed, work_of, caplog):
        patience = timedelta(minutes=kit.settings.seal_patience_minutes)
        assert await unsealed(patience=patience) == []
        await Signer.all().update(at=clock.now() - patience)
        assert [one.set for one in await unsealed(station="station1", patience=patience)] == [signed]
        assert await unsealed(station="station2", patience=patience) == []
        with caplog.at_level(logging.ERROR):
            await Relay(tools_of(kit, Down())).drain()
            await Relay(tools_of(kit)).drain()
            async with work_of() as work:
                await sweep(work)
        assert f"sealing waits too long set={signed}" in caplog.text

    async def test_it_is_sealed_by_itself_when_time_is_back(self, kit, signed, work_of):
        await Relay(tools_of(kit, Down())).drain()
        # After many failures the next try is an hour away; the sweep does not wait for it.
        await Job.filter(name="documents.finish_set").update(attempts=12, run_at=clock.now() + timedelta(hours=1))
        async with work_of() as work:
            assert await sweep(work) == 1
        await Relay(tools_of(kit)).drain()
        facts = await set_facts(signed)
        assert (facts.state, facts.reason, await unsealed()) == ("finished", "", [])


class TestTheSweep:
    async def test_a_set_without_a_job_is_found_however_old(self, kit, work_of):
        old, done = await tiny_sets(kit, 2)
        await Job.filter(key=old).delete()
        await DocumentSet.all().update(made_at=clock.now() - timedelta(days=900))
        await Job.filter(key=done).update(state="done")
        async with work_of() as work:
            assert await sweep(work) == 2
        await Relay(tools_of(kit)).drain()
        assert [(await set_facts(one)).state for one in (old, done)] == ["finished", "finished"]

    async def test_a_set_whose_papers_were_never_drawn_is_found_too(self, kit, work_of):
        set_id = await shown(kit, [all_eight()[3]])
        await DocumentSet.all().update(state="preparing")
        async with work_of() as work:
            assert await sweep(work) == 1
        await Relay(tools_of(kit)).drain()
        assert (await set_facts(set_id)).state == "signing"

    async def test_it_asks_for_its_next_time_and_leaves_no_rows_behind(self, kit, work_of):
        async with work_of() as work:
            await work.queue("documents.sweep", "0")
        await Relay(tools_of(kit)).drain()
        async with work_of() as work:
            await work.queue("documents.sweep", "1")
        await Relay(tools_of(kit)).drain()
        rows = await Job.filter(name="documents.sweep").order_by("id")
        assert [row.state for row in rows] == ["waiting", "done"]
        assert timedelta() < rows[0].run_at - clock.now() <= timedelta(minutes=2)

    async def test_what_is_finished_or_void_is_left_alone(self, kit, signed, work_of):
        await finish(kit, None, signed)
        async with work_of() as work:
            assert await sweep(work) == 0


class TestNothingElseIsSealed:
    async def test_a_set_voided_while_it_is_sealed_stays_void(self, kit, signed, work_of, monkeypatch):
        real = seals.seal_set

        async def voided_meanwhile(*given, **named):
            async with work_of() as work:
                await void(work, "transfer1", "过户已撤销")
            return await real(*given, **named)

        monkeypatch.setattr("backend.documents.sealing.finish.seals.seal_set", voided_meanwhile)
        await finish(kit, None, signed)
        assert (await set_facts(signed)).state == "void"
        assert not [key async for key in kit.objects.keys("documents/sealed/")]
        assert not await AuditEntry.filter(action="document.sealed").exists()

    async def test_a_set_voided_after_it_was_sealed_keeps_its_papers(self, kit, signed, work_of):
        await finish(kit, None, signed)
        async with work_of() as work:
            await void(work, "transfer1", "过户已撤销")
        await finish(kit, None, signed)
        assert len([key async for key in kit.objects.keys("documents/sealed/")]) == 2

    async def test_shown_bytes_that_changed_in_the_store_are_not_sealed(self, kit, signed):
        key = (await files_of_set(signed))[0].shown_object
        await kit.objects.put(key, b"%PDF-1.4 something else", replace=True)
        with pytest.raises(ShownBytesChanged):
            await finish(kit, None, signed)
        assert "不一致" in (await set_facts(signed)).reason

    async def test_what_lies_in_the_place_of_a_sealed_paper_must_be_it(self, kit, signed):
        document = (await Document.all().order_by("id"))[0]
        await kit.objects.put(sealed_key(document), await kit.objects.get(document.shown_object))
        with pytest.raises(SealedOfAnotherPaper):
            await finish(kit, None, signed)
        assert (await set_facts(signed)).state == "finishing"

    async def test_a_paper_sealed_before_a_crash_is_taken_as_it_is(self, kit, signed):
        await finish(kit, None, signed)
        before = [(one.signed_sha256, one.seal) for one in await Document.all().order_by("id")]
        # As if the process had died after the store and before the database.
        await DocumentSet.all().update(state="finishing")
        for one in await Document.all():
            one.signed_object, one.signed_sha256, one.seal = "", "", {"places": one.seal["places"]}
            await one.save()
        await finish(kit, None, signed)
        assert [(one.signed_sha256, one.seal) for one in await Document.all().order_by("id")] == before
