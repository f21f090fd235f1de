"""Whom a text names (接收方): nothing leaves for anybody whom the owner did not agree to by name."""

from dataclasses import replace
from hashlib import sha256

import pytest

from backend import collection
from backend.collection.errors import ConsentFirst, FaceConsentFirst
from backend.collection.models import Consent
from backend.collection.people.consent import NAMED, names, text_of
from backend.kit import tools
from backend.kit.tools import Kit
from tests.collection.cast import Phone


def sets(kit: Kit, **settings: str) -> None:
    """The platform starts anew with other settings."""
    tools.install(replace(kit, settings=kit.settings.model_copy(update=settings)))


class TestTextInForce:
    @pytest.mark.parametrize(
        ("chosen", "kind", "version", "says"),
        [
            ({}, "face", "2026-11-21", "不提供给交易对方"),
            ({"face_provider": "aliyun"}, "face", "2026-11-21-aliyun", "传送给阿里云"),
            ({"authority_provider": "aliyun"}, "privacy", "2026-11-21-authority", "公安机关认证服务"),
            ({"card_reader": "both"}, "privacy", "2026-11-21-cards", "证件识别服务商"),
            ({"card_reader": "aliyun", "authority_provider": "aliyun"}, "privacy", "2026-11-21-both", "证件识别服务商"),
            ({"card_reader": "aliyun"}, "face", "2026-11-21", "不提供给交易对方"),
        ],
    )
    async def test_it_names_whom_the_settings_send_to(self, kit, chosen, kind, version, says):
        sets(kit, **chosen)
        text = collection.consent_text(kind)
        assert text.version == version and says in text.text
        assert text.sha256 == sha256(text.text.encode()).hexdigest()

    def test_the_first_texts_stay_as_they_were_agreed_to(self):
        assert "阿里云" not in text_of("face", "2026-11-21").text
        assert text_of("privacy", "2026-11-21").text.count("阿里云") == 1  # who sends the SMS
        assert {names(f"2026-11-21-{one}") for one in NAMED if one} == set(NAMED.values()) - {frozenset()}


class TestSwitchingOn:
    async def test_the_face_is_asked_about_again_and_not_taken_before(self, kit, seller: Phone):
        await seller.begins_as("seller")
        await seller.photographs("selfie")
        sets(kit, face_provider="aliyun")
        assert (await seller.tasks())["consent_face"] == "todo"
        with pytest.raises(FaceConsentFirst):
            await seller.photographs("selfie")
        assert not await collection.agreed_to(seller.collection, "face", "faces")
        await seller.agrees()
        assert (await seller.tasks())["consent_face"] == "done"
        assert await collection.agreed_to(seller.collection, "face", "faces")
        assert [row.version for row in await Consent.filter(kind="face").order_by("id")] == [
            "2026-11-21",
            "2026-11-21-aliyun",
        ]

    async def test_who_refused_is_not_asked_again(self, kit, buyer: Phone):
        await buyer.begins()
        await buyer.agrees(face="refused")
        await buyer.is_a("buyer")
        sets(kit, face_provider="aliyun")
        assert (await buyer.tasks())["selfie"] == "done"

    async def test_names_and_numbers_wait_for_the_new_notice(self, kit, seller: Phone):
        await seller.begins_as("seller")
        sets(kit, authority_provider="aliyun")
        assert (await seller.tasks())["consent_privacy"] == "todo"
        with pytest.raises(ConsentFirst):
            await seller.confirms("identity")
        assert not await collection.agreed_to(seller.collection, "privacy", "authority")

    async def test_switching_off_asks_nobody_again(self, kit, seller: Phone):
        sets(kit, face_provider="aliyun", authority_provider="aliyun")
        await seller.begins()
        await seller.agrees()
        sets(kit, face_provider="manual", authority_provider="off")
        tasks = await seller.tasks()
        assert (tasks["consent_privacy"], tasks["consent_face"]) == ("done", "done")

    async def test_taking_it_back_is_noted_about_the_text_that_was_agreed_to(self, kit, seller: Phone):
        await seller.begins()
        await seller.agrees()
        sets(kit, face_provider="aliyun")
        await seller.does(collection.withdraw_consent, seller.collection, "face")
        last = await Consent.filter(kind="face").order_by("-id").first()
        assert last is not None and (last.decision, last.version) == ("withdrawn", "2026-11-21")
