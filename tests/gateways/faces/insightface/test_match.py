"""Comparing (人证比对): the same person through everything that happens to pictures, and nobody else."""

import cv2
import numpy as np
import pytest

from backend.gateways.faces.insightface.alignment import aligned
from backend.gateways.faces.insightface.match import compare, crop
from backend.gateways.faces.packs.calibration import FAIL, PASS
from backend.gateways.faces.views import CARD, PORTRAIT
from tests.gateways.faces.people import WHOLE, jpeg, rotated, with_orientation


def same(one: str, other: str) -> bool:
    return one[:8] == other[:8]


@pytest.fixture
def match(models, calibration):
    def run(card: bytes, *selfies: bytes, kind: str | None = PORTRAIT):
        return compare(models, calibration, card, selfies, kind)

    return run


CHANGES = {
    "jpeg_40": lambda picture: jpeg(picture, 40),
    "half_size": lambda picture: jpeg(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)),
    "leaning_left": lambda picture: jpeg(rotated(picture, 15)),
    "leaning_right": lambda picture: jpeg(rotated(picture, -15)),
    "stored_lying": lambda picture: with_orientation(picture, 6),
    "stored_mirrored": lambda picture: with_orientation(picture, 7),
    "as_a_png": lambda picture: cv2.imencode(".png", picture)[1].tobytes(),
}


class TestEveryPair:
    def test_the_same_person_is_far_from_everybody_else(self, models, people):
        numbers = {
            name: models.recogniser.embed(aligned(people.pixels(name), people.face(name).points)) for name in WHOLE
        }
        pairs = [(one, other, numbers[one] @ numbers[other]) for one in WHOLE for other in WHOLE if one < other]
        genuine = min(similarity for one, other, similarity in pairs if same(one, other))
        impostors = max(similarity for one, other, similarity in pairs if not same(one, other))
        assert genuine > 0.6 and impostors < 0.25

    @pytest.mark.slow
    @pytest.mark.parametrize("change", CHANGES)
    def test_the_same_person_passes_and_another_fails_however_the_picture_came(self, match, people, change):
        for one in WHOLE:
            changed = CHANGES[change](people.pixels(one))
            for other in ("person_a_2", "person_b_2"):
                if one != other:
                    found = match(people.file(other), changed)
                    assert (found.score >= PASS) if same(one, other) else (found.score < FAIL), (one, other, found)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("one", "difficulty"), [("person_a_3", "easy"), ("person_a_1", "hard"), ("person_b_1", "hard")]
    )
    def test_a_card_s_portrait_does_for_its_holder_and_nobody_else(self, match, people, one, difficulty):
        photo = people.card_photo(one, 21, difficulty)
        for other in ("person_a_2", "person_b_2"):
            found = match(photo, people.file(other), kind=CARD)
            assert found.problems_selfie == ()
            assert (found.similarity > 0.45) if same(one, other) else (found.similarity < 0.3), (other, found)

    def test_a_cut_off_selfie_is_compared_and_said_to_be(self, match, people):
        found = match(people.file("person_a_2"), people.file("person_a_partial"))
        assert found.score >= PASS
        assert "cut_off" in found.problems_selfie


class TestTheCard:
    @pytest.mark.parametrize("rotation", [90, 180, 270])
    def test_it_may_lie_any_way(self, match, people, rotation):
        found = match(people.card_photo("person_a_1", 3, "easy", rotation), people.file("person_a_2"), kind=CARD)
        assert found.score >= PASS
        assert found.problems_card == ()

    def test_the_generator_s_own_portrait_is_found_and_is_nobody(self, match, people):
        found = match(people.card_photo(None, 4), people.file("person_b_1"), kind=CARD)
        assert found.faces[0] is not None
        assert found.score < FAIL

    @pytest.mark.parametrize("kind", [CARD, None])
    def test_a_holder_s_large_face_does_not_win_over_the_card_s(self, match, people, kind):
        held = people.holding("person_b_2", "person_a_1", 5)
        assert match(held, people.file("person_a_2"), kind=kind).score >= PASS
        assert match(held, people.file("person_b_1"), kind=kind).score < FAIL

    def test_a_holder_without_a_card_is_no_portrait(self, match, people):
        found = match(people.file("person_a_1"), people.file("person_a_2"), kind=CARD)
        assert (found.similarity, found.score) == (None, None)
        assert found.problems_card == ("no_portrait",)

    def test_a_chip_s_small_photo_will_do(self, match, people):
        chip = jpeg(cv2.resize(people.bust("person_b_1"), (102, 136), interpolation=cv2.INTER_AREA))
        found = match(chip, people.file("person_b_2"))
        assert (found.problems_card, found.score >= PASS) == ((), True)


class TestTheSelfies:
    def test_the_best_frame_is_used(self, match, people):
        blurred = jpeg(cv2.GaussianBlur(people.pixels("person_a_2"), (0, 0), 12))
        empty = jpeg(np.full((480, 640, 3), 128, np.uint8))
        found = match(
            people.file("person_a_1"), empty, blurred, people.file("person_a_3"), people.file("person_a_partial")
        )
        assert found.best == 2
        assert found.problems_selfie == ()

    def test_without_a_face_there_is_no_score(self, match, people):
        found = match(people.file("person_a_1"), jpeg(np.full((480, 640, 3), 128, np.uint8)))
        assert (found.similarity, found.score, found.best) == (None, None, None)
        assert found.problems_selfie == ("no_face",)

    def test_two_people_on_a_selfie_have_no_score(self, match, people):
        two = jpeg(np.hstack([people.bust("person_a_2"), people.bust("person_b_1")]))
        found = match(people.file("person_a_1"), two)
        assert (found.score, found.problems_selfie[0]) == (None, "several_faces")


class TestTheCrop:
    def test_it_shows_the_face_upright_and_large(self, models, people):
        for picture, kind in (
            (people.card_photo("person_a_1", 3, "easy", 90), CARD),
            (people.file("person_b_2"), PORTRAIT),
        ):
            shown = cv2.imdecode(np.frombuffer(crop(models, picture, kind), np.uint8), cv2.IMREAD_COLOR)
            assert shown.shape[1] >= 320
            assert models.detector.find(shown, 320)

    def test_there_is_none_without_a_face(self, models):
        assert crop(models, jpeg(np.full((480, 640, 3), 128, np.uint8)), PORTRAIT) is None
