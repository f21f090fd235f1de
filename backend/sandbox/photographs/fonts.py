"""Fonts of the test cards (字体): Noto Sans SC and Noto Serif SC, found where ``npm ci`` put them."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

FOLDER: Final = Path(__file__).resolve().parents[3] / "node_modules" / "@expo-google-fonts"
WEIGHTS: Final = {400: "400Regular", 500: "500Medium", 600: "600SemiBold", 700: "700Bold", 900: "900Black"}


class FontsMissing(RuntimeError):
    """The fonts are not there, because ``npm ci`` was not run."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"字体文件不存在：{path}。请先在项目根目录运行 npm ci。")


@lru_cache(maxsize=256)
def font(family: str, size: float, weight: int = 400) -> ImageFont.FreeTypeFont:
    """The font ``family`` (``sans`` or ``serif``) at ``size`` pixels; raises :class:`FontsMissing`."""
    name = f"Noto{family.capitalize()}SC"
    path = FOLDER / f"noto-{family}-sc" / WEIGHTS[weight] / f"{name}_{WEIGHTS[weight]}.ttf"
    if not path.exists():
        raise FontsMissing(path)
    return ImageFont.truetype(str(path), size)
