"""Faults meet the outside world too: a sandbox for every worker."""

from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]
