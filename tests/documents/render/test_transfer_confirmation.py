"""二手车交易确认表: everything on it can be read back, nothing overlaps, and the same facts give the same bytes."""

import io
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from PIL import Image

from backend.documents.render import (
    DocumentKind,
    GlyphMissing,
    PhotoUnreadable,
    SalesContractData,
    SignatureMark,
    SignatureWithoutInk,
    TextTooLong,
    WrongDocumentData,
    render,
    wording,
)
from backend.documents.render.fonts import measure
from backend.documents.render.page import BODY_BOTTOM, HEIGHT, MM, SIDE, WIDTH, Picture, Stroke, Text
from backend.documents.render.rendering import set_pages
from backend.documents.render.sample import SIGNED_AT, confirmation, contract, crowded, portrait, signed
from tests.documents.render.tools import boxes, overlaps, run, squeezed, text_of, under

KIND = DocumentKind.TRANSFER_CONFIRMATION


def expected(data) -> list[str]:
    v = data.vehicle
    parties = [t for p in (data.seller, data.buyer) for t in (p.name, p.document_number, p.phone, p.ethnicity)]
    facts = [v.plate_number, v.vehicle_type, v.use_character, v.vin, v.engine_number, v.brand_model, "2017-03-09"]
    return [data.number, data.transfer_number, data.market_name, *parties, *facts]


