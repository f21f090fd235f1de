"""The car (车辆核查): owner and seller, numbers that fit together, dates in order, and the nine prohibitions."""

from collections.abc import Iterator
from datetime import date

from backend.collection import PartyFacts
from backend.rules import codes, eligibility
from backend.rules.eligibility import CheckResult
from backend.rules.numbers import judge_plate_number, judge_vin
from backend.rules.numbers.plate_number import issuing_city
from backend.rules.scrap import UnknownScrapClass, scrap_class, scrap_outlook
from backend.rules.sentences import say
from backend.verification.comparing.finding import Finding, Severity, Source, from_rules
from backend.verification.comparing.subject import TransferFacts, day

SIDE = "vehicle"
NOT_CHECKED = CheckResult.NOT_CHECKED
# A mortgage is lifted and violations are settled before a car changes hands (REG164 art. 25, 26).
TOLD = {
    "mortgage": "卖方告知车辆有抵押、质押或未结清的贷款，请核对登记证书并写明如何解除。",
    "violations": "卖方告知有未处理的交通违法或事故，请核实处理完毕后写明。",
}
# Neither can be put right with a reason: such plates are not traded here at all (DOMAIN §1.5).
NEVER_TRADED = frozenset({"military_plate"})


def about_vehicle(seller: PartyFacts | None, transfer: TransferFacts, on: date) -> Iterator[Finding]:
    """What the licence says against itself, the seller or the law; nothing without a seller."""
    if seller is None or not transfer.vehicle:
        return
    car = transfer.vehicle
    owner, name = car.get("owner", ""), seller.display_name
    sources = (Source("行驶证所有人", owner), Source("卖方", name))
    yield from from_rules(eligibility.check_owner_is_seller(name, owner), "seller", sources)
    registered, issued = day(car.get("registered_on", "")), day(car.get("issued_on", ""))
    sources = (Source("注册日期", car.get("registered_on", "")), Source("发证日期", car.get("issued_on", "")))
    yield from from_rules(eligibility.check_dates(on, registered, issued_on=issued), SIDE, sources)
    yield from _plate(transfer)
    yield from _vin(transfer, registered, on)
    if registered is not None:
        yield from _scrap(transfer, registered, on)
    if transfer.scrap_warning:
        yield Finding("near_scrap", Severity.ASK, SIDE, "registered_on", transfer.scrap_warning)


def about_condition(seller: PartyFacts | None) -> Iterator[Finding]:
    """What the seller told of the car (车况告知) that stands in the way of a transfer."""
    told = seller.condition if seller else {}
    for name, sentence in TOLD.items():
        if name in told and told[name].value == "有":
            sources = (Source("卖方说明", told["remarks"].value if "remarks" in told else ""),)
            yield Finding("told_by_seller", Severity.ASK, SIDE, name, sentence, sources)


def about_prohibited(transfer: TransferFacts, on: date) -> Iterator[Finding]:
    """The nine kinds of cars that may not be traded (DOMAIN §6.1): an open question is never a pass."""
    verdict = eligibility.judge_prohibited(transfer.checks, on)
    open_items = [item for item in eligibility.prohibited_items(on) if verdict.answers[item.code] is NOT_CHECKED]
    # "Registered elsewhere" is practically superseded (异地交易) and may stay open.
    left = [item for item in open_items if not item.superseded]
    for found in verdict.findings:
        if found.code != "prohibited_not_checked":
            yield from from_rules([found], SIDE)
    if left:
        # One finding for all that are open: one reason covers them, and the list is beside it on the page.
        numbers = "、".join(str(item.number) for item in left)
        sentence = f"禁止交易情形还有 {len(left)} 项未核查（第 {numbers} 项），请逐项核查，或写明由谁核查。"
        yield Finding("prohibited_not_checked", Severity.ASK, SIDE, "", sentence)
    if verdict.report_to_police:
        sentence = "发现盗抢、改动号码或走私拼装嫌疑，请按《二手车流通管理办法》向公安机关报告。"
        yield Finding("report_to_police", Severity.NOTE, SIDE, "", sentence)


def _plate(transfer: TransferFacts) -> Iterator[Finding]:
    car = transfer.vehicle
    plate = car.get("plate_number", "")
    judged = judge_plate_number(plate)
    if judged.reasons:
        severity = Severity.STOP if NEVER_TRADED & set(judged.reasons) else Severity.ASK
        sentence = f"号牌号码有疑问：{say(judged.reasons[0])}"
        yield Finding("plate_invalid", severity, SIDE, "plate_number", sentence, (Source("行驶证", plate),))
        return
    kind = codes.code_of("vehicle_type", car.get("vehicle_type", ""))
    possible = judged.facts.get("plate_type", [])
    against = [eligibility.check_plate(plate, one, kind) for one in possible] if kind else []
    # A plate of the ordinary form may be of several kinds: only when none of them fits is there something to say.
    if against and all(against):
        sources = (Source("号牌号码", plate), Source("车辆类型", car.get("vehicle_type", "")))
        yield from from_rules(against[0][:1], SIDE, sources)
    yield from _where(transfer, plate, judged.facts.get("province_code", ""))


def _where(transfer: TransferFacts, plate: str, province: str) -> Iterator[Finding]:
    city = issuing_city(plate)
    sources = (Source("号牌号码", plate), Source("登记服务站所在地", transfer.city))
    if province and transfer.province and province != transfer.province:
        sentence = "车辆登记地在外省，请按异地交易、转籍规定办理。"
        yield Finding("plate_of_another_province", Severity.NOTE, SIDE, "plate_number", sentence, sources)
    elif city and transfer.city and city != transfer.city:
        sentence = f"车辆登记地为{city}，不在本市，请按转籍规定办理。"
        yield Finding("plate_of_another_city", Severity.NOTE, SIDE, "plate_number", sentence, sources)


def _vin(transfer: TransferFacts, registered: date | None, on: date) -> Iterator[Finding]:
    car = transfer.vehicle
    vin = car.get("vin", "")
    judged = judge_vin(vin, registered, on)
    if judged.reasons:
        sentence = f"车辆识别代号有疑问：{say(judged.reasons[0])}"
        yield Finding("vin_invalid", Severity.ASK, SIDE, "vin", sentence, (Source("行驶证", vin),))
        return
    model, kind = car.get("brand_model", ""), codes.code_of("vehicle_type", car.get("vehicle_type", ""))
    yield from from_rules(eligibility.check_origin(vin, None, registered, model or None, kind), SIDE)


def _scrap(transfer: TransferFacts, registered: date, on: date) -> Iterator[Finding]:
    kind = codes.code_of("vehicle_type", transfer.vehicle.get("vehicle_type", ""))
    use = codes.code_of("use_character", transfer.vehicle.get("use_character", ""))
    if not (kind and use):
        sentence = "车辆类型或使用性质不在代码表中，无法计算报废期限，请核对行驶证后写明。"
        yield Finding("scrap_date_unknown", Severity.ASK, SIDE, "vehicle_type", sentence)
        return
    try:
        outlook = scrap_outlook(scrap_class(kind, use, on), registered, on)
    except UnknownScrapClass:
        return  # tractors and the like: the national rule names no limit for them
    yield from from_rules(eligibility.check_scrap(outlook), SIDE)
