"""公安认证: the real SDK against the sandbox's authority, over a real socket."""

import asyncio
import logging
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import pytest
from PIL import Image

from backend.gateways.authority import AliyunAuthority, Prices, codes, open_authority
from backend.gateways.authority.picture import LARGEST_BYTES, fitted
from backend.gateways.cloudauth import Cloudauth, CloudauthConfig
from backend.kit.errors import VendorTrouble
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import person
from backend.settings import settings_from

LIN, CHEN = person("lin-mai"), person("chen-mai")
STRANGERS_NUMBER = "11010119900307993X"
PRICES = Prices(person_fen=30, phone_fen=40, face_fen=100)


def config_for(sandbox) -> CloudauthConfig:
    return CloudauthConfig(
        access_key="sandbox-key",
        secret="sandbox-secret",
        scene_id="1000000006",
        endpoint=sandbox.url,
        connect_timeout_s=1,
        # The sandbox draws the cast before it looks at its first picture.
        read_timeout_s=15,
    )


def hasty(sandbox) -> CloudauthConfig:
    """For faults: waits less than the sandbox hangs."""
    return replace(config_for(sandbox), read_timeout_s=1)


@pytest.fixture
async def opened(sandbox):
    """Opens authorities that the test's end closes."""
    ours: list[AliyunAuthority] = []

    def one(config: CloudauthConfig | None = None, **choices: bool) -> AliyunAuthority:
        ours.append(AliyunAuthority(Cloudauth(config or config_for(sandbox)), prices=PRICES, **choices))
        return ours[-1]

    yield one
    for each in ours:
        await each.close()


@pytest.fixture
def authority(opened):
    return opened()


@lru_cache
def selfie(key: str) -> bytes:
    return drawn(person(key), "selfie")


async def trouble(authority: AliyunAuthority) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as caught:
        await authority.person(LIN.name, LIN.id_number, "c1")
    assert caught.value.service == "aliyun_cloudauth"
    return caught.value


