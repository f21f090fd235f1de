"""账单的行: which lines a trade leaves in the bills, and how both bills are written. Source: INTEGRATIONS §2.1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from backend.sandbox.wechatpay.merchants import MerchantAccount
from backend.sandbox.wechatpay.trades import Trade, digits, fee_of, local

TRADE_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE_SUM = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FUND_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FUND_SUM = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a charge, a refund, or (``state`` REVOKED) a reversal, which counts as a refund."""

    at: float
    trade: Trade
    state: str
    fen: int
    number: str
    refund: bool = False
    refund_id: str = ""
    refund_number: str = ""
    refund_state: str = ""

    @property
    def moved(self) -> bool:
        """Whether money moved: a refund that is under way, failed or was closed is listed, and counts for nothing."""
        return not self.refund or self.refund_state == "SUCCESS"

    @property
    def fee_fen(self) -> int:
        """What the merchant pays for it; negative when the fee goes back."""
        if not self.moved:
            return 0
        return -fee_of(self.fen) if self.refund else fee_of(self.fen)


def lines_of(trade: Trade) -> Iterator[Line]:
    """Every line that a trade leaves, whatever the day."""
    if not trade.paid_at:
        return
    yield Line(trade.paid_at, trade, "SUCCESS", trade.fen, trade.number)
    if trade.revoked_at:
        # A reversal has a number of WeChat Pay's and none of ours; the same in every copy of the bill.
        known_as = f"5031{trade.transaction_id[4:]}"
        yield Line(trade.revoked_at, trade, "REVOKED", trade.fen, trade.number, True, known_as, "", "SUCCESS")
    for refund in trade.refunds:
        state = {"ABNORMAL": "CHANGE", "CLOSED": "FAIL"}.get(refund.status, refund.status)
        at = refund.done_at or refund.created
        yield Line(at, trade, "REFUND", refund.fen, trade.number, True, refund.refund_id, refund.number, state)


def write_trade_bill(merchant: MerchantAccount, lines: list[Line], spoil: str = "") -> bytes:
    """The file, spoilt in the way that ``spoil`` names; the summary is that of the lines as they should be."""
    shown = list(lines)
    if spoil == "missing_line":
        del shown[len(shown) // 2]
    if spoil == "extra_line":
        shown.append(replace(shown[-1], number=f"X{digits(20)}", refund=False, state="SUCCESS", refund_number=""))
    if spoil == "wrong_amount":
        shown[-1] = replace(shown[-1], fen=shown[-1].fen + 1)
    if spoil == "wrong_state":
        shown[-1] = replace(shown[-1], state="REFUND" if shown[-1].state == "SUCCESS" else "SUCCESS")
    rows = [_row(merchant, line) for line in shown]
    if spoil == "broken_line":
        rows[-1] = rows[-1][: len(rows[-1]) // 2]
    return _file(TRADE_HEAD, rows, TRADE_SUM, _trade_sum(shown if spoil in ("extra_line", "missing_line") else lines))


def _row(merchant: MerchantAccount, line: Line) -> str:
    trade, state = line.trade, line.state
    charged, back = (0, line.fen) if line.refund else (line.fen, 0)
    return _cells(
        f"{local(line.at):%Y-%m-%d %H:%M:%S}",
        trade.app_id,
        merchant.mchid,
        merchant.sub_mchid or "0",
        "",
        trade.transaction_id,
        line.number,
        trade.openid,
        trade.kind,
        state,
        "OTHERS",
        "CNY",
        _yuan(charged),
        "0.00",
        line.refund_id or "0",
        line.refund_number or "0",
        _yuan(back),
        "0.00",
        "ORIGINAL" if line.refund else "",
        line.refund_state,
        trade.subject,
        trade.attach,
        f"{_yuan(line.fee_fen)}000",
        "0.60%",
        _yuan(charged),
        _yuan(back),
        "",
    )


def _trade_sum(lines: list[Line]) -> str:
    charged = sum(line.fen for line in lines if not line.refund)
    back = sum(line.fen for line in lines if line.refund and line.moved)
    fees = sum(line.fee_fen for line in lines)
    money = _yuan(charged), _yuan(back), "0.00", f"{_yuan(fees)}000", _yuan(charged), _yuan(back)
    return _cells(str(len(lines)), *money)


@dataclass(frozen=True, slots=True)
class FundLine:
    """One movement of the merchant's account."""

    at: float
    business: str
    name: str
    kind: str
    fen: int
    voucher: str


def fund_lines(lines: Iterable[Line]) -> list[FundLine]:
    """交易、退款 and the fee of each."""
    moved = []
    for line in filter(lambda one: one.moved, lines):
        business = line.refund_id if line.refund else line.trade.transaction_id
        voucher = line.refund_number or line.trade.number
        name, kind = ("退款", "退款") if line.refund else ("交易", "交易")
        moved.append(FundLine(line.at, business, name, kind, -line.fen if line.refund else line.fen, voucher))
        if line.fee_fen:
            moved.append(FundLine(line.at, business, "扣除交易手续费", "扣除交易手续费", -line.fee_fen, voucher))
    return moved


def write_fund_bill(lines: list[FundLine]) -> bytes:
    """The file of the merchant's basic account; the balance begins at nought each day."""
    rows, left = [], 0
    for line in lines:
        left += line.fen
        rows.append(
            _cells(
                f"{local(line.at):%Y-%m-%d %H:%M:%S}",
                line.business,
                f"10{line.business[2:]}",
                line.name,
                line.kind,
                "收入" if line.fen > 0 else "支出",
                _yuan(abs(line.fen)),
                _yuan(left),
                "system",
                "",
                line.voucher,
            )
        )
    came, went = [one.fen for one in lines if one.fen > 0], [-one.fen for one in lines if one.fen <= 0]
    summary = _cells(str(len(lines)), str(len(came)), _yuan(sum(came)), str(len(went)), _yuan(sum(went)))
    return _file(FUND_HEAD, rows, FUND_SUM, summary)


def _cells(*cells: str) -> str:
    return ",".join(f"`{cell}" for cell in cells)


def _file(head: str, rows: list[str], sum_head: str, summary: str) -> bytes:
    return (BOM + "\r\n".join((head, *rows, sum_head, summary)) + "\r\n").encode()


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
