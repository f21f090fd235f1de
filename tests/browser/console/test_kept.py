"""下载证据包: from the page of an archived transfer to a file that verifies itself."""

from pathlib import Path

import pytest

from backend.archive.package import offline
from tests.support import story

pytestmark = pytest.mark.browser


async def test_the_package_is_saved_and_holds(opens, team, tmp_path: Path):
    scene = await story.archived(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="下载证据包").click()
    download = await coming.value
    assert download.suggested_filename == f"{(await scene.desk.looks()).number}-证据包.zip"
    await download.save_as(tmp_path / "package.zip")
    said: list[str] = []
    assert offline.verify([tmp_path / "package.zip"], say=said.append) == 0, said
