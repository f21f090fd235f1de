"""Reading a bill by the channel's name (读账单): for a process that has no channel open, only the file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.gateways.payments.channel import BillLine, BillSum, BrokenLine, FundBill


def read_bill(channel: str, merchant: str, file: Path) -> Iterator[Sequence[BillLine | BrokenLine | BillSum]]:
    """The lines of a bill that a ``wechat`` or ``alipay`` channel wrote, a page (some hundred lines) at a time.

    ``merchant`` is whose, as the channel says.
    """
    if channel == "wechat":
        from backend.gateways.payments.wechat import bill

        return bill.read_pages(file)
    from backend.gateways.payments.alipay import bill_file

    return bill_file.read_pages(file, merchant)


def read_fund_bill(file: Path) -> FundBill:
    """The sums of a fund bill as :meth:`PaymentChannel.fetch_fund_bill` wrote it: only WeChat Pay gives one."""
    from backend.gateways.payments.wechat import fund_bill

    return fund_bill.read(file)
