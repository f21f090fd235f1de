"""小程序码: an unlimited mini-program code, drawn as a QR that a tester's phone can read. Source: INTEGRATIONS §1.1."""

import io
import re

import segno
from PIL import Image
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend.sandbox.wechat.answers import WechatError, body_of, caught
from backend.sandbox.wechat.tokens import require_token
from backend.sandbox.world import World, world_of

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
WIDTHS = range(280, 1281)
ENVIRONMENTS = ("release", "trial", "develop")

wire = Blueprint("wechat_wxacode")
wire.exception(WechatError)(caught)


@wire.post("/wxa/getwxacodeunlimit")
async def unlimited_code(request: Request) -> HTTPResponse:
    """A picture: JPEG, or PNG with a transparent ground when ``is_hyaline``."""
    world = world_of(request)
    require_token(request, world.options.accounts.mini_program)
    asked = body_of(request)
    scene = asked.get("scene")
    if not isinstance(scene, str) or SCENE.fullmatch(scene) is None:
        raise WechatError(40169)
    _check_page(world, asked.get("page"), check=asked.get("check_path", True) is not False)
    width = asked.get("width", 430)
    if not isinstance(width, int) or width not in WIDTHS or asked.get("env_version", "release") not in ENVIRONMENTS:
        raise WechatError(40097)
    hyaline = bool(asked.get("is_hyaline"))
    picture = _draw(world.options.mini_code_link.format(scene=scene) or scene, width, hyaline=hyaline)
    return raw(picture, content_type="image/png" if hyaline else "image/jpeg")


def _check_page(world: World, page: object, *, check: bool) -> None:
    if page is None:
        return
    if not isinstance(page, str) or page.startswith("/") or "?" in page or not page:
        raise WechatError(41030)
    if check and page not in world.options.accounts.mini_program_pages:
        raise WechatError(41030)


def _draw(text: str, width: int, *, hyaline: bool) -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="png", scale=12, border=4, light=None if hyaline else "white")
    mode = "RGBA" if hyaline else "RGB"
    picture = Image.open(drawn).convert(mode).resize((width, width), Image.Resampling.NEAREST)
    encoded = io.BytesIO()
    picture.save(encoded, "PNG" if hyaline else "JPEG", **({} if hyaline else {"quality": 92}))
    return encoded.getvalue()
