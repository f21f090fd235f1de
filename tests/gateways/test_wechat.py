"""微信网关: wechatpy and httpx against the sandbox, over a real socket."""

import asyncio
import io
import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import cv2
import httpx
import numpy
import pytest
from PIL import Image

from backend.gateways.wechat import (
    SubscribeValueUnfit,
    Wechat,
    WechatAccountBlocked,
    WechatCodeRejected,
    WechatConfig,
    WechatIdentity,
    WechatSnapshotUser,
    check_subscribe_values,
    fit_subscribe_value,
    open_wechat,
)
from backend.kit.errors import VendorTrouble
from backend.sandbox.people import person

RETURNED = {
    "thing1": "车辆过户资料",
    "thing2": "身份证人像面",
    "thing3": "照片反光，看不清号码",
    "time4": "2026年11月21日 09:30",
}
MINI = "wxsandbox00000001"
H5 = "wxsandbox00000002"


def config_for(sandbox) -> WechatConfig:
    return WechatConfig(
        mini_app_id=MINI,
        mini_secret="sandbox-mini-secret",
        h5_app_id=H5,
        h5_secret="sandbox-h5-secret",
        api_url=sandbox.url,
        authorise_url=sandbox.url,
        connect_timeout_s=1,
        read_timeout_s=1,
    )


@pytest.fixture
async def wechat(sandbox):
    platform = open_wechat(config_for(sandbox))
    yield platform
    await platform.close()


async def code_from_page(wechat, key: str, extra: str = "") -> str:
    """Walk the login page as a browser would; the code that comes back."""
    address = wechat.authorise_url("http://127.0.0.1:8000/h5/back?next=%2Fh5%2F", "state-1").split("#")[0]
    address = address.replace("/authorize?", f"/authorize/agree/{key}?") + extra
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(address)
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (query["state"], query["next"]) == (["state-1"], ["/h5/"])
    return query["code"][0]


class TestLoginOnTheWeb:
    async def test_it_works(self, wechat):
        lin = person("lin-mai")
        identity = await wechat.identity_from_oauth(await code_from_page(wechat, "lin-mai"))
        assert identity == WechatIdentity(lin.openid(H5), lin.unionid, "林间小路")

    async def test_the_address_is_what_wechat_demands(self, wechat, sandbox):
        address = wechat.authorise_url("http://127.0.0.1:8000/back", "s")
        assert address == (
            f"{sandbox.url}/connect/oauth2/authorize?appid={H5}&redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fback"
            "&response_type=code&scope=snsapi_userinfo&state=s#wechat_redirect"
        )

    async def test_a_silent_login_has_no_nickname(self, sandbox):
        quiet = Wechat(replace(config_for(sandbox), scope="snsapi_base"))
        identity = await quiet.identity_from_oauth(await code_from_page(quiet, "lin-mai"))
        assert (identity.nickname, identity.unionid) == ("", person("lin-mai").unionid)
        await quiet.close()

    async def test_it_refuses_a_code_used_twice(self, wechat):
        code = await code_from_page(wechat, "lin-mai")
        await wechat.identity_from_oauth(code)
        with pytest.raises(WechatCodeRejected, match="重新登录"):
            await wechat.identity_from_oauth(code)

    async def test_it_refuses_an_old_code(self, wechat, sandbox):
        code = await code_from_page(wechat, "lin-mai")
        sandbox.advance(301)
        with pytest.raises(WechatCodeRejected):
            await wechat.identity_from_oauth(code)

    @pytest.mark.parametrize("code", ["", "made-up"])
    async def test_it_refuses_a_code_that_was_never_given(self, wechat, code):
        with pytest.raises(WechatCodeRejected):
            await wechat.identity_from_oauth(code)

    async def test_it_refuses_a_snapshot(self, wechat):
        code = await code_from_page(wechat, "lin-mai", "&snapshot=1")
        with pytest.raises(WechatSnapshotUser, match="使用完整服务"):
            await wechat.identity_from_oauth(code)

    async def test_a_duplicated_callback_leaves_one_login(self, wechat, sandbox):
        sandbox.misbehave("wechat", "duplicate_callback", 1)
        assert await wechat.identity_from_oauth(await code_from_page(wechat, "lin-mai"))


