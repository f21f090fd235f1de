"""OpenAPI 3.1 (接口描述) from the routes themselves: their path, who may call them, and what ``@described`` told."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from sanic import Sanic

from backend.kit.actor import Role
from miniprogram_api.described import Description
from miniprogram_api.schemas.base import Problem

PREFIX = "api/v1/"
REFERENCE = "#/components/schemas/{model}"
ABOUT = """车主端接口：小程序用 `Authorization: Bearer <token>`，H5 用登录 Cookie 加 `X-CSRF-Token`。

金额单位为分，时间为 UTC（ISO 8601）。改变状态的请求可以带 `Idempotency-Key`，重复发送只办一次、回答相同。
出错时返回 `application/problem+json`：`code` 稳定不变，`detail` 可以直接显示。

全部代码见 [/docs/problems](/docs/problems)。
"""


def described_routes(app: Sanic) -> list[tuple[str, str, Any]]:
    """Every route of the interface: (path with {parameters}, method, handler)."""
    found = []
    for route in app.router.routes:
        if not route.path.startswith(PREFIX):
            continue
        path = "/" + re.sub(r"<(\w+)(:[^>]*)?>", r"{\1}", route.path)
        # sanic-ext answers OPTIONS and HEAD by itself; those are no operations of ours.
        methods = sorted(route.methods - {"OPTIONS", "HEAD"})
        found += [(path, method.lower(), route.handler) for method in methods]
    return sorted(found, key=lambda one: (one[0], one[1]))


def openapi(app: Sanic, address: str) -> dict[str, Any]:
    """The whole description."""
    routes = described_routes(app)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, handler in routes:
        paths.setdefault(path, {})[method] = _operation(path, method, handler)
    return {
        "openapi": "3.1.0",
        "info": {"title": "车务通 车主端接口", "version": "1", "description": ABOUT},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": _schemas([handler.described for _, _, handler in routes]),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "小程序令牌"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "cwt_owner", "description": "H5 登录"},
            },
        },
    }


def _schemas(told: list[Description]) -> dict[str, Any]:
    takes = {one.takes for one in told if one.takes}
    gives = {one.gives for one in told if one.gives} | {Problem}
    wanted: list[tuple[type[BaseModel], Any]] = [(one, "validation") for one in takes]
    wanted += [(one, "serialization") for one in gives]
    wanted.sort(key=lambda pair: (pair[0].__name__, pair[1]))
    _, definitions = models_json_schema(wanted, ref_template=REFERENCE)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _operation(path: str, method: str, handler: Any) -> dict[str, Any]:
    told: Description = handler.described
    module = handler.__module__.rsplit(".", 1)[-1]
    operation: dict[str, Any] = {
        "operationId": f"{module}_{handler.__name__}",
        "tags": [module],
        "summary": told.summary,
        "parameters": _parameters(path, method, told),
        "responses": {str(told.status): _answer(told), "default": _problem()},
    }
    if Role.ANYONE not in handler.allowed:
        operation["security"] = [{"bearer": []}, {"cookie": []}]
    if told.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(told.takes)}}}
    elif told.takes_bytes:
        operation["requestBody"] = {"required": True, "content": {told.takes_bytes: {}}}
    return operation


def _parameters(path: str, method: str, told: Description) -> list[dict[str, Any]]:
    text = {"type": "string"}
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"{(\w+)}", path)
    ]
    parameters += [{"name": n, "in": "query", "description": why, "schema": text} for n, why in told.query.items()]
    headers = [
        {"name": n, "in": "header", "required": True, "description": w, "schema": text} for n, w in told.headers.items()
    ]
    if method == "post" and "Idempotency-Key" not in told.headers:
        key = "同一次操作重复发送时保持不变，只办一次"
        headers.append({"name": "Idempotency-Key", "in": "header", "description": key, "schema": text})
    return parameters + headers


def _answer(told: Description) -> dict[str, Any]:
    if told.gives is None:
        return {"description": told.summary, "content": {told.gives_bytes: {}} if told.gives_bytes else {}}
    schema: dict[str, Any] = _ref(told.gives)
    if told.many:
        schema = {"type": "array", "items": schema}
    return {"description": told.summary, "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    return {"description": "没有办成", "content": {"application/problem+json": {"schema": _ref(Problem)}}}


def _ref(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(model=model.__name__)}
