"""What ``cwt archive`` does (档案命令)."""

import sys

from backend.archive.errors import NoArchive
from backend.archive.verify import verify_all, verify_one
from backend.kit.tools import Kit


async def verify(kit: Kit, number: str | None) -> int:
    """Verify the archive of ``number``, or all. Exit status 1 with the first thing wrong, 2 for no such number."""
    try:
        told = await (verify_all(kit) if number is None else verify_one(kit, number))
    except NoArchive:
        print(f"没有编号为 {number} 的电子档案。", file=sys.stderr)
        return 2
    if told.wrong:
        print(f"电子档案 {told.number} 不符：{told.wrong}（之前 {told.archives} 份完好）", file=sys.stderr)
        return 1
    print(f"电子档案完好：{told.archives} 份，{told.parts} 件材料，目录、签名和前后相连均无误。")
    return 0
