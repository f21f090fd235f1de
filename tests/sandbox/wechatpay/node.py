"""A Node client of WeChat Pay that we did not write (wechatpay-axios-plugin), run as a process against the sandbox."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.running import RunningSandbox

SCRIPT = Path(__file__).with_name("client.mjs")
PLUGIN = Path(__file__).parents[3] / "node_modules" / "wechatpay-axios-plugin"


def get(path: str, *, packed: bool = False, **params: str) -> dict[str, Any]:
    """A GET as the client wants it; ``packed`` answers are gunzipped."""
    return {"method": "GET", "path": path, "params": params, "packed": packed}


def post(path: str, **data: Any) -> dict[str, Any]:
    """A POST as the client wants it."""
    return {"method": "POST", "path": path, "data": data, "params": {}}


class Node:
    """The client, for one demo merchant; ``changes`` spoil its credentials."""

    def __init__(self, sandbox: RunningSandbox, merchant: str = "wuxi", **changes: Any) -> None:
        if shutil.which("node") is None or not PLUGIN.exists():
            pytest.skip("no Node, or no development dependencies: npm ci")
        self.merchant = sandbox.get(f"wechatpay/merchant/{merchant}") | changes

    def ask(self, *calls: dict[str, Any]) -> list[dict[str, Any]]:
        """Its answers, in order."""
        answers: list[dict[str, Any]] = self._run(calls=list(calls), notices=[])["answers"]
        return answers

    def open(self, *notices: dict[str, Any]) -> list[dict[str, Any]]:
        """What it makes of notices: ``verified`` and ``plain`` of each."""
        opened: list[dict[str, Any]] = self._run(calls=[], notices=list(notices))["notices"]
        return opened

    def _run(self, **order: Any) -> dict[str, Any]:
        done = subprocess.run(
            ["node", str(SCRIPT)],
            input=json.dumps({"merchant": self.merchant} | order).encode(),
            capture_output=True,
            check=False,
            timeout=60,
            env={"PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1"},
        )
        assert done.returncode == 0, done.stderr.decode()
        told: dict[str, Any] = json.loads(done.stdout)
        return told
