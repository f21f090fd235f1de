"""A liveness model in a pack (静默活体模型): a made one of insightface's shape that answers the face's brightness."""

import shutil

import numpy as np
import pytest
from onnx import TensorProto, helper, save

from backend.gateways.faces import open_face_engine
from backend.gateways.faces.insightface.match import look
from backend.gateways.faces.insightface.models import load
from backend.gateways.faces.insightface.silent import SilentLiveness, is_silent
from backend.gateways.faces.packs.install import install
from backend.gateways.faces.packs.pack import open_pack
from backend.settings import Settings
from tests.gateways.faces.people import WHOLE, jpeg

FIVE = np.array([(40.0, 50.0), (80.0, 50.0), (60.0, 75.0), (45.0, 95.0), (75.0, 95.0)])


def made(path, side: int = 80):
    """A model that answers the mean of what it is given."""
    given = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, side, side])
    told = helper.make_tensor_value_info("live", TensorProto.FLOAT, [1])
    node = helper.make_node("ReduceMean", ["image"], ["live"], axes=[1, 2, 3], keepdims=0)
    graph = helper.make_graph([node], "brightness", [given], [told])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), str(path))
    return path


@pytest.fixture
def options():
    import onnxruntime

    return onnxruntime.SessionOptions()


class TestTheModel:
    def test_it_is_told_by_its_shape(self, tmp_path):
        right, wrong = made(tmp_path / "a.onnx"), made(tmp_path / "b.onnx", 112)
        assert is_silent(right, right.stat().st_size)
        assert not is_silent(wrong, wrong.stat().st_size)

    def test_it_sees_the_face_where_its_points_are(self, tmp_path, options):
        model = SilentLiveness(made(tmp_path / "a.onnx"), options)
        picture = np.zeros((300, 600, 3), np.uint8)
        picture[:, 300:] = 255
        assert [model.score(picture, FIVE + np.array([aside, 80])) for aside in (90, 390)] == [0.0, 1.0]

    def test_half_a_face_is_no_answer(self, tmp_path, options):
        model = SilentLiveness(made(tmp_path / "a.onnx"), options)
        assert model.score(np.zeros((300, 150, 3), np.uint8), FIVE + np.array([90, 80])) is None


class TestInAPack:
    @pytest.fixture
    def pack(self, pack_folder, tmp_path):
        """The test pack and a liveness model, installed."""
        folder = tmp_path / "made"
        folder.mkdir()
        for file in pack_folder.glob("*.onnx"):
            shutil.copy(file, folder / file.name)
        made(folder / "whatever.onnx")
        return install(str(folder), tmp_path / "packs", licence="own")

    def test_the_manifest_names_it_and_the_largest_face_is_asked_about(self, pack, people):
        assert "whatever.onnx" in (pack.folder / "pack.toml").read_text()
        models = load(open_pack(pack.folder), threads=1)
        name = WHOLE[0]
        bright, dark = people.pixels(name), (people.pixels(name) * 0.4).astype(np.uint8)
        seen = [look(models, jpeg(one)).faces[0].live for one in (bright, dark)]
        assert 0 < seen[1] < seen[0] < 1

    def test_without_one_nothing_is_said(self, models, people):
        assert look(models, people.file(WHOLE[0])).faces[0].live is None

    async def test_the_engine_hands_it_out(self, pack, people, tmp_path):
        engine = open_face_engine(Settings(folder=tmp_path, face_models=pack.folder))
        assert 0 < (await engine.look(people.file(WHOLE[0]))).faces[0].live < 1
        await engine.close()
