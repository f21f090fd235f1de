"""The web as every face uses it (网页底座): answers, errors, pages, security headers, live updates."""

from backend.kit.web.answers import answer, register_errors
from backend.kit.web.forms import MalformedRequest, parse
from backend.kit.web.headers import register_headers
from backend.kit.web.live import live_stream
from backend.kit.web.pages import Pages

__all__ = ["MalformedRequest", "Pages", "answer", "live_stream", "parse", "register_errors", "register_headers"]
