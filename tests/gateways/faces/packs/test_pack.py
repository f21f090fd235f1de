"""Packs of models (人脸模型包): opened, verified, calibrated, installed."""

import hashlib
import json
import tarfile
import zipfile

import pytest

from backend.cli import main
from backend.gateways.faces.insightface.models import load
from backend.gateways.faces.packs.calibration import GENERIC, KNOWN, BadCalibration, Calibration, verdict
from backend.gateways.faces.packs.install import NotInstalled, install
from backend.gateways.faces.packs.pack import PackUnusable, open_pack


class TestCalibration:
    @pytest.mark.parametrize("points", [GENERIC, *KNOWN.values()])
    def test_it_rises_from_nothing_to_a_hundred(self, points):
        calibration = Calibration(points, "known")
        scores = [calibration.score(step / 100) for step in range(-100, 101)]
        assert scores == sorted(scores)
        assert (scores[0], scores[-1]) == (0, 100)
        assert [calibration.score(similarity) for similarity, _ in points] == [score for _, score in points]

    @pytest.mark.parametrize(
        "points", [((-1, 0), (0.5, 80), (0.4, 90), (1, 100)), ((-1, 0), (0, 50), (1, 20)), ((0, 0), (1, 9))]
    )
    def test_it_refuses_a_line_that_falls_or_is_not_whole(self, points):
        with pytest.raises(BadCalibration):
            Calibration(points, "pack")

    def test_three_answers(self):
        assert [verdict(score, False) for score in (100, 80, 79, 60, 59, 0)] == [
            "pass",
            "pass",
            "ask",
            "ask",
            "fail",
            "fail",
        ]
        assert {verdict(100, True), verdict(0, True), verdict(None, False)} == {"ask"}


@pytest.fixture
def bare(tmp_path):
    """A folder with two files that are models by name only."""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "det.onnx").write_bytes(b"detector")
    (folder / "rec.onnx").write_bytes(b"recogniser")
    return folder


class TestOpening:
    def test_a_folder_without_a_manifest_works_and_says_that_nobody_measured_it(self, bare):
        pack = open_pack(bare)
        assert pack.version.endswith("(generic calibration)")
        assert pack.version.startswith("made ")

    def test_the_test_pack_s_recogniser_is_known(self, pack_folder):
        pack = open_pack(pack_folder)
        assert (pack.calibration.source, pack.calibration.score(0.7) >= 80) == ("known", True)

    def test_a_changed_file_is_told_by_its_name(self, bare, tmp_path):
        pack = install(str(bare), tmp_path / "packs", licence="own")
        (pack.folder / "rec.onnx").write_bytes(b"recognisex")
        with pytest.raises(PackUnusable, match=r"rec\.onnx") as unusable:
            open_pack(pack.folder)
        assert unusable.value.reason == "pack_damaged"

    def test_a_file_more_than_the_manifest_names_is_told(self, bare, tmp_path):
        pack = install(str(bare), tmp_path / "packs", licence="own")
        (pack.folder / "third.onnx").write_bytes(b"slipped in")
        with pytest.raises(PackUnusable, match="third"):
            open_pack(pack.folder)

    def test_missing_empty_and_malformed(self, bare, tmp_path):
        (tmp_path / "empty").mkdir()
        (bare / "pack.toml").write_text("name = ")
        for folder, reason in (
            (tmp_path / "no", "pack_missing"),
            (tmp_path / "empty", "pack_empty"),
            (bare, "manifest_malformed"),
        ):
            with pytest.raises(PackUnusable) as unusable:
                open_pack(folder)
            assert unusable.value.reason == reason

    def test_what_is_no_model_is_told_when_it_is_loaded(self, bare):
        with pytest.raises(PackUnusable) as unusable:
            load(open_pack(bare), 1)
        assert unusable.value.reason == "model_unreadable"

    def test_models_are_told_apart_by_what_they_are(self, pack_folder, tmp_path):
        detector, recogniser = sorted(pack_folder.glob("*.onnx"), key=lambda path: path.stat().st_size)
        (tmp_path / "z.onnx").symlink_to(detector)
        with pytest.raises(PackUnusable) as unusable:
            load(open_pack(tmp_path), 1)
        assert unusable.value.reason == "no_recogniser"
        (tmp_path / "a.onnx").symlink_to(recogniser)
        load(open_pack(tmp_path), 1)


