"""What happened, in sentences (办理记录)."""

from typing import Any

SIDES = {"seller": "卖方", "buyer": "买方"}
PRINCIPALS = {"seller_p": "卖方委托人", "buyer_p": "买方委托人"}
SENTENCES = {
    "opened": "新建了过户业务",
    "code_taken": "用接入码接收了{side}的资料",
    "deal_taken": "随约定的交易一并接收了{side}的资料",
    "start_accepted": "打开服务站二维码，开始采集{side}资料",
    "side_filled": "提交了{side}的全部资料",
    "side_completed": "补齐了{side}退回的资料",
    "side_left": "撤回了{side}的资料",
    "edited": "修改了{fields}",
    "valued": "重新估价：{outcome}",
    "checked": "记录了禁止交易情形核查（{count} 项）",
    "sent_back": "退回{side}补充：{items}",
    "approved": "审核通过，合同编号 {contract}，确认表编号 {confirmation}",
    "clerk_on_paper": "改为在打印件上签字，文书上的经办人签字处留空：{reason}",
    "refused": "审核不通过：{reason}",
    "documents_ready": "生成了待签文书，等待双方签署",
    "taken_back": "修改了{fields}，待签文书作废，退回审核",
    "reminded": "提醒{side}{whom}签署",
    "signed_on_paper": "核对了{side}委托人的纸质签名：{reason}",
    "declined": "拒绝签署：{reason}",
    "signature_withdrawn": "撤回了签名，文书等待重新签署",
    "signed": "签署了文书",
    "principal_signed": "签署了文书（{signer}）",
    "all_signed": "完成签署，双方均已签署",
    "documents_finished": "生成了已签文书",
    "fee_settled": "服务费已结清，实收 {amount} 元",
    "fee_refunded": "退回服务费 {amount} 元",
    "completed": "办结了本次过户",
    "archived": "完成了归档",
    "disposed": "保管期满，按规定处置了电子档案，并清除了双方资料",
    "erased": "应当事人申请，清除了{side}的个人信息和作废的文书",
    "cancelled": "取消了本次过户：{reason}",
}


def sentence_of(action: str, detail: dict[str, Any]) -> str:
    """The line's sentence without its subject; ``detail`` as :func:`backend.transfers.desk.hold.write` got it."""
    words = {**detail, "side": SIDES.get(detail.get("side", ""), "")}
    return SENTENCES[action].format(**words)
