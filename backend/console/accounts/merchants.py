"""收款商户: under whose number the channels take money. Keys are pasted or read from a file, tried, and never shown."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import payments, stations
from backend.console.frame import show
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.payments import CHANNEL_NAMES

bp = Blueprint("console-accounts-merchants", url_prefix="/console")

CERTIFICATE: Final = re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?-----END [A-Z0-9 ]+-----", re.DOTALL)
LONGEST_KEY: Final = 20_000
NOT_CREDENTIALS: Final = {"name", "station"}


class MerchantForm(BaseModel):
    """For which station (empty: all), and what people call it."""

    station: str = Field("", max_length=20)
    name: str = Field(min_length=1, max_length=80)


class WechatForm(MerchantForm):
    """The fields of a WechatMerchant, as the merchant platform gives them."""

    mchid: str = Field("", max_length=40)
    serial: str = Field("", max_length=80)
    private_key: str = Field("", max_length=LONGEST_KEY)
    api_v3_key: str = Field("", max_length=80)
    app_id: str = Field("", max_length=40)
    mini_app_id: str = Field("", max_length=40)
    sub_mchid: str = Field("", max_length=40)
    sub_app_id: str = Field("", max_length=40)
    sub_mini_app_id: str = Field("", max_length=40)
    platform_key_id: str = Field("", max_length=80)
    platform_key: str = Field("", max_length=LONGEST_KEY)
    certificates: str = Field("", max_length=5 * LONGEST_KEY)
    store_id: str = Field("", max_length=40)
    gateway: str = Field("", max_length=200)


class AlipayForm(MerchantForm):
    """The fields of an AlipayMerchant, as the open platform gives them."""

    app_id: str = Field("", max_length=40)
    seller_id: str = Field("", max_length=40)
    private_key: str = Field("", max_length=LONGEST_KEY)
    alipay_key: str = Field("", max_length=LONGEST_KEY)
    app_auth_token: str = Field("", max_length=200)
    gateway: str = Field("", max_length=200)


# Shown even when empty, so that the gateway says beside the field what is missing.
NEEDED: Final = {
    "wechat": ("mchid", "serial", "private_key", "api_v3_key", "app_id"),
    "alipay": ("app_id", "seller_id", "private_key", "alipay_key"),
}


@bp.get("/accounts/merchants")
@allow(Role.ADMINISTRATOR)
async def page(request: Request) -> HTTPResponse:
    """Every merchant there ever was, those in use first; nothing of their keys."""
    found = await payments.list_merchants()
    facts: dict[str, Any] = {
        "merchants": sorted(found, key=lambda one: one.active_until is not None),
        "stations": await stations.list_stations(),
        "places": {one.public_id: one.name for one in await stations.list_stations()},
        "channels": CHANNEL_NAMES,
    }
    return await show(request, "console/accounts/merchants.html", **facts)


@bp.post("/api/accounts/merchants/wechat")
@allow(Role.ADMINISTRATOR, work=False)
async def add_wechat(request: Request) -> HTTPResponse:
    """Add a merchant of WeChat Pay."""
    return await _add(request, "wechat", parse(request, WechatForm))


@bp.post("/api/accounts/merchants/alipay")
@allow(Role.ADMINISTRATOR, work=False)
async def add_alipay(request: Request) -> HTTPResponse:
    """Add a merchant of Alipay."""
    return await _add(request, "alipay", parse(request, AlipayForm))


@bp.post("/api/accounts/merchants/<merchant:str>/end")
@allow(Role.ADMINISTRATOR)
async def end(request: Request, merchant: str) -> HTTPResponse:
    """Take no new charges through it."""
    await payments.end_merchant(request.ctx.work, merchant)
    return answer({})


async def _add(request: Request, channel: str, form: MerchantForm) -> HTTPResponse:
    """Opened once before it is kept: a key of the wrong kind is told beside its field (MerchantUnfit)."""
    if form.station:
        await stations.station(form.station)
    name = await payments.add_merchant(
        request.app.ctx.tools.channels,
        request.ctx.actor,
        channel=channel,
        name=form.name,
        credentials=credentials(channel, form.model_dump(exclude=NOT_CREDENTIALS)),
        station=form.station,
    )
    return answer({"merchant": name}, status=201)


def credentials(channel: str, given: Mapping[str, str]) -> dict[str, Any]:
    """What the gateway wants: what was left empty keeps its default, certificates are told apart."""
    known: dict[str, Any] = {
        name: text.strip() for name, text in given.items() if text.strip() or name in NEEDED[channel]
    }
    if pasted := known.pop("certificates", ""):
        known["certificates"] = CERTIFICATE.findall(pasted) or [pasted]
    return known
