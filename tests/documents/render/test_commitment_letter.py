"""代办车辆过户手续承诺函: who promises what for whom, and the station's receipt; nothing lost, nothing overlapping."""

from dataclasses import replace

import pytest

from backend.documents.render import DocumentKind, GlyphMissing, TextTooLong, render, wording
from backend.documents.render.fonts import measure
from backend.documents.render.page import BODY_BOTTOM, BODY_TOP, HEIGHT, MM, SIDE, WIDTH, Code, Text
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import commitment, crowded_commitment
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, under

KIND = DocumentKind.COMMITMENT_LETTER
LONG = replace(
    crowded_commitment(),
    agent=replace(crowded_commitment().agent, name="㛃" * 200),
    seller=replace(crowded_commitment().seller, name="闽" * 200),
)


def expected(data) -> list[str]:
    agent, car = data.agent, data.vehicle
    facts = [agent.name, agent.phone, agent.document_name, agent.document_number, agent.card_number, agent.handler]
    facts += [car.plate_number, car.vehicle_type, car.brand_model, car.vin, data.addressee, data.market_name]
    parties = [fact for party in (data.seller, data.buyer) for fact in (party.name, party.document_number)]
    return [*facts, *parties, data.number, data.transfer_number]


def missing(data, text: str) -> list[str]:
    return [fact for fact in expected(data) if squeezed(fact) not in text]


class TestFilled:
    def test_it_works(self, tmp_path):
        made = render(KIND, commitment())
        assert missing(commitment(), text_of(made.pdf, tmp_path)) == []
        assert made.pages == 1

    def test_it_promises_what_the_form_promises_in_its_order(self, tmp_path):
        text = text_of(render(KIND, commitment()).pdf, tmp_path)
        promises = ["材料真实", "意愿真实", "车辆合法", "按期办结", "保守秘密", "承担责任", "登记服务站签收"]
        places = [text.index(promise) for promise in promises]
        assert places == sorted(places)

    def test_the_days_promised_are_the_datas_and_the_laws_are_the_templates(self, tmp_path):
        text = text_of(render(KIND, replace(commitment(), within_days=7)).pdf, tmp_path)
        assert "自车辆交付之日起7日内办结转移登记" in text
        assert "第二十五条规定，自车辆交付之日起三十日内申请登记" in text

    def test_the_station_dates_its_receipt_apart(self, tmp_path):
        signed = replace(commitment(), signed_on=crowded_commitment().signed_on)
        assert text_of(render(KIND, signed).pdf, tmp_path).count("2026年03月02日") == 1
        assert text_of(render(KIND, crowded_commitment()).pdf, tmp_path).count("2026年03月02日") == 2

    def test_long_names_and_rare_characters_are_read_back_whole(self, tmp_path):
        text = text_of(render(KIND, crowded_commitment()).pdf, tmp_path)
        assert missing(crowded_commitment(), text) == []
        assert "欧阳𠅤𬱖" in text and "䶮㛃" in text

    @pytest.mark.parametrize("data", [commitment(), crowded_commitment(), LONG])
    def test_each_page_carries_its_number_and_a_code_to_check_it_by(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            assert [mark.content for mark in marks if isinstance(mark, Code)] == [data.verify_url]
            assert any(data.number in getattr(mark, "text", "") for mark in marks)

    def test_the_same_facts_give_the_same_bytes(self):
        assert render(KIND, crowded_commitment()).pdf == render(KIND, crowded_commitment()).pdf

    def test_qpdf_finds_nothing_wrong(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, crowded_commitment()).pdf)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


class TestBlank:
    def test_it_works(self, tmp_path):
        made = render(KIND, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 1
        assert "/" not in text.replace("姓名/名称", "")
        assert "自车辆交付之日起日内办结" in text

    @pytest.mark.parametrize("data", [None, commitment(), crowded_commitment()])
    def test_it_keeps_the_same_places_for_signatures_and_seals(self, data):
        assert [place.name for place in render(KIND, data).places] == ["agent", "agent_seal", "clerk", "market_seal"]


class TestPlaced:
    @pytest.mark.parametrize("data", [None, commitment(), crowded_commitment(), LONG])
    def test_no_text_lies_over_another_or_off_the_page(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 0.5 for left, _, right, _, _ in found)
            assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    @pytest.mark.parametrize("data", [None, commitment(), crowded_commitment(), LONG])
    def test_signatures_and_seals_lie_within_their_page(self, data):
        for place in set_pages(KIND, data, wording(KIND)).places:
            rect = place.rect
            assert rect.x >= SIDE and rect.x + rect.w <= WIDTH - SIDE
            assert rect.y >= BODY_TOP - 1 and rect.y + rect.h <= BODY_BOTTOM + 1

    @pytest.mark.parametrize("data", [commitment(), crowded_commitment(), LONG])
    def test_the_stations_seal_covers_no_word_and_no_hand(self, data):
        sheets = set_pages(KIND, data, wording(KIND))
        assert under(sheets, next(place for place in sheets.places if place.name == "market_seal")) == []

    def test_the_last_promise_goes_over_the_page_with_the_signatures(self):
        pages = set_pages(KIND, LONG, wording(KIND)).pages
        assert len(pages) == 2
        assert any("承担责任" in getattr(mark, "text", "") for mark in pages[1])

    def test_a_crowded_letter_is_set_smaller_rather_than_leaving_a_page_half_empty(self):
        (marks,) = set_pages(KIND, crowded_commitment(), wording(KIND)).pages
        assert min(mark.size for mark in marks if isinstance(mark, Text) and "承诺" in mark.text) >= 9


class TestRefused:
    def test_a_character_without_a_glyph_is_named(self):
        with pytest.raises(GlyphMissing):
            render(KIND, replace(commitment(), seller=replace(commitment().seller, name="林\U000323af")))

    @pytest.mark.parametrize("part", ["agent", "seller", "buyer"])
    def test_a_name_for_which_there_is_no_room_is_never_cut_off(self, part):
        data = commitment()
        with pytest.raises(TextTooLong):
            render(KIND, replace(data, **{part: replace(getattr(data, part), name="闽" * 3000)}))
