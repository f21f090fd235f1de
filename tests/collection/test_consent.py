"""Consent (同意): recorded with the text's version and hash; a face is never the only way."""

import hashlib

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.models import Consent
from tests.collection.cast import Phone


class TestDecide:
    async def test_it_works(self, seller: Phone):
        await seller.begins()
        await seller.agrees()
        rows = await Consent.filter(collection=seller.collection).order_by("id")
        assert [(row.kind, row.decision, row.channel) for row in rows] == [
            ("privacy", "given", "h5"),
            ("face", "given", "h5"),
        ]
        text = collection.consent_text("privacy")
        assert rows[0].sha256 == text.sha256 == hashlib.sha256(text.text.encode()).hexdigest()
        assert rows[0].version == text.version

    async def test_agreeing_twice_is_agreeing_once(self, seller: Phone):
        await seller.begins()
        await seller.agrees()
        await seller.agrees()
        assert await Consent.filter(collection=seller.collection).count() == 2

    async def test_it_refuses_another_text_than_the_one_in_force(self, seller: Phone):
        await seller.begins()
        with pytest.raises(errors.ConsentTextChanged):
            await seller.does(collection.decide, seller.collection, "privacy", "given", "1999-01-01")

    async def test_it_refuses_an_outsider(self, seller: Phone, outsider: Phone):
        outsider.collection = await seller.begins()
        with pytest.raises(errors.CollectionUnknown):
            await outsider.agrees()

    async def test_nothing_personal_comes_before_it(self, seller: Phone):
        await seller.begins()
        await seller.is_a("seller")
        for act in (seller.proves_phone(), seller.photographs("id_front"), seller.confirms("identity"), seller.signs()):
            with pytest.raises(errors.ConsentFirst):
                await act


class TestFaceConsent:
    async def test_without_it_there_is_no_selfie(self, buyer: Phone):
        await buyer.begins()
        await buyer.agrees(face="refused")
        await buyer.is_a("buyer")
        with pytest.raises(errors.FaceConsentFirst):
            await buyer.photographs("selfie")

    async def test_refusing_it_leads_to_the_desk(self, buyer: Phone):
        await buyer.begins()
        await buyer.agrees(face="refused")
        await buyer.proves_phone()
        await buyer.is_a("buyer")
        for kind in ("id_front", "id_back"):
            await buyer.photographs(kind)
        await buyer.confirms("identity")
        await buyer.signs()
        assert await buyer.submits()
        assert (await collection.party_facts(buyer.collection)).face_in_person

    async def test_withdrawing_it_deletes_the_selfie(self, buyer: Phone):
        await buyer.fills("buyer")
        await buyer.does(collection.withdraw_consent, buyer.collection, "face")
        facts = await collection.party_facts(buyer.collection)
        assert "selfie" not in {one.kind for one in facts.evidence} and facts.face_in_person
        assert (await buyer.tasks())["selfie"] == "done"

    async def test_withdrawing_what_was_never_given_changes_nothing(self, buyer: Phone):
        await buyer.begins()
        await buyer.does(collection.withdraw_consent, buyer.collection, "face")
        assert await Consent.filter(collection=buyer.collection).count() == 0
