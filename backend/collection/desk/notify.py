"""Telling the owner (通知车主): a line in the owner's pages at once, a WeChat subscribe message by a job."""

from backend.collection.errors import CollectionUnknown
from backend.collection.facts import NoticeFact
from backend.collection.models import Collection, Notice
from backend.kit import clock, ids
from backend.kit.database import Work

# key -> title (at most 20 letters, the limit of a subscribe message's thing) and sentence.
TEXTS = {
    "returned": ("有资料需要补充", "工作人员退回了 {count} 项资料，请打开查看原因并重新提交。"),
    "claimed": ("资料已接收", "登记服务站已接收您的资料，正在核对。"),
    "approved": ("审核已通过", "您的资料已通过审核，下一步请签署文件。"),
    "signing": ("请签署文件", "交易文件已备好，请打开核对内容并签名。"),
    "principal": ("委托人还没有签署", "请打开过户进度，把签署链接发给委托人本人，由委托人用自己的微信签署。"),
    "refused": ("审核未通过", "本次过户未通过审核：{reason}"),
    "fee": ("请支付服务费", "双方已签署，请打开支付服务费 {due} 元，付清后为您办结。"),
    "completed": ("过户已完成", "本次过户登记已完成，可打开查看和保存文件。"),
    "archived": ("档案已归档", "本次过户的档案已归档。"),
    "cancelled": ("过户已取消", "本次过户已取消：{reason}"),
    "released": ("资料已退还", "本次过户已取消：{reason}。您的资料可用于重新办理。"),
    "price_changed": ("成交价有变化", "对方修改了成交价，请打开核对并确认。"),
    "joined": ("对方已加入", "交易对方已接受邀请。"),
    "left": ("对方已退出", "交易对方撤回了资料，可重新发送邀请。"),
}

# The progress in at most five characters, as a subscribe message's phrase wants it.
PHRASES = {
    "claimed": "已接收",
    "approved": "审核通过",
    "signing": "待签署",
    "principal": "待签署",
    "fee": "待付款",
    "refused": "未通过",
    "completed": "已完成",
    "archived": "已归档",
    "cancelled": "已取消",
    "released": "已取消",
    "price_changed": "价格变更",
    "joined": "对方已加入",
    "left": "对方已退出",
}


# The way of a transfer: each step makes what was told of earlier ones old.
STEPS = ("returned", "claimed", "approved", "signing", "principal", "fee", "completed", "archived")


async def notify(work: Work, collection: str, text_key: str, **facts: object) -> None:
    """Tell the collection's owner what ``TEXTS[text_key]`` says, filled with ``facts``."""
    row = await Collection.get_or_none(public_id=collection)
    if row is None:
        raise CollectionUnknown
    TEXTS[text_key][1].format(**facts)  # a missing fact is our fault: found here, not in the job
    if text_key in STEPS:
        await overtake(work, collection, *STEPS[: STEPS.index(text_key)])
    notice = await Notice.create(
        public_id=ids.public_id(),
        collection=collection,
        owner=row.owner,
        key=text_key,
        facts={name: str(value) for name, value in facts.items()},
        at=clock.now(),
    )
    await work.queue("collection.send_notice", notice.public_id, notice=notice.public_id)
    work.announce(f"collection:{collection}", notice=notice.public_id)


async def notices(work: Work, unread_only: bool = False) -> list[NoticeFact]:
    """What the acting owner was told, newest first."""
    rows = Notice.filter(owner=work.actor.id, **({"read_at": None} if unread_only else {}))
    return [_fact(row) for row in await rows.order_by("-id").limit(100)]


async def mark_read(work: Work, notice: str) -> None:
    """The owner saw it."""
    await Notice.filter(public_id=notice, owner=work.actor.id, read_at=None).update(read_at=clock.now())


async def overtake(work: Work, collection: str, *text_keys: str) -> None:
    """What these notices asked the owner for is done or wanted no more: they are new no longer."""
    await Notice.filter(collection=collection, key__in=text_keys, read_at=None).update(read_at=clock.now())


def words(row: Notice) -> tuple[str, str]:
    """Title and sentence of a notice."""
    title, sentence = TEXTS[row.key]
    return title, sentence.format(**row.facts)


def _fact(row: Notice) -> NoticeFact:
    title, sentence = words(row)
    return NoticeFact(row.public_id, row.collection, title, sentence, row.at, row.read_at is not None)
