"""Pages as pictures: the very PDF, page for page, as wide as asked; and the code on it can be scanned."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from backend.documents.render import DocumentKind, page_image, page_images, render
from backend.documents.render.sample import confirmation, contract, samples, write_samples


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_it_works():
    images = page_images(render(DocumentKind.SALES_CONTRACT, contract()).pdf, 750)
    assert [opened(image).size for image in images] == [(750, 1061)] * 6


def test_print_is_a_png_and_photographs_are_a_jpeg():
    assert opened(page_images(render(DocumentKind.SALES_CONTRACT, None).pdf, 400)[0]).format == "PNG"
    assert opened(page_images(render(DocumentKind.TRANSFER_CONFIRMATION, confirmation()).pdf, 400)[0]).format == "JPEG"


def test_the_code_on_the_page_leads_to_where_it_is_checked():
    data = confirmation()
    image = opened(page_images(render(DocumentKind.TRANSFER_CONFIRMATION, data).pdf, 1654)[0]).convert("L")
    corner = image.crop((1200, 60, 1654, 300))
    found, *_ = cv2.QRCodeDetector().detectAndDecode(np.array(corner.resize((908, 480))))
    assert found == data.verify_url


def test_one_page_is_the_same_as_among_all():
    pdf = render(DocumentKind.SALES_CONTRACT, contract()).pdf
    assert page_image(pdf, 3, 400) == (page_images(pdf, 400)[2], "image/png")


@pytest.mark.parametrize("page", [0, 7])
def test_a_page_that_the_document_has_not_is_refused(page):
    pdf = render(DocumentKind.SALES_CONTRACT, contract()).pdf
    with pytest.raises(IndexError, match="of 6"):
        page_image(pdf, page, 400)


@pytest.mark.parametrize("width", [0, 4001])
def test_a_width_that_no_screen_has_is_refused(width):
    with pytest.raises(ValueError, match="width_px"):
        page_images(b"", width)


def test_the_samples_are_written(tmp_path):
    assert write_samples(tmp_path / "new") == len(samples()) == len(list((tmp_path / "new").glob("*.pdf")))
