"""From lines of print to fields (版面解析): every layout, and what recognisers do to it."""

from dataclasses import replace

import pytest

from backend.gateways.card_reader.checks import missing
from backend.gateways.card_reader.fields import PARSERS
from backend.gateways.card_reader.fields.common import iso_date, person_name, plain
from backend.gateways.card_reader.kinds import tell_kind
from backend.gateways.card_reader.lines import Line
from tests.gateways.card_reader import lines_of_cards as cards
from tests.gateways.card_reader.lines_of_cards import line

SHEETS = {
    "id_front": cards.id_front,
    "id_back": cards.id_back,
    "vehicle_licence": cards.vehicle_licence,
    "business_licence": cards.business_licence,
    "registration_certificate": cards.registration_certificate,
}


def parsed(kind: str, lines: list[Line]) -> dict[str, str]:
    return {name: found.text for name, found in PARSERS[kind](lines).items()}


def changed(lines: list[Line], old: str, *new: Line) -> list[Line]:
    """The lines with the one that reads ``old`` replaced by ``new``."""
    assert sum(item.text == old for item in lines) == 1
    return [item for item in lines if item.text != old] + list(new)


class TestIdFront:
    def test_it_works(self):
        assert parsed("id_front", cards.id_front()) == {
            "name": "巴特尔·样例",
            "sex": "男",
            "ethnicity": "蒙古",
            "birth_date": "1990-03-07",
            "address": "福建省福州市鼓楼区测试路18号3座502室",
            "id_number": "350102199003079917",
        }

    def test_it_reads_label_and_value_joined_into_one_line(self):
        lines = changed(cards.id_front(), "性别", line("性别男民族蒙古", 60, 130, 440))
        lines = [item for item in lines if item.text not in ("男", "民族", "蒙古")]
        fields = parsed("id_front", lines)
        assert (fields["sex"], fields["ethnicity"]) == ("男", "蒙古")

    def test_it_reads_a_value_split_into_pieces(self):
        lines = changed(
            cards.id_front(),
            "1990年3月7日",
            line("1990年", 180, 200, 120),
            line("3", 344, 200, 20),
            line("月7日", 390, 200, 120),
        )
        assert parsed("id_front", lines)["birth_date"] == "1990-03-07"

    def test_it_finds_the_name_when_its_label_is_lost(self):
        lines = [item for item in cards.id_front() if item.text != "姓名"]
        assert parsed("id_front", lines)["name"] == "巴特尔·样例"

    def test_it_knows_a_label_with_one_letter_misread(self):
        lines = changed(cards.id_front(), "性别", line("主别", 60, 130, 80))
        assert parsed("id_front", lines)["sex"] == "男"

    def test_it_drops_the_blank_inside_a_two_letter_name(self):
        lines = changed(cards.id_front(), "巴特尔·样例", line("王 样", 180, 58, 120))
        assert parsed("id_front", lines)["name"] == "王样"

    def test_it_reads_an_x_at_the_end(self):
        lines = changed(cards.id_front(), "350102199003079917", line("35010219900307991x", 345, 468, 560))
        assert parsed("id_front", lines)["id_number"] == "35010219900307991X"

    def test_a_number_with_a_digit_lost_is_shown_but_not_trusted(self):
        lines = changed(cards.id_front(), "350102199003079917", line("35010219900307991", 345, 468, 560))
        found = PARSERS["id_front"](lines)["id_number"]
        assert found.text == "35010219900307991"
        assert found.confidence < 0.9

    def test_a_field_is_as_sure_as_its_least_sure_letter(self):
        letters = replace(line("巴特尔·样例", 180, 58, 240), sure=(0.99, 0.99, 0.41, 0.99, 0.99, 0.99))
        lines = changed(cards.id_front(), "巴特尔·样例", letters)
        assert PARSERS["id_front"](lines)["name"].confidence == pytest.approx(0.41)


