"""微信支付: API v3 at its gateway, its notices and its bills, for three demo merchants.

Three services on the control page, so that answers, notices and bills can misbehave at the same time. Sources:
INTEGRATIONS §2.
"""

from backend.sandbox.services import Panel, Service, register
from backend.sandbox.wechatpay import bills, calls, certificates, helpers, notices, orders, refunds, wallet

register(
    Service(
        name=calls.NAME,
        title="微信支付：接口",
        faults=calls.FAULTS,
        wire=(orders.wire, refunds.wire, certificates.wire),
        helpers=(helpers.helpers, wallet.pages),
        panels=(Panel("wechatpay", helpers.panel),),
    )
)
register(Service(name=notices.NAME, title="微信支付：通知", faults=notices.FAULTS))
register(Service(name=bills.NAME, title="微信支付：账单", faults=bills.FAULTS, wire=(bills.wire,)))