def images(pdf: bytes) -> list[bytes]:
    """The bytes of every image in the document, as they are stored."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            o.read_raw_bytes()
            for o in opened.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]


class TestFilled:
    def test_it_works(self, tmp_path):
        made = render(KIND, confirmation())
        text = text_of(made.pdf, tmp_path)
        assert [fact for fact in expected(confirmation()) if squeezed(fact) not in text] == []
        assert made.pages == 1
        assert made.sha256 == sha256(made.pdf).hexdigest()
        assert made.template_version == wording(KIND).version

    def test_long_names_and_rare_characters_are_read_back_whole(self, tmp_path):
        data = crowded(confirmation())
        text = text_of(render(KIND, data).pdf, tmp_path)
        assert "𠅤𬱖" in text
        assert [fact for fact in expected(data) if squeezed(fact) not in text] == []

    def test_a_unit_shows_its_credit_code_under_its_own_label(self, tmp_path):
        text = text_of(render(KIND, crowded(confirmation())).pdf, tmp_path)
        assert "统一社会信用代码" in text
        assert "91350100M000100Y43" in text

    def test_it_prints_the_five_declarations_in_order(self, tmp_path):
        text = text_of(render(KIND, confirmation()).pdf, tmp_path)
        places = [text.index(start) for start in ("1.车架号", "2.无盗抢", "3.无涉及", "4.双方知晓", "5.自愿交易")]
        assert places == sorted(places)

    def test_the_same_facts_give_the_same_bytes(self):
        assert render(KIND, signed(confirmation())).pdf == render(KIND, signed(confirmation())).pdf

    def test_other_facts_give_other_bytes(self):
        assert (
            render(KIND, confirmation()).sha256
            != render(KIND, replace(confirmation(), clerk_name="", number="1")).sha256
        )

    def test_every_font_is_embedded(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, signed(crowded(confirmation()))).pdf)
        fonts = run("pdffonts", str(path)).splitlines()[2:]
        assert fonts
        assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)

    def test_qpdf_finds_nothing_wrong(self, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(render(KIND, signed(confirmation())).pdf)
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))

    @pytest.mark.parametrize(
        ("data", "moment"),
        [
            (None, "D:20000101000000+08'00'"),
            (confirmation(), "D:20260302000000+08'00'"),
            (signed(confirmation()), "D:20260302101530+08'00'"),
        ],
        ids=["blank", "day", "last hand"],
    )
    def test_its_date_is_the_papers_own_not_that_of_its_making(self, data, moment):
        with pikepdf.open(io.BytesIO(render(KIND, data).pdf)) as pdf:
            assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"]) == moment


class TestBlank:
    def test_it_works(self, tmp_path):
        made = render(KIND, None)
        text = text_of(made.pdf, tmp_path)
        assert made.pages == 1
        for label in ("二手车交易确认表", "车牌号码", "身份证号码", "卖方影像资料确认", "交易审核", "年月日"):
            assert label in text

    def test_it_keeps_the_same_places_for_signatures_and_seal(self):
        names = ["seller", "buyer", "market_seal", "clerk"]
        assert [place.name for place in render(KIND, None).places] == names
        assert [place.name for place in render(KIND, signed(confirmation())).places] == names


class TestPlaced:
    @pytest.mark.parametrize("data", [None, confirmation(), signed(confirmation()), signed(crowded(confirmation()))])
    def test_no_text_lies_over_another_or_off_the_page(self, data):
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        found = boxes(marks, measure)
        assert overlaps(found) == []
        assert all(left >= SIDE - 0.5 and right <= WIDTH - SIDE + 0.5 for left, _, right, _, _ in found)
        assert all(top >= 12 * MM - 1 and bottom <= HEIGHT - 12 * MM + 1 for _, top, _, bottom, _ in found)

    def test_a_name_beyond_all_measure_is_still_printed_whole(self, tmp_path):
        long = "闽" * 900
        data = replace(confirmation(), seller=replace(confirmation().seller, name=long))
        made = render(KIND, data)
        assert long in text_of(made.pdf, tmp_path)
        for marks in set_pages(KIND, data, wording(KIND)).pages:
            found = boxes(marks, measure)
            assert overlaps(found) == []
            assert all(bottom <= BODY_BOTTOM + 12 * MM for _, _, _, bottom, _ in found)

    def test_signatures_are_vectors_inside_their_boxes(self):
        sheets = set_pages(KIND, signed(confirmation()), wording(KIND))
        strokes = [mark for mark in sheets.pages[0] if isinstance(mark, Stroke)]
        places = [place.rect for place in sheets.places if place.name != "market_seal"]
        assert len(strokes) == 4 * len("林卖陈买赵经办")
        for stroke in strokes:
            assert any(
                all(r.x <= x <= r.x + r.w and r.y <= y <= r.y + r.h for x, y, _ in stroke.points) for r in places
            )
        assert len({width for stroke in strokes for _, _, width in stroke.points}) > 3

    @pytest.mark.parametrize("data", [None, signed(confirmation()), signed(crowded(confirmation()))])
    def test_the_seal_covers_no_word_and_no_hand(self, data):
        sheets = set_pages(KIND, data, wording(KIND))
        seal = next(place for place in sheets.places if place.name == "market_seal")
        assert under(sheets, seal) == []
        assert seal.rect.w == seal.rect.h == pytest.approx(42 * MM)
        assert seal.rect.x + seal.rect.w <= WIDTH - SIDE and seal.rect.y + seal.rect.h <= BODY_BOTTOM

    def test_a_long_issuer_takes_a_second_line_of_legible_size(self):
        data = replace(confirmation(), market_name="福州海峡两岸二手车交易市场及配套服务综合体管理运营有限责任公司")
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        head = [mark for mark in marks if isinstance(mark, Text) and mark.y < 20 * MM and mark.x == SIDE]
        assert "".join(mark.text for mark in head) == data.market_name
        assert len(head) == 2 and all(mark.size >= 6.5 for mark in head)

    def test_an_unsigned_form_has_no_ink(self):
        (marks,) = set_pages(KIND, confirmation(), wording(KIND)).pages
        assert not [mark for mark in marks if isinstance(mark, Stroke)]

    def test_photographs_keep_their_shape_and_their_bytes(self):
        data = replace(confirmation(), seller_photo=portrait(300, 800), buyer_photo=portrait(1600, 400))
        (marks,) = set_pages(KIND, data, wording(KIND)).pages
        shapes = [round(mark.rect.w / mark.rect.h, 3) for mark in marks if isinstance(mark, Picture)]
        assert shapes == [0.375, 4.0]
        assert set(images(render(KIND, data).pdf)) == {data.seller_photo, data.buyer_photo}

    def test_a_png_photograph_is_taken_too(self):
        buffer = io.BytesIO()
        Image.new("RGB", (60, 80), (1, 2, 3)).save(buffer, "PNG")
        made = render(KIND, replace(confirmation(), seller_photo=buffer.getvalue()))
        assert len(images(made.pdf)) == 2


class TestRefused:
    def test_a_character_without_a_glyph_is_named_never_drawn_as_a_box(self):
        data = replace(confirmation(), buyer=replace(confirmation().buyer, name="陈\U000323af"))
        with pytest.raises(GlyphMissing) as refused:
            render(KIND, data)
        assert "U+323AF" in refused.value.sentence

    def test_a_photograph_that_is_none(self):
        with pytest.raises(PhotoUnreadable):
            render(KIND, replace(confirmation(), seller_photo=b"\xff\xd8 not a picture"))

    @pytest.mark.parametrize("strokes", [(), ((),), (((0.5, 1.5, 0.0, 0.5),),), (((float("nan"), 0.5, 0.0, 0.5),),)])
    def test_a_signature_without_ink(self, strokes):
        with pytest.raises(SignatureWithoutInk):
            SignatureMark(strokes, "林卖", SIGNED_AT)

    @pytest.mark.parametrize(
        "data",
        [
            replace(confirmation(), market_name="闽" * 9000),
            replace(confirmation(), seller=replace(confirmation().seller, name="闽" * 9000)),
        ],
        ids=["market", "seller"],
    )
    def test_a_text_for_which_there_is_no_room_is_never_cut_off(self, data):
        with pytest.raises(TextTooLong) as refused:
            render(KIND, data)
        assert "9000" in refused.value.sentence

    def test_the_data_of_another_document(self):
        assert isinstance(contract(), SalesContractData)
        with pytest.raises(WrongDocumentData):
            render(KIND, contract())
