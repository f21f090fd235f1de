"""Every problem of a picture (人脸问题) by its code, made from good photographs by one change each."""

import cv2
import numpy as np
import pytest

from backend.gateways.faces.insightface.match import look
from backend.gateways.faces.views import FACE_PROBLEMS
from tests.gateways.faces.people import WHOLE, jpeg, with_orientation

BLACK, BLUE, GREY, WHITE = (0, 0, 0), (180, 140, 90), (128, 128, 128), (240, 240, 240)
MOUTH, EYES, MASK = (20, 80, 92, 106), (14, 40, 98, 64), (10, 62, 102, 118)


@pytest.fixture
def seen(models):
    return lambda picture: look(models, picture if isinstance(picture, bytes) else jpeg(picture))


class TestAGoodPhotograph:
    @pytest.mark.parametrize("name", WHOLE)
    def test_it_has_no_problem(self, seen, people, name):
        view = seen(people.file(name))
        assert view.problems == ()
        assert len(view.faces) == 1

    def test_its_box_and_points_are_of_the_picture_as_displayed(self, seen, people):
        straight, turned = (seen(with_orientation(people.pixels("person_a_1"), how)) for how in (1, 6))
        assert (turned.width, turned.height) == (straight.width, straight.height) == (910, 1137)
        assert np.abs(np.array(turned.faces[0].points) - np.array(straight.faces[0].points)).max() < 12

    def test_a_large_file_keeps_its_own_pixels_although_less_is_decoded(self, seen, people):
        large = cv2.resize(people.pixels("person_a_1"), None, fx=4, fy=4)
        small, big = seen(people.file("person_a_1")).faces[0], seen(large).faces[0]
        assert big.problems == ()
        assert np.abs(np.array(big.points) / 4 - np.array(small.points)).max() < 8


class TestEachProblem:
    @pytest.mark.parametrize("name", ["person_a_1", "person_b_1"])
    def test_blurred(self, seen, people, name):
        width = people.face(name).width
        assert "blurred" in seen(cv2.GaussianBlur(people.pixels(name), (0, 0), 0.035 * width)).problems

    def test_shaken_while_it_was_taken(self, seen, people):
        length = round(0.16 * people.face("person_b_2").width)
        assert "blurred" in seen(cv2.filter2D(people.pixels("person_b_2"), -1, np.ones((1, length)) / length)).problems

    @pytest.mark.parametrize("name", ["person_a_1", "person_b_1"])
    def test_dark(self, seen, people, name):
        assert seen((people.pixels(name) * 0.2).astype(np.uint8)).problems == ("dark",)
        assert "dark" not in seen((people.pixels(name) * 0.6).astype(np.uint8)).problems

    @pytest.mark.parametrize("name", ["person_a_1", "person_b_1"])
    def test_bright(self, seen, people, name):
        assert "bright" in seen(np.clip(people.pixels(name) * 3.0, 0, 255).astype(np.uint8)).problems

    def test_small(self, seen, people):
        shrink = 34 / people.face("person_a_2").width
        tiny = cv2.resize(people.pixels("person_a_2"), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        assert "small" in seen(cv2.copyMakeBorder(tiny, 300, 300, 300, 300, cv2.BORDER_REPLICATE)).problems

    def test_cut_off_by_the_frame(self, seen, people):
        assert "cut_off" in seen(people.file("person_a_partial")).problems

    def test_cut_off_at_the_chin(self, seen, people):
        face = people.face("person_b_1")
        mouth = round(float(face.points[3:, 1].mean() + 0.1 * face.width))
        assert "cut_off" in seen(people.pixels("person_b_1")[:mouth]).problems

    def test_several_faces_side_by_side(self, seen, people):
        view = seen(np.hstack([people.bust("person_a_1"), people.bust("person_b_1")]))
        assert view.problems[0] == "several_faces"
        assert len(view.faces) == 2

    def test_somebody_far_behind_is_not_several(self, seen, people):
        scene = cv2.resize(people.bust("person_a_1"), (960, 1280))
        scene[40:200, 30:150] = cv2.resize(people.bust("person_b_1"), (120, 160))
        assert "several_faces" not in seen(scene).problems

    def test_no_face(self, seen):
        noise = np.random.default_rng(1).integers(90, 160, (600, 800, 3)).astype(np.uint8)
        assert seen(cv2.GaussianBlur(noise, (0, 0), 3)).problems == ("no_face",)

    @pytest.mark.parametrize("place", [MOUTH, EYES, MASK], ids=["mouth", "eyes", "mask"])
    @pytest.mark.parametrize("colour", [BLACK, BLUE, GREY, WHITE], ids=["black", "blue", "grey", "white"])
    def test_occluded(self, seen, people, place, colour):
        view = seen(people.covered("person_b_2", place, colour))
        assert {"occluded", "no_face"} & set(view.problems)

    @pytest.mark.parametrize(("name", "degrees"), [("person_a_3", 38), ("person_b_2", 55)])
    def test_turned(self, seen, people, name, degrees):
        right = people.turned_away(name, degrees)
        views = [seen(picture) for picture in (right, np.ascontiguousarray(right[:, ::-1]))]
        assert all("turned" in view.problems for view in views)
        assert views[0].faces[0].yaw > 0 > views[1].faces[0].yaw


def test_every_problem_has_a_sentence_that_says_what_to_do():
    assert all(sentence.endswith("。") and "请" in sentence for sentence in FACE_PROBLEMS.values())
