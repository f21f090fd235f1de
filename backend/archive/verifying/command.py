"""What ``cwt archive`` does (档案命令)."""

import sys

from backend.archive.errors import NoArchive
from backend.archive.verifying.unlisted import open_unlisted
from backend.archive.verifying.verify import Verified, verify_all, verify_one
from backend.kit.tools import Kit

NAMED = 20  # of the files that do not open; of more only their number is told


async def verify(kit: Kit, number: str | None) -> int:
    """Verify the archive of ``number``, or all and every other stored file. Exit status 2 for no such number.

    1 where something is wrong: the first archive that is, and the files that do not open.
    """
    try:
        told = await (verify_all(kit) if number is None else verify_one(kit, number))
    except NoArchive:
        print(f"没有编号为 {number} 的电子档案。", file=sys.stderr)
        return 2
    status = _tell(told)
    return status if number is not None else max(status, await _verify_unlisted(kit))


def _tell(told: Verified) -> int:
    if told.wrong:
        print(f"电子档案 {told.number} 不符：{told.wrong}（之前 {told.archives} 份完好）", file=sys.stderr)
        return 1
    print(f"电子档案完好：{told.archives} 份，{told.parts} 件材料，目录、签名和前后相连均无误。")
    if told.disposed:
        print(f"其中 {told.disposed} 份保管期满，已按规定处置：材料已销毁，目录和处置记录完好。")
    return 0


async def _verify_unlisted(kit: Kit) -> int:
    told = await open_unlisted(kit)
    for key in sorted(told.broken)[:NAMED]:
        print(f"文件已损坏，无法解密：{key}", file=sys.stderr)
    if told.broken:
        print(f"档案以外的文件有 {len(told.broken)} 个已损坏，请从备份恢复。", file=sys.stderr)
        return 1
    print(f"档案以外的文件（展示图、车辆照片、在办业务等）：{told.whole} 个，逐个解密无误。")
    return 0
