"""OSS 的线路: the routes of one bucket, in the path style that oss2 uses for an address without a domain name."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, unquote

from sanic import Blueprint, HTTPResponse, Request

from backend.sandbox.aliyun.oss import answers, lists_and_locks, objects
from backend.sandbox.aliyun.oss.answers import OssRefusal
from backend.sandbox.aliyun.oss.buckets import Bucket, OssMemory
from backend.sandbox.aliyun.oss.calls import Call
from backend.sandbox.aliyun.oss.signatures import SignedCall, verify
from backend.sandbox.world import world_of

REGION = "cn-hangzhou"
Operation = Callable[[Call], Awaitable[HTTPResponse]]
ON_OBJECTS: dict[str, Operation] = {
    "PUT": objects.put,
    "GET": objects.get,
    "HEAD": objects.head,
    "DELETE": objects.delete,
    "POST": objects.post,
}
ON_BUCKETS: dict[str, Operation] = {
    "GET": lists_and_locks.get,
    "POST": lists_and_locks.post,
    "DELETE": lists_and_locks.delete,
}
wire = Blueprint("aliyun_oss")


# The beginning of the name keeps other vendors' addresses, at the same sandbox, out of reach.
@wire.route("/<bucket:chewutong-[a-z0-9-]+>/<key:path>", methods=list(ON_OBJECTS))
async def one_bucket(request: Request, **_: str) -> HTTPResponse:
    """Verify a call and hand it to the operation that its method means."""
    try:
        call = _call(request)
        operation = (ON_OBJECTS if call.key else ON_BUCKETS).get(request.method)
        if operation is None:
            raise OssRefusal(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        return await operation(call)
    except OssRefusal as refusal:
        return answers.refused(refusal)


def _call(request: Request) -> Call:
    # The raw address: oss2 sends a slash inside a key as %2F, which a router would have decoded or split at.
    path, _, query = request.raw_url.decode("ascii").partition("?")
    bucket, _, key = path.lstrip("/").partition("/")
    signed = SignedCall(
        request.method,
        unquote(bucket),
        unquote(key),
        dict(parse_qsl(query, keep_blank_values=True)),
        {name.lower(): value for name, value in request.headers.items()},
    )
    world = world_of(request)
    verify(signed, world.options.accounts, REGION)
    if signed.bucket not in world.options.accounts.oss_buckets:
        raise OssRefusal(404, "NoSuchBucket", "The specified bucket does not exist.")
    memory = world.memory(OssMemory)
    memory.received += len(request.body)
    place = memory.buckets.setdefault(signed.bucket, Bucket(signed.bucket))
    return Call(signed, request.body, place, request, world)
