"""机动车注册、转移、注销登记/转入申请表: the official boxes in order, the right ones ticked, every fact read back."""

from dataclasses import replace

import pytest

from backend.documents.render import DocumentKind, GlyphMissing, RegistrationBusiness, TextTooLong, render, wording
from backend.documents.render.fonts import measure
from backend.documents.render.page import BODY_BOTTOM, HEIGHT, MM, SIDE, WIDTH, Code
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import application, crowded_application
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, ticked

KIND = DocumentKind.REGISTRATION_APPLICATION
DIRECT = replace(application(), buyer=replace(application().buyer, agent=None, landline="", postcode=""))
# As long as nobody's name and address are.
LONG = replace(
    crowded_application(),
    buyer=replace(crowded_application().buyer, name="闽" * 200, address="䶮" * 300),
    to_city="伊犁哈萨克自治州" * 9,
)


def expected(data) -> list[str]:
    owner, car = data.buyer, data.vehicle
    facts = [owner.name, owner.postcode, owner.address, owner.phone, owner.landline]
    facts += [car.plate_type, car.plate_number, car.brand_model, car.vin, data.number, data.transfer_number]
    return facts + ([owner.agent.name, owner.agent.phone] if owner.agent else [])


def missing(data, text: str) -> list[str]:
    return [fact for fact in expected(data) if squeezed(fact) not in text]


class TestFilled:
    def test_it_works(self, tmp_path):
        made = render(KIND, application())
        assert missing(application(), text_of(made.pdf, tmp_path)) == []
        assert made.pages == 1

    def test_its_boxes_stand_in_the_order_of_the_official_form(self, tmp_path):
        text = text_of(render(KIND, application()).pdf, tmp_path)
        order = ["申请人信息栏", "邮政编码", "邮寄地址", "固定电话", "申请业务事项"]
        order += ["注册登记", "注销登记", "转移登记", "车辆转入", "车辆转出", "省(自治区、直辖市)", "市(地、州)"]
        order += ["号牌种类", "号牌号码", "品牌型号", "车辆识别代号"]
        order += ["非营运", "公路客运", "公交客运", "出租客运", "旅游客运", "租赁", "教练"]
        order += ["接送幼儿", "接送小学生", "接送中小学生", "接送初中生", "危险货物运输", "货运"]
        order += ["消防", "救护", "工程救险", "警用", "出租营转非", "营转非", "预约出租客运", "预约出租转非"]
        order += ["对申请材料的真实有效性负责。", "机动车所有人（代理人）签字："]
        at = text.index("申请人信息栏")
        for words in order:
            assert words in text[at:], words
            at = text.index(words, at) + len(words)

    @pytest.mark.parametrize(
        ("businesses", "words"),
        [
            ({RegistrationBusiness.TRANSFER}, ["转移登记"]),
            ({RegistrationBusiness.TRANSFER, RegistrationBusiness.MOVE_OUT}, ["转移登记", "车辆转出"]),
            (set(RegistrationBusiness), ["注册登记", "注销登记", "转移登记", "车辆转入", "车辆转出"]),
            (set(), []),
        ],
    )
    def test_the_business_asked_for_is_ticked(self, businesses, words):
        data = replace(
            application(), businesses=frozenset(businesses), vehicle=replace(DIRECT.vehicle, use_character="")
        )
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        assert ticked(marks) == words

    @pytest.mark.parametrize(
        ("use", "word"),
        [
            ("非营运", "非营运"),
            ("A", "非营运"),
            ("出租客运", "出租客运"),
            ("出租转非", "出租营转非"),
            ("营转非", "营转非"),
            ("幼儿校车", "接送幼儿"),
            ("危化品运输", "危险货物运输"),
            ("预约出租客运", "预约出租客运"),
        ],
    )
    def test_the_cars_use_is_ticked_however_its_papers_word_it(self, use, word):
        data = replace(application(), businesses=frozenset(), vehicle=replace(DIRECT.vehicle, use_character=use))
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        assert ticked(marks) == [word]

    @pytest.mark.parametrize("use", ["", "其他", "不知道"])
    def test_a_use_without_a_box_ticks_none(self, use):
        data = replace(application(), businesses=frozenset(), vehicle=replace(DIRECT.vehicle, use_character=use))
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        assert ticked(marks) == []

    def test_copying_the_text_says_which_boxes_are_ticked(self, tmp_path):
        text = text_of(render(KIND, application()).pdf, tmp_path)
        assert "注册登记注销登记√转移登记车辆转入车辆转出" in text
        assert "√非营运公路客运" in text

    def test_what_is_not_known_is_closed_by_a_stroke(self, tmp_path):
        text = text_of(render(KIND, DIRECT).pdf, tmp_path)
        assert "邮政编码/" in text and "固定电话/" in text and "转出至：/省" in text

    def test_the_day_stays_open_for_the_pen_until_somebody_signs(self, tmp_path):
        assert "年月日" in text_of(render(KIND, application()).pdf, tmp_path)
        assert "2026年03月02日" in text_of(render(KIND, crowded_application()).pdf, tmp_path)

    def test_long_names_and_rare_characters_are_read_back_whole(self, tmp_path):
        text = text_of(render(KIND, crowded_application()).pdf, tmp_path)
        assert missing(crowded_application(), text) == []
        assert "欧阳𠅤𬱖" in text and "䶮㛃" in text
        assert "转出至：新疆维吾尔省(自治区、直辖市)伊犁哈萨克自治州市(地、州)" in text

    @pytest.mark.parametrize("data", [application(), crowded_application(), LONG])
    def test_each_page_carries_its_number_and_a_code_to_check_it_by(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            assert [mark.content for mark in marks if isinstance(mark, Code)] == [data.verify_url]
            assert any(data.number in getattr(mark, "text", "") for mark in marks)

    def test_the_same_facts_give_the_same_bytes(self):
        assert render(KIND, crowded_application()).pdf == render(KIND, crowded_application()).pdf

    def test_qpdf_finds_nothing_wrong(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, crowded_application()).pdf)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