class TestIdBack:
    def test_it_works(self):
        assert parsed("id_back", cards.id_back()) == {
            "issuer": "福州市公安局鼓楼分局",
            "valid_from": "2018-03-15",
            "valid_to": "2038-03-15",
        }

    @pytest.mark.parametrize("printed", ["2018.03.15-长期", "2018.03.15长期", "2018.03.15—长期"])
    def test_it_reads_a_term_without_end(self, printed):
        lines = changed(cards.id_back(), "2018.03.15-2038.03.15", line(printed, 390, 460, 300))
        fields = parsed("id_back", lines)
        assert (fields["valid_from"], fields["valid_to"]) == ("2018-03-15", "长期")

    def test_it_reads_a_term_whose_dots_were_lost(self):
        lines = changed(cards.id_back(), "2018.03.15-2038.03.15", line("20180315-2038.0315", 390, 460, 420))
        assert parsed("id_back", lines)["valid_to"] == "2038-03-15"


class TestVehicleLicence:
    def test_it_works(self):
        assert parsed("vehicle_licence", cards.vehicle_licence()) == {
            "plate_number": "闽AD1234",
            "vehicle_type": "小型轿车",
            "owner": "欧阳测试",
            "address": "福建省福州市鼓楼区测试路18号3座502室",
            "use_character": "非营运",
            "brand_model": "东南牌DN7152HAS",
            "vin": "LDN1A2B32E0000001",
            "engine_number": "4G15S0001",
            "registered_on": "2015-04-08",
            "issued_on": "2016-05-09",
        }

    def test_both_dates_may_be_read_as_one_line(self):
        lines = [item for item in cards.vehicle_licence() if item.text not in ("发证日期", "2016-05-09")]
        lines = changed(lines, "注册日期2015-04-08", line("注册日期2015-04-08发证日期2016-05-09", 360, 580, 610, 34))
        fields = parsed("vehicle_licence", lines)
        assert (fields["registered_on"], fields["issued_on"]) == ("2015-04-08", "2016-05-09")

    def test_an_address_of_two_lines_does_not_swallow_what_stands_below(self):
        lines = changed(
            cards.vehicle_licence(),
            "福建省福州市鼓楼区测试路18号3座502室",
            line("福建省福州市鼓楼区测试路18号", 190, 278, 500, 36),
            line("3座502室", 190, 316, 150, 36),
        )
        fields = parsed("vehicle_licence", lines)
        assert fields["address"] == "福建省福州市鼓楼区测试路18号3座502室"
        assert fields["use_character"] == "非营运"

    def test_an_owner_may_be_a_company(self):
        lines = changed(cards.vehicle_licence(), "欧阳测试", line("福州样例汽车贸易(集团)有限公司", 190, 224, 420, 38))
        assert parsed("vehicle_licence", lines)["owner"] == "福州样例汽车贸易(集团)有限公司"

    def test_a_label_with_a_letter_misread_still_counts(self):
        lines = changed(cards.vehicle_licence(), "车辆识别代号", line("车辆识列代号", 360, 440, 170, 30))
        assert parsed("vehicle_licence", lines)["vin"] == "LDN1A2B32E0000001"


class TestBusinessLicence:
    def test_it_works(self):
        assert parsed("business_licence", cards.business_licence()) == {
            "credit_code": "91350100M000100Y43",
            "name": "福州样例汽车贸易有限公司",
            "kind": "有限责任公司(自然人投资或控股)",
            "legal_representative": "郑样例",
            "registered_capital": "壹佰万圆整",
            "founded_on": "2013-05-06",
            "address": "福建省福州市鼓楼区测试路18号1层",
        }

    def test_an_individual_business_has_a_manager_and_no_capital(self):
        lines = [item for item in cards.business_licence() if item.text not in ("注册资本", "壹佰万圆整")]
        lines = changed(lines, "法定代表人", line("经营者", 90, 460, 100, 30))
        fields = parsed("business_licence", lines)
        assert fields["legal_representative"] == "郑样例"
        assert "registered_capital" not in fields

    def test_the_name_is_known_by_its_form_when_its_label_is_lost(self):
        lines = [item for item in cards.business_licence() if item.text not in ("名", "称")]
        found = PARSERS["business_licence"](lines)["name"]
        assert found.text == "福州样例汽车贸易有限公司"
        assert found.confidence < 0.9


