"""A signed wire to the sandbox, and a place where its notices arrive."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from wechatpayv3.utils import build_authorization

from tests.sandbox.running import NO_TLS, RunningSandbox

APP = "wxsandbox00000002"
ORDERS = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"


class Wire:
    """Signs requests as a demo merchant; ``spoil`` changes the Authorization header on its way."""

    def __init__(self, sandbox: RunningSandbox, merchant: str = "wuxi") -> None:
        self.sandbox = sandbox
        self.merchant = sandbox.get(f"wechatpay/merchant/{merchant}")
        self._key = load_pem_private_key(self.merchant["private_key"].encode(), None)

    def send(
        self, method: str, path: str, body: object = None, old: str = "", new: str = "", **headers: str
    ) -> httpx.Response:
        """One request; ``old`` in its Authorization is replaced by ``new``."""
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        authorization = build_authorization(
            path, method, self.merchant["mchid"], self.merchant["serial"], self._key, data=text
        )
        said = {"Authorization": authorization.replace(old, new) if old else authorization, "Accept": "*/*"} | headers
        return httpx.request(
            method, f"{self.sandbox.url}{path}", content=text, headers=said, trust_env=False, verify=NO_TLS
        )

    def get(self, path: str) -> dict[str, Any]:
        """The JSON of an answer, whatever its status."""
        told: dict[str, Any] = self.send("GET", path).json()
        return told

    def post(self, path: str, body: object) -> dict[str, Any]:
        """The same of a POST; empty for 204."""
        answer = self.send("POST", path, body)
        return {} if answer.status_code == 204 else answer.json()

    def order(self, number: str, **changes: Any) -> dict[str, Any]:
        """What an order says; a change to None leaves the field out."""
        facts = {
            "appid": APP,
            "mchid": self.merchant["mchid"],
            "description": "过户服务费",
            "out_trade_no": number,
            "notify_url": "http://127.0.0.1:9/notify",
            "amount": {"total": 100},
        } | changes
        return {name: value for name, value in facts.items() if value is not None}

    def scanned(self, number: str, wish: str = "pays", **changes: Any) -> dict[str, Any]:
        """A payment code, charged."""
        code = self.sandbox.post("wechatpay/payers/lin-mai/code", wish=wish)["code"]
        facts = {"payer": {"auth_code": code}, "scene_info": {"store_info": {"id": "S1"}}, "notify_url": None}
        return self.post(f"{ORDERS}/codepay", self.order(number, **facts | changes))

    def paid(self, number: str, **changes: Any) -> dict[str, Any]:
        """A Native order that 林卖 paid."""
        self.post(f"{ORDERS}/native", self.order(number, **changes))
        assert self.sandbox.post("wechatpay/payers/lin-mai/pay", number=number)["ok"]
        return self.get(f"{ORDERS}/out-trade-no/{number}?mchid={self.merchant['mchid']}")


@pytest.fixture
def wire(sandbox: RunningSandbox) -> Wire:
    """The direct merchant's wire."""
    return Wire(sandbox)


class Letterbox:
    """Where notices arrive: ``answers`` are the next statuses, then 204 for ever."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    @property
    def ids(self) -> list[str]:
        """The id of each that arrived."""
        return [json.loads(body)["id"] for _, body in self.got]


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    """A server that keeps what is posted to it."""
    box = Letterbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.got.append((dict(self.headers.items()), body))
            self.send_response(box.answers.pop(0) if box.answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.url = f"http://127.0.0.1:{server.server_port}/notify"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield box
    server.shutdown()
    server.server_close()
    thread.join(5)
