"""What happens after the commit (采集任务), with the real gateways against the running sandbox."""

import pytest

from backend import collection
from backend.app import Tools, _gateways
from backend.collection.desk.notify import TEXTS
from backend.collection.models import Evidence, Notice, PhoneProof
from backend.gateways.faces import open_face_engine
from backend.gateways.forgery import open_picture_inspector
from backend.kit.actor import ANYONE
from backend.kit.clock import moved_by
from backend.kit.database import unit_of_work
from backend.kit.jobs import Relay
from backend.kit.models import Job
from backend.kit.tools import Kit
from backend.sandbox.photographs import photo_of
from backend.settings import Settings
from tests.collection.cast import CLERK, Phone, photo, vehicle
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture
async def tools(settings: Settings, kit: Kit, sandbox: RunningSandbox):
    """The platform's tools, with the outside world played by the sandbox."""
    settings = settings.model_copy(update={"wechat_api_url": sandbox.url, "sms_endpoint": sandbox.url})
    reader, sms, wechat = _gateways(settings)
    faces, inspector = open_face_engine(settings), open_picture_inspector(1)
    yield Tools(settings, kit, reader, sms, wechat, faces, inspector)
    for part in (reader, sms, wechat, faces, inspector):
        await part.close()


@pytest.fixture
def relay(tools: Tools) -> Relay:
    """Runs what is due."""
    return Relay(tools)


class TestSendSms:
    @pytest.fixture
    async def asked(self, seller: Phone) -> Phone:
        await seller.begins()
        await seller.agrees()
        await seller.does(collection.send_phone_code, seller.collection, seller.who.phone, "10.0.0.1")
        return seller

    async def test_it_works(self, asked: Phone, relay: Relay, sandbox: RunningSandbox):
        expected = await asked.sms_code()
        await relay.drain()
        assert sandbox.sms_codes(asked.who.phone) == [expected]
        proof = await PhoneProof.last_of(asked.collection)
        assert (proof.state, proof.code) == ("sent", None)
        await asked.does(collection.prove_phone, asked.collection, sandbox.sms_codes(asked.who.phone)[0])

    async def test_running_twice_sends_once(self, asked: Phone, relay: Relay, sandbox: RunningSandbox):
        await relay.drain()
        await Job.filter(name="collection.send_sms").update(state="waiting")
        await relay.drain()
        assert len(sandbox.sms_codes(asked.who.phone)) == 1

    async def test_a_service_that_fails_for_a_moment_is_asked_again(
        self, asked: Phone, relay: Relay, sandbox: RunningSandbox
    ):
        sandbox.misbehave("aliyun_sms", "server_error", 1)
        await relay.drain()
        assert sandbox.sms_codes(asked.who.phone) == []
        await Job.filter(name="collection.send_sms").update(run_at=(await PhoneProof.all().first()).created_at)
        await relay.drain()
        assert len(sandbox.sms_codes(asked.who.phone)) == 1

    async def test_a_code_that_is_over_is_not_sent(self, asked: Phone, relay: Relay, sandbox: RunningSandbox):
        proof = await PhoneProof.last_of(asked.collection)
        with moved_by(proof.expires_at - proof.created_at):
            await relay.drain()
        assert sandbox.sms_codes(asked.who.phone) == []


