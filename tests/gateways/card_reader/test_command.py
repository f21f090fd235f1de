"""``cwt read`` (识别命令): the fields stand at the top level of one JSON object."""

from backend.gateways.card_reader.command import as_json, read_file
from backend.gateways.card_reader.reading import FIELDS, CardReading, FieldReading


class TestReadFile:
    def test_it_works(self, shot, tmp_path):
        photo, truth = shot("id_back")
        (tmp_path / "card.jpg").write_bytes(photo)
        answer = read_file(tmp_path / "card.jpg", None)
        assert answer.items() >= truth.items()
        assert (answer["kind"], answer["card_kind"], answer["doubts"]) == ("id_back", "id_back", [])
        assert set(answer["confidence"]) == set(truth)

    def test_a_pdf_named_jpg_is_an_error_with_a_sentence(self, tmp_path):
        (tmp_path / "card.jpg").write_bytes(b"%PDF-1.7")
        answer = read_file(tmp_path / "card.jpg", None)
        assert answer["error"] == "READ-101"
        assert answer["message"].endswith("。")

    def test_a_file_that_is_not_there_is_an_error(self, tmp_path):
        assert read_file(tmp_path / "none.jpg", None)["error"] == "file_unreadable"


class TestTheAnswer:
    def test_what_was_not_read_is_null(self):
        answer = as_json(CardReading("id_front", {"name": FieldReading("样例", 0.99)}, ("field_missing:sex",)))
        assert answer["name"] == "样例"
        assert answer["sex"] is None
        assert set(FIELDS["id_front"]) <= set(answer)

    def test_a_business_licence_keeps_kind_for_its_own_field(self):
        answer = as_json(CardReading("business_licence", {"kind": FieldReading("个体工商户", 0.99)}))
        assert (answer["kind"], answer["card_kind"]) == ("个体工商户", "business_licence")

    def test_no_card_has_no_kind_and_says_so(self):
        answer = as_json(CardReading("", doubts=("not_a_card",)))
        assert (answer["kind"], answer["doubts"]) == (None, ["not_a_card"])
