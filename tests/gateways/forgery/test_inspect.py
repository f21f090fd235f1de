"""照片鉴别: forged pictures raise their score, honest ones raise none."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from backend.gateways.card_reader.sight.photo import NotAPhotograph, PhotographTooSmall
from backend.gateways.forgery import KINDS, SENTENCES, Reason, open_picture_inspector
from backend.gateways.forgery.fingerprint import NEAR, distance
from backend.gateways.forgery.inspection import scores_of, verdict_of
from backend.gateways.forgery.inspector import inspect_picture
from backend.kit.errors import VendorTrouble
from backend.sandbox.photographs.recapture import KINDS as RECAPTURES
from backend.sandbox.photographs.recapture import everyday_card, recapture
from tests.bench import third_forger
from tests.bench.second_forger import SIGNS, forge
from tests.bench.second_forger import honest as honest_again

FACES = sorted((Path(__file__).parents[4] / "shared" / "faces").glob("person_[ab]_[12].jpg"))


class TestHonestPictures:
    @pytest.mark.parametrize("seed", [5, 12])
    def test_cards_on_patterned_cloth_are_clean(self, seed):
        assert inspect_picture(everyday_card(seed, 1000)).verdict == "clean"

    def test_another_camera_is_clean(self, honest):
        assert inspect_picture(honest_again(honest, 3)).verdict == "clean"

    def test_what_a_phone_smoothed_and_lit_is_clean(self, honest):
        assert inspect_picture(third_forger.honest(honest, 3)).verdict == "clean"

    def test_cloth_whose_wave_seems_to_go_on_in_the_cards_guilloche_is_no_screen(self):
        found = inspect_picture(everyday_card(1006)).scores
        assert max(found["screen"], found["print"]) < 50

    @pytest.mark.skipif(not FACES, reason="no natural photographs here")
    def test_natural_photographs_are_neither_screen_nor_screenshot_nor_pasted(self):
        for face in FACES:
            found = inspect_picture(face.read_bytes()).scores
            assert max(found["screen"], found["screenshot"], found["tampered"]) < 50, face.name


class TestForgedPictures:
    @pytest.mark.parametrize("kind", ["screen", "halftone", "photocopy", "screenshot"])
    def test_the_sandboxs_are_told(self, honest, kind):
        found = inspect_picture(recapture(kind, honest, 2, long_side=1000))
        assert found.scores[RECAPTURES[kind]] >= 50
        assert found.verdict != "clean"

    @pytest.mark.parametrize("kind", ["grid", "moire", "dots", "copy", "capture"])
    def test_the_second_forgers_are_told(self, honest, kind):
        found = inspect_picture(forge(kind, honest, honest, 4))
        assert found.scores[SIGNS[kind]] >= 50

    @pytest.mark.parametrize("kind", ["stripes", "rows", "matrix", "inks"])
    def test_the_third_forgers_are_told(self, honest, kind):
        found = inspect_picture(third_forger.forge(kind, honest, 1))
        assert found.verdict != "clean"
        assert found.scores[third_forger.SIGNS[kind]] >= 40

    def test_a_grid_fainter_than_the_pictures_noise_is_told_by_being_everywhere(self):
        grain = np.random.default_rng(3)
        ground = cv2.resize(grain.uniform(60, 200, (6, 8, 3)), (1200, 900), interpolation=cv2.INTER_CUBIC)
        y, x = np.mgrid[0:900, 0:1200]
        seen = ground * (1 + 0.006 * np.sin(2 * np.pi * (0.21 * x + 0.13 * y)))[..., None] + grain.normal(
            0, 4, ground.shape
        )
        file = BytesIO()
        Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=90)
        assert inspect_picture(file.getvalue()).scores["screen"] >= 50

    def test_a_pasted_part_is_boxed_where_it_is(self, honest):
        picture = Image.open(BytesIO(honest)).convert("RGB")
        picture.paste((90, 140, 90), (400, 200, 640, 320))
        file = BytesIO()
        picture.save(file, "JPEG", quality=92)
        (cut,) = [one for one in inspect_picture(file.getvalue()).reasons if one.code == "cut_edge"]
        x, y, w, h = max(cut.boxes, key=lambda box: box[2] * box[3])
        assert x <= 0.42 and y <= 0.32
        assert x + w >= 0.62 and y + h >= 0.46


class TestTheAnswer:
    def test_scores_add_up_as_independent_signs_do(self):
        reasons = (Reason("screen", "moire", 50), Reason("screen", "refresh_bands", 40), Reason("print", "toner", 10))
        scores = scores_of(reasons)
        assert scores == {"screen": 70, "print": 10, "screenshot": 0, "tampered": 0}
        assert [verdict_of(scores | {"print": p}) for p in (10, 80)] == ["doubtful", "forged"]
        assert verdict_of(dict.fromkeys(KINDS, 49)) == "clean"

    def test_every_sentence_is_one(self):
        assert all(sentence.endswith("。") for sentence in SENTENCES.values())

    def test_quality_and_time_are_told(self, honest):
        found = inspect_picture(honest)
        assert set(found.quality) == {"sharpness", "exposure", "glare", "completeness"}
        assert all(0 <= value <= 1 for value in found.quality.values())
        assert found.took_ms > 0

    def test_the_fingerprint_knows_a_picture_that_was_sent_again(self, honest):
        file = BytesIO()
        Image.open(BytesIO(honest)).resize((700, 500)).save(file, "JPEG", quality=60)
        mine, again, other = (inspect_picture(p).fingerprint for p in (honest, file.getvalue(), everyday_card(6, 1000)))
        assert distance(mine, again) <= NEAR < distance(mine, other)
        assert 0 <= mine < 1 << 64

    def test_what_is_no_picture_is_refused(self, honest):
        tiny = BytesIO()
        Image.new("RGB", (40, 40)).save(tiny, "PNG")
        for file, refusal in ((b"%PDF-1.7", NotAPhotograph), (honest[:3000], NotAPhotograph)):
            with pytest.raises(refusal):
                inspect_picture(file)
        with pytest.raises(PhotographTooSmall):
            inspect_picture(tiny.getvalue())


class TestTheProcesses:
    async def test_they_answer_refuse_and_close(self, honest):
        inspector = open_picture_inspector(1)
        found = await inspector.inspect(honest)
        assert (found.provider, found.version) == (inspector.name, inspector.version)
        with pytest.raises(NotAPhotograph):
            await inspector.inspect(b"%PDF-1.7")
        await inspector.close()
        with pytest.raises(VendorTrouble):
            await inspector.inspect(honest)