class TestReadCard:
    @pytest.mark.slow
    async def test_it_works(self, seller: Phone, relay: Relay):
        await seller.begins_as("seller")
        data = photo_of("vehicle_licence", vehicle(seller.who), seed=3)
        name = await seller.photographs("vehicle_licence", data)
        await relay.drain()
        facts = await seller.does(collection.reading_of, name)
        assert facts.state == "done"
        assert facts.fields["plate_number"].value == seller.who.car.plate_number
        page = await seller.does(collection.confirm_page, seller.collection, "vehicle")
        assert page.values["vin"] == seller.who.car.vin and not page.reading

    @pytest.mark.slow
    async def test_a_photo_of_nothing_is_told_and_to_be_taken_again(self, seller: Phone, relay: Relay):
        await seller.begins_as("seller")
        name = await seller.photographs("id_front", photo(8, (900, 700)))
        await relay.drain()
        facts = await seller.does(collection.reading_of, name)
        assert [doubt.code for doubt in facts.doubts] == ["not_a_card"] and facts.fields == {}
        assert (await seller.tasks())["id_front"] == "todo"

    async def test_after_three_failures_the_fields_are_typed(self, seller: Phone, relay: Relay, kit: Kit):
        await seller.begins_as("seller")
        name = await seller.photographs("vehicle_licence")
        row = await Evidence.get(public_id=name)
        await kit.objects.delete(row.original)
        for _ in range(3):
            assert (await seller.does(collection.reading_of, name)).state == "pending"
            await Job.filter(name="collection.read_card").update(run_at=row.at)
            await relay.drain()
        assert (await seller.does(collection.reading_of, name)).state == "failed"
        assert (await seller.tasks())["vehicle"] == "todo"

    async def test_a_photograph_that_was_given_up_is_not_read(self, seller: Phone, relay: Relay):
        await seller.begins_as("seller")
        await seller.photographs("vehicle_licence")
        await seller.does(collection.withdraw, seller.collection)
        await relay.drain()
        assert await Job.filter(state="waiting").count() == 0


class TestSendNotice:
    async def told(self, sent: Phone) -> Notice:
        async with unit_of_work(CLERK) as work:
            code = await sent.does(collection.access_code, sent.collection)
            await collection.claim(work, code.text, "transfer000000000001")
            await collection.send_back(work, sent.collection, [("car_vin", "反光看不清")])
        return await Notice.get()

    @pytest.fixture
    async def quiet(self, sent: Phone) -> Phone:
        """林卖 has sent everything, and nothing of that is left to do."""
        await Job.all().update(state="done")
        return sent

    async def test_it_works(self, quiet: Phone, relay: Relay, sandbox: RunningSandbox, settings: Settings):
        openid = quiet.who.openid(settings.wechat_app_id)
        async with unit_of_work(ANYONE) as work:
            await collection.owner_from_wechat(work, "mini", openid, quiet.who.unionid)
        await self.told(quiet)
        await relay.drain()
        assert (await Notice.get()).sent == "sent"
        (message,) = sandbox.get("messages.json")
        assert message["openid"] == openid and message["data"]["thing2"] == "有资料需要补充"

    async def test_every_text_fits_its_template(
        self, quiet: Phone, relay: Relay, sandbox: RunningSandbox, settings: Settings
    ):
        async with unit_of_work(ANYONE) as work:
            openid = quiet.who.openid(settings.wechat_app_id)
            await collection.owner_from_wechat(work, "mini", openid, quiet.who.unionid)
        async with unit_of_work(CLERK) as work:
            for key in TEXTS:
                await collection.notify(work, quiet.collection, key, count=2, reason="买方放弃购买这辆车", due="300.00")
        await relay.drain()
        assert set(await Notice.all().values_list("sent", flat=True)) == {"sent"}

    async def test_without_the_mini_program_the_line_in_the_pages_is_enough(self, quiet: Phone, relay: Relay):
        await self.told(quiet)
        await relay.drain()
        assert (await Notice.get()).sent == "impossible"
        assert len(await quiet.does(collection.notices)) == 1


class TestDispose:
    async def test_it_works(self, sent: Phone, relay: Relay, kit: Kit):
        await Job.all().update(state="done")
        keys = [row.original for row in await Evidence.filter(collection=sent.collection)]
        await sent.does(collection.withdraw, sent.collection)
        assert all([await kit.objects.exists(key) for key in keys])
        await relay.drain()
        assert not any([await kit.objects.exists(key) for key in keys])
