"""What was sent and how (采集资料核查): missing pictures, pictures from a file, doubts of the reader, consents."""

from collections.abc import Iterator

from backend.collection import PartyFacts
from backend.verification.comparing.finding import SIDE_NAMES, Finding, Severity, Source


def required(party: PartyFacts) -> list[str]:
    """The pictures this side must have sent (REG164 art. 89; DOMAIN §10.3)."""
    kinds = ["business_licence"] if party.party_kind == "company" else ["id_front", "id_back"]
    if party.party_kind == "company" or party.by_agent:
        kinds += ["authority_letter", "agent_id_front", "agent_id_back"]
    if party.role == "seller":
        kinds += ["vehicle_licence", "car_front45", "car_vin"]
    return kinds if party.face_in_person else [*kinds, "selfie"]


def about_evidence(party: PartyFacts) -> Iterator[Finding]:
    """What is missing or doubtful among one side's pictures, signature and consents."""
    who, side = SIDE_NAMES[party.role], party.role
    sent = {one.kind for one in party.evidence}
    for kind in required(party):
        if kind not in sent:
            sentence = f"{who}缺少{party.name_of(kind)}，请退回补拍。"
            yield Finding("evidence_missing", Severity.STOP, side, kind, sentence)
    if party.signature is None:
        yield Finding("signature_missing", Severity.STOP, side, "signature", f"{who}没有手写签名，请退回补签。")
    if not any(one.kind == "privacy" and one.decision == "given" for one in party.consents):
        sentence = f"{who}没有有效的个人信息处理同意，不能继续，请联系其重新同意。"
        yield Finding("consent_missing", Severity.STOP, side, "consent_privacy", sentence)
    yield from _from_files(party)
    for doubt in party.doubts:
        sentence = f"{who}{party.name_of(doubt.kind)}：{doubt.sentence}"
        yield Finding(f"reader_{doubt.code}", Severity.NOTE, side, doubt.kind, sentence)


def _from_files(party: PartyFacts) -> Iterator[Finding]:
    """One line a side, however many pictures were chosen: a dozen alike hide what else a clerk must read."""
    who, kinds = SIDE_NAMES[party.role], [one.kind for one in party.evidence if one.captured != "camera"]
    if kinds:
        whose = f"{who}全部" if len(kinds) == len(party.evidence) > 1 else f"{who}有"
        sentence = f"{whose} {len(kinds)} 张照片来自相册或文件，不是现场拍摄，请留意翻拍。"
        names = "、".join(party.name_of(kind) for kind in kinds)
        yield Finding("picture_from_file", Severity.NOTE, party.role, "", sentence, (Source("照片", names),))
