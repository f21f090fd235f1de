"""机动车价格评估鉴定结论书: every fact can be read back, the price can be worked out again, nothing overlaps."""

from dataclasses import replace
from datetime import date

import pytest

from backend.documents.render import (
    AppraisalCertificateData,
    DocumentKind,
    GlyphMissing,
    TextTooLong,
    VehicleFacts,
    render,
    wording,
)
from backend.documents.render.fonts import measure
from backend.documents.render.forms.fields import certificate_fields, used_time
from backend.documents.render.page import BODY_BOTTOM, HEIGHT, MM, SIDE, WIDTH, Code
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import certificate, crowded_certificate
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, under

KIND = DocumentKind.APPRAISAL_CERTIFICATE
JUDGED = replace(certificate(), calculation=None)
BARE = AppraisalCertificateData("榕价事26第0000001号", VehicleFacts("", ""), 100, date(2026, 3, 2))
# As long as the columns that they come from, and an owner beyond all measure.
LONG = replace(
    certificate(),
    company_name="闽" * 120,
    appraiser_name="赵" * 40,
    vehicle=replace(certificate().vehicle, owner_name="闽" * 900),
)


def missing(data, text: str) -> list[str]:
    return [value for value in certificate_fields(data).values() if squeezed(str(value)) not in text]


class TestFilled:
    def test_it_works(self, tmp_path):
        made = render(KIND, certificate())
        text = text_of(made.pdf, tmp_path)
        assert missing(certificate(), text) == []
        assert made.pages == 1
        assert "5．评估价格：¥叁万元整（30000）" in text
        assert "已使用年限：3年2个月" in text

    def test_its_lines_stand_in_the_order_of_the_form(self, tmp_path):
        text = text_of(render(KIND, certificate()).pdf, tmp_path)
        lines = [
            "1．评估车辆单位",
            "2．评估车辆信息",
            "车辆类型",
            "厂牌型号",
            "规定使用情况",
            "牌照号",
            "发动机号",
            "车架号",
        ]
        lines += [
            "初次登记日期",
            "已使用年限",
            "3．评估原则",
            "4．评估基准日",
            "5．评估价格",
            "6．备注",
            "7．本次评估是由委托方",
        ]
        lines += ["8．评估员", "评估机构", "评估日期"]
        places = [text.index(line) for line in lines]
        assert places == sorted(places)

    def test_a_reader_can_follow_the_price_with_a_pencil(self, tmp_path):
        text = text_of(render(KIND, certificate()).pdf, tmp_path)
        calculation = certificate().calculation
        rule = "年限法评估价格计算规则（2013-05-01 起施行）"
        for said in (*calculation.steps, rule, "128800元（2021-01-01起）", "核定评估价格30000元"):
            assert squeezed(said) in text
        assert "基准价=128800.00×5%+128800.00×(1−5%)×(180−38)÷180=102968.44" in text

    def test_a_price_of_the_appraisers_own_has_no_calculation(self, tmp_path):
        text = text_of(render(KIND, JUDGED).pdf, tmp_path)
        assert "测算过程" not in text and missing(JUDGED, text) == []

    def test_what_is_not_known_is_closed_by_a_stroke(self, tmp_path):
        text = text_of(render(KIND, BARE).pdf, tmp_path)
        assert "评估车辆单位（车主）：/" in text and "已使用年限：/" in text and "6．备注：/" in text

    def test_long_names_and_rare_characters_are_read_back_whole(self, tmp_path):
        data = crowded_certificate()
        text = text_of(render(KIND, data).pdf, tmp_path)
        assert missing(data, text) == []
        assert "欧阳𠅤𬱖" in text and "䶮㛃" in text

    @pytest.mark.parametrize("data", [certificate(), crowded_certificate(), LONG])
    def test_each_page_carries_its_number_and_a_code_to_check_it_by(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            assert [mark.content for mark in marks if isinstance(mark, Code)] == [data.verify_url]
            assert any(data.number in getattr(mark, "text", "") for mark in marks)

    def test_the_same_facts_give_the_same_bytes(self):
        assert render(KIND, crowded_certificate()).pdf == render(KIND, crowded_certificate()).pdf
        assert render(KIND, certificate()).sha256 != render(KIND, JUDGED).sha256

    def test_every_font_is_embedded(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, crowded_certificate()).pdf)
        fonts = run("pdffonts", str(path)).splitlines()[2:]
        assert fonts and all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


class TestBlank:
    def test_it_works(self, tmp_path):
        made = render(KIND, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 1
        for label in ("机动车价格评估鉴定结论书", "评估车辆单位", "评估员本人签字", "此处盖章", "计算步骤"):
            assert label in text

    @pytest.mark.parametrize("data", [None, certificate(), JUDGED, crowded_certificate()])
    def test_it_keeps_a_place_for_the_appraiser_and_for_the_seal(self, data):
        assert [place.name for place in render(KIND, data).places] == ["appraiser", "appraisal_seal"]


class TestPlaced:
    @pytest.mark.parametrize("data", [None, certificate(), JUDGED, BARE, crowded_certificate(), LONG])
    def test_no_text_lies_over_another_or_off_the_page(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 0.5 for left, _, right, _, _ in found)
            assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    @pytest.mark.parametrize("data", [None, certificate(), crowded_certificate(), LONG])
    def test_the_seal_lies_within_the_page_it_is_for(self, data):
        sheets = set_pages(KIND, data, wording(KIND))
        seal = next(place for place in sheets.places if place.name == "appraisal_seal")
        # The hint where to seal stands on the blank form alone.
        assert (data is None) == (under(sheets, seal) == ["（此处盖章）"]) and len(under(sheets, seal)) == (
            data is None
        )
        assert seal.rect.x >= SIDE and seal.rect.x + seal.rect.w <= WIDTH - SIDE
        assert seal.rect.y > 12 * MM and seal.rect.y + seal.rect.h <= BODY_BOTTOM + 1


class TestRefused:
    def test_a_character_without_a_glyph_is_named(self):
        with pytest.raises(GlyphMissing):
            render(KIND, replace(certificate(), appraiser_name="陈\U000323af"))

    def test_a_company_for_which_there_is_no_room_is_never_cut_off(self):
        with pytest.raises(TextTooLong):
            render(KIND, replace(certificate(), company_name="闽" * 900))


@pytest.mark.parametrize(
    ("months", "said"),
    [(38, "3年2个月"), (36, "3年"), (5, "5个月"), (0, "0个月"), (12, "1年"), (197, "16年5个月"), (None, "/")],
)
def test_used_time_is_said_in_years_and_months(months, said):
    assert used_time(months) == said
