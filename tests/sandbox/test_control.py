"""控制台: pages that show and switch, their JSON twins, and a process that ends when told."""

import json
import signal
import socket
import subprocess
import sys
import time

import httpx
import pyotp
import pytest
from PIL import Image

from backend.sandbox.app import serve
from backend.sandbox.faults import GENERAL
from backend.sandbox.people import PEOPLE, person
from backend.sandbox.services import services
from tests.sandbox.test_aliyun_rpc import sdk_call

SECRET = pyotp.random_base32()


@pytest.fixture
def browser(sandbox):
    """A browser without script: forms and links only."""
    with httpx.Client(base_url=sandbox.url, trust_env=False, follow_redirects=True) as client:
        yield client


class TestThePage:
    def test_it_works(self, browser, sandbox):
        sdk_call(sandbox)
        page = browser.get("/sandbox").text
        assert '<span class="code">123456</span>' in page
        assert 'data-copy="123456"' in page
        assert "还没有订阅消息" in page

    @pytest.mark.parametrize(
        "path",
        ["/sandbox", "/sandbox/people", "/sandbox/people/lin-mai", "/sandbox/authenticator", "/sandbox/people/nobody"],
    )
    def test_nothing_inline_is_needed_or_allowed(self, browser, path):
        answer = browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script>" not in answer.text
        assert "style=" not in answer.text
        assert " onclick" not in answer.text

    def test_newest_first_and_only_that_phone(self, sandbox):
        sdk_call(sandbox, TemplateParam='{"code":"111111"}')
        sdk_call(sandbox, TemplateParam='{"code":"222222"}')
        sdk_call(sandbox, PhoneNumbers="19900000002")
        assert sandbox.sms_codes("19900000001") == ["222222", "111111"]

    def test_a_box_refreshes_by_itself(self, browser, sandbox):
        sdk_call(sandbox)
        assert "123456" in browser.get("/sandbox/panel/sms").text
        assert browser.get("/sandbox/panel/messages").status_code == 200
        assert browser.get("/sandbox/panel/nothing").status_code == 404

    def test_what_a_message_says_is_text_not_html(self, browser, sandbox):
        sdk_call(sandbox, TemplateCode="SMS_SIGN", TemplateParam='{"code":"1234","deal":"<b>x</b>","fingerprint":"7"}')
        assert "&lt;b&gt;x" in browser.get("/sandbox").text

    def test_everything_the_page_loads_is_there(self, browser):
        for path in ("sandbox.css", "sandbox.js", "icon.svg", "han.ttf"):
            assert browser.get(f"/sandbox/static/{path}").status_code == 200


