"""From facts to what the template draws (页面编排): masked numbers, one row a field, pictures in order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from backend.collection import TASK_ORDER, EvidenceFact, PartyFacts, SignatureFact
from backend.console.masking import masked_number
from backend.rules.eligibility import CheckResult, prohibited_items
from backend.transfers import FieldView, SideView, State, TransferView, acts_for_another
from backend.verification import Finding, Source

# Shown masked until a clerk asks, which is audited (DESIGN §5, personal data).
PRIVATE = frozenset({"id_number", "phone", "own_phone"})
# The tone of a source's badge: a correction and a typed value want a second look, a recognised one had the picture.
SOURCES = {"recognised": "识别", "typed": "填写", "corrected": "更正", "scanned": "扫描"}
WAY = (
    (State.COLLECTING, "采集"),
    (State.REVIEWING, "审核"),
    (State.SIGNING, "签署"),
    (State.SETTLING, "办结"),
    (State.ARCHIVED, "归档"),
)
# What the rule's table calls the evidence of each prohibition, in a clerk's words.
EVIDENCE = {
    "authority answer": "公安机关查询结果",
    "clerk": "经办人核实",
    "customs_supervision": "海关监管",
    "inspection": "实车查验",
    "inspection mark": "检验合格标志",
    "insurance": "交强险",
    "mortgage": "抵押登记",
    "origin proof": "来历证明",
    "photographs of engine number and vin": "发动机号、车架号照片",
    "plate_number": "号牌号码",
    "registration_certificate": "登记证书",
    "scrap_due_date": "强制报废期止",
    "seizure": "查封记录",
    "tax proof": "完税证明",
    "vehicle_licence": "行驶证",
    "vehicle_status": "机动车状态",
    "vin_rubbing": "车架号拓印膜",
}
# Groups of answers, in order, and the task whose name heads each.
GROUPS = {"principal": "identity", "company": "identity", "agent": "agent_identity"}
# Never a station's to send back: they are the owner's own decisions (backend/collection/desk/send_back.py).
NOT_RETURNED = frozenset({"consent_privacy", "consent_face", "party", "price"})


@dataclass(frozen=True, slots=True)
class Row:
    """One field: ``shown`` is masked where ``private``; ``others`` are sources that say something else."""

    group: str
    name: str
    label: str
    value: str  # empty where private: the whole leaves the server only when asked for
    shown: str
    source: str
    badge: str
    hint: str
    private: bool
    doubtful: bool
    others: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One photograph: what it shows, and how it was taken."""

    id: str
    kind: str
    title: str
    fact: EvidenceFact


def rows(fields: Iterable[FieldView]) -> list[Row]:
    """Fields as rows, in order."""
    return [_row(field) for field in fields]


def side(view: SideView, transfer: TransferView) -> dict[str, Any]:
    """One half of the page."""
    party = view.party
    titles = {group: party.name_of(task) for group, task in GROUPS.items()} if party else {}
    titles["condition"] = "车况告知"
    groups = [(title, rows(one for one in view.fields if one.group == group)) for group, title in titles.items()]
    return {
        "view": view,
        "party": party,
        "groups": [(title, lines) for title, lines in groups if lines],
        "phone": masked_number(party.phone) if party and party.phone else "",
        "entrusted": party is not None and acts_for_another(party),
        "own_phone": masked_number(view.own_phone),
        "shots": shots(party) if party else [],
        "ink": ink(party.signature) if party and party.signature else None,
        "open_returns": [one for one in party.returned if one.answered_at is None] if party else [],
        "returnable": returnable(party) if party else [],
        "task_names": {task: party.name_of(task) for task in TASK_ORDER} if party else {},
    }


def shots(party: PartyFacts) -> list[Shot]:
    """A side's photographs in the order of the papers; the selfie stands first, beside the card it is compared with."""
    order = ("selfie", *TASK_ORDER)
    known = sorted(party.evidence, key=lambda one: order.index(one.kind) if one.kind in order else len(order))
    return [Shot(one.id, one.kind, party.name_of(one.kind), one) for one in known]


def returnable(party: PartyFacts) -> list[tuple[str, str]]:
    """The tasks that this side has and a station may send back: key and words."""
    sent = {one.kind for one in party.evidence}
    person = party.party_kind == "person"
    agent = party.by_agent or not person
    fits = {
        "identity": True,
        "agent_identity": agent,
        "vehicle": party.role == "seller",
        "phone": True,
        "signature": True,
        "selfie": not party.face_in_person,
        "authority_letter": agent,
        "business_licence": not person,
        "id_front": person,
        "id_back": person,
        "agent_id_front": agent,
        "agent_id_back": agent,
        "vehicle_licence": party.role == "seller",
        "car_front45": party.role == "seller",
        "car_vin": party.role == "seller",
    }
    return [
        (task, party.name_of(task))
        for task in TASK_ORDER
        if task not in NOT_RETURNED and (fits.get(task) or task in sent)
    ]


def findings(view: TransferView) -> list[Finding]:
    """The findings with private numbers in their sources masked."""
    return [
        replace(one, sources=tuple(Source(s.label, masked_number(s.value)) for s in one.sources))
        if one.field.rsplit(".", 1)[-1] in PRIVATE
        else one
        for one in view.findings
    ]


def checks(view: TransferView) -> dict[str, Any]:
    """The nine prohibitions: lines with their evidence in Chinese, and how many in force are still open."""
    superseded = {item.code for item in prohibited_items() if item.superseded}
    lines = [
        {
            "one": one,
            "evidence": "、".join(EVIDENCE.get(word, word) for word in one.evidence.split(", ")),
            "superseded": one.code in superseded,
        }
        for one in view.checks
    ]
    in_force = [one for one in view.checks if one.code not in superseded]
    return {"lines": lines, "open": sum(one.result is CheckResult.NOT_CHECKED for one in in_force)}


def steps(view: TransferView) -> list[tuple[str, str]]:
    """The step bar: (words, done | now | todo)."""
    places = [state for state, _ in WAY]
    here = {State.DRAFT: State.COLLECTING, State.COMPLETED: State.ARCHIVED}.get(view.state, view.state)
    if here not in places:
        return [(title, "todo") for _, title in WAY]
    now = places.index(here) if view.state is not State.ARCHIVED else len(places)
    return [(title, "done" if at < now else "now" if at == now else "todo") for at, (_, title) in enumerate(WAY)]


def ink(signature: SignatureFact) -> dict[str, Any]:
    """A signature's strokes as one SVG path in its own box."""
    parts = []
    for stroke in signature.strokes:
        points = [f"{point['x']:.1f} {point['y']:.1f}" for point in stroke]
        if len(points) == 1:
            points *= 2  # a dot: a line of no length with a round end
        parts.append("M" + "L".join(points))
    return {"path": "".join(parts), "width": signature.width, "height": signature.height, "at": signature.at}


def _row(field: FieldView) -> Row:
    private = field.name in PRIVATE
    mask = masked_number if private else str
    confidence = f"，识别把握 {field.confidence:.0%}" if field.confidence is not None else ""
    return Row(
        group=field.group,
        name=field.name,
        label=field.label,
        value="" if private else field.value,
        shown=mask(field.value),
        source=field.source,
        badge=SOURCES.get(field.source, field.source),
        hint=f"{field.source_name}{confidence}",
        private=private,
        doubtful=field.source == "recognised" and field.confidence is not None and field.confidence < 0.85,
        others=tuple(Source(one.label, mask(one.value)) for one in field.others),
    )
