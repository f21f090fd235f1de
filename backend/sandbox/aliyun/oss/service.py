"""阿里云 OSS: buckets with signatures checked, multipart uploads, lists and the retention lock, on loopback.

Real oss2 talks to it at the sandbox's own address, in path style. Objects live in memory: a restart or a reset of the
sandbox empties every bucket, so a demo keeps its archives in the local folder unless told otherwise.
"""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.aliyun.oss import calls, wire
from backend.sandbox.aliyun.oss.answers import OssRefusal, refused
from backend.sandbox.aliyun.oss.buckets import OssMemory
from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.world import World, world_of

helpers = Blueprint("sandbox_oss", url_prefix="/sandbox")
SHOWN = 8


def _facts(world: World) -> dict[str, Any]:
    now = world.now()
    rows = []
    for bucket in world.memory(OssMemory).buckets.values():
        worm = bucket.worm if bucket.worm and bucket.worm.in_force(now) else None
        newest = sorted(bucket.objects, key=lambda key: bucket.objects[key].at, reverse=True)[:SHOWN]
        rows.append(
            {
                "name": bucket.name,
                "objects": len(bucket.objects),
                "bytes": sum(len(one.data) for one in bucket.objects.values()),
                "uploads": len(bucket.uploads),
                "lock": f"{worm.state} {worm.days}" if worm else "",
                "locked": bool(worm and worm.locked),
                "days": worm.days if worm else 0,
                "newest": newest,
            }
        )
    return {"buckets": rows, "received": world.memory(OssMemory).received}


@helpers.get("/oss.json")
async def oss_json(request: Request) -> HTTPResponse:
    """What lies in each bucket, how many uploads are open, and bytes of bodies received so far."""
    return json_response(_facts(world_of(request)), ensure_ascii=False)


def _answer(status: int, code: str, message: str) -> HTTPResponse:
    return refused(OssRefusal(status, code, message))


register(
    Service(
        name=calls.NAME,
        title="阿里云 OSS",
        faults=(
            *GENERAL,
            FaultKind(
                WRONG_SIGNATURE,
                "签名不匹配",
                lambda _: _answer(403, "SignatureDoesNotMatch", "The request signature we calculated does not match."),
            ),
            FaultKind(
                RATE_LIMIT,
                "限流（QpsLimitExceeded）",
                lambda _: _answer(503, "QpsLimitExceeded", "Please reduce your request rate."),
            ),
            FaultKind(calls.CUT, "传到一半断线", passive=True),
            FaultKind(calls.REFUSE_HALF_WAY, "传到一半拒绝（AccessDenied）", passive=True),
            FaultKind(calls.CORRUPT_STORED, "存坏一个字节", passive=True),
            FaultKind(calls.CORRUPT_READ, "读坏一个字节", passive=True),
        ),
        wire=(wire.wire,),
        helpers=(helpers,),
        panels=(Panel("oss", _facts),),
    )
)
