"""对账单: a zip of two GBK tables for one Beijing day, at an address that lives for thirty seconds.

The tables are worded as the vendor's 业务明细 and 业务明细(汇总). Sources: INTEGRATIONS §3.1, and bills that merchants
published.
"""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request
from sanic.response import raw, text

from backend.sandbox.alipay.envelope import BILLS, Call, Failed, method, wire, wished
from backend.sandbox.alipay.merchants import MERCHANTS, Merchant
from backend.sandbox.alipay.trades import SHANGHAI, Trade, fee_fen, ledger, logon_id, moment, yuan
from backend.sandbox.faults import FaultKind
from backend.sandbox.world import World, world_of

LINK_LIFE_S = 30
TITLES = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUM_TITLES = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,"
    "卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)
LINE_FAULTS = ("broken_line", "missing_line", "extra_line", "wrong_amount")
FAULTS = (
    FaultKind("broken_line", "账单有一行坏了", passive=True),
    FaultKind("missing_line", "账单少一行", passive=True),
    FaultKind("extra_line", "账单多一行", passive=True),
    FaultKind("wrong_amount", "账单有一行金额不同", passive=True),
    FaultKind("not_ready", "账单还没有生成", passive=True),
    FaultKind("expired_link", "下载地址已失效", passive=True),
    FaultKind("no_zip", "下载到的不是压缩包", passive=True),
)


@dataclass(frozen=True, slots=True)
class Move:
    """One line: money came (交易) or went back (退款); ``fee`` is what Alipay keeps, negative when given back."""

    trade: Trade
    refund_number: str
    fen: int
    fee: int
    at: float
    back: bool


@dataclass
class Links:
    """Download addresses by their token: whose bill, of which day, until when."""

    given: dict[str, tuple[Merchant, date, float]] = field(default_factory=dict)
    serial: Any = field(default_factory=lambda: count(1))


@method("alipay.data.dataservice.bill.downloadurl.query")
def bill_link(call: Call) -> dict[str, Any]:
    """Where the bill of a day lies; refused while the day is not over, and when nothing moved."""
    if call.given("bill_type") not in ("trade", "signcustomer"):
        raise Failed("40004", "INVAILID_ARGUMENTS", "入参不合法")
    try:
        day = date.fromisoformat(call.given("bill_date"))
    except ValueError:
        raise Failed("40004", "INVAILID_ARGUMENTS", "入参不合法") from None
    today = datetime.fromtimestamp(call.world.now(), SHANGHAI).date()
    too_early = day >= today or wished(call.world, BILLS, "not_ready")
    if too_early or not moves(call.world, call.merchant, day):
        raise Failed("40004", "isp.bill_not_exist", "账单不存在")
    links = call.world.memory(Links)
    token = f"{next(links.serial):032x}"
    links.given[token] = (call.merchant, day, call.world.now() + LINK_LIFE_S)
    query = {"bizType": "trade", "userId": f"{call.merchant.seller_id}0156", "fileType": "csv.zip", "token": token}
    return {"bill_download_url": f"{call.base}/downloadBillFile.resource?{urlencode(query)}"}


@wire.get("/downloadBillFile.resource", name="alipay_bill")
async def download(request: Request) -> HTTPResponse:
    """The zip, as long as the address lives."""
    world = world_of(request)
    merchant, day, ends = world.memory(Links).given.get(request.args.get("token", ""), (None, None, 0.0))
    if merchant is None or day is None or world.now() > ends or wished(world, BILLS, "expired_link"):
        return text("Forbidden: token invalid", status=403)
    if wished(world, BILLS, "no_zip"):
        return raw("<html>系统繁忙</html>".encode("gbk"), content_type="application/zip")
    return raw(packed(world, merchant, day), content_type="application/zip")


def moves(world: World, merchant: Merchant, day: date) -> list[Move]:
    """Everything that moved on that Beijing day, oldest first."""
    found: list[Move] = []
    for trade in ledger(world).trades.values():
        if trade.merchant.seller_id != merchant.seller_id or trade.paid_at is None:
            continue
        if _on(trade.paid_at, day):
            found.append(Move(trade, "", trade.fen, fee_fen(trade.fen), trade.paid_at, back=False))
        kept = fee_fen(trade.fen)
        left = trade.fen
        for refund in trade.refunds:
            left -= refund.fen
            fee = kept - fee_fen(left)
            kept -= fee
            if _on(refund.at, day):
                found.append(Move(trade, refund.number, refund.fen, -fee, refund.at, back=True))
    return sorted(found, key=lambda move: move.at)


def _on(at: float, day: date) -> bool:
    return datetime.fromtimestamp(at, SHANGHAI).date() == day


