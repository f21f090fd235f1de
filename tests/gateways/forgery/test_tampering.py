"""拼接篡改: pasted, painted-over, moved and rewritten parts are told and boxed; what is only sharp or drawn is not."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from backend.gateways.forgery.inspection import Reason
from backend.gateways.forgery.pasted import pasted_signs
from backend.gateways.forgery.picture import open_picture
from backend.gateways.forgery.tampering.blocks import foreign_blocks
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import person
from backend.sandbox.photographs.fonts import font
from tests.bench import field_forger
from tests.bench.second_forger import forge


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    """A razor-sharp photograph of uneven paper, with the noise of a sensor."""
    chance = np.random.default_rng(7)
    coarse = cv2.resize(chance.normal(0, 14, (30, 40)).astype(np.float32), (800, 600), interpolation=cv2.INTER_CUBIC)
    grain = chance.normal(0, 3, (600, 800, 3))
    return np.clip(170 + coarse[..., None] + grain, 0, 255).astype(np.uint8)


def signs_in(picture: np.ndarray, quality: int = 92) -> dict[str, Reason]:
    """What is found on ``picture`` once it is a JPEG."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return {one.code: one for one in pasted_signs(open_picture(file.getvalue()))}


def hits(sign: Reason, x: float, y: float) -> bool:
    return any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in sign.boxes)


class TestPastedParts:
    def test_a_piece_of_another_photograph_is_told_in_a_sharp_picture(self, table):
        other = np.ascontiguousarray(table[::-1, ::-1])
        table = table.copy()
        table[200:320, 300:520] = other[50:170, 90:310]
        assert signs_in(table)["cut_edge"].score >= 80
        assert hits(signs_in(table)["cut_edge"], 410 / 800, 260 / 600)

    def test_a_printed_table_with_level_rules_is_none(self, table):
        table = table.copy()
        for at in range(100, 500, 80):
            table[at : at + 2, 80:720] = 60
            table[100:420, 80 + at : 82 + at] = 60
        assert "cut_edge" not in signs_in(table)


class TestPaintedParts:
    def test_a_field_of_one_colour_is_told_with_writing_on_it(self, table):
        picture = Image.fromarray(table)
        ImageDraw.Draw(picture).rectangle((250, 240, 500, 300), fill=(172, 171, 169))
        ImageDraw.Draw(picture).text((262, 252), "1990 0307", (35, 35, 40), font("sans", 30))
        sign = signs_in(np.asarray(picture))["painted_over"]
        assert sign.score >= 80
        assert hits(sign, 375 / 800, 270 / 600)

    def test_the_second_forgers_retouch_is_told(self, honest):
        found = pasted_signs(open_picture(forge("retouch", honest, honest, 4)))
        assert max(one.score for one in found) >= 50


class TestSeveredStrokes:
    def document(self, table: np.ndarray, covered: bool) -> np.ndarray:
        """Writing on plain paper, turned a little and seen through a soft lens; a plain piece covers a line of it."""
        picture = Image.fromarray(np.full_like(table, 172))
        for y in range(60, 560, 40):
            ImageDraw.Draw(picture).text(
                (60, y), "本证明内容与登记簿一致，如有涂改无效。" * 2, (40, 40, 44), font("sans", 24)
            )
        turned = np.asarray(picture.rotate(4, Image.Resampling.BICUBIC, fillcolor=(172, 172, 172)))
        soft = cv2.GaussianBlur(turned, (0, 0), 1.3)
        if covered:
            soft[230:290, 300:520] = 172
        return soft

    def test_writing_that_a_piece_in_the_papers_colour_cuts_off_is_told_but_not_as_certain(self, table):
        sign = signs_in(self.document(table, covered=True))["severed_strokes"]
        assert 50 <= sign.score < 80
        assert hits(sign, 410 / 800, 264 / 600)

    def test_the_same_writing_uncovered_is_not(self, table):
        assert "severed_strokes" not in signs_in(self.document(table, covered=False))

    def test_writing_drawn_sharp_throughout_is_not(self, table):
        picture = Image.fromarray(table)
        for y in range(60, 560, 40):
            ImageDraw.Draw(picture).text((60, y), "1990 0307 5201 0319 8810", (35, 35, 40), font("sans", 30))
        assert "severed_strokes" not in signs_in(np.asarray(picture))


