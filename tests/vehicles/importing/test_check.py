"""Reading a catalogue file: what is taken as it is, what is put straight, and what is refused and why."""

from datetime import date
from pathlib import Path

import pytest

from tests.vehicles.files import DN, HEADINGS, LZW, checked, csv_file, xlsx_file


def row(**changes: object) -> list[object]:
    return [changes.get(name, value) for name, value in zip(HEADINGS, DN, strict=True)]


class TestAGoodFile:
    def test_it_works(self, tmp_path: Path):
        answer, rows = checked(csv_file(tmp_path, [DN, LZW]))
        assert (answer.rows, answer.refusal) == (2, "")
        assert [one["line"] for one in rows] == [2, 3]
        first = rows[0]["draft"]
        assert first["brand_model"] == "东南牌DN7152HAS"
        assert first["folded"] == "东南DN7152HAS"
        assert first["new_price_fen"] == 9_400_000
        assert (first["seats"], first["sold_from"]) == (5, "2012-03")
        assert rows[1]["draft"]["vehicle_type"] == "小型面包车"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_the_encoding_is_found_out(self, tmp_path: Path, encoding: str):
        _, rows = checked(csv_file(tmp_path, [DN], encoding=encoding))
        assert rows[0]["draft"]["brand"] == "东南"

    def test_chinese_headings_in_any_order(self, tmp_path: Path):
        headings = ("备注", "指导价（万元）", "车辆型号*", "核定载客人数")
        _, rows = checked(csv_file(tmp_path, [("x", "9.4", "东南牌DN7152HAS", "5人")], headings))
        draft = rows[0]["draft"]
        assert (draft["new_price_fen"], draft["seats"]) == (9_400_000, 5)

    def test_a_workbook_with_numbers_and_dates(self, tmp_path: Path):
        file = xlsx_file(tmp_path, [row(new_price=94000.0, seats=5, price_valid_from=date(2012, 3, 1))])
        _, rows = checked(file)
        draft = rows[0]["draft"]
        assert (draft["new_price_fen"], draft["seats"], draft["price_valid_from"]) == (9_400_000, 5, "2012-03-01")

    def test_blank_rows_are_passed_over_and_lines_counted(self, tmp_path: Path):
        for file in (csv_file(tmp_path, [DN, [], LZW]), xlsx_file(tmp_path, [DN, [], LZW])):
            _, rows = checked(file)
            assert [one["line"] for one in rows] == [2, 4], file.name

    def test_a_semicolon_between_cells(self, tmp_path: Path):
        file = tmp_path / "a.csv"
        file.write_text("brand_model;new_price\n东南牌DN7152HAS;94000,00\n".replace(",00", ""))
        assert checked(file)[1][0]["draft"]["new_price_fen"] == 9_400_000

    @pytest.mark.parametrize("words", ["国产", "合资", "自主", "国产车", "CN"])
    def test_what_is_made_in_china_is_domestic(self, tmp_path: Path, words: str):
        file = csv_file(tmp_path, [("东南牌DN7152HAS", "94000", words)], ("品牌型号", "新车价", "产地"))
        assert checked(file)[1][0]["draft"]["origin"] == "domestic"

    def test_one_model_with_two_days_of_price_is_its_history(self, tmp_path: Path):
        rows = [DN, row(new_price="89900", price_valid_from="2014-01-01")]
        assert all("draft" in one for one in checked(csv_file(tmp_path, rows))[1])


REJECTED = [
    ({"brand_model": ""}, "brand_model", "CAT-201"),
    ({"new_price": ""}, "new_price", "CAT-201"),
    ({"brand_model": "D" * 65}, "brand_model", "CAT-202"),
    ({"brand_model": "——"}, "brand_model", "CAT-203"),
    ({"vehicle_type": "SUV"}, "vehicle_type", "CAT-204"),
    ({"seats": "0"}, "seats", "CAT-205"),
    ({"seats": "5000"}, "seats", "CAT-205"),
    ({"seats": "5/7"}, "seats", "CAT-205"),
    ({"sold_from": "1066"}, "sold_from", "CAT-206"),
    ({"sold_from": "2012-13"}, "sold_from", "CAT-206"),
    ({"new_price": "about 90"}, "new_price", "CAT-208"),
    ({"new_price": "89800.123"}, "new_price", "CAT-208"),
    ({"new_price": "nan"}, "new_price", "CAT-208"),
    ({"new_price": "9.4"}, "new_price", "CAT-209"),
    ({"new_price": "-94000"}, "new_price", "CAT-209"),
    ({"new_price": "99999999999"}, "new_price", "CAT-209"),
    ({"price_valid_from": "2027-01-01"}, "price_valid_from", "CAT-211"),
    ({"price_valid_from": "2012-02-30"}, "price_valid_from", "CAT-211"),
]


class TestARejectedRow:
    @pytest.mark.parametrize(("change", "field", "code"), REJECTED)
    def test_it_names_line_column_and_code(self, tmp_path: Path, change: dict[str, str], field: str, code: str):
        answer, rows = checked(csv_file(tmp_path, [LZW, row(**change)]))
        assert answer.rows == 2
        told = rows[1]
        assert (told["line"], told["field"], told["code"]) == (3, field, code)
        assert told["value"] == change[field][:100]

    def test_off_sale_before_on_sale(self, tmp_path: Path):
        headings = ("brand_model", "new_price", "sold_from", "sold_until", "origin")
        rows = [
            ("DN1", "94000", "2012", "2010", ""),
            ("DN2", "94000", "2012-06", "2012", ""),
            ("DN3", "94000", "", "", "火星"),
        ]
        told = checked(csv_file(tmp_path, rows, headings))[1]
        assert [one.get("code") for one in told] == ["CAT-207", None, "CAT-210"]

    def test_too_many_cells(self, tmp_path: Path):
        assert checked(csv_file(tmp_path, [[*DN, "", "x"]]))[1][0]["code"] == "CAT-212"

    def test_the_same_model_twice(self, tmp_path: Path):
        told = checked(csv_file(tmp_path, [DN, LZW, row(brand_model="东南ＤＮ７１５２ＨＡＳ", new_price="1000")]))[1][2]
        assert (told["code"], told["line"]) == ("CAT-213", 4)
        assert "第 2 行" in told["sentence"]


def refusal(file: Path) -> str:
    answer, rows = checked(file)
    assert rows == []
    assert answer.why
    return answer.refusal


class TestARefusedFile:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "TBL-102"),
            (b"\n\n", "TBL-102"),
            (b"brand_model,new_price\n", "TBL-102"),
            (b"brand,seats\nx,5\n", "CAT-401"),
            (b"brand_model,new_price,MSRP\nx,1,2\n", "CAT-402"),
            (b'brand_model,new_price\n"x,1\n' + b"y,2\n" * 60_000, "TBL-104"),
            (b"PK\x03\x04 torn", "TBL-104"),
        ],
    )
    def test_it_says_why(self, tmp_path: Path, content: bytes, code: str):
        file = tmp_path / "a.csv"
        file.write_bytes(content)
        assert refusal(file) == code

    def test_a_missing_column_is_named(self, tmp_path: Path):
        answer, _ = checked(csv_file(tmp_path, [("x", "5")], ("品牌型号", "座位数")))
        assert "新车价" in answer.why
