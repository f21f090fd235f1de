"""Gateways are tested against the running sandbox, over real sockets."""

from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]
