"""What may go and what must stay (删除申请): each thing with its fate and the reason; PIPL art. 47.

The plan is made anew inside the unit of work that carries it out, so that what a clerk did meanwhile counts. Bytes go
by jobs after the commit: what a crash leaves undone the outbox finishes. Doing it twice changes nothing more.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final, Literal

from backend import collection, invoices, payments, transfers, verification
from backend.collection import PersonSide
from backend.kit import clock
from backend.kit.database import Work
from backend.rights.find import Person
from backend.rights.gather import transfers_of
from backend.transfers import TransferStanding

LAW: Final = "《个人信息保护法》"
RUNNING: Final = (
    f"过户 {{number}} {{state}}，办理目的尚未实现；请先由登记服务站取消或办结（{LAW}第十三条第一款第二项、第四十七条）"
)
ARCHIVING: Final = "过户 {number} 已办结，正在归档；归档完成后再看保存到哪一天"
KEPT: Final = (
    "交易材料已归档，{title}须保存（{basis}）；"
    f"到期经两人确认后销毁，此前只存储并采取安全措施（{LAW}第四十七条第二款）"
)
ON_HOLD: Final = f"档案被依法暂缓销毁，解除后才能处置（{LAW}第四十七条第二款）"
ASKED: Final = f"没有进入过户，或过户已取消（{LAW}第四十七条第一款）"
FACE: Final = f"按撤回人脸同意处理，改为当面核对（{LAW}第十五条、第四十七条第一款第三项）"
IMPOSTORS: Final = "防止冒名办理的记录，期满或解除后再删除；认为有误的，可请登记服务站解除"
NEEDED: Final = "本人凭此查看仍须保存的过户和文书，随最后一份材料删除"
SHARED: Final = "这个微信账号还为其他人办理，只删除本人的资料，不删除账号"
INVOICE: Final = "已开具的发票须保存五年（《发票管理办法》第二十八条）；到期后可以删除抬头和联系方式"
VOUCHERS: Final = "不含姓名和号码；收费记录是会计凭证，须保存三十年（《会计档案管理办法》附表一）"
AUDIT: Final = "只含编号和加盐散列，没有姓名和号码；逐条相连，不能抽去。网络日志依《网络安全法》至少留存六个月"
BACKUPS: Final = "备份不能逐人删除，随备份保留期满清除；从备份恢复以后，请再运行一次本命令"


# Why something is erased (art. 47, first paragraph): a word, for the audit holds no personal data.
Because = Literal["withdrawn", "no_longer_needed", "over", "unlawful"]
BECAUSE: Final[dict[Because, str]] = {
    "withdrawn": "本人撤回同意或申请删除",
    "no_longer_needed": "处理目的已实现、无法实现或不再必要",
    "over": "停止提供服务，或保存期限已满",
    "unlawful": "违反法律或约定处理",
}


class Fate(StrEnum):
    """What becomes of a thing."""

    GOES = "可以删除"
    STAYS = "必须保留"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: its fate, the reason with the law, and for what stays until when (None: not by a day)."""

    what: str
    fate: Fate
    reason: str
    until: date | None = None
    act: Callable[[Work], Awaitable[object]] | None = None


async def plan(work: Work, person: Person) -> list[Item]:
    """Everything about the person that is still there, what goes first. Empty once nothing is."""
    found: list[Item] = []
    for side in person.sides:
        found += await _of_side(work, side)
    found += await _of_accounts(person, {one for one in person.collections if await _stays(work, one)})
    for phone in person.values.phones:
        index = work.kit.blind.of("mobile", phone)
        if told := (await collection.held_of_phone(index, person.collections)).things:
            act = partial(_forget_codes, index, person.collections)
            found.append(Item(f"发给本人手机的验证码记录（{len(told)} 条）", Fate.GOES, ASKED, act=act))
    found += await _of_values(person)
    found += await _of_invoices(person)
    found += await _of_fees(work, person)
    if found:
        found.append(Item("审计记录", Fate.STAYS, AUDIT))
        found.append(Item("备份中的副本", Fate.STAYS, BACKUPS))
    return sorted(found, key=lambda item: item.fate is Fate.STAYS)


async def erase(work: Work, person: Person, because: Because = "withdrawn") -> list[Item]:
    """Let go of what may go, in this unit of work, and say what became of everything."""
    decided = await plan(work, person)
    goes = [item for item in decided if item.fate is Fate.GOES]
    for item in goes:
        if item.act:
            await item.act(work)
    if goes:
        counted = {"erased": len(goes), "kept": len(decided) - len(goes)}
        await work.record("person.erased", person.reference, by=person.by, because=because, **counted)
    return decided


