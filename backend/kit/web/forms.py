"""Reading a request into a typed form; what does not fit is refused beside its field."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sanic import Request
from sanic.exceptions import BadRequest

from backend.kit.errors import Refusal

Form = TypeVar("Form", bound=BaseModel)

# pydantic's error types, in a citizen's words.
SENTENCES = {
    "missing": "此项必填。",
    "string_too_short": "此项不能为空或过短。",
    "string_too_long": "内容过长，请精简后重试。",
    "string_pattern_mismatch": "格式不正确，请检查后重新填写。",
    "int_parsing": "请填写数字。",
    "int_type": "请填写数字。",
    "decimal_parsing": "请填写数字。",
    "greater_than": "数值过小。",
    "greater_than_equal": "数值过小。",
    "less_than_equal": "数值过大。",
    "literal_error": "请从给出的选项中选择。",
    "enum": "请从给出的选项中选择。",
    "date_from_datetime_parsing": "日期格式应为 年-月-日。",
    "date_parsing": "日期格式应为 年-月-日。",
}


class MalformedRequest(Refusal):
    """The request's body is not what the route expects."""

    code = "REQ-422"
    say = "{sentence}"
    status = 422


def parse(request: Request, form: type[Form]) -> Form:
    """Read JSON, or a posted HTML form, into ``form``; raise :class:`MalformedRequest` naming the first wrong field."""
    return form_of(_values(request), form)


def form_of(values: dict[str, Any], form: type[Form]) -> Form:
    """Check plain values against ``form``."""
    try:
        return form.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        own = first.get("ctx", {}).get("error")
        sentence = str(own) if own else SENTENCES.get(first["type"], "此项填写有误，请检查。")
        raise MalformedRequest(field=field, sentence=sentence) from None


def _values(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return {name: values[-1] for name, values in (request.form or {}).items() if name != "csrf_token"}
    if not request.body:
        return {}
    try:
        body = request.json
    except BadRequest:
        body = None
    if not isinstance(body, dict):
        raise MalformedRequest(sentence="请求格式有误，请刷新页面后重试。")
    return body
