"""核查: what a clerk must know before approving — where papers, people, car and price do not agree.

Everything here is a function of values: it answers findings, never a yes or no, and decides nothing. A finding that
stops blocks the approval; one that asks wants a person's written reason; a note is shown.
"""

from backend.verification.deal import PRICE_NAMES
from backend.verification.finding import Finding, Severity, Source
from backend.verification.judge import findings
from backend.verification.subject import TransferFacts, day

__all__ = ["PRICE_NAMES", "Finding", "Severity", "Source", "TransferFacts", "day", "findings"]
