"""What a control request said and how it is answered (表单): a page's form goes back to the page, JSON gets JSON."""

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json as json_response
from sanic.response import redirect


def fields(request: Request) -> dict[str, Any]:
    """The fields of a form or of a JSON object; an empty dict when there are none."""
    if request.content_type.startswith("application/json"):
        return dict(request.json) if isinstance(request.json, dict) else {}
    return {name: values[0] for name, values in (request.form or {}).items()}


def back(request: Request, anchor: str) -> HTTPResponse:
    """Done: a browser's form returns to its box of the control page, a program hears ``{"ok": true}``."""
    if request.content_type.startswith("application/x-www-form-urlencoded"):
        return redirect(f"/sandbox#{anchor}", status=303)
    return json_response({"ok": True})


def unknown(message: str) -> HTTPResponse:
    """A control request that names something the sandbox does not have."""
    return json_response({"ok": False, "message": message}, status=404, ensure_ascii=False)
