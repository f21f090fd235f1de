"""委托书 × 3: who entrusts whom with what, how far and how long; nobody's name is lost and nothing overlaps."""

from dataclasses import replace

import pytest

from backend.documents.render import DocumentKind, GlyphMissing, RegistrationBusiness, TextTooLong, render, wording
from backend.documents.render.fonts import measure
from backend.documents.render.forms.agency_fields import POWER_OF_ATTORNEY, fields_of
from backend.documents.render.page import BODY_BOTTOM, BODY_TOP, HEIGHT, MM, SIDE, WIDTH, Code, Stroke
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import crowded_power_of_attorney, power_of_attorney
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, ticked

OFFICE = DocumentKind.REGISTRATION_POWER_OF_ATTORNEY
SELLER = DocumentKind.SELLER_POWER_OF_ATTORNEY
BUYER = DocumentKind.BUYER_POWER_OF_ATTORNEY
KINDS = (OFFICE, SELLER, BUYER)
BOTH = [(kind, data) for kind in KINDS for data in (power_of_attorney(kind), crowded_power_of_attorney(kind))]


def expected(data) -> list[str]:
    who, agent, car = data.principal, data.agent, data.vehicle
    facts = [who.name, who.phone, who.document_name, who.document_number, who.address]
    facts += [agent.name, agent.phone, agent.document_name, agent.document_number, agent.card_number, agent.handler]
    facts += [car.plate_number, car.plate_type, car.brand_model, car.vin, data.number, data.transfer_number]
    facts += [value for value in fields_of(POWER_OF_ATTORNEY, data).values() if isinstance(value, str)]
    to = data.plate_delivery if kind_of(data) is OFFICE else None
    return facts + ([to.recipient, to.phone, to.address] if to else [])


def kind_of(data) -> DocumentKind:
    return next(kind for kind in KINDS if power_of_attorney(kind).number == data.number)


def missing(data, text: str) -> list[str]:
    return [fact for fact in expected(data) if squeezed(fact) not in text]


def very_long(kind):
    """Beyond what anybody is called or limits, within what the columns hold."""
    data = crowded_power_of_attorney(kind)
    return replace(
        data,
        principal=replace(data.principal, name="闽" * 200, address="䶮" * 250),
        agent=replace(data.agent, name="㛃" * 200),
        limits="不得赊销，" * 200,
    )


class TestFilled:
    @pytest.mark.parametrize("kind", KINDS)
    def test_it_works(self, kind, tmp_path):
        data = power_of_attorney(kind)
        made = render(kind, data)
        assert missing(data, text_of(made.pdf, tmp_path)) == []
        assert made.pages == 1

    @pytest.mark.parametrize(("kind", "data"), BOTH)
    def test_the_law_that_asks_for_it_is_kept(self, kind, data, tmp_path):
        """民法典 art. 165: the agent's name, the matters, the powers, the period, the principal's signature."""
        text = text_of(render(kind, data).pdf, tmp_path)
        for said in (squeezed(data.agent.name), "权限", "自2026年03月02日起至2026年04月30日止"):
            assert said in text
        assert "委托事项" in text or "委托业务" in text
        assert "principal" in {place.name for place in render(kind, data).places}

    def test_the_vehicle_office_learns_what_an_agent_may_not_do(self, tmp_path):
        text = text_of(render(OFFICE, power_of_attorney(OFFICE)).pdf, tmp_path)
        assert "第八十六条，共同所有人变更、补领机动车登记证书、因灭失注销登记不得委托代办" in text

    def test_each_side_gives_its_own_powers(self, tmp_path):
        selling = text_of(render(SELLER, power_of_attorney(SELLER)).pdf, tmp_path)
        buying = text_of(render(BUYER, power_of_attorney(BUYER)).pdf, tmp_path)
        assert "代为收取车款" in selling and "代为收取车款" not in buying
        assert "查验车辆" in buying and "代为支付车款" in buying

    @pytest.mark.parametrize(("handles", "word"), [(True, "是"), (False, "否")])
    @pytest.mark.parametrize("kind", [SELLER, BUYER])
    def test_whether_the_agent_handles_the_price_is_one_of_two_boxes(self, kind, handles, word):
        (marks,) = set_pages(kind, replace(power_of_attorney(kind), handles_price=handles), wording(kind)).pages
        assert ticked(marks) == [word]

    def test_the_business_entrusted_is_ticked(self):
        data = replace(power_of_attorney(OFFICE), businesses=frozenset({RegistrationBusiness.MOVE_IN}))
        (marks,) = set_pages(OFFICE, data, wording(OFFICE)).pages
        assert ticked(marks) == ["车辆转入"]

    def test_plates_fetched_at_the_counter_close_their_block(self, tmp_path):
        data = replace(power_of_attorney(OFFICE), plate_delivery=None)
        assert "号牌收件人/手机号码/邮寄地址/" in text_of(render(OFFICE, data).pdf, tmp_path)

    @pytest.mark.parametrize("kind", KINDS)
    def test_long_names_and_rare_characters_are_read_back_whole(self, kind, tmp_path):
        data = crowded_power_of_attorney(kind)
        text = text_of(render(kind, data).pdf, tmp_path)
        assert missing(data, text) == []
        assert "欧阳𠅤𬱖" in text and "䶮㛃" in text

    @pytest.mark.parametrize(("kind", "data"), [*BOTH, *((kind, very_long(kind)) for kind in KINDS)])
    def test_each_page_carries_its_number_and_a_code_to_check_it_by(self, kind, data):
        for marks in set_pages(kind, data, wording(kind)).pages:
            assert [mark.content for mark in marks if isinstance(mark, Code)] == [data.verify_url]
            assert any(data.number in getattr(mark, "text", "") for mark in marks)

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_facts_give_the_same_bytes(self, kind):
        assert render(kind, crowded_power_of_attorney(kind)).pdf == render(kind, crowded_power_of_attorney(kind)).pdf

    @pytest.mark.parametrize("kind", KINDS)
    def test_qpdf_finds_nothing_wrong(self, kind, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(kind, crowded_power_of_attorney(kind)).pdf)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


