"""Owners at their phones: the real face on a real socket, Chromium at 390 × 844 with a pretended camera."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest
from playwright.async_api import expect

from backend.settings import Settings
from backend.stations import passwords
from tests.browser.chromium import CAMERA, chromium
from tests.browser.h5.owner import Owner
from tests.miniprogram_api.conftest import one_sandbox, sandbox, site, with_sandbox  # noqa: F401 - fixtures
from tests.stations.team import QUICK

Opener = Callable[..., Awaitable[Owner]]
expect.set_options(timeout=45_000)  # ms: a loaded machine is slow, not wrong


@pytest.fixture
def outside(with_sandbox: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:  # noqa: F811
    """WeChat and SMS in the sandbox, jobs running, cards really read."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    return with_sandbox


@pytest.fixture
def camera() -> Sequence[str]:
    """What stands for the camera: Chromium's own moving pattern, unless a test overrides this."""
    return CAMERA


@pytest.fixture
async def phones(site, sandbox, camera) -> AsyncIterator[Opener]:  # noqa: F811
    """``await phones("lin-mai")``: that person with a phone of their own; pages on it may neither throw nor break
    the policy."""
    complaints: list[str] = []
    async with chromium(camera) as browser:

        async def take_out(key: str, **traits) -> Owner:
            context = await browser.new_context(
                **{
                    "viewport": {"width": 390, "height": 844},
                    "has_touch": True,
                    "locale": "zh-CN",
                    "base_url": str(site.client.base_url),
                    **traits,
                }
            )
            context.set_default_timeout(45_000)
            # Ten megabytes of lent font are not what these tests are about.
            await context.route("**/*.ttf", lambda route: route.fulfill(status=200, body=b"", content_type="font/ttf"))
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: "Security Policy" in said.text and complaints.append(said.text))
            return Owner(page, key, sandbox)

        yield take_out
    assert complaints == []
