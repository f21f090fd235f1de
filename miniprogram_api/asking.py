"""By what somebody asks (请求者): the little that owners' handlers need to know about a phone."""

from typing import Literal

from sanic import Request

LONGEST_DEVICE = 200


def device_of(request: Request) -> str:
    """How the phone describes itself; kept beside photographs and signatures."""
    return str(request.headers.get("user-agent", ""))[:LONGEST_DEVICE]


def channel_of(request: Request) -> Literal["h5", "mini"]:
    """Mini-program or H5: only the mini-program sends a bearer token."""
    return "mini" if request.headers.get("authorization", "").startswith("Bearer ") else "h5"
