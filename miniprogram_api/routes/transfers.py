"""An owner's transfers (我的过户): where they stand; and coming in by a station's own QR (直接办理)."""

from sanic import Blueprint, HTTPResponse, Request

from backend import transfers
from backend.kit.access import Role, allow
from backend.kit.web import answer
from miniprogram_api.described import described
from miniprogram_api.schemas.collections import CollectionId
from miniprogram_api.schemas.transfers import OwnTransferAnswer

bp = Blueprint("api_transfers")


@bp.get("/transfers")
@allow(Role.OWNER)
@described("我的过户，最新在前", gives=OwnTransferAnswer, many=True)
async def mine(request: Request) -> HTTPResponse:
    """Every transfer that one of the owner's collections is in."""
    found = await transfers.transfers_of(request.ctx.work)
    return answer([OwnTransferAnswer.of(one) for one in found])


@bp.get("/transfers/<transfer:str>")
@allow(Role.OWNER)
@described("一笔过户：状态和下一步", gives=OwnTransferAnswer)
async def one(request: Request, transfer: str) -> HTTPResponse:
    """Where one transfer stands."""
    return answer(OwnTransferAnswer.of(await transfers.transfer_of(request.ctx.work, transfer)))


@bp.post("/starts/<token:str>")
@allow(Role.OWNER)
@described("打开登记服务站的二维码，直接开始采集", gives=CollectionId)
async def start(request: Request, token: str) -> HTTPResponse:
    """A collection that goes straight into the station's transfer; twice is once."""
    return answer(CollectionId(collection=await transfers.accept_start(request.ctx.work, token)))
