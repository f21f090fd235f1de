"""微信模拟: every interface and error number on the wire, as the documents give them (INTEGRATIONS §1.1)."""

import re

import httpx
import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.oauth import WeChatOAuth, WeChatOAuthException

from backend.sandbox.people import person

MINI = {"appid": "wxsandbox00000001", "secret": "sandbox-mini-secret"}
H5 = {"appid": "wxsandbox00000002", "secret": "sandbox-h5-secret"}
PAGE = {"appid": H5["appid"], "redirect_uri": "http://127.0.0.1:8000/back", "response_type": "code"}
OPENID = person("lin-mai").openid(MINI["appid"])


@pytest.fixture
def wire(sandbox):
    """A plain HTTP client at the sandbox's address."""
    with httpx.Client(base_url=sandbox.url, trust_env=False) as client:
        yield client


def told(answer: httpx.Response) -> dict:
    assert answer.status_code == 200
    return answer.json()


def stable(wire, **changes) -> dict:
    return told(wire.post("/cgi-bin/stable_token", json={"grant_type": "client_credential", **MINI, **changes}))


def post(wire, path: str, body: object, token: str | None = None) -> dict:
    token = stable(wire)["access_token"] if token is None else token
    return told(wire.post(path, params={"access_token": token}, json=body))


def code_for(wire, key: str = "lin-mai", **changes: str) -> str:
    params = PAGE | {"scope": "snsapi_userinfo", "state": "s"} | changes
    location = wire.get(f"/connect/oauth2/authorize/agree/{key}", params=params).headers["location"]
    return re.search(r"code=(\w+)", location)[1]


class TestStableToken:
    def test_it_works(self, wire):
        first = stable(wire)
        assert (first["expires_in"], len(first["access_token"]) <= 512) == (7200, True)
        assert stable(wire)["access_token"] == first["access_token"]

    def test_it_is_renewed_in_its_last_five_minutes_and_both_work(self, wire, sandbox):
        old = stable(wire)["access_token"]
        sandbox.advance(7200 - 299)
        new = stable(wire)["access_token"]
        assert new != old
        body = {"scene": "x", "width": 1}
        assert [post(wire, "/wxa/getwxacodeunlimit", body, token)["errcode"] for token in (old, new)] == [40097] * 2
        sandbox.advance(300)
        assert post(wire, "/wxa/getwxacodeunlimit", body, old)["errcode"] == 42001

    def test_a_forced_refresh_ends_the_old_one(self, wire):
        old = stable(wire)["access_token"]
        assert stable(wire, force_refresh=True)["access_token"] != old
        assert post(wire, "/wxa/getwxacodeunlimit", {}, old)["errcode"] == 42001

    def test_forced_refreshes_are_limited(self, wire, sandbox):
        stable(wire, force_refresh=True)
        assert stable(wire, force_refresh=True)["errcode"] == 45011
        for _ in range(19):
            sandbox.advance(31)
            assert "access_token" in stable(wire, force_refresh=True)
        sandbox.advance(31)
        assert stable(wire, force_refresh=True)["errcode"] == 45009

    @pytest.mark.parametrize(
        ("changes", "number"),
        [
            ({"appid": "wx0"}, 40013),
            ({"secret": "no"}, 40125),
            ({"grant_type": "x"}, 40002),
            ({"appid": ""}, 41002),
            ({"secret": ""}, 41004),
        ],
    )
    def test_it_refuses(self, wire, changes, number):
        assert stable(wire, **changes)["errcode"] == number

    def test_it_refuses_what_is_not_json(self, wire):
        assert told(wire.post("/cgi-bin/stable_token", content=b"{"))["errcode"] == 47001
        assert told(wire.post("/cgi-bin/stable_token", content=b"[]"))["errcode"] == 47001
        assert told(wire.post("/cgi-bin/stable_token"))["errcode"] == 44002


class TestPlainToken:
    def ask(self, wire, **changes) -> dict:
        return told(wire.get("/cgi-bin/token", params={"grant_type": "client_credential", **MINI, **changes}))

    def test_each_call_ends_the_one_before_after_five_minutes(self, wire, sandbox):
        old, new = self.ask(wire)["access_token"], self.ask(wire)["access_token"]
        assert old != new
        assert post(wire, "/wxa/getwxacodeunlimit", {}, old)["errcode"] == 40169
        sandbox.advance(301)
        assert post(wire, "/wxa/getwxacodeunlimit", {}, old)["errcode"] == 42001

    def test_it_does_not_touch_the_stable_one(self, wire):
        kept = stable(wire)["access_token"]
        self.ask(wire)
        assert stable(wire)["access_token"] == kept

    def test_it_refuses(self, wire):
        assert self.ask(wire, secret="no")["errcode"] == 40125
        assert self.ask(wire, grant_type="x")["errcode"] == 40002


