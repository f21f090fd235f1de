"""A running sandbox for any test that needs the outside world (运行中的沙箱): real sockets, one a worker process.

Use it by naming the fixture ``sandbox``: ``pytest_plugins = ["tests.sandbox.running"]`` or an import in a conftest.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.sandbox.app import create_sandbox, listen
from backend.sandbox.world import Options

# Plain HTTP needs no roots; reading them anew for every request would take longer than the request.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Seconds: its first keys, on a machine that does other things as well.
UNHURRIED = 60.0


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that listens at ``url``, and short ways to its control interface."""

    url: str
    options: Options

    def get(self, path: str, **params: str) -> Any:
        """The JSON answer of a control interface."""
        answer = httpx.get(
            f"{self.url}/sandbox/{path}", params=params, trust_env=False, verify=NO_TLS, timeout=UNHURRIED
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **fields: Any) -> Any:
        """Post JSON to a control interface; its JSON answer."""
        answer = httpx.post(
            f"{self.url}/sandbox/{path}", json=fields, trust_env=False, verify=NO_TLS, timeout=UNHURRIED
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reset(self) -> None:
        """Forget everything and behave."""
        self.post("reset")

    def misbehave(self, service: str, kind: str, count: int | None = None) -> None:
        """Switch a fault on for ``count`` calls, or until reset."""
        self.post("faults", service=service, kind=kind, count=count)

    def advance(self, seconds: float) -> None:
        """Let time pass in the sandbox."""
        self.post("clock", advance=seconds)

    def sms_codes(self, phone: str, template: str = "SMS_CODE") -> list[str]:
        """Codes sent to a phone by texts of that template, newest first."""
        return [sms["code"] for sms in self.get("sms.json", phone=phone) if sms["code"] and sms["template"] == template]

    def codes_for(self, person: str) -> dict[str, str]:
        """What a mini-program would hold for that person: ``js_code``, ``phone_code``, ``openid``."""
        codes: dict[str, str] = self.post("wechat/login-code", person=person)
        return codes


@contextmanager
def running(options: Options) -> Iterator[RunningSandbox]:
    """Run a sandbox on a free port in a thread of its own, until the block ends."""
    started, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    # Bound here, because Sanic takes port 0 for "not given" and listens on its own default instead.
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]

    thread = threading.Thread(
        target=lambda: loop.run_until_complete(listen(create_sandbox(options), door, stop, started.set)),
        daemon=True,
        name="sandbox",
    )
    thread.start()
    assert started.wait(20), "the sandbox did not start"
    try:
        yield RunningSandbox(f"http://127.0.0.1:{port}", options)
    finally:
        loop.call_soon_threadsafe(stop.set)
        # It may just be making a key: a loop that still runs cannot be emptied.
        thread.join(UNHURRIED)
        assert not thread.is_alive(), "the sandbox did not stop"
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@pytest.fixture(scope="session")
def one_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """The sandbox of this worker process, in whatever state the last test left it."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    options = Options(
        authenticator=folder / "demo_accounts.json",
        photographs=folder / "photographs",
        slow_seconds=0.3,
        hang_seconds=3.0,
    )
    with running(options) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(one_sandbox: RunningSandbox) -> RunningSandbox:
    """The sandbox, freshly reset."""
    one_sandbox.reset()
    return one_sandbox
