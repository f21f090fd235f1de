"""The tests' browser (浏览器): the one place that knows where it is and how it is started."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

# Nobody is asked for the camera, and it shows Chromium's own moving pattern.
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
# Nobody calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
# Playwright's driver is started for every test: what Node made of its code the first time is kept.
os.environ.setdefault("NODE_COMPILE_CACHE", f"{tempfile.gettempdir()}/cwt-tests-node-{os.getuid()}")


def launching(camera: Sequence[str] = CAMERA) -> dict[str, Any]:
    """What Playwright's ``launch`` is called with; with other ``camera`` flags. Without Chromium: skips."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return {"executable_path": path, "args": [*FLAGS, *camera]}


@asynccontextmanager
async def chromium(camera: Sequence[str] = CAMERA) -> AsyncIterator[Browser]:
    """A browser of the test's own, closed with every window at the end."""
    async with async_playwright() as started:
        browser = await started.chromium.launch(**launching(camera))
        try:
            yield browser
        finally:
            await browser.close()
