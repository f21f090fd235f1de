"""What papers say of a person (文书中的个人信息): how they signed, and the papers that they signed or were given."""

from collections.abc import Collection
from typing import Final

from backend.documents.facts import TITLES
from backend.documents.forget import NOTHING
from backend.documents.models import Document, DocumentSet, Signer, SigningCode
from backend.documents.render.data import DocumentKind
from backend.kit.personal import HeldFile, Holding, joined

TABLES: Final = ("documents_set", "documents_document", "documents_signer", "documents_signing_code")
STATES: Final = {"waiting": "等待签署", "signed": "已签署", "declined": "已拒签"}
WAYS: Final = {"phone": "手机签署", "paper": "纸质签署", "desk": "窗口签署"}
SET_STATES: Final = {"void": "已作废"}


async def held_of_papers(transfer: str, sides: Collection[str]) -> Holding:
    """Of every version of a transfer's papers: what those ``sides`` (seller, seller_p, …) signed, or all were given."""
    told = Holding()
    for owner in await DocumentSet.filter(transfer=transfer).order_by("version"):
        state = SET_STATES.get(owner.state, "有效")
        told.tell("documents_set", "文书组", 版本=owner.version, 状态=state, 生成时间=owner.made_at)
        for row in await Document.filter(set_id=owner.id).order_by("id"):
            if not row.signed_by or set(row.signed_by) & set(sides):
                _paper(told, owner, row)
        for signer in await Signer.filter(set_id=owner.id, side__in=list(sides)).order_by("id"):
            await _signing(told, signer)
    return told


async def owners_signing(transfer: str, side: str) -> list[str]:
    """The accounts with which ``side`` signs or signed: a principal comes by a link, with a phone of their own."""
    sets = await DocumentSet.filter(transfer=transfer).values_list("id", flat=True)
    owners = await Signer.filter(set_id__in=list(sets), side=side).exclude(owner="").values_list("owner", flat=True)
    return list(dict.fromkeys(str(owner) for owner in owners))


def _paper(told: Holding, owner: DocumentSet, row: Document) -> None:
    title = TITLES[DocumentKind(row.kind)]
    # Emptied at the end of keeping: the hashes stay, the file is gone.
    key = "" if row.data == NOTHING else row.signed_object or row.shown_object
    name = f"documents/{owner.transfer}/v{owner.version}-{row.kind}-{row.public_id}.pdf" if key else ""
    told.tell(
        "documents_document",
        "文书",
        文书=title,
        编号=row.number,
        版本=owner.version,
        页数=row.pages,
        SHA256=row.signed_sha256 or row.shown_sha256,
        文件=name,
    )
    if key:
        told.files.append(HeldFile(name, f"{title} {row.number}", key))


async def _signing(told: Holding, row: Signer) -> None:
    told.tell(
        "documents_signer",
        "文书签署",
        姓名=row.name,
        手机号=row.phone or "",
        证件号码=row.id_number or "",
        方式=WAYS.get(row.way, row.way),
        状态=STATES.get(row.state, row.state),
        时间=row.at,
        设备=row.device,
        说明=row.reason,
        笔迹=row.strokes,
        所签文书SHA256=joined(row.covered),
        短信确认=row.confirmed,
    )
    for code in await SigningCode.filter(signer_id=row.id).order_by("id"):
        told.tell("documents_signing_code", "签署验证码记录", 发送=code.sent_at, 使用=code.used_at, 次数=code.tries)
