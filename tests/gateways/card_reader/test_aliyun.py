"""证件识别 by Aliyun, alone and beside another reader: the real SDK against the sandbox."""

import httpx
import pytest

from backend.gateways.card_reader import CardReading, FieldReading, open_chosen_reader, sentence
from backend.gateways.card_reader.aliyun.reader import AliyunOcrReader, OcrConfig
from backend.gateways.card_reader.both import TwoReaders, agreed
from backend.gateways.card_reader.sight.photo import NotAPhotograph
from backend.kit.errors import VendorTrouble
from backend.sandbox.pages.papers import truth_of
from backend.sandbox.people import person
from backend.settings import settings_from
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture
async def reader(sandbox):
    opened = AliyunOcrReader(OcrConfig("sandbox-key", "sandbox-secret", endpoint=sandbox.url))
    yield opened
    await opened.close()


@pytest.fixture
def photo(sandbox):
    """A photograph that the sandbox gave out."""

    def get(key: str, kind: str) -> bytes:
        return httpx.get(f"{sandbox.url}/sandbox/people/{key}/{kind}.jpg", trust_env=False, timeout=60).content

    return get


def values(reading: CardReading) -> dict[str, str]:
    return {name: found.value for name, found in reading.fields.items()}


class TestAliyunOcrReader:
    @pytest.mark.parametrize(
        ("key", "kind"),
        [
            ("zheng-fa", "id_front"),
            ("zheng-fa", "id_back"),
            # Drawing them takes the sandbox some seconds.
            pytest.param("zheng-fa", "vehicle_licence", marks=pytest.mark.slow),
            pytest.param("zheng-fa", "business_licence", marks=pytest.mark.slow),
            ("zheng-fa", "registration_certificate"),
        ],
    )
    async def test_it_works(self, reader, photo, key, kind):
        reading = await reader.read(photo(key, kind), kind)
        truth = truth_of(person(key), kind)
        assert (reading.kind, reading.provider, values(reading)) == (kind, "aliyun", truth)
        assert all(found.sure for found in reading.fields.values())
        assert reading.doubts == ()

    async def test_the_other_side_of_a_card_tells_itself(self, reader, photo):
        front = photo("zheng-fa", "id_front")
        assert (await reader.read(front, "id_back")).doubts == ("kind_differs:id_front",)
        assert (await reader.read(front)).kind == "id_front"

    async def test_a_picture_of_no_such_card_is_no_card(self, reader, photo):
        assert (await reader.read(photo("zheng-fa", "id_back"), "vehicle_licence")).doubts == ("not_a_card",)

    async def test_what_is_no_photograph_is_not_sent(self, reader):
        with pytest.raises(NotAPhotograph):
            await reader.read(b"%PDF-1.7", "id_front")

    @pytest.mark.parametrize(
        ("outcome", "doubt"),
        [
            ("copy", "picture_copied"),
            ("reshoot", "picture_reshot"),
            ("incomplete", "picture_incomplete"),
            ("tampered", "picture_tampered"),
        ],
    )
    async def test_the_vendors_doubts_about_the_picture_are_told(self, reader, photo, sandbox, outcome, doubt):
        sandbox.post("ocr/outcome", outcome=outcome)
        reading = await reader.read(photo("zheng-fa", "id_front"), "id_front")
        assert reading.doubts == (doubt,)
        assert "重拍" in sentence(doubt) or "原件" in sentence(doubt)

    @pytest.mark.parametrize(
        ("fault", "reason", "retry"),
        [
            ("server_error", "SDK.UnknownServerError", True),
            ("garbled", "garbled answer", True),
            ("rate_limit", "Throttling", True),
            ("wrong_signature", "SignatureDoesNotMatch", False),
            ("not_open", "ocrServiceNotOpen", False),
        ],
    )
    async def test_trouble_is_told_apart(self, reader, photo, sandbox, fault, reason, retry):
        picture = photo("zheng-fa", "id_back")
        sandbox.misbehave("aliyun_ocr", fault, 1)
        with pytest.raises(VendorTrouble) as caught:
            await reader.read(picture, "id_back")
        assert (caught.value.reason, caught.value.retry) == (reason, retry)


def reading(provider: str, *doubts: str, **texts: str) -> CardReading:
    fields = {name: FieldReading(text, 0.95) for name, text in texts.items()}
    return CardReading("id_back", fields, doubts, provider, "1", 5)


DATES = {"valid_from": "2018-03-15", "valid_to": "2038-03-15"}


class TestTwoReaders:
    def test_agreement_makes_surer(self):
        one = reading("a", issuer="福州市公安局（鼓楼）分局", **DATES)
        found = agreed(one, reading("b", issuer="福州市公安局(鼓楼)分局", **DATES))
        assert found.fields["issuer"].confidence == 0.9975
        assert (found.doubts, found.provider) == ((), "a+b")

    def test_disagreement_asks(self):
        found = agreed(reading("a", issuer="福州", **DATES), reading("b", issuer="福卅", **DATES))
        assert found.fields["issuer"].value == "福州"
        assert found.doubts == ("low_confidence:issuer", "readers_differ:issuer")

    def test_what_only_one_read_is_kept_as_sure_as_it_was(self):
        found = agreed(reading("a", **DATES), reading("b", issuer="福州", **DATES))
        assert found.fields["issuer"].confidence == 0.95
        assert found.doubts == ()

    def test_who_saw_no_card_is_no_second_opinion_but_its_doubts_about_the_picture_stay(self):
        blind = CardReading("id_back", doubts=("not_a_card", "picture_reshot"), provider="b")
        found = agreed(reading("a", issuer="福州", **DATES), blind)
        assert found.fields["issuer"].confidence == 0.95
        assert found.doubts == ("picture_reshot",)

    async def test_one_in_trouble_leaves_it_to_the_other(self, reader, photo, sandbox):
        gone = AliyunOcrReader(OcrConfig("k", "s", endpoint="http://127.0.0.1:9", connect_timeout_s=1))
        picture = photo("zheng-fa", "id_back")
        found = await TwoReaders(gone, reader).read(picture, "id_back")
        assert (found.provider, found.doubts) == ("aliyun", ())
        with pytest.raises(VendorTrouble):
            await TwoReaders(gone, gone).read(picture, "id_back")
        await gone.close()


async def test_the_settings_choose(sandbox, photo):
    chosen = {"CWT_CARD_READER": "both", "CWT_OCR_ENDPOINT": sandbox.url}
    both = open_chosen_reader(settings_from(chosen))
    assert isinstance(both, TwoReaders)
    await both.close()
    alone = open_chosen_reader(settings_from(chosen | {"CWT_CARD_READER": "aliyun"}))
    assert (await alone.read(photo("zheng-fa", "id_back"), "id_back")).provider == "aliyun"
    await alone.close()