class TestLoginInTheMiniProgram:
    async def test_it_works(self, wechat, sandbox):
        chen = person("chen-mai")
        identity = await wechat.identity_from_mini_program(sandbox.codes_for("chen-mai")["js_code"])
        assert identity == WechatIdentity(chen.openid(MINI), chen.unionid, "")

    async def test_it_refuses_a_used_or_empty_code(self, wechat, sandbox):
        code = sandbox.codes_for("chen-mai")["js_code"]
        await wechat.identity_from_mini_program(code)
        for bad in (code, "", "made-up"):
            with pytest.raises(WechatCodeRejected):
                await wechat.identity_from_mini_program(bad)

    async def test_it_refuses_a_risky_account(self, wechat, sandbox):
        sandbox.misbehave("wechat", "risky_user", 1)
        with pytest.raises(WechatAccountBlocked, match="存在风险"):
            await wechat.identity_from_mini_program(sandbox.codes_for("chen-mai")["js_code"])

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            ("server_error", "http 502"),
            ("timeout", "ReadTimeout"),
            ("garbled", "UnicodeDecodeError"),
            ("busy", "-1"),
            ("rate_limit", "45009"),
        ],
    )
    async def test_an_outage_is_not_the_persons_fault(self, wechat, sandbox, fault, reason):
        codes = sandbox.codes_for("chen-mai")
        sandbox.misbehave("wechat", fault, 1)
        with pytest.raises(VendorTrouble) as caught:
            await wechat.identity_from_mini_program(codes["js_code"])
        assert (caught.value.reason, caught.value.retry) == (reason, True)

    async def test_a_wrong_secret_is_ours_to_mend(self, sandbox):
        wrong = Wechat(replace(config_for(sandbox), mini_secret="wrong"))
        with pytest.raises(VendorTrouble) as caught:
            await wrong.identity_from_mini_program(sandbox.codes_for("chen-mai")["js_code"])
        assert (caught.value.reason, caught.value.retry) == ("40125", False)
        await wrong.close()


class TestPhoneNumber:
    async def test_it_works(self, wechat, sandbox):
        assert await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"]) == "19900000002"

    async def test_it_refuses_the_login_code_and_a_used_one(self, wechat, sandbox):
        codes = sandbox.codes_for("chen-mai")
        await wechat.phone_number(codes["phone_code"])
        for bad in (codes["js_code"], codes["phone_code"], ""):
            with pytest.raises(WechatCodeRejected):
                await wechat.phone_number(bad)

    async def test_a_stale_token_costs_one_retry(self, wechat, sandbox):
        await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"])
        sandbox.advance(7201)  # our token is dead, though we believe in it
        assert await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"]) == "19900000002"

    async def test_a_token_that_is_always_refused_ends_after_one_retry(self, wechat, sandbox):
        await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"])
        sandbox.misbehave("wechat", "wrong_signature", 40)
        with pytest.raises(VendorTrouble, match="40001"):
            await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"])
        # The call itself, and the renewal of the token: two answers used, not nine hundred.
        assert sandbox.get("faults.json")["wechat"]["on"]["left"] == 38

    async def test_many_at_once_share_one_token(self, wechat, sandbox):
        codes = [sandbox.codes_for("chen-mai")["phone_code"] for _ in range(8)]
        assert await asyncio.gather(*map(wechat.phone_number, codes)) == ["19900000002"] * 8

    @pytest.mark.parametrize("fault", ["server_error", "timeout", "garbled", "busy", "rate_limit"])
    async def test_an_outage_may_pass(self, wechat, sandbox, fault):
        codes = sandbox.codes_for("chen-mai")
        sandbox.misbehave("wechat", fault)
        with pytest.raises(VendorTrouble) as caught:
            await wechat.phone_number(codes["phone_code"])
        assert caught.value.retry

    async def test_it_waits_for_a_slow_vendor(self, wechat, sandbox):
        sandbox.misbehave("wechat", "slow", 2)
        assert await wechat.phone_number(sandbox.codes_for("chen-mai")["phone_code"])


class TestMiniProgramCode:
    async def test_it_works(self, wechat):
        picture = await wechat.mini_program_code("c=7F3K-Q2", "pages/index/index")
        image = Image.open(io.BytesIO(picture))
        assert (image.format, image.size) == ("JPEG", (430, 430))
        assert cv2.QRCodeDetector().detectAndDecode(numpy.array(image.convert("L")))[0] == "c=7F3K-Q2"

    @pytest.mark.parametrize(
        ("scene", "page", "reason"),
        [
            ("接入码", "pages/index/index", "40169"),
            ("x" * 33, "pages/index/index", "40169"),
            ("c=1", "/pages/index/index", "41030"),
            ("c=1", "pages/nowhere/nowhere", "41030"),
        ],
    )
    async def test_it_reports_what_wechat_refuses(self, wechat, scene, page, reason):
        with pytest.raises(VendorTrouble) as caught:
            await wechat.mini_program_code(scene, page)
        assert (caught.value.reason, caught.value.retry) == (reason, False)

    async def test_it_reports_garbage_instead_of_a_picture(self, wechat, sandbox):
        await wechat.mini_program_code("c=1", "pages/index/index")
        sandbox.misbehave("wechat", "garbled", 1)
        with pytest.raises(VendorTrouble, match="garbled"):
            await wechat.mini_program_code("c=1", "pages/index/index")


