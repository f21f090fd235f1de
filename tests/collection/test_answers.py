"""What an owner types (填写与确认): every mistake has its own code, every correction is remembered."""

from datetime import date

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.answers import errors as no
from backend.collection.answers.judge import MINOR, judge
from backend.collection.models import Answer
from backend.collection.photos.read import give_up_reading, keep_reading
from backend.sandbox.numbers import id_number
from backend.sandbox.people import person
from tests.collection.cast import Phone, card, company, condition, vehicle

ON = date(2026, 11, 21)
LIN, ZHENG = person("lin-mai"), person("zheng-fa")


def born(day: str, **changes: str) -> dict[str, str]:
    """A card of somebody born on that day."""
    number = id_number("350102", day, 991)
    return card(LIN, id_number=number, birth_date=day, valid_from="2024-01-01", valid_to="2034-01-01", **changes)


class TestJudge:
    """Pure: values and a date in, a judgement or a refusal out."""

    @pytest.mark.parametrize("key", ["lin-mai", "chen-mai", "zhou-lao", "zhang-yan", "li-yu", "aili-jiang"])
    def test_it_takes_the_cards_of_the_cast(self, key):
        assert judge("principal", card(person(key)), ON).values == card(person(key))

    @pytest.mark.parametrize("key", ["lin-mai", "zhou-lao", "zhang-yan", "aili-jiang", "zheng-fa", "huang-qi"])
    def test_it_takes_the_licences_of_the_cast(self, key):
        assert judge("vehicle", vehicle(person(key)), ON).values == vehicle(person(key))

    def test_it_takes_a_business_licence(self):
        assert judge("company", company(ZHENG), ON).values == company(ZHENG)

    def test_width_blanks_and_case_do_not_matter(self):
        typed = card(LIN, id_number=f" {LIN.id_number[:6]} {LIN.id_number[6:].lower()}", name=" 林卖 ")
        assert judge("principal", typed, ON).values["id_number"] == LIN.id_number
        plate = vehicle(LIN, plate_number="闽a·7f36q", vin=LIN.car.vin.lower())
        assert judge("vehicle", plate, ON).values == vehicle(LIN)

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"name": "  "}, no.FieldMissing, "name"),
            ({"address": "长" * 121}, no.FieldTooLong, "address"),
            ({"name": "林\x00卖"}, no.FieldTooLong, "name"),
            ({"nickname": "林间小路"}, no.FieldTooLong, "nickname"),
            ({"id_number": "35010219"}, no.IdNumberMalformed, "id_number"),
            ({"id_number": "990102199003079939"}, no.IdCheckDigitWrong, "id_number"),
            ({"id_number": "110105491231002"}, no.OldIdNumber, "id_number"),
            ({"birth_date": "1990-03-08"}, no.BirthDateDisagrees, "birth_date"),
            ({"birth_date": "1990-02-30"}, no.DateMalformed, "birth_date"),
            ({"sex": "女"}, no.SexDisagrees, "sex"),
            ({"valid_to": "2010-01-01"}, no.DatesOutOfOrder, "valid_to"),
            ({"valid_from": "2006-01-01", "valid_to": "2026-11-20"}, no.CardExpired, "valid_to"),
            ({"valid_from": "2026-11-22"}, no.CardNotYetValid, "valid_from"),
        ],
    )
    def test_it_refuses_a_card(self, changes, refusal, field):
        with pytest.raises(refusal) as raised:
            judge("principal", card(LIN) | changes, ON)
        assert type(raised.value) is refusal and raised.value.field == field and raised.value.sentence

    def test_one_wrong_digit_fails_the_check(self):
        wrong = LIN.id_number[:5] + str((int(LIN.id_number[5]) + 1) % 10) + LIN.id_number[6:]
        with pytest.raises(no.IdCheckDigitWrong):
            judge("principal", card(LIN, id_number=wrong), ON)

    def test_the_expired_card_of_the_cast_is_id_104(self):
        with pytest.raises(no.CardExpired) as raised:
            judge("principal", card(person("huang-qi")), ON)
        assert raised.value.code == "ID-104"

    def test_a_card_is_good_on_its_last_day(self):
        assert judge("principal", card(LIN, valid_from="2006-11-21", valid_to=ON.isoformat()), ON)

    def test_under_fourteen_goes_to_the_station_with_a_guardian(self):
        with pytest.raises(no.TooYoung) as raised:
            judge("principal", born("2012-11-22", sex="男"), ON)
        assert "监护人" in raised.value.sentence

    def test_under_eighteen_is_warned(self):
        assert judge("principal", born("2012-11-21"), ON).warnings == [MINOR]
        assert judge("principal", card(person("wu-xiao")), ON).warnings == [MINOR]
        assert judge("principal", born("2008-11-21"), ON).warnings == []

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"mileage_km": "八万"}, no.MileageWrong, "mileage_km"),
            ({"mileage_km": "-5"}, no.MileageWrong, "mileage_km"),
            ({"mileage_km": "99999999"}, no.MileageWrong, "mileage_km"),
            ({"inspected_until": "2027-13"}, no.MonthMalformed, "inspected_until"),
            ({"inspected_until": "明年"}, no.MonthMalformed, "inspected_until"),
            ({"flood": "也许"}, no.YesOrNo, "flood"),
            ({"accident": "有"}, no.ConditionUnexplained, "remarks"),
        ],
    )
    def test_it_refuses_a_condition(self, changes, refusal, field):
        with pytest.raises(refusal) as raised:
            judge("condition", condition(LIN) | changes, ON)
        assert raised.value.field == field and raised.value.sentence

    @pytest.mark.parametrize(("typed", "kept"), [("86,000 公里", "86000"), ("8.6万", "86000"), ("12万km", "120000")])
    def test_a_mileage_is_taken_as_people_say_it(self, typed, kept):
        assert judge("condition", condition(LIN, mileage_km=typed), ON).values["mileage_km"] == kept

    def test_a_condition_is_tidied_and_may_be_left_open(self):
        told = judge("condition", condition(LIN, inspected_until="2027年6月"), ON)
        assert told.values["inspected_until"] == "2027-06"
        assert set(judge("condition", {}, ON).values.values()) == {""}

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"plate_number": "闽A12"}, no.PlateWrong, "plate_number"),
            ({"plate_number": "闽AI2345"}, no.PlateWrong, "plate_number"),
            ({"plate_number": "WJ12345"}, no.PlateNotTraded, "plate_number"),
            ({"vin": "LDNA2C3G"}, no.VinWrong, "vin"),
            ({"vin": "LDNI2C3G0E0012301"}, no.VinWrong, "vin"),
            ({"engine_number": "?"}, no.EngineNumberWrong, "engine_number"),
            ({"registered_on": "2015-01-01"}, no.DatesOutOfOrder, "issued_on"),
            ({"issued_on": "2027-01-01"}, no.RegisteredInFuture, "issued_on"),
            ({"registered_on": "去年"}, no.DateMalformed, "registered_on"),
            ({"owner": ""}, no.FieldMissing, "owner"),
        ],
    )
    def test_it_refuses_a_vehicle(self, changes, refusal, field):
        with pytest.raises(refusal) as raised:
            judge("vehicle", vehicle(LIN) | changes, ON)
        assert raised.value.field == field and raised.value.sentence

    def test_a_vin_whose_check_digit_fails_needs_i_have_checked(self):
        vin = LIN.car.vin
        doubtful = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
        with pytest.raises(no.VinDoubtful) as raised:
            judge("vehicle", vehicle(LIN, vin=doubtful), ON)
        assert "我已核对" in raised.value.sentence
        judged = judge("vehicle", vehicle(LIN, vin=doubtful), ON, checked=True)
        assert judged.values["vin"] == doubtful and judged.warnings

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"credit_code": ZHENG.company.credit_code[:-1] + "Q"}, no.CreditCodeWrong),
            ({"credit_code": LIN.id_number}, no.CreditCodeWrong),
            ({"legal_representative": ""}, no.FieldMissing),
            ({"founded_on": "2027-05-09"}, no.RegisteredInFuture),
        ],
    )
    def test_it_refuses_a_business_licence(self, changes, refusal):
        with pytest.raises(refusal):
            judge("company", company(ZHENG) | changes, ON)


