"""The access code (采集接入码): once, for some days, at one station."""

import asyncio
from datetime import timedelta

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.desk.access_code import plain
from backend.collection.models import AccessCode
from backend.kit.actor import Actor
from backend.kit.clock import moved_by
from backend.kit.database import unit_of_work
from backend.kit.keyvalue import TooManyRequests
from tests.collection.cast import CLERK, OTHER_CLERK, Phone

TRANSFER, ANOTHER = "transfer000000000001", "transfer000000000002"


async def claimed(code: str, transfer: str = TRANSFER, clerk: Actor = CLERK) -> str:
    async with unit_of_work(clerk) as work:
        return await collection.claim(work, code, transfer, "10.1.0.1")


async def code_of(phone: Phone) -> str:
    facts = await phone.does(collection.access_code, phone.collection)
    return facts.text


class TestAccessCode:
    async def test_it_works(self, sent: Phone):
        facts = await sent.does(collection.access_code, sent.collection)
        assert len(facts.text) == 19 and facts.text.count("-") == 3
        assert facts.qr == "CWT:" + facts.text and not facts.expired
        assert facts.expires_at - facts.issued_at == timedelta(days=7)

    async def test_the_database_holds_no_code_in_clear(self, sent: Phone):
        code = plain(await code_of(sent))
        rows = await AccessCode.all().values("code_index")
        assert rows and code not in str(rows)

    async def test_an_outsider_does_not_see_it(self, sent: Phone, outsider: Phone):
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.access_code, sent.collection)

    async def test_there_is_none_before_sending(self, seller: Phone):
        await seller.begins()
        assert await seller.does(collection.access_code, seller.collection) is None
        for act in (collection.renew_code, collection.revoke_code):
            with pytest.raises(errors.NoAccessCode):
                await seller.does(act, seller.collection)


