"""Providers (人脸引擎): chosen by settings, in processes of their own, honest when they cannot answer."""

import json
import os
import signal

import cv2
import numpy as np
import pytest

from backend.cli import main
from backend.gateways.card_reader.sight.photo import NotAPhotograph
from backend.gateways.faces import CARD, FaceModelsNotNamed, open_face_engine
from backend.kit.errors import VendorTrouble
from backend.sandbox.photographs import photo_of, truth_for
from backend.settings import settings_from
from tests.gateways.faces.people import jpeg


class TestTheChoice:
    def test_without_a_pack_a_person_compares(self):
        assert open_face_engine(settings_from({})).name == "manual"

    async def test_with_a_pack_insightface_does(self, pack_folder):
        engine = open_face_engine(settings_from({"CWT_FACE_MODELS": str(pack_folder)}))
        assert (engine.name, engine.version) == ("insightface", "models 71040a0dcb0a")
        assert engine.pids() == []
        manual = open_face_engine(settings_from({"CWT_FACE_MODELS": str(pack_folder), "CWT_FACE_PROVIDER": "manual"}))
        assert manual.name == "manual"

    def test_insightface_without_a_pack_is_a_fault_with_a_sentence(self):
        with pytest.raises(FaceModelsNotNamed, match="CWT_FACE_MODELS"):
            open_face_engine(settings_from({"CWT_FACE_PROVIDER": "insightface"}))


class TestManual:
    async def test_it_says_that_nothing_looked(self):
        engine = open_face_engine(settings_from({}))
        picture = jpeg(np.full((300, 300, 3), 200, np.uint8))
        assert (await engine.look(picture)).problems == ("no_engine",)
        match = await engine.compare(picture, [picture])
        assert (match.score, match.similarity, match.problems_card) == (None, None, ("no_engine",))

    @pytest.mark.parametrize("rotation", [0, 180])
    async def test_it_cuts_the_portrait_from_a_card_by_its_edge(self, rotation):
        card = photo_of("id_front", truth_for("id_front", 3), 3, "easy", rotation)
        shown = cv2.imdecode(
            np.frombuffer(await open_face_engine(settings_from({})).crop(card, kind=CARD), np.uint8), cv2.IMREAD_COLOR
        )
        height, width = shown.shape[:2]
        assert height > width >= 320
        top, bottom = (part.mean() for part in (shown[: height // 8], shown[-height // 4 :]))
        assert top > bottom + 20  # paper above the head, clothes below: upright

    async def test_it_shows_the_whole_picture_where_there_is_no_card(self):
        plain = jpeg(np.full((300, 400, 3), 128, np.uint8))
        shown = await open_face_engine(settings_from({})).crop(plain, kind=CARD)
        assert cv2.imdecode(np.frombuffer(shown, np.uint8), cv2.IMREAD_COLOR).shape == (300, 400, 3)


class TestABrokenPack:
    async def test_every_call_says_why_and_nothing_else_stops(self, tmp_path):
        engine = open_face_engine(settings_from({"CWT_FACE_MODELS": str(tmp_path / "gone")}))
        with pytest.raises(VendorTrouble) as trouble:
            await engine.look(b"")
        assert (trouble.value.reason, trouble.value.retry) == ("pack_missing", False)


class TestInsight:
    @pytest.mark.slow
    async def test_it_works_and_goes_on_after_its_worker_was_killed(self, pack_folder, people):
        engine = open_face_engine(settings_from({"CWT_FACE_MODELS": str(pack_folder)}))
        try:
            first = await engine.compare(people.card_photo("person_a_1", 3), [people.file("person_a_2")])
            assert first.score >= 80
            assert first.version == engine.version
            (worker,) = engine.pids()
            os.kill(worker, signal.SIGKILL)
            assert (await engine.look(people.file("person_b_1"))).problems == ()
            assert engine.pids() != [worker]
            with pytest.raises(NotAPhotograph):
                await engine.crop(b"%PDF-1.7")
        finally:
            await engine.close()
        with pytest.raises(VendorTrouble):
            await engine.look(people.file("person_b_1"))


class TestTheCommand:
    def test_it_prints_json(self, pack_folder, people, monkeypatch, capsys, tmp_path):
        monkeypatch.setenv("CWT_FACE_MODELS", str(pack_folder))
        paths = []
        for name in ("person_a_1", "person_a_2", "person_b_1"):
            paths.append(str(tmp_path / f"{name}.jpg"))
            (tmp_path / f"{name}.jpg").write_bytes(people.file(name))
        assert main(["face", paths[0], paths[1]]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["verdict"], [face["problems"] for face in told["faces"]]) == ("pass", [[], []])
        assert len(told["faces"][0]["points"]) == 5
        assert main(["face", paths[0], paths[2]]) == 0
        assert json.loads(capsys.readouterr().out)["verdict"] == "fail"

    def test_without_models_it_asks_a_person(self, monkeypatch, capsys, tmp_path):
        (tmp_path / "one.jpg").write_bytes(jpeg(np.full((300, 300, 3), 200, np.uint8)))
        assert main(["face", str(tmp_path / "one.jpg"), str(tmp_path / "one.jpg")]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["score"], told["verdict"], told["faces"][0]["problems"]) == (None, "ask", ["no_engine"])

    def test_a_file_that_is_no_picture_is_an_error(self, pack_folder, monkeypatch, capsys, tmp_path):
        monkeypatch.setenv("CWT_FACE_MODELS", str(pack_folder))
        (tmp_path / "one.jpg").write_bytes(b"%PDF-1.7")
        assert main(["face", str(tmp_path / "one.jpg"), str(tmp_path / "one.jpg")]) == 2
        assert json.loads(capsys.readouterr().out)["error"] == "READ-101"
