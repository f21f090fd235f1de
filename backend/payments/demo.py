"""Demo tariffs and merchants (演示收费与商户): for ``cwt demo`` only; the merchants are the sandbox's."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import httpx

from backend.gateways.payments import AlipayMerchant, WechatMerchant
from backend.kit.actor import SYSTEM
from backend.kit.database import Work
from backend.payments.channels import Channels
from backend.payments.merchants.keep import add_merchant
from backend.payments.models import Merchant, Tariff
from backend.payments.tariffs.keep import add_tariff

SINCE = date(2026, 1, 1)
ITEM = "过户服务费"
# What applies (see Tariff) -> yuan.
TARIFFS: tuple[tuple[Mapping[str, str], int], ...] = (
    ({}, 300),
    ({"vehicle_class": "large"}, 500),
    ({"vehicle_class": "heavy"}, 600),
    ({"vehicle_class": "motorcycle"}, 100),
    ({"member": "yes"}, 200),
    ({"business": "entrusted"}, 350),
)
# Channel -> (the sandbox's name of it, what its merchants' credentials look like).
SANDBOXES = {"wechat": ("wechatpay", WechatMerchant), "alipay": ("alipay", AlipayMerchant)}


async def plant_tariffs(work: Work) -> None:
    """Make the demo tariffs, once."""
    if await Tariff.exists():
        return
    for facts, yuan in TARIFFS:
        await add_tariff(work, item=ITEM, fen=yuan * 100, valid_from=SINCE, **facts)


async def plant_merchants(channels: Channels, sandbox_url: str, stations: Mapping[str, tuple[str, str]]) -> list[str]:
    """Keep the sandbox's merchants for these stations (public id -> name at the sandbox, title), where they are new.

    Returns in words what could not be done: a sandbox that is down leaves its merchants out.
    """
    told = []
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        for channel, (service, shape) in SANDBOXES.items():
            for station, (name, title) in stations.items():
                try:
                    answer = await client.get(f"{sandbox_url}/sandbox/{service}/merchant/{name}")
                    answer.raise_for_status()
                except httpx.HTTPError as down:
                    told.append(
                        f"沙箱没有给出 {service} 的演示商户 {name}（{type(down).__name__}），{title}暂不能用它收款。"
                    )
                    continue
                given = answer.json()
                known = {one.name: given[one.name] for one in fields(shape) if one.name in given}
                await _keep(channels, channel, station, title, known)
    return told


async def _keep(channels: Channels, channel: str, station: str, title: str, credentials: dict[str, Any]) -> None:
    active = await Merchant.filter(channel=channel, station=station, active_until=None).first()
    if active is None or active.credentials != credentials:
        await add_merchant(channels, SYSTEM, channel=channel, name=title, credentials=credentials, station=station)
