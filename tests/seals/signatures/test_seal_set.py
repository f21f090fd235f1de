"""Sealing papers: what the outside world's readers say of the result."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from backend.documents.render.pages import page_image
from backend.kit.errors import VendorTrouble
from backend.seals import SealPlace, ToSeal
from backend.seals.errors import NotSealable
from tests.seals.clocks import QuickTime
from tests.seals.papers import NAME, PLACE, paper, sealed, tool, two_pages


async def test_two_seals_are_set_and_named_in_chinese(kit, tmp_path):
    [made] = await sealed(kit, paper())
    file = tmp_path / "sealed.pdf"
    file.write_bytes(made.pdf)
    told = tool("pdfsig", file)
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert f"Signer Certificate Common Name: {NAME}" in told
    assert "Signer Certificate Common Name: 车务通平台" in told
    assert told.count("ETSI.CAdES.detached") == 2 and "Total document signed" in told
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", file)
    with pikepdf.open(file) as pdf:
        fields = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        reasons = [str(field.V.Reason) for field in pdf.Root.AcroForm.Fields]
    assert fields == ["车管服务站印章", "平台印章"]
    assert reasons == ["办结，各方已签署", "平台存证：以上内容自盖章后未被改动"]
    assert made.level == "B-B" and made.stamped_at is None and len(made.serials) == 2


async def test_what_was_signed_stays_first_in_the_file(kit):
    [made] = await sealed(kit, paper())
    assert made.pdf.startswith(two_pages())


async def test_the_seal_shows_in_its_place_with_what_lies_under_it(kit, picture, tmp_path):
    """Every place shows the picture and nothing else; its transparent middle lets the paper through."""
    second = SealPlace(page=0, x=250, y=100, w=60, h=90)
    [made] = await sealed(kit, paper("under", PLACE, second))
    for place in (PLACE, second):
        page = pypdfium2.PdfDocument(made.pdf)
        page.init_forms()
        image = page[place.page].render(scale=2).to_pil().convert("RGB")
        side = min(place.w, place.h)
        left, top = place.x + (place.w - side) / 2, place.y + (place.h - side) / 2
        red = image.getpixel((round(2 * (left + side / 2)), round(2 * (top + side * 16 / 300))))
        middle = image.getpixel((round(2 * (left + side / 2)), round(2 * (top + side / 2))))
        outside = image.getpixel((round(2 * left) - 4, round(2 * (top + side / 2))))
        assert red[0] > 180 and red[1] < 80 and red[2] < 80
        assert middle == outside == (255, 255, 255)


async def test_print_under_the_seal_stays_black(kit, picture):
    """As under real ink: the words that a seal covers can still be read."""
    [made] = await sealed(kit, paper("under", SealPlace(page=0, x=50, y=105, w=60, h=30)))

    def black(pdf: bytes) -> int:
        page = pypdfium2.PdfDocument(pdf)
        page.init_forms()
        shown = page[0].render(scale=2).to_pil().convert("RGB").crop((100, 210, 220, 270))
        return sum(count for count, colour in shown.getcolors(100_000) if max(colour) < 60)

    assert black(made.pdf) >= black(two_pages("under")) > 50


async def test_the_pages_that_people_look_at_show_the_seal(kit, picture):
    [made] = await sealed(kit, paper())
    image, _ = page_image(made.pdf, PLACE.page + 1, 595)
    with Image.open(io.BytesIO(image)) as page:
        colours = page.convert("RGB").crop((380, 640, 499, 759)).getcolors(100_000)
    assert any(red > 180 and green < 80 and blue < 80 for _, (red, green, blue) in colours or [])


async def test_without_a_picture_the_seal_is_there_unseen(kit):
    [made] = await sealed(kit, paper())
    before, after = (pypdfium2.PdfDocument(pdf)[1].render().to_numpy() for pdf in (two_pages(), made.pdf))
    assert (before == after).all()


async def test_each_paper_of_a_set_is_sealed_by_the_same_certificates(kit):
    made = await sealed(kit, *(paper(f"paper {number}") for number in range(3)))
    assert len({one.sha256 for one in made}) == 3
    assert len({one.serials for one in made}) == 1


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.4 and no more", two_pages()[:700]])
async def test_what_is_no_pdf_cannot_be_sealed(kit, broken):
    with pytest.raises(NotSealable):
        await sealed(kit, ToSeal(broken))


async def test_a_paper_is_not_sealed_twice(kit):
    [made] = await sealed(kit, paper())
    with pytest.raises(NotSealable):
        await sealed(kit, ToSeal(made.pdf))


async def test_a_place_on_a_page_that_is_not_there_cannot_be_sealed(kit, picture):
    with pytest.raises(NotSealable, match="page 8"):
        await sealed(kit, paper("x", SealPlace(7, 0, 0, 10, 10)))


async def test_every_paper_is_stamped_three_times_and_readable_for_years(kit, tmp_path):
    """Both seals have a time-stamp of their own, and the whole file one over everything needed to check them."""
    quick = QuickTime()
    [made] = await sealed(kit, paper(), timestamps=quick)
    assert made.level == "B-LTA" and made.stamped_at == (quick.at or made.stamped_at)
    file = tmp_path / "sealed.pdf"
    file.write_bytes(made.pdf)
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", file)
    with pikepdf.open(file) as pdf:
        *_, last = pdf.Root.AcroForm.Fields
        assert (str(last.T), last.V.SubFilter) == ("可信时间戳", "/ETSI.RFC3161")
        assert (len(pdf.Root.DSS.Certs), len(pdf.Root.DSS.CRLs)) == (5, 2)


async def test_without_a_time_stamp_nothing_is_sealed(kit):
    """The own clock never stands in, also when the authority goes away between one paper and the next."""
    quick = QuickTime()
    for count in (0, 1, 2, 5):
        quick.fails_after, quick.given = count, 0
        with pytest.raises(VendorTrouble):
            await sealed(kit, paper("a"), paper("b"), timestamps=quick)
    quick.fails_after = None
    assert len(await sealed(kit, paper("a"), paper("b"), timestamps=quick)) == 2
