"""The sandbox's memory (沙箱状态): one world per running sandbox, forgotten on reset and on exit.

Each service keeps its own record class; the world only knows where to find it, so a new service adds nothing here.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sanic import Request

from backend.sandbox.accounts import Accounts
from backend.sandbox.faults import Faults

Memory = TypeVar("Memory")


@dataclass(frozen=True, slots=True)
class Options:
    """How one sandbox behaves; every field has a default that suits a demo.

    ``authenticator`` is a JSON file of demo staff accounts, ``photographs`` a folder for generated pictures.
    ``oauth_domains`` are hosts WeChat may send people back to, besides loopback and private addresses.
    ``mini_code_link`` makes the QR of a mini-program code hold an address (``…{scene}…``) instead of the bare scene.
    ``sms_limits`` switches the vendor's flow control per phone on; ``sms_receipt_url`` gets delivery receipts.
    """

    accounts: Accounts = field(default_factory=Accounts)
    authenticator: Path = Path("var/demo_accounts.json")
    photographs: Path = Path("var/sandbox/photographs")
    oauth_domains: frozenset[str] = frozenset()
    mini_code_link: str = ""
    sms_limits: bool = False
    sms_receipt_url: str = ""
    slow_seconds: float = 3.0
    hang_seconds: float = 60.0


class World:
    """Everything one sandbox remembers, and its clock, which tests may push forward."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.faults = Faults(slow_seconds=options.slow_seconds, hang_seconds=options.hang_seconds)
        self.whoami: str | None = None
        self._ahead = 0.0
        self._memories: dict[type, object] = {}

    def now(self) -> float:
        """Seconds since the epoch as this world counts them: codes, tokens and quotas age by it."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass, so that a test need not wait five minutes for a code to expire."""
        self._ahead += seconds

    def memory(self, kind: type[Memory]) -> Memory:
        """The one record of that kind, made when first asked for."""
        found = self._memories.get(kind)
        if not isinstance(found, kind):
            found = self._memories[kind] = kind()
        return found

    def reset(self) -> None:
        """Forget everything and switch every fault off."""
        self.faults.clear()
        self.whoami = None
        self._ahead = 0.0
        self._memories.clear()


def world_of(request: Request) -> World:
    """The world that answers this request."""
    world = request.app.ctx.world
    assert isinstance(world, World)  # noqa: S101 - put there by create_sandbox, for the type checker
    return world
