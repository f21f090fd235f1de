"""A station whose seal has a picture."""

import io

import pytest
from PIL import Image, ImageDraw

from backend.kit.clock import now
from backend.kit.tools import Kit
from backend.seals.models import SealImage
from backend.serving import SANDBOX_ROOT
from backend.settings import Settings
from tests.seals.papers import STATION


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Time-stamps of the sandbox's authority are trusted."""
    return settings.model_copy(update={"timestamp_ca": SANDBOX_ROOT})


@pytest.fixture
async def picture(kit: Kit) -> bytes:
    """The station's seal, a ring in red on nothing, kept as the one in use."""
    image = Image.new("RGBA", (300, 300), (255, 255, 255, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 290, 290), outline=(214, 20, 20, 230), width=12)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    await kit.objects.put("seals/picture", buffer.getvalue())
    await SealImage.create(station=STATION, object="seals/picture", sha256="", kept_at=now(), by="staff:m")
    return buffer.getvalue()
