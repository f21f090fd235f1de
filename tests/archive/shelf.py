"""What the tests archive (档案架): a small transfer's materials, and archives closed from them."""

import io
import random
from collections.abc import Sequence

import pikepdf

from backend.archive import ArchiveFacts, Material, close, gather
from backend.kit.tools import Kit

FACTS = [("业务编号", "2262-00000001"), ("号牌号码", "闽A12345")]


def one_page(width: int) -> bytes:
    """A PDF of one empty page, told apart by its width in points."""
    buffer = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(width, 842))
        paper.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def materials(transfer: str, size: int = 3_000) -> list[Material]:
    """Two papers and four other things, different for each transfer."""
    noise = random.Random(transfer)

    def made(path: str, kind: str, title: str, media_type: str, data: bytes = b"") -> Material:
        return Material(path, kind, f"id-{kind}", title, media_type, data=data or noise.randbytes(size))

    return [
        made("documents/a.pdf", "document:sales_contract", "二手车买卖合同", "application/pdf", one_page(595)),
        made("documents/b.pdf", "document:confirmation", "二手车交易确认表", "application/pdf", one_page(421)),
        made("evidence/id.jpeg", "seller:id_front", "卖方身份证人像面", "image/jpeg"),
        made("signatures/seller.json", "seller:signature", "卖方手写签名", "application/json"),
        made("records/history.json", "record:history", "办理记录", "application/json"),
        made("records/audit.json", "record:audit", "审计记录", "application/json"),
    ]


async def shelve(kit: Kit, work_of, transfer: str, size: int = 3_000, more: Sequence[Material] = ()) -> ArchiveFacts:
    """Close one archive of its own materials, and ``more``."""
    parts = await gather(kit, FACTS, [*materials(transfer, size), *more])
    async with work_of() as work:
        return await close(work, transfer=transfer, number=f"n-{transfer}", station="s1", parts=parts, years=10)
