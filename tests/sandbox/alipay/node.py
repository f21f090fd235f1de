"""Alipay's own Node SDK, run as a process: a client of the sandbox that we did not write."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.sandbox.running import RunningSandbox

SCRIPT = Path(__file__).with_name("client.mjs")


def ask_with_node(sandbox: RunningSandbox, *calls: dict[str, Any], merchant: str = "wuxi", **changes: str) -> list[Any]:
    """The SDK's answers to ``calls``, in order; an exception of the SDK is ``{"error": …}``."""
    order = {"merchant": sandbox.get(f"alipay/merchant/{merchant}") | changes, "calls": list(calls)}
    # The SDK stamps its calls with the local time of its machine.
    environment = {"PATH": os.environ["PATH"], "TZ": "Asia/Shanghai"}
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(order).encode(),
        capture_output=True,
        check=False,
        timeout=60,
        env=environment,
    )
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers


def call(method: str, token: str = "", notify_url: str = "", **biz: Any) -> dict[str, Any]:
    """One call as the SDK wants it."""
    params: dict[str, Any] = {"bizContent": biz}
    params |= {"appAuthToken": token} if token else {}
    params |= {"notifyUrl": notify_url} if notify_url else {}
    return {"method": f"alipay.{method}", "params": params}