class TestFaultSwitches:
    def test_a_form_switches_and_comes_back(self, browser):
        page = browser.post("/sandbox/faults", data={"service": "wechat", "kind": "timeout", "count": "2"})
        assert page.url.path == "/sandbox"
        assert "还剩 2 次" in page.text

    def test_off_after_the_count_and_off_by_hand(self, sandbox):
        sandbox.misbehave("aliyun_sms", "rate_limit", 2)
        codes = [sdk_call(sandbox)["Code"] for _ in range(3)]
        assert codes == ["isv.BUSINESS_LIMIT_CONTROL"] * 2 + ["OK"]
        sandbox.misbehave("aliyun_sms", "rate_limit")
        assert sdk_call(sandbox)["Code"] != "OK"
        sandbox.misbehave("aliyun_sms", "")
        assert sdk_call(sandbox)["Code"] == "OK"

    def test_one_services_fault_leaves_the_other_alone(self, sandbox, browser):
        sandbox.misbehave("wechat", "server_error")
        assert sdk_call(sandbox)["Code"] == "OK"
        assert browser.get("/sns/userinfo").status_code == 502

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"service": "nobody", "kind": "slow"}, 404),
            ({"service": "wechat", "kind": "explode"}, 404),
            ({"service": "wechat", "kind": "slow", "count": "0"}, 400),
            ({"service": "wechat", "kind": "slow", "count": "many"}, 400),
        ],
    )
    def test_it_refuses(self, browser, fields, status):
        assert browser.post("/sandbox/faults", json=fields).status_code == status

    # Some services have further switches, so that faults combine; the general ones strike at the vendor's address.
    @pytest.mark.parametrize("service", [known.name for known in services() if not known.faults[0].passive])
    def test_every_service_has_the_general_ones(self, browser, sandbox, service):
        path = {
            "wechat": "/sns/userinfo",
            "aliyun_sms": "/?Action=SendSms&Version=2017-05-25",
            "aliyun_cloudauth": "/?Action=Id2MetaVerify&Version=2019-03-07",
            "aliyun_ocr": "/?Action=RecognizeIdcard&Version=2021-07-07",
            "aliyun_kms": "/?Action=Decrypt&Version=2016-01-20",
            "aliyun_oss": "/chewutong-vault/",
            "timestamps": "/tsa/crl.der",
            "wechatpay": "/v3/certificates",
            "alipay": "/gateway.do",
        }[service]
        assert {kind.code for kind in GENERAL} <= set(sandbox.get("faults.json")[service]["kinds"])
        sandbox.misbehave(service, "slow", 1)
        began = time.monotonic()
        browser.get(path)
        assert time.monotonic() - began >= sandbox.options.slow_seconds
        sandbox.misbehave(service, "server_error", 1)
        assert browser.get(path).status_code == 502
        sandbox.misbehave(service, "garbled", 1)
        with pytest.raises(ValueError, match=r"utf-8|Expecting|Unterminated"):
            browser.get(path).json()
        sandbox.misbehave(service, "timeout", 1)
        with pytest.raises(httpx.ReadTimeout):
            browser.get(path, timeout=0.5)

    @pytest.mark.parametrize(
        ("kind", "number"), [("wrong_signature", 40001), ("rate_limit", 45009), ("busy", -1), ("risky_user", 40226)]
    )
    def test_wechats_own_faults(self, browser, sandbox, kind, number):
        sandbox.misbehave("wechat", kind, 1)
        assert browser.get("/sns/userinfo").json()["errcode"] == number


class TestWhoAmI:
    def test_a_form_settles_it(self, browser, sandbox):
        assert '<option value="lin-mai" selected>' in browser.post("/sandbox/whoami", data={"person": "lin-mai"}).text
        assert sandbox.post("wechat/login-code")["person"] == "lin-mai"

    def test_it_knows_only_its_people(self, browser):
        assert browser.post("/sandbox/whoami", json={"person": "nobody"}).status_code == 404
        assert browser.post("/sandbox/wechat/login-code", json={"person": "nobody"}).status_code == 404


def test_reset_forgets_everything(browser, sandbox):
    sdk_call(sandbox)
    sandbox.misbehave("wechat", "timeout")
    sandbox.post("whoami", person="lin-mai")
    assert browser.post("/sandbox/reset", data={"sure": "1"}).url.path == "/sandbox"
    assert sandbox.get("sms.json") == []
    assert sandbox.get("faults.json")["wechat"]["on"] is None
    assert 'value="lin-mai" selected' not in browser.get("/sandbox").text


def test_the_clock_takes_only_numbers(browser):
    assert browser.post("/sandbox/clock", json={"advance": "soon"}).status_code == 400


def test_consents_need_a_person_a_template_and_a_number(browser):
    for said in ({"person": "x"}, {"person": "lin-mai", "template": "tmpl-returned", "left": "-1"}):
        assert browser.post("/sandbox/wechat/consents", json=said).status_code == 404


