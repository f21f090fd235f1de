"""Who the parties are (当事人核查): cards in force, ages, names that differ, phones that others proved too."""

from collections.abc import Iterator, Mapping
from datetime import date

from backend.collection import FieldFact, PartyFacts
from backend.rules import eligibility
from backend.rules.numbers import judge_credit_code, judge_resident_id
from backend.rules.numbers.text import same_name
from backend.rules.sentences import say
from backend.verification.comparing.finding import SIDE_NAMES, Finding, Severity, Source, from_rules
from backend.verification.comparing.subject import day, value

# A card that ends within a month may end before the vehicle office has finished (REG164 art. 25: 30 days).
EXPIRES_SOON_DAYS = 30
# The reader's own words: below it a field is a guess that a person should compare with the picture.
LOW_CONFIDENCE = 0.85
# A change of one of these, where the reader was sure, is more often a wrong card than a reading error.
IDENTIFYING = frozenset({"name", "id_number", "credit_code", "plate_number", "vin", "owner", "engine_number"})


def about_party(party: PartyFacts, on: date) -> Iterator[Finding]:
    """What one side's own papers say against it."""
    who = SIDE_NAMES[party.role]
    if party.principal:
        yield from _card(party.principal, party.role, who, on)
    if party.agent:
        yield from _card(party.agent, party.role, f"{who}{party.agent_name}", on)
    if party.company:
        yield from _company(party)
    for group in ("principal", "agent", "company", "vehicle"):
        yield from _readings(party, group)
    if party.face_in_person:
        sentence = f"{who}选择到站当面核验：请当面核对本人与证件照片，并写明核对情况。"
        yield Finding("face_in_person", Severity.ASK, party.role, "selfie", sentence)
    if party.phone_proved_at is None:
        sentence = f"{who}的手机号未经短信验证，请退回验证或当面核实后写明。"
        yield Finding("phone_not_proved", Severity.ASK, party.role, "phone", sentence)


def about_phones(seller: PartyFacts | None, buyer: PartyFacts | None) -> Iterator[Finding]:
    """Phones that stand for more than one person."""
    if seller and buyer and seller.phone and seller.phone == buyer.phone:
        sentence = "买卖双方使用同一手机号，请核实双方身份和真实意愿后写明。"
        yield Finding("phone_of_both", Severity.ASK, "deal", "phone", sentence)
    both = {party.collection for party in (seller, buyer) if party}
    for party in (seller, buyer):
        others = set(party.phone_shared_with) - both if party else set()
        if party and others:
            who = SIDE_NAMES[party.role]
            sentence = f"{who}的手机号还被另外 {len(others)} 份采集验证过，请核实号码归属后写明。"
            yield Finding("phone_proved_by_another", Severity.ASK, party.role, "phone", sentence)


def _card(card: Mapping[str, FieldFact], side: str, who: str, on: date) -> Iterator[Finding]:
    number, birth = value(card, "id_number"), day(value(card, "birth_date"))
    judged = judge_resident_id(number, on)
    if judged.reasons:
        sentence = f"{who}的身份证号码有误：{say(judged.reasons[0])}"
        yield Finding("id_number_invalid", Severity.STOP, side, "id_number", sentence)
    ends, starts = day(value(card, "valid_to")), day(value(card, "valid_from"))
    period = eligibility.check_card_period(on, ends, starts, who, EXPIRES_SOON_DAYS)
    yield from from_rules(period, side, (Source("证件有效期止", value(card, "valid_to")),))
    if birth is not None:
        yield from from_rules(eligibility.check_age(birth, on, who), side)
    sex = value(card, "sex")
    yield from from_rules(
        eligibility.check_printed_person(number, birth, sex if sex in {"男", "女"} else None, who), side
    )


def _company(party: PartyFacts) -> Iterator[Finding]:
    judged = judge_credit_code(value(party.company, "credit_code"))
    if judged.reasons:
        sentence = f"{SIDE_NAMES[party.role]}的统一社会信用代码有误：{say(judged.reasons[0])}"
        yield Finding("credit_code_invalid", Severity.STOP, party.role, "credit_code", sentence)
    head, agent = value(party.company, "legal_representative"), value(party.agent, "name")
    if head and agent and not same_name(head, agent):
        sources = (Source("法定代表人", head), Source(party.agent_name, agent))
        sentence = "经办人不是法定代表人，请核对加盖公章的授权委托书是否写明经办人姓名。"
        yield Finding("agent_is_not_head", Severity.NOTE, party.role, "authority_letter", sentence, sources)


def _readings(party: PartyFacts, group: str) -> Iterator[Finding]:
    label, side = party.card_name(group), party.role
    facts: Mapping[str, FieldFact] = getattr(party, group)
    for field in facts.values():
        if field.recognised and field.recognised != field.value and field.name in IDENTIFYING:
            sure = field.confidence is None or field.confidence >= LOW_CONFIDENCE
            severity = Severity.ASK if sure else Severity.NOTE
            sources = (Source(f"{label}识别", field.recognised), Source("车主改为", field.value))
            sentence = f"{label}上的内容被改动，请对照照片核实；无误请写明，有误请退回或更正。"
            yield Finding("changed_after_reading", severity, side, f"{group}.{field.name}", sentence, sources)
        elif field.source == "recognised" and field.confidence is not None and field.confidence < LOW_CONFIDENCE:
            read = (Source(f"{label}识别（把握 {field.confidence:.0%}）", field.value),)
            sentence = f"{label}此项识别把握不高，请对照照片核对。"
            yield Finding("read_with_doubt", Severity.NOTE, side, f"{group}.{field.name}", sentence, read)
        if field.checked:
            insisted = (Source("车主核对确认", field.value),)
            sentence = "此项未通过校验，车主坚持无误，请对照实车和照片核实后写明。"
            yield Finding("insisted_by_owner", Severity.ASK, side, f"{group}.{field.name}", sentence, insisted)
