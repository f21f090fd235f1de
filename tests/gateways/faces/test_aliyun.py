"""人证比对 by Aliyun: the card's portrait against selfies, through the real SDK and the sandbox."""

from functools import lru_cache
from io import BytesIO

import httpx
import pytest
from PIL import Image, ImageFilter

from backend.gateways.faces import FACE_PROBLEMS, PORTRAIT, open_face_engine
from backend.kit.errors import VendorTrouble
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import person
from backend.settings import settings_from


@pytest.fixture
async def faces(sandbox):
    chosen = {"CWT_FACE_PROVIDER": "aliyun", "CWT_AUTHORITY_ENDPOINT": sandbox.url}
    engine = open_face_engine(settings_from(chosen))
    yield engine
    await engine.close()


@lru_cache
def selfie(key: str) -> bytes:
    return drawn(person(key), "selfie")


def blurred(picture: bytes) -> bytes:
    written = BytesIO()
    Image.open(BytesIO(picture)).filter(ImageFilter.GaussianBlur(9)).save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def card(sandbox) -> bytes:
    """A card that the sandbox gave out."""
    return httpx.get(f"{sandbox.url}/sandbox/people/lin-mai/id_front.jpg", trust_env=False).content


async def test_it_compares_the_cards_portrait_with_the_sharpest_selfie(faces, card):
    same = await faces.compare(card, [blurred(selfie("lin-mai")), selfie("lin-mai")])
    other = await faces.compare(card, [selfie("chen-mai")])
    assert same.score is not None and same.score >= 80
    assert other.score is not None and other.score < 60
    assert (same.best, same.similarity, same.provider, same.version) == (1, None, "aliyun", "cloudauth 2019-03-07")


async def test_a_card_without_a_place_for_a_portrait_is_not_sent(faces, sandbox):
    empty = BytesIO()
    Image.new("RGB", (800, 600), (220, 220, 214)).save(empty, "JPEG")
    match = await faces.compare(empty.getvalue(), [selfie("lin-mai")])
    assert (match.score, match.problems_card) == (None, ("no_face",))
    assert sandbox.get("cloudauth.json")["asked"] == []


async def test_a_chips_small_photo_is_taken(faces):
    small = BytesIO()
    Image.open(BytesIO(selfie("lin-mai"))).resize((102, 126)).save(small, "JPEG", quality=95)
    match = await faces.compare(small.getvalue(), [selfie("lin-mai")], kind=PORTRAIT)
    assert match.score is not None and match.score >= 80


async def test_it_never_pretends_to_have_looked(faces):
    view = await faces.look(selfie("lin-mai"))
    assert (view.faces, view.problems) == ((), ("no_engine",))
    assert set(view.problems) <= FACE_PROBLEMS.keys()


async def test_a_vendor_in_trouble_is_no_score(faces, sandbox):
    sandbox.misbehave("aliyun_cloudauth", "arrears", 1)
    with pytest.raises(VendorTrouble) as caught:
        await faces.compare(selfie("lin-mai"), [selfie("lin-mai")], kind=PORTRAIT)
    assert (caught.value.reason, caught.value.retry) == ("412", False)
    sandbox.misbehave("aliyun_cloudauth", "no_source", 1)
    match = await faces.compare(selfie("lin-mai"), [selfie("lin-mai")], kind=PORTRAIT)
    assert (match.score, match.problems_card, match.problems_selfie) == (None, ("no_face",), ("no_face",))