async def _of_side(work: Work, side: PersonSide) -> list[Item]:
    name = f"{collection.SIDE_NAMES[side.role]}资料 {side.collection}"
    found: list[Item] = []
    standing = await transfers.standings_of(work, side.collection)
    for one in standing:
        if one.cancelled and one.named:
            act = partial(_from_cancelled, one)
            found.append(Item(f"已取消的过户 {one.number} 中的姓名、电话和作废文书", Fate.GOES, ASKED, act=act))
    stays = [item for one in standing for item in _kept_by(one, name)]
    if stays:
        found += stays
        running = [one for one in standing if one.running and one.state != "completed"]
        if running and side.holder and await collection.keeps_face(side.collection):
            act = partial(_face, side.collection)
            found.append(Item(f"本人照片和真人检测画面（{name}）", Fate.GOES, FACE, act=act))
    elif side.state != "withdrawn" and not any(one.archive for one in standing):
        found.append(Item(f"{name}（信息、照片、签名、核查）", Fate.GOES, ASKED, act=partial(_side, side.collection)))
    return found


def _kept_by(one: TransferStanding, name: str) -> list[Item]:
    if one.running:
        why = ARCHIVING if one.state == "completed" else RUNNING
        return [Item(name, Fate.STAYS, why.format(number=one.number, state=one.state_name))]
    kept = one.archive
    if kept is None or kept.disposed_at is not None:
        return []
    told = [
        Item(
            f"{name}，电子档案 {kept.number}",
            Fate.STAYS,
            KEPT.format(title=kept.title, basis=kept.basis),
            kept.keep_until,
        )
    ]
    return [*told, *([Item(f"电子档案 {kept.number}", Fate.STAYS, ON_HOLD)] if kept.held else [])]


async def _stays(work: Work, name: str) -> list[Item]:
    return [item for one in await transfers.standings_of(work, name) for item in _kept_by(one, "")]


async def _of_accounts(person: Person, staying: set[str]) -> list[Item]:
    found = []
    for account in person.accounts:
        if not await collection.knows_account(account):
            continue
        if staying & {side.collection for side in person.sides if side.owner == account} or (
            staying and not any(side.owner == account for side in person.sides)
        ):
            found.append(Item(f"微信账号 {account}", Fate.STAYS, NEEDED))
        else:
            act = partial(_account, account)
            found.append(Item(f"微信账号 {account} 和登录记录", Fate.GOES, ASKED, act=act))
    # Nothing to say of an account that others share once nothing of this person is behind it.
    left = {side.owner for side in person.sides if side.state != "withdrawn"}
    return [*found, *(Item(f"微信账号 {one}", Fate.STAYS, SHARED) for one in person.shared if one in left)]


async def _of_values(person: Person) -> list[Item]:
    found = []
    if await verification.erasable(person.values):
        act = partial(_values, person)
        found.append(Item("公安认证答复、已到期或解除的黑名单内容", Fate.GOES, ASKED, act=act))
    for kept in await verification.must_stay(person.values, person.collections):
        until = clock.local(kept.until).date() if kept.until else None
        found.append(Item(f"{kept.title}（{kept.count} 条）", Fate.STAYS, IMPOSTORS, until))
    return found


async def _of_invoices(person: Person) -> list[Item]:
    found = []
    for one in await invoices.invoices_kept(person.accounts):
        what = f"服务费发票申请 {one.number} 的抬头和联系方式"
        if one.until:
            found.append(Item(what, Fate.STAYS, INVOICE, one.until))
        else:
            found.append(Item(what, Fate.GOES, ASKED, act=partial(_invoice, one.id)))
    return found


async def _of_fees(work: Work, person: Person) -> list[Item]:
    kept = [await payments.vouchers_kept(transfer) for transfer in await transfers_of(work, person)]
    return [Item(f"服务费收费单 {one.number}", Fate.STAYS, VOUCHERS, one.until) for one in kept if one]


async def _invoice(name: str, work: Work) -> None:
    await invoices.erase_invoice(work, name)


async def _side(name: str, work: Work) -> None:
    await collection.erase_side(work, name)


async def _face(name: str, work: Work) -> None:
    await collection.erase_face(work, name)


async def _account(name: str, work: Work) -> None:
    await collection.erase_account(work, name)


async def _values(person: Person, work: Work) -> None:
    await verification.erase_values(work, person.values)


async def _forget_codes(index: str, other_than: list[str], work: Work) -> None:
    await collection.forget_codes(index, other_than)


async def _from_cancelled(one: TransferStanding, work: Work) -> None:
    await transfers.erase_from_cancelled(work, one.id, one.side)