class TestPerson:
    async def test_it_works(self, authority):
        answer = await authority.person(LIN.name, LIN.id_number, "c1")
        assert (answer.agrees, answer.score, answer.code, answer.cost_fen) == (True, None, "1", 30)
        assert answer.request_id
        assert answer.sentence.startswith("公安系统核对一致")

    async def test_another_name_does_not_agree_and_is_paid_for(self, authority):
        answer = await authority.person(CHEN.name, LIN.id_number, "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (False, "2", 30)

    async def test_no_record_is_no_verdict_and_free(self, authority):
        answer = await authority.person(LIN.name, STRANGERS_NUMBER.lower(), "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (None, "3", 0)
        assert "不能说明证件有假" in answer.sentence

    async def test_a_number_it_will_not_take_is_no_verdict_and_free(self, authority):
        answer = await authority.person(LIN.name, "H0123456700", "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (None, "401", 0)


class TestPhone:
    @pytest.mark.parametrize(
        ("phone", "agrees", "code", "cost"),
        [
            (LIN.phone, True, "101", 40),
            (CHEN.phone, False, "201", 40),
            ("13900000000", None, "301", 0),
            ("17012345678", None, "405", 0),
        ],
    )
    async def test_it_works(self, authority, phone, agrees, code, cost):
        answer = await authority.phone(LIN.name, LIN.id_number, phone, "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (agrees, code, cost)

    async def test_the_short_answer_costs_the_reason(self, opened):
        answer = await opened(phone_reasons=False).phone(LIN.name, LIN.id_number, CHEN.phone, "c1")
        assert (answer.agrees, answer.code) == (False, "2")


class TestFace:
    async def test_it_works_with_a_photograph_of_any_size(self, authority):
        big = BytesIO()
        Image.open(BytesIO(selfie("lin-mai"))).resize((1620, 1998)).save(big, "PNG")
        answer = await authority.face(LIN.name, LIN.id_number, big.getvalue(), "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (True, "200", 100)
        assert answer.score is not None and answer.score >= 80

    async def test_another_face_does_not_agree(self, authority):
        answer = await authority.face(LIN.name, LIN.id_number, selfie("chen-mai"), "c1")
        assert (answer.agrees, answer.code) == (False, "204")
        assert answer.score is not None and answer.score < 60

    @pytest.mark.parametrize(("outcome", "code"), [("no_photo", "203"), ("risk", "205"), ("no_record", "202")])
    async def test_what_the_authority_leaves_open_stays_open(self, authority, sandbox, outcome, code):
        sandbox.post("cloudauth/outcome", outcome=outcome)
        answer = await authority.face(LIN.name, LIN.id_number, selfie("lin-mai"), "any name: 中文")
        assert (answer.agrees, answer.code) == (None, code)

    async def test_what_is_no_picture_is_not_sent(self, authority, sandbox):
        answer = await authority.face(LIN.name, LIN.id_number, b"no picture", "c1")
        assert (answer.agrees, answer.code, answer.request_id, answer.cost_fen) == (None, "unreadable", "", 0)
        assert sandbox.get("cloudauth.json")["asked"] == []

    @pytest.mark.parametrize(("fault", "code"), [("too_many", "418"), ("no_source", "417")])
    async def test_a_refusal_about_the_person_is_an_answer(self, authority, sandbox, fault, code):
        sandbox.misbehave("aliyun_cloudauth", fault, 1)
        answer = await authority.face(LIN.name, LIN.id_number, selfie("lin-mai"), "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (None, code, 0)

    def test_a_picture_of_noise_still_fits(self):
        noise = BytesIO()
        Image.effect_noise((2000, 2600), 90).convert("RGB").save(noise, "JPEG", quality=95)
        sent = fitted(noise.getvalue())
        assert len(sent) <= LARGEST_BYTES
        assert Image.open(BytesIO(sent)).height <= 1920


class TestHashed:
    async def test_names_and_numbers_leave_only_hashed(self, opened, sandbox):
        authority = opened(hashed=True)
        assert (await authority.person(LIN.name, LIN.id_number, "c1")).agrees is True
        assert (await authority.phone(LIN.name, LIN.id_number, LIN.phone, "c1")).agrees is True
        assert (await authority.person("艾力江·买买提", LIN.id_number, "c1")).agrees is False
        assert {one["about"] for one in sandbox.get("cloudauth.json")["asked"]} == {"密文"}

    async def test_faces_then_never_leave(self, opened, sandbox):
        answer = await opened(hashed=True).face(LIN.name, LIN.id_number, selfie("lin-mai"), "c1")
        assert (answer.agrees, answer.code, answer.cost_fen) == (None, "hashed_only", 0)
        assert sandbox.get("cloudauth.json")["asked"] == []


@pytest.mark.parametrize(
    ("fault", "reason", "retry"),
    [
        ("server_error", "SDK.UnknownServerError", True),
        ("timeout", "SDK.HttpError", True),
        ("garbled", "garbled answer", True),
        ("rate_limit", "Throttling.User", True),
        ("source_down", "402", True),
        ("system_error", "500", True),
        ("wrong_signature", "SignatureDoesNotMatch", False),
        ("arrears", "412", False),
    ],
)
async def test_it_tells_a_passing_fault_from_a_lasting_one(opened, sandbox, fault, reason, retry):
    authority = opened(hasty(sandbox))
    sandbox.misbehave("aliyun_cloudauth", fault, 1)
    error = await trouble(authority)
    assert (error.reason, error.retry) == (reason, retry)
    assert (await authority.person(LIN.name, LIN.id_number, "c1")).agrees is True


async def test_a_wrong_account_or_scene_is_lasting(opened, sandbox):
    error = await trouble(opened(replace(config_for(sandbox), secret="wrong")))
    assert (error.reason, error.retry) == ("SignatureDoesNotMatch", False)
    with pytest.raises(VendorTrouble) as caught:
        authority = opened(replace(config_for(sandbox), scene_id="7"))
        await authority.face(LIN.name, LIN.id_number, selfie("lin-mai"), "c1")
    assert (caught.value.reason, caught.value.retry) == ("404", False)


async def test_a_vendor_that_is_not_there_is_passing(opened, sandbox):
    error = await trouble(opened(replace(config_for(sandbox), endpoint="http://127.0.0.1:9")))
    assert (error.reason, error.retry) == ("SDK.HttpError", True)


async def test_it_turns_callers_away_when_the_vendor_hangs(opened, sandbox):
    authority = opened(replace(hasty(sandbox), workers=1, waiting=1))
    sandbox.misbehave("aliyun_cloudauth", "timeout")
    errors = await asyncio.gather(*(trouble(authority) for _ in range(3)))
    assert sorted(error.reason for error in errors) == ["SDK.HttpError", "SDK.HttpError", "pool full"]


async def test_it_prints_nobodys_data(authority, sandbox, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    await authority.phone(LIN.name, LIN.id_number, LIN.phone, "c1")
    sandbox.misbehave("aliyun_cloudauth", "wrong_signature", 1)
    error = await trouble(authority)
    printed = "".join([*capfd.readouterr(), caplog.text, str(error), repr(error.__cause__)])
    assert "cloudauth answered action=Mobile3MetaDetailVerify code=200" in printed
    for text in (LIN.name, LIN.id_number, LIN.phone):
        assert text not in printed


def test_every_answer_says_what_to_do_unless_all_is_well():
    tables = (codes.PERSON, codes.PHONE, codes.FACE, codes.META_REFUSALS, codes.FACE_REFUSALS)
    for meaning in (
        codes.FACE_FAILED,
        codes.UNREADABLE,
        codes.HASHED_ONLY,
        *(one for t in tables for one in t.values()),
    ):
        assert meaning.sentence.endswith("。")
        assert meaning.agrees or "请" in meaning.sentence


async def test_the_settings_choose(sandbox):
    assert open_authority(settings_from({})) is None
    chosen = {
        "CWT_AUTHORITY_PROVIDER": "aliyun",
        "CWT_AUTHORITY_ENDPOINT": sandbox.url,
        "CWT_AUTHORITY_PERSON_FEN": "25",
    }
    authority = open_authority(settings_from(chosen))
    assert authority is not None
    assert (authority.name, authority.version) == ("aliyun", "cloudauth 2019-03-07")
    assert (await authority.person(LIN.name, LIN.id_number, "c1")).cost_fen == 25
    await authority.close()
