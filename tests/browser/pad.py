"""A clerk's mouse on the pad (签名板)."""

from playwright.async_api import Page, expect


async def draws(page: Page, dialog: str) -> None:
    """A hand on the pad of the open ``dialog`` (its id)."""
    # Many reasons to write make a dialog longer than the screen: the pad is then below its edge.
    await page.locator(f"#{dialog} canvas").scroll_into_view_if_needed()
    pad = await page.locator(f"#{dialog} canvas").bounding_box()
    assert pad is not None
    await page.mouse.move(pad["x"] + 60, pad["y"] + 40)
    await page.mouse.down()
    for step in range(20):
        await page.mouse.move(pad["x"] + 60 + step * 12, pad["y"] + 40 + (step % 5) * 18)
    await page.mouse.up()
    await expect(page.locator(f"#{dialog} [data-sign-verdict]")).to_have_text("签名已写好。")
