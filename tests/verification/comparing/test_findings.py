"""Findings: what does not agree, how grave it is, and that two good sides have none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.collection import DoubtFact, FieldFact
from backend.rules.eligibility import CheckResult, prohibited_items
from backend.rules.years_method import deviation
from backend.sandbox.people import person
from backend.verification import Severity, findings
from tests.collection.cast import company, condition, vehicle
from tests.verification.comparing.parties import (
    ON,
    buyer,
    by_agent,
    changed,
    found,
    of_company,
    party,
    picture,
    seller,
    transfer,
    with_vehicle,
)

STOP, ASK, NOTE = Severity.STOP, Severity.ASK, Severity.NOTE
CLEAN = {item.code: CheckResult.PASS for item in prohibited_items()}


def severity_of(key: str, **sides: object) -> Severity | None:
    finding = found(**sides).get(key)  # type: ignore[arg-type]
    return finding.severity if finding else None


def test_two_good_sides_have_none():
    assert found() == {}


def test_an_absent_side_is_not_judged():
    assert {finding.side for finding in findings(None, None, transfer(), ON)} <= {"deal", "vehicle"}


def test_the_gravest_stand_first():
    listed = findings(replace(seller(), signature=None, face_in_person=True), buyer(), transfer(checks={}), ON)
    assert [one.severity for one in listed] == sorted((one.severity for one in listed), key=[STOP, ASK, NOTE].index)


def test_every_finding_has_a_key_of_its_own_and_a_sentence():
    party_of_doubts = replace(seller(), evidence=[], signature=None, face_in_person=True, consents=[])
    listed = findings(party_of_doubts, buyer(), transfer(checks={}, price_fen=None), ON)
    assert len({one.key for one in listed}) == len(listed) > 5
    assert all(one.sentence.endswith(("。", "！")) for one in listed)


class TestCards:
    def test_an_expired_card_stops(self):
        expired = changed(seller(), "principal", "valid_to", "2026-11-20")
        finding = found(expired)["seller.card_expired.valid_until"]
        assert finding.severity is STOP and finding.sources[0].value == "2026-11-20"

    def test_its_last_day_is_good(self):
        assert not {key for key in found(changed(seller(), "principal", "valid_to", "2026-11-21")) if "expired" in key}

    def test_one_that_ends_within_a_month_is_noted(self):
        soon = changed(buyer(), "principal", "valid_to", "2026-12-10")
        assert severity_of("buyer.card_expires_soon.valid_until", other=soon) is NOTE

    def test_a_long_term_card_never_ends(self):
        assert found(changed(seller(), "principal", "valid_to", "长期")) == {}

    def test_an_agents_expired_card_stops_too(self):
        agent = by_agent(buyer(), person("huang-qi"))
        assert "买方代办人" in found(other=agent)["buyer.card_expired.valid_until"].sentence

    def test_a_wrong_check_digit_stops(self):
        number = person("lin-mai").id_number
        wrong = changed(seller(), "principal", "id_number", number[:-1] + ("1" if number[-1] != "1" else "2"))
        assert severity_of("seller.id_number_invalid.id_number", one=wrong) is STOP

    def test_a_minor_needs_a_guardian(self):
        finding = found(other=party(person("wu-xiao"), "buyer"))["buyer.person_minor.birth_date"]
        assert finding.severity is ASK and "监护" in finding.sentence

    def test_what_is_printed_and_what_the_number_says_are_compared(self):
        woman = changed(buyer(), "principal", "sex", "女" if person("chen-mai").sex == "男" else "男")
        assert severity_of("buyer.sex_differs.sex", other=woman) is NOTE
        other_day = changed(buyer(), "principal", "birth_date", "1988-11-24")
        assert severity_of("buyer.birth_date_differs.birth_date", other=other_day) is NOTE


class TestReadings:
    def test_a_sure_reading_that_was_changed_asks(self):
        renamed = changed(seller(), "principal", "name", "林买", recognised="林卖", source="corrected")
        finding = found(renamed)["seller.changed_after_reading.principal.name"]
        assert finding.severity is ASK
        assert [source.value for source in finding.sources] == ["林卖", "林买"]

    def test_a_doubtful_reading_that_was_changed_is_noted(self):
        corrected = changed(
            seller(),
            "vehicle",
            "vin",
            vehicle(person("lin-mai"))["vin"],
            recognised="LDNI",
            confidence=0.4,
        )
        assert severity_of("seller.changed_after_reading.vehicle.vin", one=corrected) is NOTE

    def test_a_doubtful_reading_that_nobody_touched_is_noted(self):
        doubtful = changed(buyer(), "principal", "address", "某地", confidence=0.6)
        finding = found(other=doubtful)["buyer.read_with_doubt.principal.address"]
        assert finding.severity is NOTE and "60%" in finding.sources[0].label

    def test_a_typed_field_has_no_confidence_to_doubt(self):
        typed = changed(buyer(), "principal", "address", "某地", source="typed", confidence=None)
        assert found(other=typed) == {}

    def test_an_owner_who_insists_is_asked_about(self):
        insisted = changed(seller(), "vehicle", "vin", vehicle(person("lin-mai"))["vin"], checked=True)
        assert severity_of("seller.insisted_by_owner.vehicle.vin", one=insisted) is ASK

    def test_the_readers_doubts_are_noted(self):
        doubted = replace(seller(), doubts=[DoubtFact("vehicle_licence", "glare", "照片有反光。")])
        assert found(doubted)["seller.reader_glare.vehicle_licence"].sentence == "卖方行驶证：照片有反光。"


class TestPhones:
    def test_one_proved_by_another_asks(self):
        shared = replace(seller(), phone_shared_with=["collection-of-somebody"])
        assert severity_of("seller.phone_proved_by_another.phone", one=shared) is ASK

    def test_the_other_side_of_the_same_transfer_is_not_another(self):
        shared = replace(seller(), phone_shared_with=["collection-buyer"])
        assert found(shared) == {}

    def test_one_phone_for_both_asks(self):
        assert severity_of("deal.phone_of_both.phone", other=replace(buyer(), phone=seller().phone)) is ASK

    def test_one_that_was_not_proved_asks(self):
        assert severity_of("buyer.phone_not_proved.phone", other=replace(buyer(), phone_proved_at=None)) is ASK

    def test_one_wechat_for_both_asks(self):
        assert severity_of("deal.one_phone_for_both.owner", other=replace(buyer(), owner=seller().owner)) is ASK


class TestEvidence:
    @pytest.mark.parametrize("kind", ["id_front", "id_back", "vehicle_licence", "car_front45", "car_vin", "selfie"])
    def test_a_missing_picture_stops(self, kind):
        side = seller()
        short = replace(side, evidence=[one for one in side.evidence if one.kind != kind])
        assert severity_of(f"seller.evidence_missing.{kind}", one=short) is STOP

    def test_a_buyer_needs_no_pictures_of_the_car(self):
        assert found() == {}

    @pytest.mark.parametrize("kind", ["authority_letter", "agent_id_front", "agent_id_back"])
    def test_an_agent_brings_the_letter_and_a_card(self, kind):
        side = by_agent(buyer(), person("wang-dai"))
        assert found(other=side) == {}
        short = replace(side, evidence=[one for one in side.evidence if one.kind != kind])
        assert severity_of(f"buyer.evidence_missing.{kind}", other=short) is STOP
        assert "经办人" not in found(other=short)[f"buyer.evidence_missing.{kind}"].sentence

    def test_a_face_looked_at_in_person_needs_no_picture_and_asks(self):
        side = seller()
        shy = replace(side, face_in_person=True, evidence=[one for one in side.evidence if one.kind != "selfie"])
        assert {key: one.severity for key, one in found(shy).items()} == {"seller.face_in_person.selfie": ASK}

    def test_a_picture_from_a_file_is_noted(self):
        side = seller()
        filed = replace(side, evidence=[*side.evidence[:-1], picture("car_vin", "file")])
        assert severity_of("seller.picture_from_file", one=filed) is NOTE

    def test_a_dozen_pictures_from_files_are_one_line_that_names_them(self):
        side = seller()
        filed = found(replace(side, evidence=[picture(one.kind, "file") for one in side.evidence]))
        (note,) = [one for key, one in filed.items() if "from_file" in key]
        assert note.sentence.startswith(f"卖方全部 {len(side.evidence)} 张照片来自相册或文件")
        assert all(side.name_of(one.kind) in note.sources[0].value for one in side.evidence)

    def test_no_signature_stops(self):
        assert severity_of("seller.signature_missing.signature", one=replace(seller(), signature=None)) is STOP

    def test_no_consent_stops(self):
        assert severity_of("buyer.consent_missing.consent_privacy", other=replace(buyer(), consents=[])) is STOP


class TestCompany:
    def company_seller(self):
        return of_company(seller(), person("zheng-fa"), person("zheng-fa"))

    def test_a_company_whose_head_comes_has_nothing_to_explain(self):
        owner = company(person("zheng-fa"))["name"]
        assert found(self.company_seller(), about=with_vehicle(owner=owner)) == {}

    def test_an_agent_who_is_not_the_head_is_noted(self):
        side = of_company(buyer(), person("zheng-fa"), person("wang-dai"))
        assert severity_of("buyer.agent_is_not_head.authority_letter", other=side) is NOTE

    def test_a_wrong_credit_code_stops(self):
        code = company(person("zheng-fa"))["credit_code"]
        wrong = changed(self.company_seller(), "company", "credit_code", code[:-1] + ("1" if code[-1] != "1" else "2"))
        assert severity_of("seller.credit_code_invalid.credit_code", one=wrong) is STOP

    def test_a_missing_business_licence_stops(self):
        side = self.company_seller()
        short = replace(side, evidence=[one for one in side.evidence if one.kind != "business_licence"])
        assert severity_of("seller.evidence_missing.business_licence", one=short) is STOP


class TestVehicle:
    def test_an_owner_who_is_not_the_seller_asks_and_shows_both_names(self):
        finding = found(about=with_vehicle(owner="何配偶"))["seller.seller_not_owner.name"]
        assert finding.severity is ASK
        assert {source.value for source in finding.sources} == {"何配偶", "林卖"}

    def test_spelling_of_a_name_is_forgiven(self):
        side = party(person("aili-jiang"), "seller")
        assert found(side, about=with_vehicle(owner="艾力江•买买提")) == {}

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"registered_on": "2027-01-01"}, "vehicle.registered_in_future.registered_on"),
            ({"issued_on": "2001-01-01"}, "vehicle.issued_before_registered.issued_on"),
            ({"issued_on": "2027-01-01"}, "vehicle.issued_in_future.issued_on"),
        ],
    )
    def test_dates_out_of_order_stop(self, changes, code):
        assert severity_of(code, about=with_vehicle(**changes)) is STOP

    def test_a_plate_that_is_none_asks(self):
        assert severity_of("vehicle.plate_invalid.plate_number", about=with_vehicle(plate_number="闽A1")) is ASK

    def test_a_military_plate_stops(self):
        assert severity_of("vehicle.plate_invalid.plate_number", about=with_vehicle(plate_number="VA12345")) is STOP

    def test_a_vin_that_is_none_asks(self):
        assert severity_of("vehicle.vin_invalid.vin", about=with_vehicle(vin="LDN")) is ASK

    def test_a_large_plate_on_a_small_car_is_noted(self):
        about = with_vehicle(plate_number="闽A12345D")
        assert severity_of("vehicle.plate_vehicle_type_mismatch.vehicle_type", about=about) is NOTE

    def test_a_car_from_elsewhere_is_noted(self):
        about = replace(transfer(), province="32", city="无锡")
        assert severity_of("vehicle.plate_of_another_province.plate_number", about=about) is NOTE
        about = replace(transfer(), province="35", city="厦门")
        finding = found(about=about)["vehicle.plate_of_another_city.plate_number"]
        assert finding.severity is NOTE and "福州" in finding.sentence

    def test_a_car_at_home_has_nothing_to_say(self):
        assert found(about=replace(transfer(), province="35", city="福州")) == {}

    def test_a_taxi_at_its_scrap_limit_stops(self):
        about = with_vehicle(use_character="出租客运", registered_on="2018-01-01", issued_on="2018-01-01")
        assert severity_of("vehicle.scrap_standard_reached.scrap_due_date", about=about) is STOP
        about = with_vehicle(use_character="出租客运", registered_on="2019-05-01", issued_on="2019-05-01")
        assert severity_of("vehicle.within_a_year_of_scrap.scrap_due_date", about=about) is STOP

    def test_a_kind_of_car_that_no_table_knows_asks(self):
        assert (
            severity_of("vehicle.scrap_date_unknown.vehicle_type", about=with_vehicle(vehicle_type="飞行汽车")) is ASK
        )


class TestCondition:
    @pytest.mark.parametrize("name", ["mortgage", "violations"])
    def test_what_stands_in_the_way_is_asked(self, name):
        told = {name: FieldFact(name, "有", "typed"), "remarks": FieldFact("remarks", "尾款未付清", "typed")}
        assert severity_of(f"vehicle.told_by_seller.{name}", one=replace(seller(), condition=told)) is ASK

    def test_a_good_car_asks_nothing(self):
        told = {name: FieldFact(name, value, "typed") for name, value in condition(person("lin-mai")).items()}
        assert severity_of("vehicle.told_by_seller.mortgage", one=replace(seller(), condition=told)) is None


class TestProhibited:
    def test_open_questions_ask_once_and_are_never_a_pass(self):
        checks = {**CLEAN, "seized": CheckResult.NOT_CHECKED, "stolen": CheckResult.NOT_CHECKED}
        finding = found(about=transfer(checks=checks))["vehicle.prohibited_not_checked"]
        assert finding.severity is ASK and "2 项" in finding.sentence and "第 3、4 项" in finding.sentence

    def test_nothing_checked_asks_for_all_that_are_in_force(self):
        assert "还有 8 项" in found(about=transfer(checks={}))["vehicle.prohibited_not_checked"].sentence

    @pytest.mark.parametrize(
        "item", [one for one in prohibited_items() if not one.superseded], ids=lambda one: one.code
    )
    def test_each_failed_one_stops(self, item):
        about = transfer(checks={**CLEAN, item.code: CheckResult.FAIL})
        assert severity_of(f"vehicle.prohibited.{item.code}", about=about) is STOP

    def test_registered_elsewhere_only_tells_how_to_go_on(self):
        about = transfer(checks={**CLEAN, "registered_elsewhere": CheckResult.FAIL})
        assert severity_of("vehicle.prohibited_superseded.registered_elsewhere", about=about) is NOTE

    @pytest.mark.parametrize("code", ["stolen", "numbers_altered", "smuggled_or_assembled"])
    def test_a_crime_is_to_be_reported(self, code):
        about = transfer(checks={**CLEAN, code: CheckResult.FAIL})
        assert severity_of("vehicle.report_to_police", about=about) is NOTE


class TestDeal:
    def test_selling_to_oneself_stops(self):
        same = replace(buyer(), principal=seller().principal)
        assert severity_of("deal.seller_is_buyer.identity_number", other=same) is STOP

    def test_a_company_selling_to_itself_stops(self):
        one, other = (of_company(side, person("zheng-fa"), person("wang-dai")) for side in (seller(), buyer()))
        assert "deal.seller_is_buyer.identity_number" in found(one, other)

    def test_one_agent_for_both_asks(self):
        one, other = by_agent(seller(), person("wang-dai")), by_agent(buyer(), person("wang-dai"))
        asked = found(one=one, other=other)["deal.agent_of_both.agent"]
        assert asked.severity is ASK and asked.sentence.startswith("卖方代办人和买方代办人是同一人")

    @pytest.mark.parametrize("price", [None, 0])
    def test_no_price_stops(self, price):
        assert severity_of("deal.price_missing.price", about=transfer(price_fen=price)) is STOP

    def test_a_price_that_both_confirmed_has_nothing_to_say(self):
        sides = [replace(side, deal="deal", agreed_price_fen=8_650_000) for side in (seller(), buyer())]
        assert found(sides[0], sides[1]) == {}

    def test_a_price_that_is_not_confirmed_asks(self):
        sides = [replace(side, deal="deal", agreed_price_fen=None) for side in (seller(), buyer())]
        assert severity_of("deal.price_unconfirmed.price", one=sides[0], other=sides[1]) is ASK

    def test_another_price_than_they_confirmed_asks_and_shows_both(self):
        sides = [replace(side, deal="deal", agreed_price_fen=8_000_000) for side in (seller(), buyer())]
        finding = found(sides[0], sides[1])["deal.price_differs.price"]
        assert finding.severity is ASK
        assert [source.value for source in finding.sources] == ["80,000.00 元", "86,500.00 元"]

    def test_a_price_far_from_the_appraisal_is_noted_and_only_noted(self):
        assert severity_of("deal.price_far_from_appraisal.price", about=transfer(appraised_fen=12_000_000)) is NOTE

    def test_a_fifth_is_near_enough(self):
        assert found(about=transfer(price_fen=8_000_000, appraised_fen=10_000_000)) == {}

    def test_an_appraisal_is_optional(self):
        assert found(about=transfer(appraised_fen=None)) == {}

    def test_prices_outside_the_band_ask_once_for_one_reason(self):
        far = {name: deviation(Decimal(30_000), Decimal(100_000)) for name in ("price", "declared")}
        about = transfer(price_fen=3_000_000, declared_fen=3_000_000, base_fen=10_000_000, deviations=far)
        finding = found(about=about)["deal.price_outside_band.deviation"]
        assert finding.severity is ASK
        assert "成交价、申报价不在基准价的 50% 至 150% 之间" in finding.sentence
        assert [source.label for source in finding.sources] == ["基准价", "成交价", "申报价"]

    def test_a_written_reason_leaves_a_note(self):
        far = {"price": deviation(Decimal(30_000), Decimal(100_000))}
        about = transfer(price_fen=3_000_000, base_fen=10_000_000, deviations=far, deviation_reason="事故车")
        assert severity_of("deal.price_outside_band.deviation", about=about) is NOTE

    def test_inside_the_band_there_is_nothing_to_say(self):
        near = {"price": deviation(Decimal(86_500), Decimal(100_000))}
        assert found(about=transfer(base_fen=10_000_000, deviations=near)) == {}
