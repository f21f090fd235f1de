"""Everything that is held about one person is told, by every slice, and nothing of anybody else."""

import pytest
from tortoise import Tortoise

from backend import rights, transfers, verification
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.rights import TABLES, NobodyNamed, SeveralPeople
from tests.collection.cast import at_the_phone
from tests.transfers.acting import CHEN, sent_for
from tests.transfers.desk import run_jobs, sent, signs_papers

# Tables without a word about an owner, and why. Whoever adds a table says it here or in a slice's PERSONAL_TABLES.
NOT_ABOUT_OWNERS = {
    **dict.fromkeys(("kit_audit_head", "kit_job", "kit_key_ring"), "numbers, ids and states of the machine"),
    **dict.fromkeys(("stations_station", "stations_staff", "stations_counter"), "stations and who works there"),
    **dict.fromkeys(("seals_certificate", "seals_image"), "the platform's and the stations' own seals"),
    **dict.fromkeys(("appraisal_city_terms", "appraisal_batch"), "a city's terms; sheets of cars without people"),
    "verification_policy": "a station's thresholds",
    "documents_own_wording": "texts of papers, of nobody",
    "archive_export": "what an authority asked of a station for a period",
    **dict.fromkeys(("payments_tariff", "payments_merchant", "payments_shift"), "prices, keys, and a clerk's drawer"),
    "payments_notice_seen": "what a channel said of a number, without the payer",
    "backups_run": "when backups were made",
    "transfers_search_term": "blind indexes made anew of columns that are told",
}
# The catalogue of factory models; days of a merchant, by numbers of ours.
PREFIXES = ("vehicles_", "reconciliation_")
# What this story leaves empty: tested on their own below, or where they are made.
NOT_IN_THE_STORY = {
    *("verification_block", "verification_authority_call", "verification_decision", "verification_picture_mark"),
    *("verification_interception", "verification_liveness_challenge", "verification_liveness_attempt"),
    *("verification_liveness_mark", "collection_returned_item", "collection_deal", "collection_handover"),
    *("transfers_correction", "archive_disposal", "archive_hold", "kit_session", "kit_command"),
    *("transfers_overrule", "kit_audit_entry", "invoices_invoice"),
    *("payments_order_line", "payments_charge", "payments_refund"),
}


class TestEveryTable:
    async def test_each_is_told_of_or_holds_nobody(self, kit):
        tables = {model._meta.db_table for app in Tortoise.apps.values() for model in app.values()}
        unsaid = {one for one in tables - TABLES - set(NOT_ABOUT_OWNERS) if not one.startswith(PREFIXES)}
        assert unsaid == set(), "tell it in a slice's held.py, or say in NOT_ABOUT_OWNERS why it is about nobody"
        assert tables >= TABLES and TABLES & set(NOT_ABOUT_OWNERS) == set()

    async def test_a_whole_transfer_is_told_from_all_of_them(self, archived, seller, tells):
        told = await tells(seller.who.id_number)
        assert told.tables() == TABLES - NOT_IN_THE_STORY


class TestWhoseItIs:
    async def test_neither_side_reads_the_other(self, archived, seller, buyer, tells):
        for one, other in ((seller, buyer), (buyer, seller)):
            told = await tells(one.who.id_number)
            text = repr([thing.facts for thing in told.things])
            assert one.who.name in text and one.who.id_number in text and one.who.phone in text
            for secret in (other.who.name, other.who.id_number, other.who.phone, other.who.address):
                assert secret not in text

    async def test_the_same_is_found_by_phone_and_by_account(self, archived, seller, tells):
        by_number = await tells(seller.who.id_number)
        assert (await tells(seller.who.phone)).things == by_number.things
        assert (await tells(seller.actor.id)).things == by_number.things

    async def test_the_files_are_the_pictures_as_sent_and_the_papers(self, kit, archived, seller, tells):
        told = await tells(seller.who.id_number)
        names = {one.name.split("/")[0] for one in told.files}
        assert names == {"photographs", "documents"}
        for one in told.files:
            assert await kit.objects.exists(one.object)

    async def test_principal_and_agent_each_read_their_own_part(self, desk, seller, tells):
        agent = await at_the_phone("wang-dai")
        await desk.scans(await sent(seller, "seller"))
        await desk.scans(await sent_for(agent, "buyer", CHEN), desk.transfer)
        principal = await tells(CHEN.id_number)
        text = repr([thing.facts for thing in principal.things])
        assert CHEN.name in text and agent.who.id_number not in text and agent.who.phone not in text
        theirs = repr([thing.facts for thing in (await tells(agent.who.id_number)).things])
        assert agent.who.phone in theirs and CHEN.id_number not in theirs
        kinds = {one.name.split("/")[-1].split("-")[0] for one in principal.files}
        assert kinds == {"id_front", "id_back", "authority_letter"}

    async def test_a_principal_by_link_is_found_by_account_too(self, desk, seller, buyer, tells):
        from backend import documents

        agent = await at_the_phone("wang-dai")
        await desk.scans(await sent(seller, "seller"))
        await desk.scans(await sent_for(agent, "buyer", CHEN), desk.transfer)
        await desk.prepares()
        token = await desk.does(transfers.principal_link, desk.transfer, "buyer_p")
        await buyer.does(documents.claim_principal, token, id_tail=CHEN.id_number[-6:], phone=CHEN.phone)
        await signs_papers(buyer)
        told = await tells(CHEN.id_number)
        assert [one.facts["编号"] for one in told.things if one.table == "collection_owner"] == [buyer.actor.id]
        (signer,) = [one.facts for one in told.things if one.table == "documents_signer"]
        assert signer["手机号"] == CHEN.phone and signer["笔迹"]

    async def test_a_block_is_told_with_its_reason(self, team, seller, tells):
        await seller.fills("seller")
        number = seller.who.id_number
        await team["manager"].does(verification.block, "id_number", number, "证件疑似伪造", 30)
        (told,) = [one.facts for one in (await tells(number)).things if one.table == "verification_block"]
        assert (told["内容"], told["原因"]) == (number, "证件疑似伪造")


class TestFinding:
    @pytest.mark.parametrize("text", ["", "1234", "350102199003074514", "138000000012", "姓名"])
    async def test_it_refuses_what_is_no_number(self, kit, text):
        async with unit_of_work(SYSTEM) as work:
            with pytest.raises(NobodyNamed):
                await rights.find(work, text)

    async def test_an_account_of_several_people_names_nobody(self, kit, seller, buyer, tells):
        agent = await at_the_phone("wang-dai")
        await sent(agent, "buyer")
        agent.who, agent.collection = seller.who, ""
        await agent.fills("seller")
        with pytest.raises(SeveralPeople):
            await tells(agent.actor.id)
        assert (await tells(seller.who.id_number)).things

    async def test_nothing_is_said_of_a_stranger(self, archived, outsider, tells):
        assert (await tells(outsider.who.id_number)).things == []

    async def test_what_is_still_being_filled_in_is_found_by_account(self, kit, seller, tells):
        await seller.begins()
        await seller.agrees()
        told = await tells(seller.actor.id)
        assert {"collection_owner", "collection_collection", "collection_consent"} <= told.tables()


async def test_the_audit_lines_are_told_in_words(archived, seller, team):
    async with unit_of_work(team["admin"].actor) as work:
        person = await rights.find(work, seller.who.id_number)
        told = await rights.told_before(work, person, {"archive.closed": "归档"})
    said = [one.facts["事项"] for one in told.things]
    assert "归档" in said and "phone.proved" in said and told.tables() == {"kit_audit_entry"}
    await run_jobs()