def packed(world: World, merchant: Merchant, day: date) -> bytes:
    """The zip of a day's two tables, with one fault of the switch in the first."""
    listed = moves(world, merchant, day)
    lines = [_line(move) for move in listed]
    wish = wished(world, BILLS, *LINE_FAULTS)
    middle = len(lines) // 2
    if wish == "broken_line":
        lines[middle] = lines[middle].partition(",")[0] + ",\t"
    elif wish == "missing_line":
        del lines[middle]
    elif wish == "extra_line":
        lines.append(_stranger(merchant, day))
    elif wish == "wrong_amount":
        fen = listed[middle].fen * (-1 if listed[middle].back else 1)
        lines[middle] = lines[middle].replace(f",{yuan(fen)},{yuan(fen)},", f",{yuan(fen + 1)},{yuan(fen + 1)},")
    buffer, stem = BytesIO(), f"{merchant.seller_id}0156_{day:%Y%m%d}_业务明细"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(_GbkName(f"{stem}.csv"), _table(world, merchant, day, lines, listed))
        pack.writestr(_GbkName(f"{stem}(汇总).csv"), _summary(world, merchant, day, listed))
    return buffer.getvalue()


class _GbkName(zipfile.ZipInfo):
    """A member whose name stands in GBK without saying so, as Alipay's do."""

    def __init__(self, name: str) -> None:
        super().__init__(name, (2026, 1, 1, 0, 0, 0))
        self.compress_type = zipfile.ZIP_DEFLATED

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def _table(world: World, merchant: Merchant, day: date, lines: Iterable[str], listed: list[Move]) -> bytes:
    came, went = [one for one in listed if not one.back], [one for one in listed if one.back]
    rows = [
        "#支付宝业务明细查询",
        *_head(merchant, day),
        f"#{'-' * 41}业务明细列表{'-' * 40}",
        TITLES,
        *lines,
        f"#{'-' * 41}业务明细列表结束{'-' * 36}",
        f"#交易合计：{len(came)}笔，商家实收共{yuan(sum(one.fen for one in came))}元，商家优惠共0.00元",
        f"#退款合计：{len(went)}笔，商家实收退款共{yuan(-sum(one.fen for one in went))}元，商家优惠退款共0.00元",
        _printed(world),
    ]
    return "".join(f"{row}\r\n" for row in rows).encode("gbk", "replace")


def _summary(world: World, merchant: Merchant, day: date, listed: list[Move]) -> bytes:
    came, went = [one for one in listed if not one.back], [one for one in listed if one.back]
    net = sum(one.fen for one in came) - sum(one.fen for one in went)
    fee = sum(one.fee for one in listed)
    facts = f"{len(came)},{len(went)},{yuan(net)},{yuan(net)},0.00,0.00,0.00,{yuan(-fee)},0.00,{yuan(net - fee)}"
    rows = [
        "#支付宝业务汇总查询",
        *_head(merchant, day),
        f"#{'-' * 41}业务汇总列表{'-' * 40}",
        SUM_TITLES,
        f"其他\t,\t,{facts}",
        f"合计\t,\t,{facts}",
        f"#{'-' * 41}业务汇总列表结束{'-' * 36}",
        _printed(world),
    ]
    return "".join(f"{row}\r\n" for row in rows).encode("gbk", "replace")


def _head(merchant: Merchant, day: date) -> tuple[str, str]:
    begins, ends = f"{day:%Y年%m月%d日} 00:00:00", f"{day + timedelta(days=1):%Y年%m月%d日} 00:00:00"
    return f"#账号：[{merchant.seller_id}0156]", f"#起始日期：[{begins}]   终止日期：[{ends}]"


def _printed(world: World) -> str:
    return f"#导出时间：[{datetime.fromtimestamp(world.now(), SHANGHAI):%Y年%m月%d日 %H:%M:%S}]"


def _line(move: Move) -> str:
    trade, amount = move.trade, yuan(-move.fen if move.back else move.fen)
    assert trade.buyer is not None  # noqa: S101 - only paid trades have moves, for the type checker
    fields = (
        f"{trade.trade_no}\t",
        f"{trade.number}\t",
        f"{'退款' if move.back else '交易'}\t",
        trade.subject.replace(",", "，"),
        moment(trade.made_at),
        moment(move.at),
        f"{trade.store}\t",
        "\t",
        f"{trade.operator}\t",
        f"{trade.terminal}\t",
        f"*{trade.buyer.name[-1]}({logon_id(trade.buyer)})\t",
        amount,
        amount,
        *("0.00",) * 5,
        "",
        "0.00\t",
        "0.00",
        f"{move.refund_number}\t",
        yuan(-move.fee),
        "0.00",
        "",
    )
    return ",".join(fields)


def _stranger(merchant: Merchant, day: date) -> str:
    """A line about a trade that nobody made."""
    at = f"{day:%Y-%m-%d} 12:00:00"
    head = f"{day:%Y%m%d}22001{999:015d}\t,EXTRA{day:%Y%m%d}\t,交易\t,多出来的一笔,{at},{at},\t,\t,\t,\t,*某(***)\t"
    return f"{head},1.00,1.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.01,0.00,"


def any_day(world: World, day: date) -> dict[str, list[dict[str, Any]]]:
    """What moved on a day by merchant, for whoever checks a bill: the truth that faults do not touch."""
    return {
        merchant.name: [
            {
                "number": move.trade.number,
                "refund_number": move.refund_number,
                "trade_no": move.trade.trade_no,
                "kind": "refund" if move.back else "charge",
                "fen": move.fen,
                "fee_fen": move.fee,
            }
            for move in moves(world, merchant, day)
        ]
        for merchant in MERCHANTS
    }
