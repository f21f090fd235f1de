"""Small pictures for tests that need one and do not look at it."""

import io

from PIL import Image, ImageDraw


def car_photo(width: int = 640, height: int = 480) -> bytes:
    """A JPEG with some content."""
    image = Image.new("RGB", (width, height), "#8fa8b8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width * 0.2, height * 0.45, width * 0.8, height * 0.7), fill="#b03030")
    draw.ellipse((width * 0.27, height * 0.62, width * 0.4, height * 0.8), fill="#222")
    draw.ellipse((width * 0.6, height * 0.62, width * 0.73, height * 0.8), fill="#222")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
