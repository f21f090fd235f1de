"""The owners' face on a real socket, and the cast logged in."""

from collections.abc import AsyncIterator

import pytest
from sanic import Sanic
from tortoise.connection import get_connections

from backend import app as wiring
from backend.app import create_app
from backend.settings import Settings
from tests.miniprogram_api.caller import Caller, Site
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.support.mysql import empty_tables
from tests.support.pools import ThreadedPools
from tests.support.served import served

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture
def outside(settings: Settings) -> Settings:
    """Where outside services are: nowhere, unless a test overrides this."""
    return settings.model_copy(update={"worker": False})


@pytest.fixture
async def site(outside: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """The face, served; jobs wait."""
    if not outside.worker:
        monkeypatch.setattr(wiring, "Pools", ThreadedPools)
    app: Sanic = create_app(outside, faces=("miniprogram_api",))
    async with served(app) as client:
        if outside.database_url:
            await empty_tables(get_connections().get("default"))
        yield Site(app, client)


@pytest.fixture
def with_sandbox(settings: Settings, sandbox: RunningSandbox) -> Settings:
    """The same, with WeChat and SMS in the sandbox and jobs running."""
    return settings.model_copy(
        update={
            "sandbox_url": sandbox.url,
            "wechat_api_url": sandbox.url,
            "wechat_authorise_url": sandbox.url,
            "sms_endpoint": sandbox.url,
        }
    )


@pytest.fixture
async def seller(site: Site) -> Caller:
    """林卖, who sells."""
    return await site.logs_in("lin-mai")


@pytest.fixture
async def buyer(site: Site) -> Caller:
    """陈买, who buys."""
    return await site.logs_in("chen-mai")


@pytest.fixture
async def outsider(site: Site) -> Caller:
    """外人孙, who must never see anything."""
    return await site.logs_in("wai-ren-sun")


@pytest.fixture
async def begun(seller: Caller) -> Caller:
    """林卖 up to the first photograph."""
    await seller.phone.begins_as("seller")
    return seller


@pytest.fixture
async def sent(seller: Caller) -> Caller:
    """林卖 with everything sent; the access code waits."""
    await seller.phone.fills("seller")
    await seller.phone.submits()
    return seller