class TestRegistrationCertificate:
    def test_it_works(self):
        assert parsed("registration_certificate", cards.registration_certificate()) == {
            "certificate_number": "350012345678",
            "owner": "欧阳测试",
            "id_number": "350102199003079917",
            "plate_number": "闽AD1234",
            "brand_model": "东南牌DN7152HAS",
            "vin": "LDN1A2B32E0000001",
            "engine_number": "4G15S0001",
            "vehicle_type": "小型轿车",
            "registered_on": "2015-04-08",
            "color": "白",
            "use_character": "非营运",
            "manufacturer": "东南(福建)汽车工业有限公司",
        }

    @pytest.mark.parametrize(
        ("printed", "owner", "number"),
        [
            ("欧阳测试1居民身份证1350102199003079917", "欧阳测试", "350102199003079917"),
            (
                "福州样例汽车贸易有限公司/统一社会信用代码/91350100M000100Y43",
                "福州样例汽车贸易有限公司",
                "91350100M000100Y43",
            ),
            ("/身份证明名称/号码艾力江·买买提/居民身份证/65010219870616993X", "艾力江·买买提", "65010219870616993X"),
        ],
    )
    def test_the_owners_name_and_number_share_a_cell(self, printed, owner, number):
        old = "欧阳测试/居民身份证/350102199003079917"
        lines = changed(cards.registration_certificate(), old, line(printed, 640, 250, 700, 36))
        fields = parsed("registration_certificate", lines)
        assert (fields["owner"], fields["id_number"]) == (owner, number)

    def test_the_owners_number_is_never_taken_for_the_vin(self):
        lines = [item for item in cards.registration_certificate() if not item.text.startswith("LDN")]
        assert "vin" not in parsed("registration_certificate", lines)

    def test_what_was_not_seen_in_a_cell_is_not_taken_from_the_next(self):
        lost = ("小型轿车", "6.车辆品牌")
        lines = [item for item in cards.registration_certificate() if item.text not in lost]
        assert "vehicle_type" not in parsed("registration_certificate", lines)

    def test_one_page_is_half_the_fields_and_nothing_is_missed(self):
        first = [item for item in cards.registration_certificate() if item.top < 470]
        fields = parsed("registration_certificate", first)
        assert set(fields) == {"certificate_number", "owner", "id_number", "plate_number", "registered_on"}
        assert missing("registration_certificate", fields) == []
        assert missing("registration_certificate", {"vin": "L", "owner": "欧"})[0] == "id_number"

    @pytest.mark.parametrize("wanted", [None, "vehicle_licence", "registration_certificate"])
    def test_it_is_not_taken_for_a_licence(self, wanted):
        assert tell_kind(cards.registration_certificate(), wanted)[0] == "registration_certificate"


class TestTellingTheKind:
    @pytest.mark.parametrize("kind", SHEETS)
    def test_it_works(self, kind):
        assert tell_kind(SHEETS[kind]())[0] == kind

    @pytest.mark.parametrize("kind", SHEETS)
    def test_letters_of_no_card_tell_nothing(self, kind):
        told, clearness = tell_kind([line("会议记录注意事项", 10, 10, 300)], kind)
        assert (told, clearness) == (kind, 0.0)

    def test_another_card_than_the_wanted_one_is_noticed(self):
        assert tell_kind(cards.vehicle_licence(), "id_front")[0] == "vehicle_licence"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2019-03-28", "2019-03-28"),
        ("2019年03月28日", "2019-03-28"),
        ("2019年3月8日", "2019-03-08"),
        ("2019.03.28", "2019-03-28"),
        ("20190328", "2019-03-28"),
        ("2019-13-28", ""),
        ("样例", ""),
    ],
)
def test_dates_are_read_as_they_are_printed(printed, date):
    assert iso_date(printed) == date


def test_a_name_keeps_one_kind_of_dot():
    assert person_name("买买提•样例.") == "买买提·样例"


def test_brackets_come_in_pairs_of_one_width():
    assert plain("有限责任公司（自然人独资)") == "有限责任公司(自然人独资)"
