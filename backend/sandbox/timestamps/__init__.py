"""时间戳服务: a time-stamp authority (TSA) of RFC 3161 over HTTP, with its own root, revocation list and faults.

The tokens are made by certomancer, pyHanko's own test authority. Sources: RFC 3161, RFC 5816, INTEGRATIONS §1.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend.sandbox.faults import GENERAL, FaultKind
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.timestamps import answers, authority
from backend.sandbox.world import World, world_of

NAME = "timestamps"
PATH = "/tsa"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Stamped:
    """What was stamped: when, and the beginning of the hash, newest last."""

    given: list[tuple[float, str]] = field(default_factory=list)


wire = Blueprint("timestamps")


@wire.post(PATH)
async def stamp(request: Request) -> HTTPResponse:
    """One TimeStampReq in, one TimeStampResp out."""
    world = world_of(request)
    answer = answers.answer(request.body, _authority(request), world.now())
    if answer.imprint:
        world.memory(Stamped).given.append((world.now(), answer.imprint))
    return _reply(answer.body)


@wire.get(f"{PATH}/crl.der")
async def revocation_list(request: Request) -> HTTPResponse:
    """The list that the time-stamp certificate points at; empty, and good for a week."""
    return raw(authority.revocation_list(world_of(request).now()), content_type="application/pkix-crl")


@wire.get(f"{PATH}/ca.pem")
async def root(_: Request) -> HTTPResponse:
    """The root to trust; the same in every sandbox."""
    return raw(authority.root_pem(), content_type="application/x-pem-file")


def _authority(request: Request, *, foreign: bool = False) -> authority.Authority:
    # The certificate names the list at the very address that the caller knows, so the list can be had.
    return authority.authority(f"http://{request.host}{PATH}/crl.der", foreign=foreign)


def _reply(body: bytes) -> HTTPResponse:
    return raw(body, content_type="application/timestamp-reply")


def _bad(way: answers.Bend) -> Any:
    def answer(request: Request) -> HTTPResponse:
        foreign = way is answers.Bend.FOREIGN
        bent = answers.answer(request.body, _authority(request, foreign=foreign), world_of(request).now(), way)
        return _reply(bent.body)

    return answer


def _panel(world: World) -> dict[str, Any]:
    given = world.memory(Stamped).given
    rows = [(datetime.fromtimestamp(at, SHANGHAI).strftime("%H:%M:%S"), imprint) for at, imprint in given[-8:]]
    return {"count": len(given), "rows": list(reversed(rows)), "path": PATH}


register(
    Service(
        name=NAME,
        title="时间戳服务（RFC 3161）",
        faults=(
            *GENERAL,
            FaultKind("refused", "拒绝签发（timeNotAvailable）", _bad(answers.Bend.REFUSED)),
            FaultKind("wrong_nonce", "回答别人的请求（nonce 不符）", _bad(answers.Bend.NONCE)),
            FaultKind("wrong_imprint", "给别的内容盖时间戳（摘要不符）", _bad(answers.Bend.IMPRINT)),
            FaultKind("foreign", "证书不是受信任的机构签发", _bad(answers.Bend.FOREIGN)),
        ),
        wire=(wire,),
        panels=(Panel("timestamps", _panel),),
    )
)
