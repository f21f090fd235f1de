"""What checks say to the approval (核查与审核): whatever is not a pass is a finding, until a person decides."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backend.collection import PartyFacts
from backend.verification.checks.kinds import OF_A_PICTURE, Demand, Kind
from backend.verification.checks.show import CheckFacts, provider_name
from backend.verification.comparing.finding import SIDE_NAMES, Finding, Severity, Source

ASKS = {
    Kind.FACE_MATCH: "请对照两张照片，人工比对后点“一致”或“不一致”。",
    Kind.LIVENESS: "请查看现场照片，确认是本人在场后点“一致”。",
    Kind.AUTHORITY: "请用证件原件当面核对后判定，或点“再核验一次”。",
    Kind.PHONE_OWNER: "请当面核实号码归属后判定。",
    Kind.RECAPTURE: "请核对证件原件后判定，或退回重拍。",
    Kind.SEEN_BEFORE: "请核对证件原件后判定，或退回重拍。",
    Kind.BLOCKED: "请联系站长。",
}


def about_checks(party: PartyFacts, checks: Iterable[CheckFacts]) -> Iterator[Finding]:
    """The findings that the checks of one side lead to."""
    kinds = {one.id: one.kind for one in party.evidence}
    for check in checks:
        if check.collection != party.collection or check.demand is Demand.OFF:
            continue
        field = check.subject
        if check.kind in OF_A_PICTURE:
            field = kinds.get(check.evidence[0], "") if check.evidence else ""
            if not field:
                continue  # the photograph is not in force any more
        title = f"{_who(party, check.subject)}{check.kind_name}"
        if check.kind in OF_A_PICTURE:
            title = f"{SIDE_NAMES[party.role]}{party.name_of(field)}的{check.kind_name}"
        found = _finding(check, party.role, field, title)
        if found is not None:
            yield found


def _finding(check: CheckFacts, side: str, field: str, title: str) -> Finding | None:
    severity, sentence = _weight(check, title)
    if severity is None:
        return None
    if check.demand is Demand.SHOWN and severity is not Severity.NOTE:
        severity = Severity.NOTE
    sources = tuple(Source(_said_by(check, one), str(one["sentence"])) for one in check.reasons)
    return Finding(f"check_{check.kind.value}", severity, side, field, sentence, sources)


def _said_by(check: CheckFacts, reason: Mapping[str, Any]) -> str:
    """Who found this: the check's own provider, unless the reason names another."""
    other = str(reason.get("provider") or "")
    return provider_name(other) if other else check.provider


def _weight(check: CheckFacts, title: str) -> tuple[Severity | None, str]:
    """How grave it is now, in a sentence; None for what nobody need hear."""
    decided = check.decision
    if decided is not None:
        if decided.stage == "waiting":
            return Severity.STOP, f"{title}：{decided.who}判定“{decided.word_name}”，须另一人复核后才能审核通过。"
        if decided.word == "differs":
            return Severity.STOP, f"{title}：人工判定不一致，请退回补拍，或审核不通过。"
        return Severity.NOTE, f"{title}：{decided.who}人工判定“{decided.word_name}”（{decided.reason}）。"
    if check.state == "pending":
        return Severity.STOP, f"{title}正在进行，请稍候，结果出来后本页自动更新。"
    if check.state == "late":
        return Severity.ASK, f"{title}还没有结果，可以继续等待，也可以人工核对。{ASKS[check.kind]}"
    number = "" if check.score is None else f"（{check.score} 分）"
    if check.verdict == "fail":
        return Severity.STOP, f"{title}未通过{number}。{_way_out(check)}"
    if check.verdict == "ask":
        # Where two people must agree, a reason that one of them writes at the approval is not enough.
        weight = Severity.STOP if check.second_person else Severity.ASK
        return weight, f"{title}需人工比对{number}。{ASKS[check.kind]}"
    return None, ""


def _way_out(check: CheckFacts) -> str:
    if check.kind is Kind.BLOCKED:
        return "确属误列的，请站长或系统管理员解除黑名单后，请车主重新提交。"
    return "请退回重拍；核实无误的，写明理由采信。"


def _who(party: PartyFacts, subject: str) -> str:
    return SIDE_NAMES[party.role] + (party.agent_name if subject == "agent" else "")