class TestSubscribeMessage:
    async def test_it_works(self, wechat, sandbox):
        openid = person("lin-mai").openid(MINI)
        await wechat.send_subscribe_message(openid, "tmpl-returned", "pages/task/task?id=1", RETURNED)
        (message,) = sandbox.get("messages.json", person="lin-mai")
        assert (message["data"], message["page"]) == (RETURNED, "pages/task/task?id=1")

    async def test_it_says_when_no_consent_is_left(self, wechat, sandbox):
        sandbox.post("wechat/consents", person="lin-mai", template="tmpl-returned", left=0)
        with pytest.raises(VendorTrouble) as caught:
            await wechat.send_subscribe_message(person("lin-mai").openid(MINI), "tmpl-returned", "", RETURNED)
        assert (caught.value.reason, caught.value.retry) == ("43101", False)

    @pytest.mark.parametrize(
        ("openid", "template", "reason"), [("o-nobody", "tmpl-returned", "40003"), (None, "tmpl-x", "40037")]
    )
    async def test_it_reports_a_wrong_addressee_or_template(self, wechat, openid, template, reason):
        with pytest.raises(VendorTrouble) as caught:
            await wechat.send_subscribe_message(openid or person("lin-mai").openid(MINI), template, "", RETURNED)
        assert (caught.value.reason, caught.value.retry) == (reason, False)

    async def test_a_value_that_breaks_its_rule_never_leaves(self, wechat, sandbox):
        openid = person("lin-mai").openid(MINI)
        with pytest.raises(SubscribeValueUnfit, match="thing3") as caught:
            await wechat.send_subscribe_message(openid, "tmpl-returned", "", RETURNED | {"thing3": "字" * 21})
        assert "字字" not in str(caught.value)
        assert sandbox.get("messages.json") == []

    async def test_a_garbled_answer_is_not_sent_again(self, wechat, sandbox):
        openid = person("lin-mai").openid(MINI)
        await wechat.send_subscribe_message(openid, "tmpl-returned", "", RETURNED)
        sandbox.misbehave("wechat", "garbled", 1)
        with pytest.raises(VendorTrouble) as caught:
            await wechat.send_subscribe_message(openid, "tmpl-returned", "", RETURNED)
        assert not caught.value.retry


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("thing1", "字" * 20, "字" * 21),
        ("thing1", "一行", "两\n行"),
        ("number2", "12.5", "十二"),
        ("letter3", "Abc", "Abc1"),
        ("symbol4", "##", "#" * 6),
        ("character_string5", "GH-2026_001", "编号1"),
        ("time6", "2026年1月2日 09:30", "2026-01-02 09:30"),
        ("time6", "09:30~10:30", "25:30"),
        ("date7", "2026年01月02日", "2026/1/2"),
        ("amount8", "¥13000.50元", "13000.505"),
        ("phone_number9", "+86-0591-87654321", "0591转1234"),
        ("car_number10", "闽A7F36Q", "闽A7F36Q123"),
        ("car_number10", "粤Z123港", "A"),
        ("name11", "艾力江·买买提", "字" * 11),
        ("name11", "李𠅤", "张三1"),
        ("phrase12", "资料审核", "资料审核中了"),
        ("thing1", "好", ""),
        ("thing1", "好", " \r"),
    ],
)
def test_values_follow_the_rule_of_their_kind(name, good, bad):
    check_subscribe_values({name: good})
    with pytest.raises(SubscribeValueUnfit):
        check_subscribe_values({name: bad})


@pytest.mark.parametrize("name", ["unknown1", "thing", "Thing1"])
def test_a_value_of_no_known_kind_is_refused(name):
    with pytest.raises(SubscribeValueUnfit):
        check_subscribe_values({name: "x"})


def test_texts_can_be_made_to_fit():
    assert fit_subscribe_value("thing1", "字" * 30) == "字" * 19 + "…"
    assert fit_subscribe_value("thing1", "两\n行  空格") == "两 行 空格"
    assert fit_subscribe_value("phrase2", "资料审核中了") == "资料审核中"
    assert fit_subscribe_value("time3", "2026年1月2日 09:30") == "2026年1月2日 09:30"


async def test_it_logs_no_secret_and_no_code(sandbox, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    wechat = Wechat(config_for(sandbox))
    code = await code_from_page(wechat, "lin-mai")
    caplog.clear()  # the line about our own test browser
    await wechat.identity_from_oauth(code)
    js_code = sandbox.codes_for("chen-mai")["js_code"]
    caplog.clear()
    sandbox.misbehave("wechat", "server_error", 1)
    with pytest.raises(VendorTrouble) as caught:
        await wechat.identity_from_mini_program(js_code)
    await wechat.close()
    printed = "".join([*capfd.readouterr(), caplog.text, str(caught.value), repr(caught.value.__cause__)])
    for secret in ("sandbox-mini-secret", "sandbox-h5-secret", code, js_code):
        assert secret not in printed


async def test_a_vendor_that_is_not_there_may_come_back():
    lost = Wechat(WechatConfig("a", "b", "c", "d", api_url="http://127.0.0.1:9"))
    for call in (lost.identity_from_mini_program("x"), lost.identity_from_oauth("x"), lost.phone_number("x")):
        with pytest.raises(VendorTrouble) as caught:
            await call
        assert caught.value.retry
    await lost.close()