@pytest.mark.parametrize(
    "path", ["/wxa/getwxacodeunlimit", "/wxa/business/getuserphonenumber", "/cgi-bin/message/subscribe/send"]
)
def test_calls_need_a_token_of_the_mini_program(wire, path):
    assert told(wire.post(path, json={}))["errcode"] == 41001
    assert post(wire, path, {}, "made-up")["errcode"] == 40001
    assert post(wire, path, {}, stable(wire, **H5)["access_token"])["errcode"] == 48001


class TestCodeToSession:
    def ask(self, wire, code: str, **changes) -> dict:
        params = {**MINI, "js_code": code, "grant_type": "authorization_code", **changes}
        return told(wire.get("/sns/jscode2session", params=params))

    def test_it_works_once(self, wire, sandbox):
        code = sandbox.codes_for("lin-mai")["js_code"]
        session = self.ask(wire, code)
        assert (session["openid"], "errcode" in session) == (OPENID, False)
        assert self.ask(wire, code)["errcode"] == 40163

    def test_it_refuses(self, wire, sandbox):
        codes = sandbox.codes_for("lin-mai")
        assert self.ask(wire, "made-up")["errcode"] == 40029
        assert self.ask(wire, codes["phone_code"])["errcode"] == 40029
        assert self.ask(wire, codes["js_code"], appid="wx0")["errcode"] == 40013
        assert self.ask(wire, codes["js_code"], **H5)["errcode"] == 40013
        assert self.ask(wire, codes["js_code"], secret="no")["errcode"] == 40125
        assert self.ask(wire, codes["js_code"], grant_type="x")["errcode"] == 40002
        assert self.ask(wire, "")["errcode"] == 41008
        sandbox.advance(301)
        assert self.ask(wire, codes["js_code"])["errcode"] == 40029

    def test_a_hundred_a_minute_is_the_most(self, wire, sandbox):
        answers = [self.ask(wire, sandbox.codes_for("lin-mai")["js_code"]).get("errcode") for _ in range(101)]
        assert answers == [None] * 100 + [45011]


class TestWebLogin:
    def test_it_works_with_wechatpys_own_client(self, wire, sandbox):
        oauth = WeChatOAuth(H5["appid"], H5["secret"], "http://127.0.0.1:8000/back")
        oauth.API_BASE_URL = f"{sandbox.url}/"
        code = code_for(wire)
        assert oauth.fetch_access_token(code)["scope"] == "snsapi_userinfo"
        assert oauth.get_user_info()["nickname"] == "林间小路"
        with pytest.raises(WeChatOAuthException, match="40163"):
            oauth.fetch_access_token(code)

    def test_the_silent_scope_shows_no_profile(self, wire):
        token = told(
            wire.get(
                "/sns/oauth2/access_token",
                params={**H5, "code": code_for(wire, scope="snsapi_base"), "grant_type": "authorization_code"},
            )
        )
        params = {"access_token": token["access_token"], "openid": token["openid"]}
        assert told(wire.get("/sns/userinfo", params=params))["errcode"] == 48001
        assert told(wire.get("/sns/userinfo", params=params | {"openid": "o1"}))["errcode"] == 40003
        assert told(wire.get("/sns/userinfo", params=params | {"access_token": "x"}))["errcode"] == 40001

    def test_a_code_of_the_web_is_none_of_the_mini_program(self, wire):
        params = {**MINI, "js_code": code_for(wire), "grant_type": "authorization_code"}
        assert told(wire.get("/sns/jscode2session", params=params))["errcode"] == 40029


class TestTheLoginPage:
    def test_it_offers_everyone_with_a_masked_phone(self, wire):
        page = wire.get("/connect/oauth2/authorize", params=PAGE | {"scope": "snsapi_base", "state": "s"})
        assert page.status_code == 200
        assert page.text.count('class="pick"') == 12
        assert "199****0001" in page.text
        assert "19900000001" not in page.text
        assert "unsafe" not in page.headers["content-security-policy"]

    def test_the_control_page_may_have_decided(self, wire, sandbox):
        sandbox.post("whoami", person="chen-mai")
        answer = wire.get("/connect/oauth2/authorize", params=PAGE | {"scope": "snsapi_base", "state": "a b&c"})
        assert answer.status_code == 302
        assert answer.headers["location"].endswith("&state=a+b%26c")
        assert sandbox.codes_for("")["person"] == "chen-mai"
        sandbox.post("whoami", person="")
        assert wire.get("/connect/oauth2/authorize", params=PAGE | {"scope": "snsapi_base"}).status_code == 200

    def test_a_refusal_comes_back_without_a_code(self, wire):
        answer = wire.get("/connect/oauth2/authorize/deny", params=PAGE | {"scope": "snsapi_base", "state": "s"})
        assert answer.headers["location"] == "http://127.0.0.1:8000/back?state=s"

    @pytest.mark.parametrize(
        ("changes", "number"),
        [
            ({"appid": "wx0"}, "10012"),
            ({"redirect_uri": "https://evil.example.com/"}, "10003"),
            ({"redirect_uri": "javascript:alert(1)"}, "10003"),
            ({"redirect_uri": "http://8.8.8.8/"}, "10003"),
            ({"response_type": "token"}, "10004"),
            ({"scope": "everything"}, "10005"),
        ],
    )
    @pytest.mark.parametrize("path", ["", "/agree/lin-mai", "/deny"])
    def test_it_refuses(self, wire, path, changes, number):
        answer = wire.get(f"/connect/oauth2/authorize{path}", params=PAGE | {"scope": "snsapi_base"} | changes)
        assert answer.status_code == 400
        assert number in answer.text

    def test_it_knows_only_its_people(self, wire):
        answer = wire.get("/connect/oauth2/authorize/agree/nobody", params=PAGE | {"scope": "snsapi_base"})
        assert answer.status_code == 404

    @pytest.mark.parametrize("host", ["localhost:8000", "192.168.1.9", "phone.local", "devbox"])
    def test_it_returns_to_local_places(self, wire, host):
        params = PAGE | {"scope": "snsapi_base", "redirect_uri": f"http://{host}/back"}
        assert wire.get("/connect/oauth2/authorize", params=params).status_code == 200


