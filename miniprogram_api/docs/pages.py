"""``/docs`` (文档页面): Swagger UI on our OpenAPI, every problem code with its sentence, a transfer's states."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend import transfers
from backend.kit.access import Role, allow
from backend.kit.web.headers import POLICY
from miniprogram_api.docs.diagram import drawn
from miniprogram_api.docs.openapi import openapi
from miniprogram_api.docs.problems import problems

bp = Blueprint("docs", url_prefix="/docs")

# Swagger UI sets styles from its script; this page alone allows that, and still no inline script.
SWAGGER_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


@bp.get("/")
@allow(Role.ANYONE, work=False)
async def docs(request: Request) -> HTTPResponse:
    """The interface, to read and to try."""
    picture = drawn(transfers.STEPS, transfers.STATE_NAMES)
    response: HTTPResponse = request.app.ctx.pages.render(request, "docs/index.html", picture=picture)
    response.headers["Content-Security-Policy"] = SWAGGER_POLICY
    return response


@bp.get("/openapi.json")
@allow(Role.ANYONE, work=False)
async def description(request: Request) -> HTTPResponse:
    """OpenAPI 3.1, made from the routes and their models."""
    return json_response(openapi(request.app, request.app.ctx.address), ensure_ascii=False)


@bp.get("/problems")
@allow(Role.ANYONE, work=False)
async def codes(request: Request) -> HTTPResponse:
    """Every problem code, what is said and what it means."""
    response: HTTPResponse = request.app.ctx.pages.render(request, "docs/problems.html", groups=problems())
    return response