def read(who, **misread: str) -> dict[str, dict]:
    """What the reader would make of a front, with mistakes."""
    names = ("name", "sex", "ethnicity", "birth_date", "address", "id_number")
    seen = {name: getattr(who, name) for name in names} | misread
    return {name: {"value": value, "confidence": 0.97, "box": None} for name, value in seen.items()}


class TestConfirmAnswers:
    @pytest.fixture
    async def photographed(self, seller: Phone) -> Phone:
        """林卖, whose card front was read with one wrong letter."""
        await seller.begins_as("seller")
        front = await seller.photographs("id_front")
        await seller.photographs("id_back")
        await keep_reading(front, read(seller.who, name="林买"), ["low_confidence:name"])
        return seller

    async def test_the_page_shows_what_was_read(self, photographed: Phone):
        page = await photographed.does(collection.confirm_page, photographed.collection, "identity")
        assert page.values["name"] == "林买" and page.read["name"].confidence == 0.97
        assert page.reading, "the back is not read yet"
        assert [doubt.code for doubt in page.doubts] == ["low_confidence:name"]

    async def test_a_correction_keeps_what_was_recognised(self, photographed: Phone):
        await photographed.confirms("identity")
        principal = (await collection.party_facts(photographed.collection)).principal
        assert (principal["name"].value, principal["name"].source, principal["name"].recognised) == (
            "林卖",
            "corrected",
            "林买",
        )
        assert (principal["id_number"].source, principal["id_number"].recognised) == ("recognised", None)
        assert (principal["valid_to"].source, principal["valid_to"].confidence) == ("typed", None)

    async def test_a_second_correction_does_not_overwrite_the_first(self, photographed: Phone):
        await photographed.confirms("identity")
        await photographed.confirms("identity", card(photographed.who, address="福建省福州市鼓楼区新址路1号"))
        rows = await Answer.filter(collection=photographed.collection, name="address").order_by("id")
        assert [row.value for row in rows] == [photographed.who.address, "福建省福州市鼓楼区新址路1号"]
        assert rows[1].recognised == photographed.who.address

    async def test_confirming_twice_changes_nothing(self, photographed: Phone):
        first = await photographed.confirms("identity")
        second = await photographed.confirms("identity")
        assert "name" in first.changed and second.changed == []

    async def test_two_devices_lose_nothing_of_different_groups(self, photographed: Phone):
        await photographed.confirms("identity")
        await photographed.confirms("vehicle")
        facts = await collection.party_facts(photographed.collection)
        assert facts.principal and facts.vehicle

    async def test_the_tick_at_i_have_checked_is_remembered(self, photographed: Phone):
        vin = photographed.who.car.vin
        doubtful = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
        answers = vehicle(photographed.who, vin=doubtful)
        with pytest.raises(no.VinDoubtful):
            await photographed.confirms("vehicle", answers)
        confirmed = await photographed.confirms("vehicle", answers, checked=True)
        assert confirmed.warnings
        assert (await collection.party_facts(photographed.collection)).vehicle["vin"].checked

    async def test_a_reader_that_gave_up_leaves_fields_to_type(self, seller: Phone):
        await seller.begins_as("seller")
        licence = await seller.photographs("vehicle_licence")
        assert (await seller.tasks())["vehicle"] == "waiting"
        await give_up_reading(licence)
        assert (await seller.tasks())["vehicle"] == "todo"
        await seller.confirms("vehicle")
        assert (await seller.tasks())["vehicle"] == "done"

    async def test_a_picture_of_nothing_is_told_and_can_be_insisted_on(self, seller: Phone):
        await seller.begins_as("seller")
        nothing = await seller.photographs("id_front")
        await keep_reading(nothing, {}, ["not_a_card"])
        facts = await seller.does(collection.reading_of, nothing)
        assert facts.state == "done" and "没有找到" in facts.doubts[0].sentence
        assert (await seller.tasks())["id_front"] == "todo"
        await seller.does(collection.keep_evidence, nothing)
        assert (await seller.tasks())["id_front"] == "done"
        assert (await collection.party_facts(seller.collection)).doubts[0].code == "not_a_card"

    async def test_the_reader_never_changes_what_a_person_said(self, photographed: Phone):
        await photographed.confirms("identity")
        back = next(
            one for one in (await collection.party_facts(photographed.collection)).evidence if one.kind == "id_back"
        )
        await keep_reading(back.id, {"valid_to": {"value": "2028-03-15", "confidence": 0.9, "box": None}}, [])
        assert (await collection.party_facts(photographed.collection)).principal["valid_to"].value == "2038-03-15"

    async def test_it_refuses_a_group_that_does_not_apply(self, buyer: Phone):
        await buyer.begins_as("buyer")
        with pytest.raises(errors.TaskNotYours):
            await buyer.confirms("vehicle", vehicle(LIN))

    async def test_it_refuses_an_agent_who_is_the_principal(self, agent: Phone):
        await agent.begins_as("buyer", by_agent=True)
        await agent.confirms("identity", card(LIN))
        with pytest.raises(no.AgentIsPrincipal):
            await agent.confirms("agent_identity", card(LIN))
        await agent.confirms("agent_identity", card(agent.who))
        facts = await collection.party_facts(agent.collection)
        assert facts.display_name == "林卖" and facts.signer["name"].value == "王代"

    async def test_a_company_acts_through_its_agent(self, agent: Phone):
        await agent.begins_as("seller", party_kind="company")
        await agent.confirms("identity", company(ZHENG))
        await agent.confirms("agent_identity", card(agent.who))
        facts = await collection.party_facts(agent.collection)
        assert facts.display_name == ZHENG.company.name and facts.principal == {}
        assert facts.signer["name"].value == "王代"

    async def test_a_side_that_changed_its_mind_shows_no_stale_group(self, photographed: Phone):
        await photographed.confirms("identity")
        await photographed.is_a("seller", "company")
        assert (await collection.party_facts(photographed.collection)).principal == {}

    async def test_it_refuses_an_outsider(self, photographed: Phone, outsider: Phone):
        outsider.collection = photographed.collection
        with pytest.raises(errors.CollectionUnknown):
            await outsider.confirms("identity")
        evidence = (await collection.party_facts(photographed.collection)).evidence[0].id
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.reading_of, evidence)