class TestTypedLetters:
    def document(self, table: np.ndarray, field: tuple[int, int], typed: bool) -> np.ndarray:
        """Lines of writing through a soft lens; one field is written with them, or typed on the photograph."""
        picture = Image.fromarray(cv2.GaussianBlur(table, (0, 0), 1))
        for y in range(90, 500, 36):
            ImageDraw.Draw(picture).text(
                (60, y), "本证明内容与登记簿一致，如有涂改无效。", (40, 40, 44), font("sans", 24)
            )
        if not typed:
            ImageDraw.Draw(picture).text(field, "吴强伟", (40, 40, 44), font("serif", 26))
        later = Image.fromarray(cv2.GaussianBlur(np.asarray(picture), (0, 0), 1.2))
        if typed:
            ImageDraw.Draw(later).text(field, "吴强伟", (40, 40, 44), font("serif", 26))
        return np.asarray(later)

    def test_three_letters_typed_on_a_photograph_are_told_but_not_as_certain(self, table):
        sign = signs_in(self.document(table, (600, 270), typed=True))["typed_letters"]
        assert 50 <= sign.score < 80
        assert hits(sign, 640 / 800, 286 / 600)

    def test_the_same_letters_printed_and_photographed_are_not(self, table):
        assert "typed_letters" not in signs_in(self.document(table, (600, 270), typed=False))

    def test_what_an_app_writes_at_the_rim_accuses_nobody_alone(self, table):
        assert signs_in(self.document(table, (600, 560), typed=True))["typed_letters"].score < 50

    def test_a_field_that_the_forger_of_fields_typed_is_told(self):
        found = pasted_signs(open_picture(field_forger.forge("typed", 7)))
        assert max(one.score for one in found) >= 50

    def test_the_photograph_from_before_is_clean(self):
        assert sum(one.score for one in pasted_signs(open_picture(field_forger.honest(7)))) < 50


class TestForeignBlocks:
    def found_in(self, table: np.ndarray, width: int, height: int) -> list[Reason]:
        """A picture with the blocks that a compression left in it, and a piece on which they lie elsewhere."""
        blocks = np.kron(np.random.default_rng(3).normal(0, 2.5, (80, 110)), np.ones((8, 8)))[..., None]
        made = cv2.GaussianBlur(table, (0, 0), 2).astype(np.float32)
        made[192 : 192 + height, 256 : 256 + width] += blocks[5 : 5 + height, 3 : 3 + width]
        rest = np.ones((600, 800, 1), bool)
        rest[192 : 192 + height, 256 : 256 + width] = False
        made += rest * blocks[:600, :800]
        file = BytesIO()
        Image.fromarray(np.clip(made, 0, 255).astype(np.uint8)).save(file, "PNG")
        return foreign_blocks(open_picture(file.getvalue()))

    def test_a_piece_of_another_compression_is_told(self, table):
        (sign,) = self.found_in(table, 256, 192)
        assert sign.score >= 80
        assert hits(sign, 384 / 800, 288 / 600)

    def test_three_windows_side_by_side_accuse_nobody_alone(self, table):
        (sign,) = self.found_in(table, 192, 64)
        assert 0 < sign.score < 50


class TestMovedParts:
    def test_two_places_with_the_same_noise_are_told_without_a_hard_edge(self, table):
        fade = np.zeros((160, 200, 1), np.float32)
        fade[12:-12, 12:-12] = 1
        fade = cv2.GaussianBlur(fade, (0, 0), 4)[..., None]
        table = table.astype(np.float32)
        table[60:220, 80:280] = table[60:220, 80:280] * (1 - fade) + table[380:540, 500:700] * fade
        sign = signs_in(table.astype(np.uint8), 95)["copied_within"]
        assert sign.score >= 50
        assert hits(sign, 180 / 800, 140 / 600) and hits(sign, 600 / 800, 460 / 600)

    def test_equal_blocks_of_a_strong_compression_accuse_nobody_alone(self, table):
        table = table.copy()
        table[64:224, 80:280] = table[384:544, 496:696]
        assert signs_in(table, 95)["copied_within"].score < 50


class TestLettering:
    def written(self, table: np.ndarray, digit: int, down: int = 0, blur: float = 1.3) -> np.ndarray:
        """A long number through a soft lens; one digit of it (or none: -1) is written later by software."""
        pictures = [Image.fromarray(cv2.GaussianBlur(table, (0, 0), 0.6)) for _ in range(2)]
        for place, letter in enumerate("520103198810277822"):
            picture = pictures[place == digit]
            y = 300 + (down if place == digit else 0)
            ImageDraw.Draw(picture).text((60 + 36 * place, y), letter, (30, 30, 34), font("sans", 46), anchor="lm")
        first, later = (np.asarray(one).astype(np.float32) for one in pictures)
        soft = cv2.GaussianBlur(first, (0, 0), blur)
        plain = np.asarray(cv2.GaussianBlur(table, (0, 0), 0.6), np.float32)
        return np.clip(soft + later - plain, 0, 255).astype(np.uint8)

    def test_a_digit_sharper_than_its_neighbours_and_off_the_line_is_told(self, table):
        sign = signs_in(self.written(table, 8, down=5))["other_lettering"]
        assert sign.score >= 50
        assert hits(sign, (60 + 36 * 8 + 12) / 800, 303 / 600)

    def test_a_digit_off_the_line_alone_is_told_and_accuses_nobody(self, table):
        sign = signs_in(self.written(table, 8, down=5, blur=0.3))["other_lettering"]
        assert 20 <= sign.score < 50

    def test_a_line_from_one_printer_is_not(self, table):
        assert "other_lettering" not in signs_in(self.written(table, -1))


class TestHonestPictures:
    def test_a_sharp_drawn_number_plate_is_clean(self):
        assert sum(one.score for one in pasted_signs(open_picture(drawn(person("zheng-fa"), "vin_plate")))) < 50
