"""How the sandbox shows pages (页面): Jinja2 templates of ``templates/sandbox/``, no inline script."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sanic import HTTPResponse
from sanic.response import html

_PROJECT = Path(__file__).resolve().parents[3]
TEMPLATES = _PROJECT / "templates" / "sandbox"
STATIC = _PROJECT / "templates" / "static" / "sandbox"
# A machine without Chinese fonts still shows the cast's rare characters; browsers fetch it only when they need to.
FONT = _PROJECT / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "svg"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **facts: Any) -> str:
    """The text of a template with these facts."""
    return _environment().get_template(template).render(**facts)


def page(template: str, *, status: int = 200, **facts: Any) -> HTTPResponse:
    """A template as an answer, with the headers every page of the sandbox carries."""
    return html(render(template, **facts), status=status, headers=HEADERS)
