"""Taking everything back (撤回), and going on with another phone (换手机)."""

from datetime import timedelta

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.models import Answer, Collection, Consent, Evidence, PhoneProof, Reading, Signature
from backend.collection.photos.dispose import destroy
from backend.kit import audit
from backend.kit.actor import ANYONE
from backend.kit.clock import moved_by
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry
from backend.kit.secrets.signing import TokenExpired, TokenInvalid
from backend.kit.tools import Kit
from tests.collection.cast import CLERK, Phone


class TestWithdraw:
    async def test_it_works(self, sent: Phone, kit: Kit):
        pictures = await Evidence.filter(collection=sent.collection)
        await sent.does(collection.withdraw, sent.collection)
        for table in (Answer, PhoneProof, Signature, Reading):
            assert await table.filter(collection=sent.collection).count() == 0
        row = await Collection.get(public_id=sent.collection)
        assert (row.state, row.phone, row.identity_index) == ("withdrawn", None, "")
        assert await sent.does(collection.mine) == []
        for picture in pictures:
            await destroy(kit.objects, picture.public_id)
            await destroy(kit.objects, picture.public_id)
            assert not await kit.objects.exists(picture.original)
            assert not await kit.objects.exists(picture.display)
        _, broken = await audit.verify(kit.objects)
        assert broken is None

    async def test_decisions_about_consent_stay_as_proof(self, sent: Phone):
        await sent.does(collection.withdraw_consent, sent.collection, "privacy")
        decisions = await Consent.filter(collection=sent.collection).order_by("id").values_list("decision", flat=True)
        assert list(decisions) == ["given", "given", "withdrawn"]
        assert (await Collection.get(public_id=sent.collection)).state == "withdrawn"

    async def test_nothing_of_it_can_be_seen_any_more(self, sent: Phone):
        name = (await collection.party_facts(sent.collection)).evidence[0].id
        await sent.does(collection.withdraw, sent.collection)
        with pytest.raises(errors.EvidenceUnknown):
            await sent.does(collection.evidence_picture, name)
        with pytest.raises(errors.CollectionUnknown):
            await sent.does(collection.task_list, sent.collection)

    async def test_once_a_station_has_it_it_is_too_late(self, sent: Phone):
        async with unit_of_work(CLERK) as work:
            await collection.bind(work, sent.collection, "transfer000000000001")
        with pytest.raises(errors.TooLateToWithdraw):
            await sent.does(collection.withdraw, sent.collection)

    async def test_it_refuses_an_outsider(self, sent: Phone, outsider: Phone):
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.withdraw, sent.collection)

    async def test_a_photograph_in_force_is_never_destroyed(self, sent: Phone, kit: Kit):
        picture = await Evidence.filter(collection=sent.collection).first()
        await destroy(kit.objects, picture.public_id)
        assert await kit.objects.exists(picture.original)


async def test_the_audit_log_holds_no_personal_data(sent: Phone):
    await sent.does(collection.withdraw, sent.collection)
    lines = " ".join(line.facts + line.subject + line.actor for line in await AuditEntry.all())
    who = sent.who
    for secret in (who.name, who.phone, who.id_number, who.address, who.car.plate_number, who.car.vin):
        assert secret not in lines


class TestHandover:
    async def test_it_works(self, seller: Phone):
        await seller.begins_as("seller")
        token = await seller.does(collection.handover_token, seller.collection)
        async with unit_of_work(ANYONE) as work:
            assert await collection.open_handover(work, token) == (seller.actor.id, seller.collection)

    async def test_it_works_once(self, seller: Phone):
        await seller.begins()
        token = await seller.does(collection.handover_token, seller.collection)
        async with unit_of_work(ANYONE) as work:
            await collection.open_handover(work, token)
        with pytest.raises(errors.HandoverUsed):
            async with unit_of_work(ANYONE) as work:
                await collection.open_handover(work, token)

    async def test_it_refuses_old_altered_and_foreign_tokens(self, seller: Phone):
        await seller.begins_as("seller")
        token = await seller.does(collection.handover_token, seller.collection)
        invitation = await seller.does(collection.invite, seller.collection, 100)
        for wrong in (token[:-3] + "abc", "", invitation.token):
            with pytest.raises(TokenInvalid):
                async with unit_of_work(ANYONE) as work:
                    await collection.open_handover(work, wrong)
        with moved_by(timedelta(minutes=16)), pytest.raises(TokenExpired):
            async with unit_of_work(ANYONE) as work:
                await collection.open_handover(work, token)

    async def test_it_refuses_an_outsider_and_a_withdrawn_collection(self, seller: Phone, outsider: Phone):
        await seller.begins()
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.handover_token, seller.collection)
        token = await seller.does(collection.handover_token, seller.collection)
        await seller.does(collection.withdraw, seller.collection)
        with pytest.raises(errors.CollectionUnknown):
            async with unit_of_work(ANYONE) as work:
                await collection.open_handover(work, token)
