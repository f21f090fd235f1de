"""``cwt inspect`` (照片鉴别命令)."""

import cv2

from backend.gateways.forgery.command import inspect_file
from backend.sandbox.photographs.recapture import recapture


class TestInspectFile:
    def test_it_works(self, honest, tmp_path):
        (tmp_path / "card.jpg").write_bytes(honest)
        answer = inspect_file(tmp_path / "card.jpg", None)
        assert answer.keys() >= {"screen", "print", "screenshot", "tampered", "verdict", "quality", "reasons"}
        assert (answer["verdict"], len(answer["fingerprint"])) == ("clean", 16)

    def test_the_heat_map_marks_what_was_found(self, honest, tmp_path):
        (tmp_path / "screen.jpg").write_bytes(recapture("screen", honest, 2, long_side=900))
        answer = inspect_file(tmp_path / "screen.jpg", tmp_path / "heat.png")
        before, after = (cv2.imread(str(tmp_path / name)) for name in ("screen.jpg", "heat.png"))
        assert answer["verdict"] == "forged"
        assert before.shape == after.shape
        assert (before != after).any()

    def test_a_heat_map_that_cannot_be_written_is_an_error(self, honest, tmp_path):
        (tmp_path / "card.jpg").write_bytes(honest)
        assert inspect_file(tmp_path / "card.jpg", tmp_path / "none" / "heat.png")["error"] == "file_unwritable"

    def test_what_is_no_picture_is_an_error_with_a_sentence(self, tmp_path):
        (tmp_path / "card.jpg").write_bytes(b"%PDF-1.7")
        assert inspect_file(tmp_path / "card.jpg", None)["error"] == "READ-101"
        assert inspect_file(tmp_path / "none.jpg", None)["error"] == "file_unreadable"