class TestAuthenticator:
    @pytest.fixture(autouse=True)
    def accounts(self, sandbox):
        sandbox.options.authenticator.unlink(missing_ok=True)
        yield sandbox.options.authenticator
        sandbox.options.authenticator.unlink(missing_ok=True)

    def test_it_works(self, browser, sandbox, accounts):
        account = {"account": "zhao", "role": "站长", "station": "01", "password": "p", "totp_secret": SECRET}
        accounts.write_text(json.dumps([account]), encoding="utf-8")
        told = sandbox.get("authenticator.json")
        assert pyotp.TOTP(SECRET).verify(told["accounts"][0]["code"], valid_window=1)
        assert 1 <= told["left"] <= 30
        page = browser.get("/sandbox/authenticator").text
        assert "站长" in page
        assert SECRET not in page

    @pytest.mark.parametrize(
        "text", [None, "", "{}", "[1]", '[{"account":"a"}]', '[{"account":"a","totp_secret":"!"}]']
    )
    def test_no_accounts_is_an_empty_page(self, browser, accounts, text):
        if text is not None:
            accounts.write_text(text, encoding="utf-8")
        assert "还没有演示账号" in browser.get("/sandbox/authenticator").text
        assert "还没有演示账号" in browser.get("/sandbox/authenticator/list").text


class TestPapers:
    def test_everyone_is_listed_with_their_photographs(self, browser, sandbox):
        people = {one["key"]: one for one in sandbox.get("people.json")}
        assert len(people) == len(PEOPLE)
        assert set(people["chen-mai"]["photographs"]) == {"id_front", "id_back", "selfie"}
        assert {"vehicle_licence", "car_front45", "vin_plate"} <= set(people["lin-mai"]["photographs"])
        assert {"business_licence", "authority_letter"} <= set(people["zheng-fa"]["photographs"])
        assert set(people["wang-dai"]["photographs"]) == {"id_front", "id_back", "selfie", "authority_letter"}
        assert people["lin-mai"]["mini_program_openid"] == person("lin-mai").openid("wxsandbox00000001")
        for one in PEOPLE:
            assert one.id_number in browser.get(f"/sandbox/people/{one.key}").text

    @pytest.mark.parametrize(
        "who, kind",
        [
            ("zheng-fa", "id_front"),
            ("zheng-fa", "vin_plate"),
            ("zheng-fa", "authority_letter"),
            ("wang-dai", "authority_letter"),
        ],
    )
    def test_a_photograph_is_drawn_once_and_kept(self, browser, sandbox, who, kind):
        address = f"/sandbox/people/{who}/{kind}.jpg"
        first = browser.get(address)
        assert first.headers["content-type"] == "image/jpeg"
        kept = sandbox.options.photographs / f"{who}-{kind}.jpg"
        with Image.open(kept) as picture:
            assert min(picture.size) > 600
        written = kept.stat().st_mtime_ns
        assert browser.get(address).content == first.content
        assert kept.stat().st_mtime_ns == written

    def test_it_saves_under_a_chinese_name(self, browser):
        answer = browser.get("/sandbox/people/zheng-fa/id_front.jpg?download=1")
        assert "attachment" in answer.headers["content-disposition"]

    def test_every_face_has_a_picture(self, browser):
        assert browser.get("/sandbox/people/lin-mai/avatar.jpg").content.startswith(b"\xff\xd8")

    @pytest.mark.parametrize(
        "path",
        ["nobody/avatar.jpg", "nobody/id_front.jpg", "chen-mai/vehicle_licence.jpg", "lin-mai/id_front", "nobody"],
    )
    def test_it_refuses(self, browser, path):
        assert browser.get(f"/sandbox/people/{path}").status_code == 404


def test_the_command_serves_and_ends_when_told():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "backend.cli", "sandbox", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for _ in range(200):
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/sandbox", trust_env=False).status_code == 200
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=15)
    finally:
        process.kill()
    assert process.returncode == 0, printed
    assert "沙箱已启动" in printed
    assert "Traceback" not in printed


def test_the_command_says_when_the_port_is_taken(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve("127.0.0.1", taken.getsockname()[1]) == 1
    assert "无法监听" in capsys.readouterr().err
