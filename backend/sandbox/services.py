"""The register of simulated services (服务登记): adding one is a matter of one module and its name in ``MODULES``.

A module makes a :class:`Service`, hands it to :func:`register` when imported, and that is all: its routes are mounted,
its fault switches appear on the control page, and its panels (``templates/sandbox/panels/``) are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend.sandbox.faults import FaultKind
from backend.sandbox.world import World, world_of

MODULES = (
    "backend.sandbox.wechat",
    "backend.sandbox.aliyun.sms",
    "backend.sandbox.aliyun.cloudauth",
    "backend.sandbox.aliyun.liveness",
    "backend.sandbox.aliyun.ocr",
    "backend.sandbox.aliyun.oss.service",
    "backend.sandbox.aliyun.kms",
    "backend.sandbox.timestamps",
    "backend.sandbox.wechatpay",
    "backend.sandbox.alipay",
)


@dataclass(frozen=True, slots=True)
class Panel:
    """One box of the control page: its template's name and the facts it shows, read from the world each time."""

    name: str
    facts: Callable[[World], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Service:
    """One outside service: ``wire`` holds the vendor's routes, which the faults strike; ``helpers`` are our own."""

    name: str
    title: str
    faults: tuple[FaultKind, ...]
    wire: tuple[Blueprint, ...] = ()
    helpers: tuple[Blueprint, ...] = ()
    panels: tuple[Panel, ...] = ()

    def fault(self, code: str) -> FaultKind | None:
        """The fault of that code, if this service has it."""
        return next((kind for kind in self.faults if kind.code == code), None)


_services: dict[str, Service] = {}


def register(service: Service) -> Service:
    """Add a service; its wire routes meet the fault switch before their handler."""

    async def strike(request: Request) -> HTTPResponse | None:
        return await world_of(request).faults.strike(service.name, request)

    for blueprint in service.wire:
        blueprint.on_request(strike)
    _services[service.name] = service
    return service


def services() -> tuple[Service, ...]:
    """Every service, in the order of ``MODULES``."""
    for module in MODULES:
        import_module(module)
    return tuple(_services.values())


def service(name: str) -> Service | None:
    """The service of that name."""
    return next((known for known in services() if known.name == name), None)


def panel(name: str) -> Panel | None:
    """The panel of that name, whichever service it belongs to."""
    return next((box for known in services() for box in known.panels if box.name == name), None)
