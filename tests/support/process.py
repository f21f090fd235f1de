"""The platform as a process of its own, to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from backend.serving import SANDBOX_ROOT

STARTS_WITHIN_SECONDS = 90


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Platform:
    """``cwt serve`` on a port and folder of its own."""

    folder: Path
    sandbox_url: str
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that make a demo of it, pointed at the test's sandbox."""
        return {
            **os.environ,
            "CWT_FOLDER": str(self.folder),
            "CWT_PORT": str(self.port),
            "CWT_DEMO": "1",
            "CWT_SECURE_COOKIES": "0",
            "CWT_SANDBOX_URL": self.sandbox_url,
            "CWT_WECHAT_API_URL": self.sandbox_url,
            "CWT_WECHAT_AUTHORISE_URL": self.sandbox_url,
            "CWT_SMS_ENDPOINT": self.sandbox_url,
            "CWT_TIMESTAMP_URL": f"{self.sandbox_url}/tsa",
            "CWT_TIMESTAMP_CA": str(SANDBOX_ROOT),
        }

    def cwt(self, *arguments: str) -> None:
        """Run another ``cwt`` command on the same folder."""
        subprocess.run([sys.executable, "-m", "backend.cli", *arguments], env=self.environment, check=True)

    def start(self) -> None:
        """Start and wait until it answers."""
        log = open(self.folder.parent / "server.log", "ab")  # noqa: SIM115 - the process keeps it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "serve"], env=self.environment, stdout=log, stderr=log
        )
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.address}/healthz", trust_env=False, timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError((self.folder.parent / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it politely."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def platform(folder: Path, sandbox_url: str) -> Iterator[Platform]:
    """A platform with demo accounts, running until the block ends."""
    one = Platform(folder / "var", sandbox_url)
    one.folder.mkdir(parents=True, exist_ok=True)
    one.cwt("demo")
    one.start()
    try:
        yield one
    finally:
        one.stop()