class TestClaim:
    async def test_it_works(self, sent: Phone):
        assert await claimed(await code_of(sent)) == sent.collection
        facts = await collection.party_facts(sent.collection)
        assert (facts.state, facts.transfer) == ("claimed", TRANSFER)
        assert await sent.does(collection.access_code, sent.collection) is None

    @pytest.mark.parametrize(
        "written",
        [
            lambda code: code,
            lambda code: "CWT:" + code,
            lambda code: code.replace("-", "").lower(),
            lambda code: f"  {code.replace('-', ' ')} \n",
            lambda code: code.replace("0", "O").replace("1", "l"),
            lambda code: "https://station.example/a/" + code,
        ],
    )
    async def test_it_reads_the_code_however_it_comes(self, sent: Phone, written):
        assert await claimed(written(await code_of(sent))) == sent.collection

    async def test_the_same_transfer_may_ask_again(self, sent: Phone):
        code = await code_of(sent)
        assert await claimed(code) == await claimed(code)

    async def test_of_two_stations_that_press_at_the_same_instant_one_wins(self, sent: Phone):
        code = await code_of(sent)
        answers = await asyncio.gather(
            claimed(code, TRANSFER, CLERK), claimed(code, ANOTHER, OTHER_CLERK), return_exceptions=True
        )
        winners = [answer for answer in answers if answer == sent.collection]
        losers = [answer for answer in answers if isinstance(answer, errors.AccessCodeUsed)]
        assert len(winners) == len(losers) == 1
        row = await AccessCode.get(collection=sent.collection)
        assert (row.station, row.transfer) in {(CLERK.station, TRANSFER), (OTHER_CLERK.station, ANOTHER)}
        assert (await collection.party_facts(sent.collection)).transfer == row.transfer

    async def test_it_refuses_a_used_code_and_names_the_transfer_only_at_home(self, sent: Phone):
        code = await code_of(sent)
        await claimed(code)
        with pytest.raises(errors.AccessCodeUsed) as here:
            await claimed(code, ANOTHER)
        with pytest.raises(errors.AccessCodeUsed) as elsewhere:
            await claimed(code, ANOTHER, OTHER_CLERK)
        assert here.value.facts["transfer"] == TRANSFER and elsewhere.value.facts["transfer"] == ""

    @pytest.mark.parametrize("code", ["", "CWT:", "7K3M", "7K3M-9QXA-7K3M-9QX!", "7K3M-9QXA-7K3M-9QXA-7K3M"])
    async def test_it_refuses_what_is_no_code(self, kit, code):
        with pytest.raises(errors.AccessCodeMalformed):
            await claimed(code)

    async def test_it_refuses_an_unknown_code(self, sent: Phone):
        with pytest.raises(errors.AccessCodeUnknown):
            await claimed("7K3M-9QXA-7K3M-9QXA")

    async def test_it_refuses_an_expired_code(self, sent: Phone):
        code = await code_of(sent)
        with moved_by(timedelta(days=7, seconds=1)):
            assert (await sent.does(collection.access_code, sent.collection)).expired
            with pytest.raises(errors.AccessCodeExpired):
                await claimed(code)

    async def test_renewing_replaces_the_code(self, sent: Phone):
        old = await code_of(sent)
        with moved_by(timedelta(days=8)):
            new = await sent.does(collection.renew_code, sent.collection)
            assert new.text != old
            with pytest.raises(errors.AccessCodeReplaced):
                await claimed(old)
            assert await claimed(new.text) == sent.collection

    async def test_a_revoked_code_is_dead_until_renewed(self, sent: Phone):
        code = await code_of(sent)
        await sent.does(collection.revoke_code, sent.collection)
        await sent.does(collection.revoke_code, sent.collection)
        with pytest.raises(errors.AccessCodeRevoked):
            await claimed(code)
        assert await claimed((await sent.does(collection.renew_code, sent.collection)).text) == sent.collection

    async def test_a_code_of_another_transfers_collection_is_refused(self, sent: Phone):
        code = await code_of(sent)
        async with unit_of_work(CLERK) as work:
            await collection.bind(work, sent.collection, ANOTHER)
        # Binding used the code up; an owner who comes with it elsewhere is sent back to that transfer.
        with pytest.raises(errors.AccessCodeUsed):
            await claimed(code)
        row = await AccessCode.get(collection=sent.collection)
        row.state = "living"
        await row.save()
        with pytest.raises(errors.AccessCodeForOther):
            await claimed(code)

    async def test_beyond_the_limit_not_even_the_right_code_gets_through(self, sent: Phone):
        with pytest.raises(TooManyRequests):
            for _ in range(30):
                with pytest.raises(errors.AccessCodeUnknown):
                    await claimed("7K3M-9QXA-7K3M-9QXA")
        with pytest.raises(TooManyRequests):
            await claimed(await code_of(sent))
        with moved_by(timedelta(minutes=11)):
            assert await claimed(await code_of(sent)) == sent.collection

    async def test_a_code_that_works_makes_up_for_typing_errors(self, sent: Phone):
        for _ in range(19):
            with pytest.raises(errors.AccessCodeUnknown):
                await claimed("7K3M-9QXA-7K3M-9QXA")
        await claimed(await code_of(sent))
        for _ in range(19):
            with pytest.raises(errors.AccessCodeUnknown):
                await claimed("7K3M-9QXA-7K3M-9QXA")

    async def test_a_withdrawn_collections_code_is_revoked(self, sent: Phone):
        code = await code_of(sent)
        await sent.does(collection.withdraw, sent.collection)
        with pytest.raises((errors.AccessCodeRevoked, errors.CollectionUnknown)):
            await claimed(code)


class TestBind:
    async def test_a_direct_start_puts_an_empty_collection_into_the_transfer(self, seller: Phone):
        await seller.begins("seller")
        async with unit_of_work(CLERK) as work:
            await collection.bind(work, seller.collection, TRANSFER)
            await collection.bind(work, seller.collection, TRANSFER)
        await seller.fills("seller")
        assert await seller.submits() == "", "no code is needed"
        assert (await collection.party_facts(seller.collection)).state == "claimed"

    async def test_it_refuses_a_collection_of_another_transfer(self, sent: Phone):
        await claimed(await code_of(sent))
        with pytest.raises(errors.NotClaimable):
            async with unit_of_work(CLERK) as work:
                await collection.bind(work, sent.collection, ANOTHER)


class TestRelease:
    async def test_a_cancelled_transfer_gives_the_collection_back_with_a_new_code(self, sent: Phone):
        old = await code_of(sent)
        await claimed(old)
        async with unit_of_work(CLERK) as work:
            await collection.release(work, sent.collection, "买方放弃购买")
            await collection.release(work, sent.collection, "买方放弃购买")
        facts = await collection.party_facts(sent.collection)
        assert (facts.state, facts.transfer) == ("submitted", "")
        assert await code_of(sent) != old
        assert await claimed(await code_of(sent), ANOTHER, OTHER_CLERK) == sent.collection
        (notice,) = await sent.does(collection.notices)
        assert "买方放弃购买" in notice.sentence
