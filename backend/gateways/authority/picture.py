"""A picture as the authority takes it (照片规格): upright JPEG, at most 1920 by 1080 and well under one megabyte.

Source: help.aliyun.com image-id-verification: 640x480 to 1920x1080, under 1 MB; base64 makes it a third longer.
"""

from io import BytesIO

from PIL import Image, ImageOps

LONG_SIDE, SHORT_SIDE = 1920, 1080
LARGEST_BYTES = 700_000
_QUALITIES = (92, 85, 75, 60)


class Unreadable(Exception):
    """The bytes are no picture that can be opened."""


def fitted(image: bytes) -> bytes:
    """``image`` without its metadata, turned upright and made to fit. Raises :class:`Unreadable`."""
    try:
        with Image.open(BytesIO(image)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable from None
    box = (SHORT_SIDE, LONG_SIDE) if picture.height >= picture.width else (LONG_SIDE, SHORT_SIDE)
    picture.thumbnail(box, Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        written = BytesIO()
        picture.save(written, "JPEG", quality=quality)
        if written.tell() <= LARGEST_BYTES:
            break
    return written.getvalue()
