"""Proving a phone (验证手机号): five minutes, five tries, and limits on what texts cost."""

from datetime import timedelta

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.models import PhoneProof
from backend.kit.clock import moved_by
from backend.kit.keyvalue import TooManyRequests
from tests.collection.cast import Phone


@pytest.fixture
async def asked(seller: Phone) -> Phone:
    """林卖, to whom a code is on its way."""
    await seller.begins()
    await seller.agrees()
    facts = await seller.does(collection.send_phone_code, seller.collection, seller.who.phone, "10.0.0.1")
    assert facts.phone == seller.who.masked_phone
    return seller


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


class TestProvePhone:
    async def test_it_works(self, asked: Phone):
        await asked.does(collection.prove_phone, asked.collection, await asked.sms_code())
        facts = await collection.party_facts(asked.collection)
        assert facts.phone == asked.who.phone and facts.phone_proved_at is not None

    async def test_the_right_code_twice_is_right(self, asked: Phone):
        code = await asked.sms_code()
        for _ in range(2):
            await asked.does(collection.prove_phone, asked.collection, code)

    async def test_wrong_codes_are_counted_although_refused(self, asked: Phone):
        wrong = another(await asked.sms_code())
        for left in (4, 3, 2, 1):
            with pytest.raises(errors.CodeWrong) as refusal:
                await asked.does(collection.prove_phone, asked.collection, wrong)
            assert refusal.value.facts["left"] == left
        with pytest.raises(errors.CodeDead):
            await asked.does(collection.prove_phone, asked.collection, wrong)

    async def test_after_five_wrong_tries_the_right_code_is_dead_too(self, asked: Phone):
        code = await asked.sms_code()
        for _ in range(5):
            with pytest.raises((errors.CodeWrong, errors.CodeDead)):
                await asked.does(collection.prove_phone, asked.collection, another(code))
        with pytest.raises(errors.CodeDead):
            await asked.does(collection.prove_phone, asked.collection, code)

    async def test_it_refuses_a_code_after_five_minutes(self, asked: Phone):
        code = await asked.sms_code()
        with moved_by(timedelta(minutes=5, seconds=1)), pytest.raises(errors.CodeOver):
            await asked.does(collection.prove_phone, asked.collection, code)

    async def test_it_refuses_a_code_nobody_asked_for(self, buyer: Phone):
        await buyer.begins()
        with pytest.raises(errors.CodeOver):
            await buyer.does(collection.prove_phone, buyer.collection, "123456")

    async def test_it_refuses_an_outsider(self, asked: Phone, outsider: Phone):
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.prove_phone, asked.collection, await asked.sms_code())

    async def test_a_phone_that_another_owner_proved_is_told(self, asked: Phone, outsider: Phone):
        await asked.does(collection.prove_phone, asked.collection, await asked.sms_code())
        await outsider.begins()
        await outsider.agrees()
        with moved_by(timedelta(minutes=2)):
            await outsider.proves_phone(asked.who.phone)
        assert (await collection.party_facts(asked.collection)).phone_shared_with == [outsider.collection]
        assert (await collection.party_facts(outsider.collection)).phone_shared_with == [asked.collection]


class TestSendPhoneCode:
    async def test_it_takes_numbers_as_people_write_them(self, seller: Phone):
        await seller.begins()
        await seller.agrees()
        number = f"+86 {seller.who.phone[:3]} {seller.who.phone[3:]}"
        facts = await seller.does(collection.send_phone_code, seller.collection, number, "10.0.0.1")
        assert facts.phone == seller.who.masked_phone

    async def test_it_refuses_what_is_no_mobile(self, seller: Phone):
        await seller.begins()
        await seller.agrees()
        for number in ("", "12345", "0591-87654321", "29900000001"):
            with pytest.raises(errors.PhoneMalformed):
                await seller.does(collection.send_phone_code, seller.collection, number, "10.0.0.1")

    async def test_one_phone_gets_one_code_a_minute(self, asked: Phone):
        with pytest.raises(TooManyRequests):
            await asked.does(collection.send_phone_code, asked.collection, asked.who.phone, "10.0.0.2")
        with moved_by(timedelta(seconds=61)):
            await asked.does(collection.send_phone_code, asked.collection, asked.who.phone, "10.0.0.2")

    async def test_one_phone_gets_five_codes_an_hour(self, asked: Phone):
        for minute in range(1, 5):
            with moved_by(timedelta(minutes=2 * minute)):
                await asked.does(collection.send_phone_code, asked.collection, asked.who.phone, "10.0.0.1")
        with moved_by(timedelta(minutes=12)), pytest.raises(TooManyRequests):
            await asked.does(collection.send_phone_code, asked.collection, asked.who.phone, "10.0.0.1")

    async def test_one_address_cannot_text_everybody(self, seller: Phone):
        await seller.begins()
        await seller.agrees()
        with pytest.raises(TooManyRequests):
            for number in range(100):
                await seller.does(collection.send_phone_code, seller.collection, f"1990001{number:04d}", "10.0.0.9")

    async def test_a_new_code_ends_the_old_one(self, asked: Phone):
        old = await asked.sms_code()
        with moved_by(timedelta(seconds=90)):
            await asked.does(collection.send_phone_code, asked.collection, asked.who.phone, "10.0.0.1")
            if old != await asked.sms_code():
                with pytest.raises(errors.CodeWrong):
                    await asked.does(collection.prove_phone, asked.collection, old)

    async def test_the_code_is_not_readable_in_the_database(self, asked: Phone):
        proof = await PhoneProof.last_of(asked.collection)
        raw = await PhoneProof.filter(id=proof.id).values("phone_index", "code_index")
        assert await asked.sms_code() not in str(raw) and asked.who.phone not in str(raw)


async def test_wechats_own_number_needs_no_text(seller: Phone):
    await seller.begins()
    await seller.agrees()
    await seller.does(collection.phone_from_wechat, seller.collection, seller.who.phone)
    assert (await seller.tasks())["phone"] == "done"
    with pytest.raises(errors.PhoneMalformed):
        await seller.does(collection.phone_from_wechat, seller.collection, "110")
