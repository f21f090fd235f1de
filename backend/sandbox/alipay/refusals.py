"""业务错误码: every sub-code of ``alipay.trade.*`` that this sandbox can answer, each a fault switch of its own.

Sources: INTEGRATIONS §3.1.
"""

from collections.abc import Mapping

from backend.sandbox.alipay.envelope import TRADES, Failed, wished
from backend.sandbox.faults import FaultKind
from backend.sandbox.world import World

#: Refusals of a charge.
CHARGE: Mapping[str, str] = {
    "INVALID_PARAMETER": "参数无效",
    "ACCESS_FORBIDDEN": "没有权限使用该产品",
    "EXIST_FORBIDDEN_WORD": "订单信息中包含违禁词",
    "PARTNER_ERROR": "应用APP_ID填写错误",
    "TOTAL_FEE_EXCEED": "订单总金额不在允许范围内",
    "PAYMENT_AUTH_CODE_INVALID": "支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款",
    "CONTEXT_INCONSISTENT": "交易信息被篡改",
    "TRADE_HAS_SUCCESS": "交易已被支付",
    "TRADE_HAS_CLOSE": "交易已经关闭",
    "BUYER_BALANCE_NOT_ENOUGH": "买家余额不足",
    "BUYER_BANKCARD_BALANCE_NOT_ENOUGH": "用户银行卡余额不足",
    "ERROR_BALANCE_PAYMENT_DISABLE": "余额支付功能关闭",
    "BUYER_SELLER_EQUAL": "买卖家不能相同",
    "TRADE_BUYER_NOT_MATCH": "交易买家不匹配",
    "BUYER_ENABLE_STATUS_FORBID": "买家状态非法",
    "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": "买家付款日限额超限",
    "PULL_MOBILE_CASHIER_FAIL": "唤起移动收银台失败",
    "PAYMENT_FAIL": "支付失败",
    "PAYMENT_REQUEST_HAS_RISK": "支付有风险",
}
#: Refusals of a refund, a close or a cancel.
AFTER: Mapping[str, str] = {
    "TRADE_NOT_EXIST": "交易不存在",
    "TRADE_STATUS_ERROR": "交易状态不合法",
    "REFUND_AMT_NOT_EQUAL_TOTAL": "退款金额超限",
    "REASON_TRADE_BEEN_FREEZEN": "请求退款的交易被冻结",
    "SELLER_BALANCE_NOT_ENOUGH": "商户的支付宝账户中无足够的资金进行撤销或退款",
    "DISCORDANT_REPEAT_REQUEST": "请求信息不一致",
}
_TITLES = {**CHARGE, **AFTER}
FAULTS = (
    FaultKind("waiting", "付款码等待用户输密码（10003）", passive=True),
    FaultKind("unknown", "结果未知（20000），钱没有扣", passive=True),
    FaultKind("unknown_taken", "结果未知（20000），钱已经扣了", passive=True),
    FaultKind("retry_flag", "撤销要求重试（retry_flag=Y）", passive=True),
    FaultKind("late_scan", "撤销不生效：没扫过的二维码过后还能付", passive=True),
    FaultKind("refund_stuck", "退款受理但没有动钱（fund_change=N）", passive=True),
    *(FaultKind(f"charge_{code.lower()}", f"收款被拒：{title}", passive=True) for code, title in CHARGE.items()),
    *(FaultKind(f"after_{code.lower()}", f"退款或撤销被拒：{title}", passive=True) for code, title in AFTER.items()),
)


def no(code: str, **fields: str) -> Failed:
    """The refusal ``ACQ.<code>``."""
    return Failed("40004", f"ACQ.{code}", _TITLES[code], **fields)


def unknown() -> Failed:
    """Alipay does not know itself."""
    return Failed("20000", "aop.ACQ.SYSTEM_ERROR", "系统异常")


def wished_refusal(world: World, kind: str) -> None:
    """Refuse as the fault switch says: ``kind`` is charge or after."""
    codes = CHARGE if kind == "charge" else AFTER
    if code := wished(world, TRADES, *(f"{kind}_{code.lower()}" for code in codes)):
        raise no(code.removeprefix(f"{kind}_").upper())
