"""核查: what a clerk must know before approving — where papers, people, car and price disagree, and what checks say.

``findings`` is a function of values: it answers findings, never a yes or no, and decides nothing. A finding that
stops blocks the approval; one that asks wants a person's written reason; a note is shown. Checks (``checks/``) are
judgements about evidence by engines and outside services; each that is not a pass becomes a finding until a person
decides about it. Who may see a side is the caller's to ask.
"""

from backend.verification.blocks import BLOCK_NAMES, BlockFacts, block, blocked_value, blocks, lift
from backend.verification.checks.answering.purse import DailyPurse, paid_today
from backend.verification.checks.ask import ask
from backend.verification.checks.decide import check_again, confirm, decide, take_back
from backend.verification.checks.due import faces_of, subject_of
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
from backend.verification.comparing.deal import PRICE_NAMES
from backend.verification.comparing.finding import Finding, Severity, Source
from backend.verification.comparing.judge import findings
from backend.verification.comparing.subject import TransferFacts, day
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
from backend.verification.forget import forget
from backend.verification.held import TABLES as PERSONAL_TABLES
from backend.verification.held import Kept, Values, erasable, erase_values, held_of_checks, held_of_values, must_stay
from backend.verification.intercepted import (
    Asked,
    InterceptionFacts,
    InterceptionPage,
    export_interceptions,
    interceptions,
    may_see_intercepted,
)
from backend.verification.jobs import ask_for_check_sweep
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

__all__ = [
    "BLOCK_NAMES",
    "DEMAND_NAMES",
    "FIXED",
    "HIGH_IS_BAD",
    "KIND_NAMES",
    "LIVENESS_WORDS",
    "LONGEST_FRAME_EDGE",
    "OF_A_PICTURE",
    "PERSONAL_TABLES",
    "PRICE_NAMES",
    "AlreadyBlocked",
    "AlreadyDecided",
    "Asked",
    "BlockFacts",
    "BlockUnknown",
    "ChallengeFacts",
    "CheckFacts",
    "CheckPending",
    "CheckUnknown",
    "DailyPurse",
    "DecisionFacts",
    "DecisionUnfit",
    "Demand",
    "Finding",
    "InterceptionFacts",
    "InterceptionPage",
    "Kept",
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
    "Values",
    "Verdict",
    "ask",
    "ask_for_check_sweep",
    "at_station",
    "block",
    "blocked_value",
    "blocks",
    "check_again",
    "check_facts",
    "checks_of",
    "confirm",
    "day",
    "decide",
    "erasable",
    "erase_values",
    "export_interceptions",
    "faces_of",
    "findings",
    "forget",
    "frames_strip",
    "give_challenge",
    "held_of_checks",
    "held_of_values",
    "interceptions",
    "lift",
    "liveness_facts",
    "may_see_intercepted",
    "must_stay",
    "paid_today",
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
