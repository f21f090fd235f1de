"""What a charge's state means for whoever pays on the phone (手机付款的说明)."""

from typing import Final

from backend.gateways.payments import No
from backend.payments.facts import ChargeView
from backend.payments.money import yuan
from backend.payments.orders.words import CHANNEL_NAMES
from backend.payments.states import ChargeState

AGAIN: Final = "可以重新付款，或换一种方式。"
NO_SENTENCES: Final = {
    No.NOT_ENOUGH: "账户余额不足，没有扣款。请换一种方式付款。",
    No.GIVEN_UP: f"您取消了付款，没有扣款。{AGAIN}",
    No.LIMIT: "超过您的支付限额，没有扣款。请换一种方式付款，或到服务站窗口付款。",
    No.RISK: "{channel}认为这笔付款有风险，没有扣款。请换一种方式付款，或到服务站窗口付款。",
    No.ACCOUNT: "您的账户现在不能付款，没有扣款。请换一种方式付款。",
}


def sentence_for_payer(charge: ChargeView) -> str:
    """How their charge stands, and what to do, for the payer."""
    channel, state = CHANNEL_NAMES[charge.channel], ChargeState(charge.state)
    if state is ChargeState.REFUSED:
        known = NO_SENTENCES.get(No(charge.reason)) if charge.reason in set(No) else None
        return (known or f"{{channel}}没有完成付款，没有扣款。{AGAIN}").format(channel=channel)
    if state is ChargeState.PAID and charge.surplus_fen:
        return f"这笔 {yuan(charge.fen)} 元是重复付款，其中 {yuan(charge.surplus_fen)} 元正在自动退回您的账户。"
    return {
        ChargeState.ASKED: f"正在打开{channel}，请稍候。",
        ChargeState.WAITING: f"还没有收到您的付款。如果刚刚付完，请稍等几秒，正在向{channel}查询。",
        ChargeState.UNKNOWN: f"正在向{channel}查询结果，请勿重复付款。",
        ChargeState.ENDING: "正在关闭这笔付款，请稍候；如果您已经付了，会自动入账或退回。",
        ChargeState.PAID: f"已付款 {yuan(charge.fen)} 元。",
        ChargeState.CLOSED: f"上一次付款已取消或超时，没有扣款。{AGAIN}",
        ChargeState.DISPUTED: f"{channel}确认的金额与本单不符，工作人员正在核对，请勿重复付款。",
    }[state]
