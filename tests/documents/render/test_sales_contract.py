"""二手车买卖合同: three copies that name their holder, every blank filled or closed, the annex when there is one."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest

from backend.documents.render import (
    ContractCopy,
    DocumentKind,
    HandedDocument,
    SalesContractData,
    UseCharacter,
    render,
    wording,
)
from backend.documents.render.fonts import measure
from backend.documents.render.forms.fields import contract_fields
from backend.documents.render.page import HEIGHT, MM, SIDE, WIDTH, Code, Rule
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import contract, crowded, signed
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, under

KIND = DocumentKind.SALES_CONTRACT


def one_copy(data=None):
    return replace(data or contract(), copies=(ContractCopy.MARKET,))


class TestFilled:
    def test_it_works(self, tmp_path):
        made = render(KIND, one_copy())
        text = text_of(made.pdf, tmp_path)
        values = [value for value in contract_fields(contract()).values() if isinstance(value, str)]
        assert [value for value in values if squeezed(value) not in text] == []
        assert made.pages == 2
        assert "壹万叁仟元整" in text

    def test_each_page_says_whose_copy_it_is(self, tmp_path):
        made = render(KIND, contract())
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 6
        for holder in ("甲方", "乙方", "市场方"):
            assert text.count(f"（{holder}）1/2") == text.count(f"（{holder}）2/2") == 1

    def test_one_electronic_copy_is_everybodys_and_says_so(self, tmp_path):
        data = replace(contract(), copies=SalesContractData.__dataclass_fields__["copies"].default)
        made = render(KIND, data)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 2
        assert "（甲方、乙方、市场方各执一份）1/2" in text and "（甲方、乙方、市场方各执一份）2/2" in text

    def test_each_page_carries_its_number_and_a_code_to_check_it_by(self):
        sheets = set_pages(KIND, contract(), wording(KIND))
        for marks in sheets.pages:
            assert [mark.content for mark in marks if isinstance(mark, Code)] == [contract().verify_url]
            assert any(contract().number in getattr(mark, "text", "") for mark in marks)

    def test_all_seven_articles_stand_in_order(self, tmp_path):
        text = text_of(render(KIND, one_copy()).pdf, tmp_path)
        places = [text.index(f"第{n}条") for n in "一二三四五六七"]
        assert places == sorted(places)

    def test_rare_names_long_addresses_and_agents_are_read_back_whole(self, tmp_path):
        data = one_copy(signed(crowded(contract())))
        text = text_of(render(KIND, data).pdf, tmp_path)
        values = [value for value in contract_fields(data).values() if isinstance(value, str)]
        assert [value for value in values if squeezed(value) not in text] == []
        assert "𠅤𬱖" in text
        assert "䶮㛃" in text
        assert "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分" in text

    def test_the_annex_comes_with_its_facts_and_is_signed_too(self, tmp_path):
        with_annex = render(KIND, one_copy(crowded(contract())))
        assert with_annex.pages == 3
        assert "附件：车况告知书" in text_of(with_annex.pdf, tmp_path)
        assert "附件：车况告知书" not in text_of(render(KIND, one_copy()).pdf, tmp_path)
        assert {"annex_seller", "annex_buyer"} <= {place.name for place in with_annex.places}

    def test_papers_not_handed_over_are_not_counted(self):
        fields = contract_fields(replace(contract(), handed_documents=frozenset({HandedDocument.LICENCE})))
        assert (fields["handed_count"], fields["handed_licence"], fields["handed_certificate"]) == ("壹", True, False)

    def test_one_box_of_use_is_ticked(self):
        fields = contract_fields(replace(contract(), use=UseCharacter.TAXI))
        assert [name for name, value in fields.items() if name.startswith("use_") and value] == ["use_taxi"]

    def test_facts_not_given_are_closed_by_a_stroke(self):
        fields = contract_fields(contract())
        assert {fields[name] for name in ("mediator", "balance", "balance_words", "road_fee_from", "seller_agent")} == {
            "/"
        }

    def test_the_same_facts_give_the_same_bytes_in_any_process(self):
        data = signed(contract())
        assert pickle.loads(pickle.dumps(data)) == data  # noqa: S301 - our own bytes
        here = render(KIND, data).sha256
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            assert pool.submit(render, KIND, data).result(timeout=60).sha256 == here

    def test_qpdf_finds_nothing_wrong_and_every_font_is_embedded(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, signed(crowded(contract()))).pdf)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))
        assert all(line.split()[-5] == "yes" for line in run("pdffonts", str(path)).splitlines()[2:])


class TestBlank:
    def test_it_works(self, tmp_path):
        made = render(KIND, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 2
        assert "签订地点" in text
        assert "/" not in text.replace("1/2", "").replace("2/2", "")


class TestPlaced:
    @pytest.mark.parametrize("data", [None, one_copy(signed(contract())), one_copy(signed(crowded(contract())))])
    def test_the_seal_stays_in_its_cell_and_covers_no_word_and_no_hand(self, data):
        sheets = set_pages(KIND, data, wording(KIND))
        seal = next(place for place in sheets.places if place.name == "market_seal")
        assert under(sheets, seal) == []
        assert seal.rect.w == seal.rect.h == pytest.approx(42 * MM)
        crossing = [
            mark
            for mark in sheets.pages[seal.page - 1]
            if isinstance(mark, Rule)
            and mark.y1 == mark.y2
            and seal.rect.y < mark.y1 < seal.rect.y + seal.rect.h
            and mark.x1 < seal.rect.x + seal.rect.w
            and mark.x2 > seal.rect.x
        ]
        assert crossing == []

    @pytest.mark.parametrize("data", [None, one_copy(), one_copy(signed(crowded(contract())))])
    def test_no_text_lies_over_another_or_off_the_page(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 6 for left, _, right, _, _ in found)
            assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    def test_other_terms_of_many_lines_run_on_over_pages(self, tmp_path):
        terms = "双方约定：交付前由甲方负责更换轮胎并结清违法记录。" * 60
        made = render(KIND, one_copy(replace(contract(), other_terms=terms)))
        assert made.pages == 3
        text = text_of(made.pdf, tmp_path)
        assert text.count("双方约定：") + text.count("双方约") >= 60
