"""The task list (任务清单): which tasks a side has, in which state each is, and which is next. Pure functions.

Who must send what: 机动车登记规定 (公安部令第164号) art. 14 and 89 — a unit hands in its certificate, a stamped letter
of authority and the agent's identity card; a person who sends an agent, the own card, the letter and the agent's card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.collection.facts import TaskFact

# Photographs that the card reader reads, and the confirm task and group that their fields end in.
READ_KINDS = {
    "id_front": ("identity", "principal"),
    "id_back": ("identity", "principal"),
    "business_licence": ("identity", "company"),
    "agent_id_front": ("agent_identity", "agent"),
    "agent_id_back": ("agent_identity", "agent"),
    "vehicle_licence": ("vehicle", "vehicle"),
}
EVIDENCE_KINDS = frozenset({*READ_KINDS, "authority_letter", "car_front45", "car_vin", "selfie"})
CONFIRM_TASKS = frozenset({"identity", "agent_identity", "vehicle", "condition"})

TITLES = {
    "consent_privacy": ("阅读并同意信息告知", "说明我们收集什么、为什么、保存多久"),
    "consent_face": ("人脸信息单独同意", "可以不同意，改为到站由工作人员当面核对"),
    "phone": ("验证手机号", "发送短信验证码，用于通知和签署"),
    "party": ("选择办理身份", "卖方或买方、个人或企业、本人或代办"),
    "business_licence": ("拍摄营业执照", "原件或加盖公章的复印件，四角完整"),
    "id_front": ("拍摄身份证人像面", "有姓名和照片的一面，避开反光"),
    "id_back": ("拍摄身份证国徽面", "有签发机关和有效期限的一面"),
    "identity": ("核对身份信息", "逐项核对识别结果，有误请改正"),
    "authority_letter": ("拍摄授权委托书", "写明委托事项，并有委托人签名或公章"),
    "vehicle_licence": ("拍摄行驶证", "主页，号牌号码和识别代号要清楚"),
    "vehicle": ("核对车辆信息", "逐项核对识别结果，有误请改正"),
    "car_front45": ("拍摄车辆左前45°", "拍到整车和前号牌"),
    "car_vin": ("拍摄车架号", "前挡风玻璃左下角或车身铭牌"),
    "condition": ("告知车况", "里程、检验有效期、事故和抵押等，将写入合同附件"),
    "price": ("确认成交价", "双方确认同一个价格后生效"),
    "selfie": ("拍摄本人照片", "正对镜头，光线均匀，不戴墨镜口罩"),
    "signature": ("手写签名", "用手指写下姓名，将用于合同和确认表"),
}
# Where other words fit, or only these: a principal's card in the hands of a 代办人, a company's fields and its 经办人.
AGENT_TITLES = {
    "id_front": ("拍摄委托人身份证人像面", "委托您来办理的人，有姓名和照片的一面"),
    "id_back": ("拍摄委托人身份证国徽面", "委托您来办理的人，有有效期限的一面"),
    "identity": ("核对委托人信息", "逐项核对识别结果，有误请改正"),
    "agent_id_front": ("拍摄代办人身份证人像面", "您自己的身份证，有姓名和照片的一面"),
    "agent_id_back": ("拍摄代办人身份证国徽面", "您自己的身份证，有有效期限的一面"),
    "agent_identity": ("核对代办人信息", "逐项核对识别结果，有误请改正"),
    "selfie": ("拍摄代办人照片", "您自己正对镜头，光线均匀，不戴墨镜口罩"),
    "signature": ("代办人手写签名", "用手指写下您自己的姓名，将用于合同和确认表"),
}
COMPANY_TITLES = {
    "identity": ("核对企业信息", "逐项核对识别结果，有误请改正"),
    "authority_letter": ("拍摄单位授权委托书", "须加盖单位公章，写明经办人"),
    "agent_id_front": ("拍摄经办人身份证人像面", "实际来办理的人，有照片的一面"),
    "agent_id_back": ("拍摄经办人身份证国徽面", "实际来办理的人，有有效期限的一面"),
    "agent_identity": ("核对经办人信息", "逐项核对识别结果，有误请改正"),
    "selfie": ("拍摄经办人照片", "经办人正对镜头，光线均匀，不戴墨镜口罩"),
    "signature": ("经办人手写签名", "经办人用手指写下自己的姓名，将用于合同和确认表"),
}
IN_PERSON = ("到站当面核验", "您已选择不使用人脸信息，办理时由工作人员当面核对本人")


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the task list depends on.

    ``consents`` holds decisions about the texts in force; ``evidence`` the kinds sent; ``reading`` kinds not read yet;
    ``doubted`` kinds whose picture must be taken again (kind -> why); ``answered`` groups confirmed; ``returned``
    tasks sent back and not yet done again (task -> reason).
    """

    role: str = ""
    party_kind: str = ""
    by_agent: bool = False
    deal: bool = False
    consents: Mapping[str, str] = field(default_factory=dict)
    phone_proved: bool = False
    evidence: frozenset[str] = frozenset()
    reading: frozenset[str] = frozenset()
    doubted: Mapping[str, str] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    price_confirmed: bool = False
    signed: bool = False
    returned: Mapping[str, str] = field(default_factory=dict)

    @property
    def face_in_person(self) -> bool:
        """The owner does not want a face picture on the phone; the desk looks instead."""
        return self.consents.get("face") in {"refused", "withdrawn"}


