"""The generator of card photographs (样张生成器): papers agree with each other, and seeds repeat."""

import json
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from backend.rules import numbers
from backend.sandbox.photographs import CARD_KINDS, KINDS, draw_card, photo_of, truth_for
from backend.sandbox.photographs.command import generate

SEEDS = range(60)


class TestTruth:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_every_number_passes_its_rule(self, seed):
        front, licence = truth_for("id_front", seed), truth_for("vehicle_licence", seed)
        identity = numbers.judge_resident_id(front["id_number"])
        assert identity.valid
        assert (identity.facts["birth_date"], identity.facts["sex_text"]) == (front["birth_date"], front["sex"])
        assert numbers.judge_plate_number(licence["plate_number"]).valid
        vin = numbers.judge_vin(licence["vin"])
        assert vin.valid
        assert vin.facts["check_digit_ok"]
        assert numbers.judge_credit_code(truth_for("business_licence", seed)["credit_code"]).valid

    @pytest.mark.parametrize("seed", SEEDS)
    def test_dates_are_in_order(self, seed):
        back, licence = truth_for("id_back", seed), truth_for("vehicle_licence", seed)
        assert licence["registered_on"] <= licence["issued_on"]
        assert back["valid_to"] == "长期" or date.fromisoformat(back["valid_to"]) > date.fromisoformat(
            back["valid_from"]
        )

    def test_the_papers_of_one_person_agree(self):
        person = {"name": "欧阳样例", "id_number": "350102199003079917", "address": "福建省福州市鼓楼区测试路18号"}
        front = truth_for("id_front", 1, person)
        assert (front["name"], front["sex"], front["birth_date"]) == ("欧阳样例", "男", "1990-03-07")
        assert truth_for("id_back", 1, person)["issuer"] == "福州市公安局鼓楼分局"
        licence = truth_for("vehicle_licence", 1, person)
        assert (licence["owner"], licence["address"]) == (person["name"], person["address"])
        assert licence["plate_number"].startswith("闽A")
        assert truth_for("business_licence", 1, person)["legal_representative"] == person["name"]
        assert truth_for("car_front45", 1, person)["vin"] == licence["vin"]

    def test_it_refuses_an_unknown_kind(self):
        with pytest.raises(ValueError, match="passport"):
            truth_for("passport", 1)


class TestPhotographs:
    @pytest.mark.parametrize("kind", KINDS)
    def test_it_works(self, kind):
        photo = photo_of(kind, truth_for(kind, 3), 3)
        with Image.open(BytesIO(photo)) as picture:
            assert picture.format == "JPEG"
            assert min(picture.size) >= 600

    def test_the_same_seed_is_the_same_photograph(self):
        truth = truth_for("id_back", 5)
        assert photo_of("id_back", truth, 5, "hard") == photo_of("id_back", truth, 5, "hard")
        assert photo_of("id_back", truth, 5, "hard") != photo_of("id_back", truth, 6, "hard")

    def test_another_person_has_another_face(self):
        truth = truth_for("id_front", 5)
        assert draw_card("id_front", truth, 1).tobytes() != draw_card("id_front", truth, 2).tobytes()

    def test_it_refuses_an_unknown_kind(self):
        with pytest.raises(ValueError, match="passport"):
            draw_card("passport", {}, 1)


class TestGenerate:
    def test_it_works(self, tmp_path):
        assert generate(tmp_path / "set", 4, 1) == 0
        listing = json.loads((tmp_path / "set" / "truth.json").read_text(encoding="utf-8"))
        assert [item["kind"] for item in listing] == list(CARD_KINDS)
        assert all((tmp_path / "set" / item["file"]).stat().st_size > 10_000 for item in listing)
