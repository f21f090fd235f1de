"""Detectors (人脸检测): YuNet as OpenCV runs it, and a detector of insightface's kind."""

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from backend.gateways.faces.insightface.alignment import PLACES, similarity_to
from backend.gateways.faces.insightface.detectors import Insight, YuNet, shrunk
from backend.gateways.faces.insightface.models import load
from backend.gateways.faces.packs.pack import open_pack
from tests.gateways.faces.people import WHOLE

STRIDES = (8, 16, 32)


class TestYuNet:
    @pytest.mark.parametrize("name", WHOLE)
    def test_it_answers_as_opencv_does(self, models, people, pack_folder, name):
        small, _ = shrunk(people.pixels(name), 480)
        theirs = cv2.FaceDetectorYN.create(
            str(pack_folder / "face_detection_yunet_2023mar.onnx"), "", (small.shape[1], small.shape[0]), 0.6
        ).detect(small)[1]
        ours = models.detector.find(small, 480)
        assert isinstance(models.detector, YuNet)
        assert len(ours) == len(theirs)
        assert np.abs(ours[0].points.ravel() - theirs[0][4:14]).max() < 0.01
        assert ours[0].confidence == pytest.approx(float(theirs[0][14]), abs=1e-4)


def scrfd_of_one_face(side: int | None) -> bytes:
    """A detector with SCRFD's nine outputs that sees one face at the same place of every picture of 320 x 320."""
    outputs, nodes, stored = [], [], []
    for part, width in (("score", 1), ("bbox", 4), ("kps", 10)):
        for stride in STRIDES:
            values = np.zeros(((320 // stride) ** 2 * 2, width), np.float32)
            if stride == 32:
                place = (4 * 10 + 5) * 2  # the first of two anchors at row 4, column 5: pixel 160, 128
                values[place] = {
                    "score": 0.9,
                    "bbox": (1.5, 2, 1.5, 2),
                    "kps": (-0.7, -0.6, 0.7, -0.6, 0, 0, -0.5, 0.9, 0.5, 0.9),
                }[part]
            name = f"{part}_{stride}"
            stored.append(numpy_helper.from_array(values, f"{name}_values"))
            nodes.append(helper.make_node("Identity", [f"{name}_values"], [name]))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(values.shape)))
    given = helper.make_tensor_value_info("input.1", TensorProto.FLOAT, [1, 3, side or "height", side or "width"])
    graph = helper.make_graph(nodes, "scrfd", [given], outputs, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)
    return model.SerializeToString()


class TestInsight:
    @pytest.mark.parametrize("side", [320, None], ids=["fixed", "any_size"])
    def test_its_boxes_and_points_are_of_the_picture(self, pack_folder, tmp_path, side):
        (tmp_path / "detector.onnx").write_bytes(scrfd_of_one_face(side))
        (tmp_path / "recogniser.onnx").symlink_to(pack_folder / "mobilefacenet_arcface_128.onnx")
        detector = load(open_pack(tmp_path), 1).detector
        assert isinstance(detector, Insight)
        (found,) = detector.find(np.full((480, 640, 3), 90, np.uint8), 320)
        assert found.box.tolist() == pytest.approx([224, 128, 416, 384])
        assert found.points[0].tolist() == pytest.approx([320 - 0.7 * 64, 256 - 0.6 * 64])
        assert found.confidence == pytest.approx(0.9)


def test_alignment_is_insightface_s():
    with pytest.warns(FutureWarning):
        from insightface.utils.face_align import estimate_norm

        points = PLACES * 3.7 @ np.array([(0.9, 0.3), (-0.3, 0.9)]) + (40, 90) + np.arange(10).reshape(5, 2) % 3
        theirs = estimate_norm(points.astype(np.float32))
    assert np.abs(similarity_to(points, PLACES) - theirs).max() < 1e-3