class TestBlank:
    def test_it_works(self, tmp_path):
        made = render(KIND, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 1
        assert "姓名/名称邮政编码邮寄地址手机号码固定电话" in text

    def test_nothing_is_ticked(self):
        (marks,) = set_pages(KIND, None, wording(KIND)).pages
        assert ticked(marks) == []

    @pytest.mark.parametrize("data", [None, application(), crowded_application()])
    def test_it_keeps_a_place_for_the_signature(self, data):
        assert [place.name for place in render(KIND, data).places] == ["buyer"]


class TestPlaced:
    @pytest.mark.parametrize("data", [None, application(), DIRECT, crowded_application(), LONG])
    def test_no_text_lies_over_another_or_off_the_page(self, data):
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 0.5 for left, _, right, _, _ in found)
            assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    @pytest.mark.parametrize("data", [None, application(), crowded_application(), LONG])
    def test_the_signature_lies_above_the_foot(self, data):
        (place,) = set_pages(KIND, data, wording(KIND)).places
        assert place.rect.h > 15 * MM and place.rect.y + place.rect.h <= BODY_BOTTOM


class TestRefused:
    def test_a_character_without_a_glyph_is_named(self):
        with pytest.raises(GlyphMissing) as refused:
            render(KIND, replace(application(), buyer=replace(application().buyer, name="陈\U000323af")))
        assert "U+323AF" in refused.value.sentence

    @pytest.mark.parametrize(
        "data",
        [
            replace(application(), buyer=replace(application().buyer, name="闽" * 3000)),
            replace(application(), buyer=replace(application().buyer, address="闽" * 9000)),
            replace(application(), to_city="闽" * 9000),
        ],
        ids=["name", "address", "city"],
    )
    def test_a_text_for_which_there_is_no_room_is_never_cut_off(self, data):
        with pytest.raises(TextTooLong):
            render(KIND, data)