class TestInstalling:
    def test_without_a_licence_note_nothing_is_installed(self, bare, tmp_path):
        with pytest.raises(NotInstalled, match="--licence"):
            install(str(bare), tmp_path / "packs")
        assert not (tmp_path / "packs").exists()

    def test_a_licence_that_lies_in_the_pack_will_do(self, bare, tmp_path):
        (bare / "LICENSE").write_text("MIT License")
        assert install(str(bare), tmp_path / "packs").licence == "MIT License"

    @pytest.mark.parametrize("form", ["zip", "tar.gz"])
    def test_from_an_archive_whose_paths_lead_elsewhere(self, bare, tmp_path, form):
        archive = tmp_path / f"pack.{form}"
        if form == "zip":
            with zipfile.ZipFile(archive, "w") as made:
                made.write(bare / "det.onnx", "../../det.onnx")
                made.write(bare / "rec.onnx", "models/rec.onnx")
                made.write(bare / "rec.onnx", "/etc/passwd")
        else:
            with tarfile.open(archive, "w:gz") as made:
                made.add(bare / "det.onnx", "../../det.onnx")
                made.add(bare / "rec.onnx", "models/rec.onnx")
        pack = install(str(archive), tmp_path / "packs", licence="own")
        assert (pack.name, [file.name for file in pack.files]) == ("pack", ["det.onnx", "rec.onnx"])
        assert sorted(path.name for path in (tmp_path / "packs").iterdir()) == ["pack"]
        assert not (tmp_path.parent / "det.onnx").exists()

    def test_another_checksum_than_promised(self, bare, tmp_path):
        archive = tmp_path / "pack.zip"
        with zipfile.ZipFile(archive, "w") as made:
            made.write(bare / "det.onnx", "det.onnx")
        own = hashlib.sha256(archive.read_bytes()).hexdigest()
        with pytest.raises(NotInstalled, match="SHA-256"):
            install(str(archive), tmp_path / "packs", licence="own", sha256="0" * 64)
        assert install(str(archive), tmp_path / "packs", licence="own", sha256=own.upper()).name == "pack"

    def test_an_address_needs_a_checksum(self, tmp_path):
        with pytest.raises(NotInstalled, match="--sha256"):
            install("https://example.invalid/pack.zip", tmp_path, licence="own")

    def test_a_pack_s_own_calibration_travels_with_it(self, bare, tmp_path):
        (bare / "pack.toml").write_text(
            'name = "ours"\nlicence = "bought"\n[calibration]\nsource = "x"\npoints = [[-1, 0], [0.5, 80], [1, 100]]\n'
        )
        pack = install(str(bare), tmp_path / "packs")
        assert (pack.name, pack.licence, pack.calibration.source) == ("ours", "bought", "pack")
        assert open_pack(pack.folder).calibration.score(0.5) == 80

    def test_it_never_writes_over_a_pack(self, bare, tmp_path):
        install(str(bare), tmp_path / "packs", licence="own")
        with pytest.raises(NotInstalled, match="--name"):
            install(str(bare), tmp_path / "packs", licence="own")
        assert install(str(bare), tmp_path / "packs", licence="own", name="second").name == "second"


class TestTheCommand:
    def test_installs_and_lists(self, bare, tmp_path, capsys, monkeypatch):
        monkeypatch.setenv("CWT_FOLDER", str(tmp_path / "var"))
        assert main(["models", "install", str(bare)]) == 2
        assert "--licence" in capsys.readouterr().err
        assert main(["models", "install", str(bare), "--licence", "own"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["next"] == f"CWT_FACE_MODELS={tmp_path / 'var' / 'models' / 'made'}"
        monkeypatch.setenv("CWT_FACE_MODELS", told["folder"])
        assert main(["models", "list"]) == 0
        assert [one["in_use"] for one in json.loads(capsys.readouterr().out)] == [True]
        (tmp_path / "var" / "models" / "made" / "rec.onnx").unlink()
        assert main(["models", "list"]) == 1
        assert json.loads(capsys.readouterr().out)[0]["error"] == "pack_damaged"
