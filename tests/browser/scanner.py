"""A scanner gun (扫码枪): keys 3 ms apart and Enter, however slow the machine is that sends them."""

import time

from playwright.async_api import Page

GAP_SECONDS = 0.003


async def scans(page: Page, text: str, meanwhile=None) -> None:
    """Scan ``text``; ``await meanwhile()`` happens in the middle of it.

    A key carries the time at which it fell, as on a real keyboard: Playwright's own keys carry the time at which they
    arrived, and on a starved machine that is slower than a person's.
    """
    keys = await page.context.new_cdp_session(page)
    began = time.time()

    async def press(place: int, key: str, letter: str, **more: object) -> None:
        moment = began + place * GAP_SECONDS
        await keys.send(
            "Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "text": letter, "timestamp": moment, **more}
        )
        await keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": moment + 0.001, **more})

    for place, letter in enumerate(text):
        if meanwhile and place == len(text) // 2:
            await meanwhile()
        await press(place, letter, letter)
    await press(len(text), "Enter", "\r", code="Enter", windowsVirtualKeyCode=13)
    await keys.detach()