def tasks_for(role: str, party_kind: str, by_agent: bool, deal: bool) -> list[str]:
    """The keys of the tasks that apply, in the order in which they are best done."""
    keys = ["consent_privacy", "consent_face", "phone", "party"]
    if party_kind == "company":
        keys += ["business_licence", "identity", "authority_letter"]
    elif party_kind == "person":
        keys += ["id_front", "id_back", "identity"] + (["authority_letter"] if by_agent else [])
    if party_kind == "company" or (party_kind == "person" and by_agent):
        keys += ["agent_id_front", "agent_id_back", "agent_identity"]
    if role == "seller":
        keys += ["vehicle_licence", "vehicle", "car_front45", "car_vin", "condition"]
    if deal:
        keys.append("price")
    return keys if not (role and party_kind) else [*keys, "selfie", "signature"]


def photographs_of(task: str, keys: list[str], party_kind: str) -> list[str]:
    """The photographs whose fields a confirm task shows."""
    return [kind for kind in keys if READ_KINDS.get(kind, ("", ""))[0] == task]


def group_of(task: str, party_kind: str) -> str:
    """The group of answers that a confirm task fills: principal, agent, company, vehicle or condition."""
    if task == "identity":
        return "company" if party_kind == "company" else "principal"
    return {"agent_identity": "agent"}.get(task, task)


def task_facts(situation: Situation) -> list[TaskFact]:
    """Every task with its title, hint and state."""
    keys = tasks_for(situation.role, situation.party_kind, situation.by_agent, situation.deal)
    return [_fact(key, situation, keys) for key in keys]


def next_task(tasks: list[TaskFact]) -> str | None:
    """What to do now: what was sent back first, then the first open task, then one that waits."""
    for states in ({"returned"}, {"todo", "optional"}, {"waiting"}):
        for task in tasks:
            if task.state in states:
                return task.key
    return None


def complete(tasks: list[TaskFact]) -> bool:
    """Everything is done. The face consent needs a decision, either way; an undecided one leaves the selfie open."""
    return len(tasks) > 4 and all(task.state in {"done", "optional"} for task in tasks)


def _fact(key: str, situation: Situation, keys: list[str]) -> TaskFact:
    title, hint = words_of(key, situation)
    state = _state(key, situation, keys)
    if key in situation.returned:
        hint = f"工作人员退回：{situation.returned[key]}"
    elif key in situation.doubted and state == "todo":
        hint = situation.doubted[key]
    return TaskFact(key, title, hint, state)


def words_of(key: str, situation: Situation) -> tuple[str, str]:
    """A task's title and hint, in the words of this side's kind of party."""
    if key == "selfie" and situation.face_in_person:
        return IN_PERSON
    if situation.party_kind == "company" and key in COMPANY_TITLES:
        return COMPANY_TITLES[key]
    if situation.by_agent and key in AGENT_TITLES:
        return AGENT_TITLES[key]
    return TITLES[key]


def _state(key: str, situation: Situation, keys: list[str]) -> str:
    if key in situation.returned:
        return "returned"
    if key in CONFIRM_TASKS:
        return _confirm_state(key, situation, keys)
    if key == "consent_face" and not situation.consents.get("face"):
        # A selfie whose owner agreed to another text than the one in force: asked again, once.
        return "todo" if "selfie" in situation.evidence else "optional"
    if key in EVIDENCE_KINDS and key in situation.doubted:
        return "todo"
    return "done" if _done(key, situation) else "todo"


def _done(key: str, situation: Situation) -> bool:
    if key == "selfie" and situation.face_in_person:
        return True
    if key in EVIDENCE_KINDS:
        return key in situation.evidence
    return {
        "consent_privacy": situation.consents.get("privacy") == "given",
        "consent_face": "face" in situation.consents,
        "phone": situation.phone_proved,
        "party": bool(situation.role and situation.party_kind),
        "price": situation.price_confirmed,
        "signature": situation.signed,
    }[key]


def _confirm_state(key: str, situation: Situation, keys: list[str]) -> str:
    if group_of(key, situation.party_kind) in situation.answered:
        return "done"
    if key == "condition":
        return "optional"  # a duty of the seller, not a paper of the station's: nobody is kept from sending by it
    waits = set(photographs_of(key, keys, situation.party_kind)) & situation.reading
    return "waiting" if waits else "todo"
