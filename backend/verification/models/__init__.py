"""The tables of the verification slice (核查表): checks and what became of them, and who is kept out."""

from backend.verification.models.checks import AuthorityCall, Check, Decision, PictureMark, Policy
from backend.verification.models.incidents import Block, Interception
from backend.verification.models.liveness import LivenessAttempt, LivenessChallenge, LivenessMark

__all__ = [
    "AuthorityCall",
    "Block",
    "Check",
    "Decision",
    "Interception",
    "LivenessAttempt",
    "LivenessChallenge",
    "LivenessMark",
    "PictureMark",
    "Policy",
]
