"""The page to check everything before sending (提交前核对): one row an answer, each with where to change it."""

from backend.collection.answers.fields import LABELS
from backend.collection.begin import ROLE_NAMES, owned
from backend.collection.facts import ReviewRow
from backend.collection.models import Answer, Collection, Deal, Evidence, Signature
from backend.collection.people.consent import decisions
from backend.collection.tasks import CONFIRM_TASKS, EVIDENCE_KINDS, Situation, group_of, tasks_for, words_of
from backend.kit.database import Work
from backend.rules.money import Fen

DECISIONS = {"given": "已同意", "refused": "不同意，到站当面核对", "withdrawn": "已撤回，到站当面核对"}
NOT_YET = "未完成"


async def review_rows(work: Work, collection: str) -> list[ReviewRow]:
    """Every answer of the acting owner's collection, in the order of the task list."""
    row = await owned(work, collection)
    answers = await Answer.in_force(collection)
    evidence = await Evidence.current(collection)
    decided = await decisions(collection)
    situation = Situation(row.role, row.party_kind, row.by_agent)
    rows: list[ReviewRow] = []
    for task in tasks_for(row.role, row.party_kind, row.by_agent, bool(row.deal)):
        if task in CONFIRM_TASKS:
            rows += _answers(task, group_of(task, row.party_kind), answers)
        elif task == "selfie" and decided.get("face") in {"refused", "withdrawn"}:
            rows.append(ReviewRow("本人核验", "到站当面核对", "consent_face"))
        elif task in EVIDENCE_KINDS:
            picture = evidence.get(task)
            value = "已拍摄" if picture else NOT_YET
            label = words_of(task, situation)[0].removeprefix("拍摄")
            rows.append(ReviewRow(label, value, task, evidence=picture.public_id if picture else ""))
        else:
            rows.append(await _other(task, row, decided))
    return rows


def party_in_words(row: Collection) -> str:
    """卖方 · 个人 · 本人办理, and so on."""
    if not (row.role and row.party_kind):
        return NOT_YET
    how = "经办人办理" if row.party_kind == "company" else "委托代办" if row.by_agent else "本人办理"
    return f"{ROLE_NAMES[row.role]} · {'企业' if row.party_kind == 'company' else '个人'} · {how}"


def _answers(task: str, group: str, answers: dict[str, dict[str, Answer]]) -> list[ReviewRow]:
    known = answers.get(group)
    if not known:
        names = {"vehicle": "车辆信息", "company": "企业信息", "condition": "车况告知"}
        return [ReviewRow(names.get(group, "身份信息"), NOT_YET, task)]
    told = group == "condition"  # no paper says it: every answer is typed, and none is not the answer 无
    rows = []
    for name, label in LABELS[group].items():
        one = known.get(name)
        value = (one.value if one else "") or ("未填写" if told else "无")
        rows.append(ReviewRow(label, value, task, source=one.source if one and not told else ""))
    return rows


async def _other(task: str, row: Collection, decided: dict[str, str]) -> ReviewRow:
    if task in {"consent_privacy", "consent_face"}:
        label = "信息告知" if task == "consent_privacy" else "人脸信息单独同意"
        return ReviewRow(label, DECISIONS.get(decided.get(task.removeprefix("consent_"), ""), NOT_YET), task)
    if task == "phone":
        return ReviewRow("手机号", row.phone or NOT_YET, task)
    if task == "party":
        return ReviewRow("办理身份", party_in_words(row), task)
    if task == "price":
        deal = await Deal.get(public_id=row.deal)
        said = "已确认" if deal.confirmed_by(row.role) else "待您确认"
        return ReviewRow("成交价", f"{Fen(deal.price_fen).grouped()} 元（{said}）", task)
    signature = await Signature.last_of(row.public_id)
    return ReviewRow("手写签名", "已签名" if signature else NOT_YET, task)
