"""公开的证书文件: the authority's certificate and its revocation list, for whoever checks a sealed paper elsewhere."""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import seals
from backend.kit.access import Role, allow
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web.requests import address_of

bp = Blueprint("pki", url_prefix="/pki")

# The list is signed afresh each time; nobody needs it more often than this.
LIMIT_OF_ADDRESS = RateLimit("pki", 60, timedelta(minutes=1))
# A relying party learns of a revocation within minutes, and a proxy may still spare us most of the asking.
FRESH = "public, max-age=300"


@bp.get("/ca.pem")
@allow(Role.ANYONE, work=False)
async def authority(request: Request) -> HTTPResponse:
    """The certificate to trust, as a text file."""
    kit = request.app.ctx.tools.kit
    await check(kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    pem = await seals.authority_certificate(kit)
    headers = {"Content-Disposition": 'attachment; filename="chewutong-ca.pem"', "Cache-Control": FRESH}
    return raw(pem.encode(), content_type="application/x-pem-file", headers=headers)


@bp.get("/crl.der")
@allow(Role.ANYONE, work=False)
async def revocations(request: Request) -> HTTPResponse:
    """What was revoked up to now (RFC 5280), where certificates say that it is."""
    kit = request.app.ctx.tools.kit
    await check(kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    return raw(await seals.revocation_list(kit), content_type="application/pkix-crl", headers={"Cache-Control": FRESH})