def test_a_phone_code_in_the_query_is_refused(wire, sandbox):
    code = sandbox.codes_for("lin-mai")["phone_code"]
    params = {"access_token": stable(wire)["access_token"], "code": code}
    assert told(wire.post("/wxa/business/getuserphonenumber", params=params, json={}))["errcode"] == 40029
    answer = post(wire, "/wxa/business/getuserphonenumber", {"code": code})
    assert answer["phone_info"]["watermark"]["appid"] == MINI["appid"]


class TestMiniProgramCode:
    @pytest.mark.parametrize(
        ("changes", "number"),
        [
            ({"scene": ""}, 40169),
            ({"scene": "a%b"}, 40169),
            ({"page": "pages/index/index?x=1"}, 41030),
            ({"page": "pages/none/none"}, 41030),
            ({"width": 279}, 40097),
            ({"env_version": "beta"}, 40097),
        ],
    )
    def test_it_refuses(self, wire, changes, number):
        assert post(wire, "/wxa/getwxacodeunlimit", {"scene": "c=1"} | changes)["errcode"] == number

    def test_an_unpublished_page_is_fine_unchecked(self, wire):
        body = {"scene": "c=1", "page": "pages/none/none", "check_path": False, "is_hyaline": True, "width": 280}
        answer = wire.post("/wxa/getwxacodeunlimit", params={"access_token": stable(wire)["access_token"]}, json=body)
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")


class TestSubscribeMessage:
    DATA = {name: {"value": "好"} for name in ("thing1", "thing2", "thing3")} | {"time4": {"value": "09:30"}}

    def send(self, wire, **changes) -> dict:
        body = {"touser": OPENID, "template_id": "tmpl-returned", "data": self.DATA} | changes
        return post(wire, "/cgi-bin/message/subscribe/send", body)

    def test_one_consent_buys_one_message(self, wire, sandbox):
        sandbox.post("wechat/consents", person="lin-mai", template="tmpl-returned", left=1)
        assert self.send(wire)["errcode"] == 0
        assert self.send(wire)["errcode"] == 43101
        assert len(sandbox.get("messages.json", openid=OPENID)) == 1

    @pytest.mark.parametrize(
        ("changes", "number"),
        [
            ({"touser": person("lin-mai").openid(H5["appid"])}, 40003),
            ({"template_id": "x"}, 40037),
            ({"page": "pages/none/none"}, 41030),
            ({"miniprogram_state": "x"}, 40097),
            ({"data": None}, 47003),
            ({"data": DATA | {"thing1": {"value": ""}}}, 47003),
            ({"data": DATA | {"thing2": {"value": "长" * 21}}}, 47003),
            ({"data": DATA | {"time4": {"value": "2026-01-01"}}}, 47003),
        ],
    )
    def test_it_refuses(self, wire, changes, number):
        assert self.send(wire, **changes)["errcode"] == number

    def test_it_names_the_value_that_is_wrong(self, wire):
        answer = self.send(wire, data=self.DATA | {"thing3": {"value": "长" * 21}})
        assert "argument invalid! data.thing3.value" in answer["errmsg"]


def test_wechatpys_own_client_is_let_in(wire, sandbox):
    client = WeChatClient(MINI["appid"], MINI["secret"], stable(wire)["access_token"], auto_retry=False, timeout=3)
    client.wxa.API_BASE_URL = f"{sandbox.url}/"
    assert client.wxa.get_wxa_code_unlimited("c=1").headers["Content-Type"] == "image/jpeg"
    assert client.wxa.send_subscribe_message(OPENID, "tmpl-returned", TestSubscribeMessage.DATA)["errcode"] == 0
    with pytest.raises(WeChatClientException, match="40037"):
        client.wxa.send_subscribe_message(OPENID, "x", {})
