"""What is due next (下一步), in a sentence for the clerk and one for each owner."""

from backend import payments
from backend.transfers.history import SIDES
from backend.transfers.models import Transfer
from backend.transfers.states import CANCELLABLE, EDITABLE, OPEN, STATE_NAMES, State

FOR_OWNER = {
    State.DRAFT: "登记服务站正在等待双方资料。",
    State.COLLECTING: "您的资料已收到，正在等待{other}提交资料。",
    State.REVIEWING: "双方资料已齐全，工作人员正在审核，通常当天完成。审核后会通知您。",
    State.SIGNING: "审核已通过，请打开文书核对内容并签名。",
    State.SETTLING: "双方已签署，登记服务站正在办结。",
    State.COMPLETED: "过户已办结，可以查看和保存已签文书。",
    State.ARCHIVED: "过户已办结并归档，可以查看和保存已签文书。",
    State.CANCELLED: "本次过户已取消：{reason}",
}
MINE_IS_OPEN = "请完成您的资料：打开任务清单，做完后提交。"
# Either side may pay; the buyer is asked, who bears the fees by article 2 of the sales contract.
FEE_OF_BUYER = "双方已签署，请支付服务费 {due} 元，付清后登记服务站为您办结。"
FEE_OF_SELLER = "双方已签署，正在等待买方支付服务费 {due} 元；您也可以付。"
PREPARING = "审核已通过，文书正在生成，请稍候。"


def for_owner(row: Transfer, side: str, papers_ready: bool = True, due_fen: int = 0) -> str:
    """What the owner on ``side`` does or waits for; ``due_fen`` of the fee is still to be paid."""
    if row.step in OPEN and not getattr(row, f"{side}_ready"):
        return MINE_IS_OPEN
    if row.step is State.SIGNING and not papers_ready:
        return PREPARING
    if row.step is State.SETTLING and due_fen:
        return (FEE_OF_BUYER if side == "buyer" else FEE_OF_SELLER).format(due=payments.yuan(due_fen))
    other = SIDES["buyer" if side == "seller" else "seller"]
    return FOR_OWNER[row.step].format(other=other, reason=row.ended_because)


def for_clerk(row: Transfer, due_fen: int = 0) -> str:
    """What the station does or waits for; ``due_fen`` of the fee is still to be paid."""
    if row.step in OPEN:
        waits = [SIDES[side] for side in SIDES if not getattr(row, f"{side}_ready")]
        return f"等待{'、'.join(waits)}资料"
    if row.step is State.SETTLING and due_fen:
        return f"请收取服务费 {payments.yuan(due_fen)} 元"
    return {
        State.REVIEWING: "请审核",
        State.SIGNING: "等待双方签署",
        State.SETTLING: "请办结" if row.documents_finished else "等待盖章",
        State.COMPLETED: "归档中",
        State.ARCHIVED: "已归档",
        State.CANCELLED: "审核不通过" if row.refused else "已取消",
    }.get(row.step, STATE_NAMES[row.step])


def possible(row: Transfer) -> frozenset[str]:
    """The use cases that the transfer's state allows now."""
    can = set()
    if row.step in OPEN:
        can |= {"take_code", "start_link"} if not (row.seller and row.buyer) else set()
    if row.step in EDITABLE:
        can |= {"edit"} | ({"check"} if row.step is not State.SIGNING else set())
    if row.step in {State.COLLECTING, State.REVIEWING, State.SIGNING} and (row.seller_ready or row.buyer_ready):
        can.add("send_back")
    if row.step is State.REVIEWING:
        can |= {"approve", "refuse"}
    if row.step is State.SETTLING and row.documents_finished:
        can.add("complete")
    if row.step in CANCELLABLE:
        can.add("cancel")
    return frozenset(can)
