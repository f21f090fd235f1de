"""Security headers on every answer: a strict Content-Security-Policy without inline script or style."""

from sanic import HTTPResponse, Request, Sanic

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self'; frame-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(self), screen-wake-lock=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def register_headers(app: Sanic) -> None:
    """Add the headers; what a person sees is never kept by a cache in between."""

    @app.on_response
    async def add(request: Request, response: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", _keeping(request))


def _keeping(request: Request) -> str:
    """How long a browser may keep an answer: what a person sees never, a versioned or third-party file for long,
    a module that another module imports without a version only as long as it is unchanged."""
    if not request.path.startswith("/static/"):
        return "no-store"
    if request.args.get("v") or request.path.startswith("/static/vendor/"):
        return "public, max-age=31536000, immutable"
    return "no-cache"
