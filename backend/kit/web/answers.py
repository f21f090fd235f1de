"""Answers: JSON for programs, RFC 9457 problems for what went wrong, a page with the same sentence for people."""

import logging
from typing import Any

from pydantic import BaseModel
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json as json_response
from sanic.response import redirect
from tortoise.exceptions import ValidationError

from backend.kit import ids
from backend.kit.errors import Fault, Refusal, VendorTrouble

log = logging.getLogger("chewutong.web")

NOT_FOUND = ("REQ-404", "您访问的页面不存在，或链接已失效。")
TOO_LARGE = ("REQ-413", "提交的内容过大，请压缩照片后重试。")
WRONG_METHOD = ("REQ-405", "不支持的访问方式。")
MALFORMED = ("REQ-400", "请求格式有误，请刷新页面后重试。")
BROKEN = ("SYS-500", "系统出了点问题，已记录并通知维护人员。请稍后重试，已提交的内容不会丢失。")
VENDOR_DOWN = ("SYS-503", "外部服务暂时无法使用，请稍后重试。已提交的内容不会丢失。")
BY_STATUS = {404: NOT_FOUND, 405: WRONG_METHOD, 413: TOO_LARGE}


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A JSON answer from a pydantic model, a list of them, or plain data."""
    if isinstance(body, BaseModel):
        body = body.model_dump(mode="json")
    elif isinstance(body, list):
        body = [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in body]
    return json_response(body, status=status, headers=headers, ensure_ascii=False)


def wants_page(request: Request) -> bool:
    """True for a person's browser asking for a page, false for a program."""
    return "text/html" in request.headers.get("accept", "") and not request.path.startswith("/api/")


def problem(request: Request, status: int, code: str, sentence: str, **more: Any) -> HTTPResponse:
    """The failure in the form the caller can read: ``application/problem+json`` or a page."""
    if wants_page(request):
        pages = request.app.ctx.pages
        return pages.render(request, "problem.html", status=status, code=code, sentence=sentence, **more)
    body = {
        "type": f"{request.app.ctx.address}/docs/problems#{code}",
        "title": sentence,
        "status": status,
        "detail": sentence,
        "code": code,
        **{name: value for name, value in more.items() if value is not None},
    }
    return json_response(body, status=status, content_type="application/problem+json", ensure_ascii=False)


def _about_vendor(request: Request, error: VendorTrouble) -> HTTPResponse:
    log.warning("vendor trouble service=%s reason=%s retry=%s", error.service, error.reason, error.retry)
    return problem(request, 503, *VENDOR_DOWN)


def _about_ours(request: Request, error: Exception) -> HTTPResponse:
    reference = ids.letters(8)
    log.error("fault id=%s path=%s", reference, request.path, exc_info=error)
    return problem(request, 500, *BROKEN, reference=reference)


def _names_nobody(request: Request, error: Exception) -> bool:
    """Whether a name in the address is longer than any row's: Tortoise refuses to look such a one up."""
    if not isinstance(error, ValidationError):
        return False
    return any(f"'{name}'" in str(error) for name in request.match_info.values() if isinstance(name, str))


def register_errors(app: Sanic, login_pages: dict[str, str]) -> None:
    """Turn every exception into an answer. ``login_pages`` maps a path prefix to where a person logs in."""

    @app.exception(Refusal)
    async def refused(request: Request, error: Refusal) -> HTTPResponse:
        if error.status == 401 and wants_page(request):
            for prefix, login in login_pages.items():
                if request.path.startswith(prefix):
                    return redirect(f"{login}?next={request.path}")
        facts = {name: value for name, value in error.facts.items() if isinstance(value, str | int | float | list)}
        response = problem(request, error.status, error.code, error.sentence, field=error.field, facts=facts or None)
        if wait := facts.get("retry_after"):
            response.headers["Retry-After"] = str(wait)
        return response

    @app.exception(VendorTrouble)
    async def vendor(request: Request, error: VendorTrouble) -> HTTPResponse:
        return _about_vendor(request, error)

    @app.exception(Fault)
    async def ours(request: Request, error: Fault) -> HTTPResponse:
        return _about_ours(request, error)

    @app.exception(SanicException)
    async def http(request: Request, error: SanicException) -> HTTPResponse:
        status = error.status_code or 500
        if status >= 500:
            return _about_ours(request, error)
        return problem(request, status, *BY_STATUS.get(status, MALFORMED))

    @app.exception(Exception)
    async def unexpected(request: Request, error: Exception) -> HTTPResponse:
        if _names_nobody(request, error):
            return problem(request, 404, *NOT_FOUND)
        return _about_ours(request, error)
