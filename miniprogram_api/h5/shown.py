"""Showing a page (页面): what every H5 page needs besides its own facts."""

from typing import Any

from sanic import HTTPResponse, Request

PRIVACY, STATIONS = "/h5/privacy", "/h5/stations"


def page(
    request: Request, template: str, title: str, *, back: str = "", status: int = 200, **facts: Any
) -> HTTPResponse:
    """Render ``templates/h5/<template>`` with its title and where 返回 leads (nowhere when empty)."""
    known = {"page_title": title, "back_url": back, "privacy_url": PRIVACY, "stations_url": STATIONS}
    known["csrf_token"] = request.ctx.actor.csrf
    response: HTTPResponse = request.app.ctx.pages.render(request, f"h5/{template}", status=status, **(known | facts))
    return response
