"""核查: what a clerk must know before approving — where papers, people, car and price disagree, and what checks say.

``findings`` is a function of values: it answers findings, never a yes or no, and decides nothing. A finding that
stops blocks the approval; one that asks wants a person's written reason; a note is shown. Checks (``checks/``) are
judgements about evidence by engines and outside services; each that is not a pass becomes a finding until a person
decides about it. Who may see a side is the caller's to ask.
"""

from backend.verification.blocks import BLOCK_NAMES, BlockFacts, block, blocked_value, blocks, lift
from backend.verification.checks.ask import ask, faces_of, subject_of
from backend.verification.checks.authority import authority_today
from backend.verification.checks.decide import check_again, confirm, decide, take_back
from backend.verification.checks.kinds import (
    DEMAND_NAMES,
    FIXED,
    HIGH_IS_BAD,
    KIND_NAMES,
    OF_A_PICTURE,
    Demand,
    Kind,
    PolicyFacts,
    Verdict,
)
from backend.verification.checks.outcome import Outcome, Reason
from backend.verification.checks.settle import at_station, settle, settle_within
from backend.verification.checks.show import CheckFacts, DecisionFacts, check_facts, checks_of
from backend.verification.deal import PRICE_NAMES
from backend.verification.errors import (
    AlreadyBlocked,
    AlreadyDecided,
    BlockUnknown,
    CheckPending,
    CheckUnknown,
    DecisionUnfit,
    PolicyUnfit,
    SecondPersonNeeded,
)
from backend.verification.finding import Finding, Severity, Source
from backend.verification.forget import forget
from backend.verification.interceptions import InterceptionFacts, InterceptionPage, interceptions
from backend.verification.jobs import ask_for_check_sweep
from backend.verification.judge import findings
from backend.verification.liveness.capture import (
    ChallengeFacts,
    LivenessFacts,
    PreparedCapture,
    give_challenge,
    liveness_facts,
    prepare_frames,
    send_frames,
)
from backend.verification.liveness.challenge import WORDS as LIVENESS_WORDS
from backend.verification.liveness.frames import LONGEST_EDGE as LONGEST_FRAME_EDGE
from backend.verification.liveness.frames import SentFrame
from backend.verification.liveness.show import frames_strip, with_frames
from backend.verification.policy import policies_of, policy_history, set_policy
from backend.verification.subject import TransferFacts, day

__all__ = [
    "BLOCK_NAMES",
    "DEMAND_NAMES",
    "FIXED",
    "HIGH_IS_BAD",
    "KIND_NAMES",
    "LIVENESS_WORDS",
    "LONGEST_FRAME_EDGE",
    "OF_A_PICTURE",
    "PRICE_NAMES",
    "AlreadyBlocked",
    "AlreadyDecided",
    "BlockFacts",
    "BlockUnknown",
    "ChallengeFacts",
    "CheckFacts",
    "CheckPending",
    "CheckUnknown",
    "DecisionFacts",
    "DecisionUnfit",
    "Demand",
    "Finding",
    "InterceptionFacts",
    "InterceptionPage",
    "Kind",
    "LivenessFacts",
    "Outcome",
    "PolicyFacts",
    "PolicyUnfit",
    "PreparedCapture",
    "Reason",
    "SecondPersonNeeded",
    "SentFrame",
    "Severity",
    "Source",
    "TransferFacts",
    "Verdict",
    "ask",
    "ask_for_check_sweep",
    "at_station",
    "authority_today",
    "block",
    "blocked_value",
    "blocks",
    "check_again",
    "check_facts",
    "checks_of",
    "confirm",
    "day",
    "decide",
    "faces_of",
    "findings",
    "forget",
    "frames_strip",
    "give_challenge",
    "interceptions",
    "lift",
    "liveness_facts",
    "policies_of",
    "policy_history",
    "prepare_frames",
    "send_frames",
    "set_policy",
    "settle",
    "settle_within",
    "subject_of",
    "take_back",
    "with_frames",
]