class TestBlank:
    @pytest.mark.parametrize("kind", KINDS)
    def test_it_works(self, kind, tmp_path):
        made = render(kind, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 1
        assert "/" not in text.replace("姓名/名称", "")
        assert all(ticked(marks) == [] for marks in set_pages(kind, None, wording(kind)).pages)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("make", [lambda kind: None, power_of_attorney, crowded_power_of_attorney])
    def test_it_keeps_the_same_places_for_signatures_and_seals(self, kind, make):
        names = [place.name for place in render(kind, make(kind)).places]
        assert names == ["principal", "principal_seal", "agent", "agent_seal"]


class TestPlaced:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("make", [lambda kind: None, power_of_attorney, crowded_power_of_attorney, very_long])
    def test_no_text_lies_over_another_or_off_the_page(self, kind, make):
        for marks in set_pages(kind, make(kind), wording(kind)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 0.5 for left, _, right, _, _ in found)
            assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("make", [lambda kind: None, power_of_attorney, crowded_power_of_attorney, very_long])
    def test_signatures_and_seals_lie_within_their_page(self, kind, make):
        for place in set_pages(kind, make(kind), wording(kind)).places:
            rect = place.rect
            assert rect.x >= SIDE and rect.x + rect.w <= WIDTH - SIDE
            assert rect.y >= BODY_TOP - 1 and rect.y + rect.h <= BODY_BOTTOM + 1
            assert rect.h >= 15 * MM

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_hand_stays_inside_its_place(self, kind):
        sheets = set_pages(kind, crowded_power_of_attorney(kind), wording(kind))
        places = [place.rect for place in sheets.places if not place.name.endswith("_seal")]
        strokes = [mark for mark in sheets.pages[-1] if isinstance(mark, Stroke)]
        assert strokes
        for stroke in strokes:
            assert any(
                all(r.x <= x <= r.x + r.w and r.y <= y <= r.y + r.h for x, y, _ in stroke.points) for r in places
            )

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_declarations_go_over_the_page_with_the_signatures(self, kind):
        pages = set_pages(kind, very_long(kind), wording(kind)).pages
        signed = [number for number, marks in enumerate(pages) if any(isinstance(mark, Stroke) for mark in marks)]
        assert [any("受托人声明" in getattr(m, "text", "") for m in pages[number]) for number in signed] == [True]


class TestRefused:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_character_without_a_glyph_is_named(self, kind):
        data = power_of_attorney(kind)
        with pytest.raises(GlyphMissing):
            render(kind, replace(data, agent=replace(data.agent, name="王\U000323af")))

    @pytest.mark.parametrize("part", ["principal", "agent"])
    def test_a_name_for_which_there_is_no_room_is_never_cut_off(self, part):
        data = power_of_attorney(SELLER)
        with pytest.raises(TextTooLong):
            render(SELLER, replace(data, **{part: replace(getattr(data, part), name="闽" * 3000)}))

    def test_a_phone_for_which_there_are_no_boxes(self):
        data = power_of_attorney(OFFICE)
        with pytest.raises(TextTooLong):
            render(OFFICE, replace(data, plate_delivery=replace(data.plate_delivery, phone="1" * 40)))
