"""The kinds of checks (核查种类), their names, and what is demanded where nobody said otherwise."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What is judged."""

    FACE_MATCH = "face_match"
    LIVENESS = "liveness"
    AUTHORITY = "authority"
    PHONE_OWNER = "phone_owner"
    RECAPTURE = "recapture"
    SEEN_BEFORE = "seen_before"
    BLOCKED = "blocked"


KIND_NAMES: Final = {
    Kind.FACE_MATCH: "人证比对",
    Kind.LIVENESS: "真人检测",
    Kind.AUTHORITY: "公安认证",
    Kind.PHONE_OWNER: "手机号实名",
    Kind.RECAPTURE: "翻拍检测",
    Kind.SEEN_BEFORE: "照片重复使用",
    Kind.BLOCKED: "黑名单",
}
# Of these 100 is certainly a forgery; of the others 100 is certainly the person.
HIGH_IS_BAD: Final = frozenset({Kind.RECAPTURE, Kind.SEEN_BEFORE, Kind.BLOCKED})
# One a photograph; the others are about a person.
OF_A_PICTURE: Final = frozenset({Kind.RECAPTURE, Kind.SEEN_BEFORE})
# A stamped plate is grey, a letter is a print, a company may send a stamped copy of its licence: what tells a copy from
# an original says nothing of these.
LIKE_A_PRINT: Final = frozenset({"car_vin", "authority_letter", "business_licence"})
# Nobody sets these: a block is lifted, not tuned.
FIXED: Final = frozenset({Kind.BLOCKED})


class Verdict(StrEnum):
    """结论: never two. A provider that is down can only lead to the third."""

    PASS = "pass"  # noqa: S105 — a verdict, no password
    FAIL = "fail"
    ASK = "ask"


class Demand(StrEnum):
    """要求: what a verdict does to the approval."""

    REQUIRED = "required"
    SHOWN = "shown"
    OFF = "off"


DEMAND_NAMES: Final = {Demand.REQUIRED: "必须通过", Demand.SHOWN: "仅提示", Demand.OFF: "关闭"}


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The policy of one kind in force (核查策略): thresholds 0 to 100, and whether a second person must agree.

    ``station`` is empty for the platform's, ``by`` for the rule that came with the software.
    """

    kind: Kind
    demand: Demand
    pass_at: int
    fail_at: int
    second_person: bool = False
    station: str = ""
    by: str = ""
    at: datetime | None = None


# 80 and 60 are the places to which every face pack's calibration and the authority's scores are drawn; 50 and 80 are
# the inspector's own for doubtful and forged. Of two pictures only the very same bytes (100) are certain: from 80 on a
# person compares them.
DEFAULTS: Final = {
    Kind.FACE_MATCH: PolicyFacts(Kind.FACE_MATCH, Demand.REQUIRED, 80, 60),
    Kind.LIVENESS: PolicyFacts(Kind.LIVENESS, Demand.REQUIRED, 80, 60),
    Kind.AUTHORITY: PolicyFacts(Kind.AUTHORITY, Demand.REQUIRED, 80, 60),
    Kind.PHONE_OWNER: PolicyFacts(Kind.PHONE_OWNER, Demand.SHOWN, 80, 60),
    Kind.RECAPTURE: PolicyFacts(Kind.RECAPTURE, Demand.REQUIRED, 50, 80),
    Kind.SEEN_BEFORE: PolicyFacts(Kind.SEEN_BEFORE, Demand.REQUIRED, 80, 100),
    Kind.BLOCKED: PolicyFacts(Kind.BLOCKED, Demand.REQUIRED, 50, 100),
}
