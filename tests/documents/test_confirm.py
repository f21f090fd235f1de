"""Confirming a signature by SMS: one code, one signer, exactly these documents; and taking a signature back."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from backend.documents import (
    AlreadySigned,
    DocumentsChanged,
    NoSigningPhone,
    NotASigner,
    SignatureDeclined,
    SignedByEverybody,
    SignedElsewhere,
    SigningCodeDead,
    SigningCodeOfAnotherSet,
    SigningCodeOver,
    SigningCodeWrong,
    Strokes,
    decline,
    send_signing_code,
    set_facts,
    sign,
    void,
    withdraw_signature,
)
from backend.documents.confirm import binding_of
from backend.documents.models import Document, DocumentSet, Signer, SigningCode
from backend.documents.sealing.finish import finish
from backend.documents.sealing.trouble import InkChanged
from backend.kit import audit, clock
from backend.kit.actor import Actor, Role
from backend.kit.clock import moved_by
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import Relay
from backend.kit.keyvalue import TooManyRequests
from backend.kit.models import AuditEntry, Job
from tests.support.sets import tiny_set
from tests.transfers.desk import asks_for_code

SELLER, BUYER, OUTSIDER = "seller1", "buyer1", "outsider1"
PHONES = {SELLER: "13900000001", BUYER: "13900000002"}
NAME = Strokes((tuple((0.1 + 0.02 * i, 0.4 + 0.02 * (i % 5), 16.0 * i, 0.5) for i in range(30)),), 2.0)


@dataclass
class Texts:
    """The operator: keeps what it is handed, or refuses."""

    trouble: VendorTrouble | None = None
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> str:
        """See SmsSender."""
        if self.trouble:
            raise self.trouble
        self.sent.append((phone, params))
        return "0"


@pytest.fixture
async def ready(kit) -> str:
    """Two papers that wait for 林卖 and 陈买."""
    return await waiting(kit)


async def waiting(kit, plate: str = "苏B12345") -> str:
    row = await tiny_set(kit, state="signing", plate_number=plate)
    await Document.filter(set_id=row.id).update(signed_as={"seller": "seller", "buyer": "buyer"})
    for side, owner in (("seller", SELLER), ("buyer", BUYER)):
        await Signer.create(set_id=row.id, side=side, owner=owner, name=owner, phone=PHONES[owner])
    return row.public_id


def actor(owner: str) -> Actor:
    return Actor("owner", owner, frozenset({Role.OWNER}))


@pytest.fixture
def does(work_of):
    """``does(owner, act, set_id, ...)``: one use case of one person."""

    async def run(owner: str, act, set_id: str, **more: Any):
        async with work_of(actor(owner)) as work:
            return await act(work, set_id=set_id, owner=owner, **more)

    return run


@pytest.fixture
def signs(does):
    """``signs(owner, set_id, code)``: with everything read."""

    async def run(owner: str, set_id: str, code: str | None = None):
        seen = [one.id for one in (await set_facts(set_id)).documents]
        code = await asks_for_code(set_id, actor(owner)) if code is None else code
        return await does(owner, sign, set_id, strokes=NAME, seen=seen, device="Chromium", code=code)

    return run


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


class TestTheCode:
    async def test_it_works(self, kit, ready, signs):
        assert (await signs(SELLER, ready)).state == "signed"
        kept = (await Signer.get(owner=SELLER)).confirmed
        assert kept["fingerprint"] == (await set_facts(ready)).fingerprint and kept["phone"] == "139****0001"
        (code,) = await SigningCode.all()
        assert code.used_at is not None

    async def test_wrong_ones_are_counted_although_refused_and_the_fifth_ends_it(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        for left in (4, 3, 2, 1):
            with pytest.raises(SigningCodeWrong, match=f"还可以再试 {left} 次"):
                await signs(SELLER, ready, other(code))
        for typed in (other(code), code):
            with pytest.raises(SigningCodeDead):
                await signs(SELLER, ready, typed)
        assert (await signs(SELLER, ready)).state == "signed"

    async def test_guesses_at_the_same_moment_share_no_try(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        refused = await asyncio.gather(*(signs(SELLER, ready, other(code)) for _ in range(8)), return_exceptions=True)
        assert [type(one) for one in refused].count(SigningCodeWrong) == 4
        assert (await SigningCode.get()).tries == 5

    async def test_it_lives_five_minutes(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        with moved_by(timedelta(minutes=5, seconds=1)), pytest.raises(SigningCodeOver):
            await signs(SELLER, ready, code)

    async def test_nobody_signs_without_having_asked(self, ready, signs):
        with pytest.raises(SigningCodeOver):
            await signs(SELLER, ready, "123456")

    async def test_a_new_one_ends_the_old_one(self, ready, does, signs):
        old = await asks_for_code(ready, actor(SELLER))
        with moved_by(timedelta(seconds=70)):
            assert old != await asks_for_code(ready, actor(SELLER))
            with pytest.raises(SigningCodeWrong):
                await signs(SELLER, ready, old)

    async def test_it_is_no_use_under_another_set(self, kit, ready, signs):
        second = await waiting(kit, "苏B99999")
        code = await asks_for_code(ready, actor(SELLER))
        await asks_for_code(second, actor(SELLER))
        with pytest.raises(SigningCodeOfAnotherSet, match=r"另一组文书.*还可以再试 4 次"):
            await signs(SELLER, second, code)
        assert (await signs(SELLER, ready, code)).state == "signed"

    async def test_it_is_no_use_for_another_signer(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        await asks_for_code(ready, actor(BUYER))
        with pytest.raises(SigningCodeWrong):
            await signs(BUYER, ready, code)

    async def test_it_is_no_use_after_the_phone_was_changed(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        signer = await Signer.get(owner=SELLER)
        signer.phone = "13900000009"
        await signer.save()
        with pytest.raises(SigningCodeWrong):
            await signs(SELLER, ready, code)

    async def test_documents_that_were_superseded_meanwhile_are_not_signed(self, ready, signs, work_of):
        code = await asks_for_code(ready, actor(SELLER))
        async with work_of() as work:
            await void(work, (await set_facts(ready)).transfer, "成交价已修改")
        with pytest.raises(DocumentsChanged):
            await signs(SELLER, ready, code)

    async def test_nor_are_others_than_those_the_text_named(self, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        document = await Document.all().order_by("id").first()
        await Document.filter(id=document.id).update(shown_sha256="0" * 64)
        with pytest.raises(DocumentsChanged):
            await signs(SELLER, ready, code)

    async def test_it_lies_nowhere_to_be_read(self, ready):
        code = await asks_for_code(ready, actor(SELLER))
        for model in (SigningCode, Job, AuditEntry):
            assert not re.search(rf"(?<!\d){code}(?!\d)", str(await model.all().values()))


class TestAskingForIt:
    async def test_the_answer_tells_where_it_went_and_for_what(self, ready, does):
        told = await does(SELLER, send_signing_code, ready)
        facts = await set_facts(ready)
        assert (told.phone, told.fingerprint) == ("139****0001", facts.fingerprint)
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", facts.fingerprint)

    async def test_once_a_minute_and_five_an_hour(self, ready, does):
        await does(SELLER, send_signing_code, ready)
        with pytest.raises(TooManyRequests):
            await does(SELLER, send_signing_code, ready)
        for minute in range(1, 5):
            with moved_by(timedelta(minutes=2 * minute)):
                await does(SELLER, send_signing_code, ready)
        with moved_by(timedelta(minutes=12)), pytest.raises(TooManyRequests):
            await does(SELLER, send_signing_code, ready)

    async def test_only_by_who_signs_and_has_not(self, ready, does, signs):
        with pytest.raises(NotASigner):
            await does(OUTSIDER, send_signing_code, ready)
        await Signer.create(set_id=(await DocumentSet.get()).id, side="buyer_p", owner="", name="吴委托")
        with pytest.raises(NotASigner):
            await does("", send_signing_code, ready)
        await signs(SELLER, ready)
        with pytest.raises(AlreadySigned):
            await does(SELLER, send_signing_code, ready)

    async def test_a_signer_without_a_phone_is_told_what_to_do(self, ready, does):
        await Signer.filter(owner=SELLER).update(phone=None)
        with pytest.raises(NoSigningPhone, match="联系登记服务站"):
            await does(SELLER, send_signing_code, ready)


class TestTheText:
    def relay(self, kit, texts: Texts) -> Relay:
        return Relay(SimpleNamespace(kit=kit, settings=kit.settings, sms=texts))

    async def test_it_names_the_deal_and_carries_the_fingerprint(self, kit, ready):
        code = await asks_for_code(ready, actor(SELLER))
        texts = Texts()
        await self.relay(kit, texts).drain()
        named = {"deal": "车牌尾号2345车辆", "fingerprint": (await set_facts(ready)).fingerprint, "code": code}
        assert texts.sent == [(PHONES[SELLER], named)]

    async def test_one_that_is_over_is_not_sent(self, kit, ready):
        await asks_for_code(ready, actor(SELLER))
        texts = Texts()
        with moved_by(timedelta(minutes=6)):
            await self.relay(kit, texts).drain()
        assert texts.sent == []

    async def test_one_that_the_operator_refuses_for_good_is_over(self, kit, ready, signs):
        code = await asks_for_code(ready, actor(SELLER))
        await self.relay(kit, Texts(VendorTrouble("aliyun_sms", "isv.MOBILE_NUMBER_ILLEGAL", retry=False))).drain()
        with pytest.raises(SigningCodeOver):
            await signs(SELLER, ready, code)
        assert await AuditEntry.filter(action="documents.code_failed").exists()

    async def test_it_is_tried_again_while_the_operator_is_away(self, kit, ready):
        await asks_for_code(ready, actor(SELLER))
        away, texts = Texts(VendorTrouble("aliyun_sms", "timeout", retry=True)), Texts()
        await self.relay(kit, away).drain()
        await Job.filter(name="documents.send_signing_code").update(run_at=clock.now())
        await self.relay(kit, texts).drain()
        assert len(texts.sent) == 1


class TestTheBinding:
    @pytest.mark.parametrize(
        ("part", "value"),
        [
            ("strokes", {"strokes": [[[0.1, 0.1, 0, 0.5], [0.9, 0.9, 9, 0.5]]], "aspect": 2.0}),
            ("covered", ["0" * 64]),
            ("device", "another phone"),
            ("name", "李四"),
            ("phone", "13900000009"),
            ("confirmed", {"by": "sms", "at": "2026-01-01T00:00:00+00:00"}),
        ],
    )
    async def test_no_part_of_a_signature_changes_by_itself(self, ready, signs, part: str, value: Any):
        await signs(SELLER, ready)
        row, signer = await DocumentSet.get(), await Signer.get(owner=SELLER)
        assert binding_of(row, signer) == signer.confirmed["binding"]
        entry = await AuditEntry.get(action="documents.signed")
        assert signer.confirmed["binding"] in str(entry.facts)
        setattr(signer, part, value)
        assert binding_of(row, signer) not in str(entry.facts)

    @pytest.mark.parametrize("change", [{"device": "another phone"}, {"covered": ["0" * 64, "1" * 64]}])
    async def test_what_was_changed_after_the_signature_is_never_sealed(self, kit, ready, signs, change: dict):
        for owner in (SELLER, BUYER):
            await signs(owner, ready)
        await Signer.filter(owner=BUYER).update(**change)
        with pytest.raises(InkChanged):
            await finish(kit, None, ready)
        facts = await set_facts(ready)
        assert facts.state == "finishing" and "与签署时不一致" in facts.reason

    async def test_reading_once_more_afterwards_changes_nothing(self, ready, signs):
        await signs(SELLER, ready)
        signer = await Signer.get(owner=SELLER)
        signer.read = ["anotherdocument"]
        assert binding_of(await DocumentSet.get(), signer) == signer.confirmed["binding"]


class TestWithdrawing:
    async def test_it_works_until_the_last_one_signs(self, kit, ready, does, signs):
        await signs(SELLER, ready)
        assert (await does(SELLER, withdraw_signature, ready)).state == "waiting"
        signer = await Signer.get(owner=SELLER)
        assert (signer.strokes, signer.covered, signer.confirmed, signer.at) == (None, [], None, None)
        await signs(BUYER, ready)
        assert (await set_facts(ready)).state == "signing"
        await signs(SELLER, ready)
        assert (await set_facts(ready)).state == "finishing"
        for owner in (SELLER, BUYER):
            with pytest.raises(SignedByEverybody):
                await does(owner, withdraw_signature, ready)
        assert await audit.verify(kit.objects) == ((await audit.verify(kit.objects))[0], None)

    async def test_twice_is_once_and_an_old_code_does_not_sign_again(self, ready, does, signs):
        code = await asks_for_code(ready, actor(SELLER))
        await signs(SELLER, ready, code)
        for _ in range(2):
            assert (await does(SELLER, withdraw_signature, ready)).state == "waiting"
        assert await AuditEntry.filter(action="documents.signature_withdrawn").count() == 1
        with pytest.raises(SigningCodeOver):
            await signs(SELLER, ready, code)

    async def test_nobody_takes_back_anothers(self, ready, does, signs):
        await signs(SELLER, ready)
        await does(BUYER, withdraw_signature, ready)
        with pytest.raises(NotASigner):
            await does(OUTSIDER, withdraw_signature, ready)
        assert (await Signer.get(owner=SELLER)).state == "signed"

    async def test_what_was_signed_on_paper_is_not_taken_back_on_the_phone(self, ready, does):
        await Signer.filter(owner=SELLER).update(state="signed", way="paper")
        with pytest.raises(SignedElsewhere):
            await does(SELLER, withdraw_signature, ready)

    async def test_after_the_last_signature_nobody_declines_either(self, ready, does, signs):
        await signs(SELLER, ready)
        await signs(BUYER, ready)
        with pytest.raises(SignedByEverybody):
            await does(BUYER, decline, ready, reason="不想买了")
        assert (await Signer.get(owner=BUYER)).state == "signed"

    async def test_a_set_that_somebody_declined_has_nothing_to_take_back(self, ready, does, signs):
        await signs(SELLER, ready)
        await does(BUYER, decline, ready, reason="价格不对")
        with pytest.raises(SignatureDeclined):
            await does(SELLER, withdraw_signature, ready)
