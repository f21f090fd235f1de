"""The sandbox of a test process ends whatever it is doing (沙箱收场)."""

import time
from pathlib import Path

import pytest

from backend.sandbox.app import listen
from backend.sandbox.world import Options
from tests.sandbox import running


@pytest.mark.slow
def test_a_sandbox_that_is_making_a_key_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def busy(*given):
        await listen(*given)
        time.sleep(6)  # noqa: ASYNC251 - nothing else may run meanwhile, as while a key is made

    monkeypatch.setattr(running, "listen", busy)
    with running.running(Options(authenticator=tmp_path / "accounts.json", photographs=tmp_path)) as sandbox:
        assert sandbox.get("people.json")
