"""What a charge's state means for whoever stands at the desk (收款结果的说明)."""

from typing import Final

from backend.gateways.payments import No
from backend.payments.models import Charge
from backend.payments.money import yuan
from backend.payments.states import ChargeState

CHANNEL_NAMES: Final = {"wechat": "微信支付", "alipay": "支付宝", "cash": "现金", "pos": "POS 机"}
NO_SENTENCES: Final = {
    No.CODE_WRONG: "付款码无效，没有收款。请让顾客刷新付款码后重新扫描。",
    No.CODE_EXPIRED: "付款码已过期或已用过，没有收款。请让顾客刷新付款码后重新扫描。",
    No.NOT_ENOUGH: "顾客余额不足，没有收款。请换一种付款方式。",
    No.GIVEN_UP: "顾客取消了付款或没有输入密码，没有收款。可以重新收款。",
    No.LIMIT: "超过顾客的支付限额，没有收款。请换一种付款方式。",
    No.RISK: "渠道认为这笔付款有风险，没有收款。请换一种付款方式。",
    No.ACCOUNT: "顾客的账户不能付款，没有收款。请换一种付款方式。",
    No.NUMBER_USED: "商户订单号重复，没有收款。请重新收款。",
    No.AMOUNT: "金额不合渠道规定，没有收款。请联系系统管理员。",
    No.MERCHANT_FUNDS: "商户账户余额不足，未能退款。请充值后重新发起。",
    No.MERCHANT: "商户号、密钥或权限有误，没有收款。请联系系统管理员。",
    No.OTHER: "渠道未能完成付款，没有收款。请重试或换一种付款方式。",
}


def sentence_of(row: Charge) -> str:
    """How the charge stands, and what to do."""
    if row.step is ChargeState.REFUSED:
        return NO_SENTENCES[No(row.reason)] if row.reason in set(No) else NO_SENTENCES[No.OTHER]
    if row.step is ChargeState.PAID and row.surplus_fen:
        return f"已收款 {yuan(row.fen)} 元，其中 {yuan(row.surplus_fen)} 元为重复付款，系统正在自动退回。"
    if row.step is ChargeState.DISPUTED:
        return "渠道确认的金额、币种或商户与本单不符，未入账。请联系系统管理员核对，不要再次收款。"
    return {
        ChargeState.ASKED: "正在发起收款，请稍候。",
        ChargeState.WAITING: "等待顾客付款（可能需要输入密码）。",
        ChargeState.UNKNOWN: "渠道暂时没有答复，系统正在查询结果，请不要重复收款。",
        ChargeState.ENDING: "正在关闭这笔收款；如果顾客已经付款，会自动入账或退回。",
        ChargeState.PAID: f"已收款 {yuan(row.fen)} 元。",
        ChargeState.CLOSED: "这笔收款已关闭，没有收款。",
    }[row.step]
