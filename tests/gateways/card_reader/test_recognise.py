"""Whole photographs, from bytes to fields (整图识别), with the real models."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from backend.gateways.card_reader.reading import CRITICAL, FIELDS
from backend.gateways.card_reader.recognise import recognise
from backend.gateways.card_reader.sight.photo import NotAPhotograph, PhotographTooLarge, PhotographTooSmall
from backend.sandbox.photographs import Style, draw_card, photo_of, truth_for


def texts(reading) -> dict[str, str]:
    return {name: found.value for name, found in reading.fields.items()}


def jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


class TestEveryKindInEveryDirection:
    # A registration certificate has so much print that one direction must do for all.
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("kind", "rotation"),
        [
            (kind, turn)
            for kind in FIELDS
            for turn in (0, 90, 180, 270)
            if kind != "registration_certificate" or turn == 90
        ],
    )
    def test_it_works(self, engine, shot, kind, rotation):
        photo, truth = shot(kind, rotation=rotation)
        reading = recognise(engine, photo, None)
        assert reading.kind == kind
        assert texts(reading) == truth


class TestRecognise:
    def test_it_works(self, engine, shot):
        photo, truth = shot("id_front", seed=2, difficulty="demo")
        reading = recognise(engine, photo, "id_front")
        assert texts(reading) == truth
        assert reading.doubts == ()
        assert reading.provider == "rapidocr"
        assert all(found.sure for found in reading.fields.values())

    def test_it_says_where_each_field_stands_in_the_photograph(self, engine, shot):
        photo, _ = shot("id_front")
        width, height = Image.open(BytesIO(photo)).size
        for found in recognise(engine, photo, "id_front").fields.values():
            left, top, right, bottom = found.box
            assert -20 <= left < right <= width + 20
            assert -20 <= top < bottom <= height + 20

    def test_a_scan_that_fills_the_picture_is_read(self, engine):
        truth = truth_for("vehicle_licence", 12)
        scan = draw_card("vehicle_licence", truth, 12)
        white = Image.new("RGB", scan.size, "white")
        white.paste(scan, (0, 0), scan)
        assert texts(recognise(engine, jpeg(white.resize((1056, 720))), None)) == truth

    @pytest.mark.slow
    def test_another_printer_is_read_too(self, engine):
        truth = truth_for("business_licence", 3)
        style = Style(value_family="serif", label_family="serif", weight=400, scale=0.95, gap=0.05, layout="tall")
        photo = photo_of("business_licence", truth, 3, "easy", style=style)
        assert texts(recognise(engine, photo, None)) == {name: value for name, value in truth.items() if value}

    def test_a_card_of_another_kind_than_asked_for_is_told(self, engine, shot):
        photo, _ = shot("id_back")
        reading = recognise(engine, photo, "vehicle_licence")
        assert reading.doubts == ("kind_differs:id_back",)
        assert reading.fields == {}

    def test_a_wrong_number_on_the_card_is_doubted_not_mended(self, engine):
        truth = truth_for("id_front", 21)
        number = truth["id_number"]
        wrong = number[:16] + str((int(number[16]) + 2) % 10) + number[17]
        photo = photo_of("id_front", truth | {"id_number": wrong}, 21, "easy", 0)
        reading = recognise(engine, photo, "id_front")
        assert reading.fields["id_number"].value == wrong
        assert "id_number_check_digit" in reading.doubts

    def test_a_vin_whose_check_digit_fails_is_doubted(self, engine):
        truth = truth_for("vehicle_licence", 21)
        wrong = truth["vin"][:8] + ("1" if truth["vin"][8] != "1" else "2") + truth["vin"][9:]
        photo = photo_of("vehicle_licence", truth | {"vin": wrong}, 21, "easy", 0)
        reading = recognise(engine, photo, "vehicle_licence")
        assert reading.fields["vin"].value == wrong
        assert "vin_check_digit" in reading.doubts

    def test_a_blurred_card_is_never_silently_wrong(self, engine, shot):
        from PIL import ImageFilter

        photo, truth = shot("id_front", seed=5)
        blurred = jpeg(Image.open(BytesIO(photo)).filter(ImageFilter.GaussianBlur(7)))
        reading = recognise(engine, blurred, "id_front")
        for name in CRITICAL["id_front"]:
            found = reading.fields.get(name)
            assert found is None or found.value == truth[name] or reading.doubts


class TestWhatIsNotACard:
    def test_a_photo_of_nothing(self, engine):
        noise = np.random.default_rng(3).integers(90, 140, (600, 800, 3), dtype=np.uint8)
        reading = recognise(engine, jpeg(Image.fromarray(noise)), None)
        assert (reading.kind, reading.fields, reading.doubts) == ("", {}, ("not_a_card",))

    def test_a_face(self, engine):
        reading = recognise(engine, photo_of("selfie", truth_for("selfie", 4), 4), "id_front")
        assert (reading.kind, reading.fields, reading.doubts) == ("id_front", {}, ("not_a_card",))

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n1 0 obj\n", b"", b"GIF89a", b"\xff\xd8\xff\xe0 not really"])
    def test_bytes_that_are_no_photograph_are_refused(self, engine, content):
        with pytest.raises(NotAPhotograph):
            recognise(engine, content, None)

    def test_a_jpeg_cut_off_in_upload_is_refused(self, engine, shot):
        photo, _ = shot("id_front")
        with pytest.raises(NotAPhotograph):
            recognise(engine, photo[: len(photo) // 2], None)

    def test_two_hundred_megapixels_are_refused_before_decoding(self, engine):
        file = BytesIO()
        Image.new("1", (20_000, 10_000)).save(file, "PNG")
        with pytest.raises(PhotographTooLarge):
            recognise(engine, file.getvalue(), None)

    def test_a_thumbnail_is_refused(self, engine):
        with pytest.raises(PhotographTooSmall):
            recognise(engine, jpeg(Image.new("RGB", (160, 120))), None)
