"""What of the till somebody must look at (收银告警)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from backend.kit import clock
from backend.payments.models import Charge, NoticeSeen, Refund
from backend.payments.states import ChargeState, RefundState

UNSURE_FOR = timedelta(minutes=10)
ORPHANS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TillAlarm:
    """``kind``: disputed, unsure, refund_abnormal, refund_refused, orphan. ``orders`` are named, the oldest first."""

    kind: str
    count: int
    orders: tuple[str, ...]
    sentence: str


async def till_alarms(station: str = "") -> list[TillAlarm]:
    """The alarms of one station, or of all with ``station`` empty."""
    only = {"station": station} if station else {}
    disputed = (
        await Charge.filter(state=ChargeState.DISPUTED.value, **only).order_by("id").values_list("order", flat=True)
    )
    unsure = await Charge.unsure(clock.now() - UNSURE_FOR).filter(**only).values_list("order", flat=True)
    stuck = await Refund.stuck().filter(**only).values_list("state", "order")
    abnormal = [order for state, order in stuck if state == RefundState.ABNORMAL.value]
    refused = [order for state, order in stuck if state == RefundState.REFUSED.value]
    told: tuple[tuple[str, list[Any], str], ...] = (
        ("disputed", list(disputed), "{count} 笔收款与渠道确认的金额、币种或商户不符，未入账，请核对。"),
        ("unsure", list(unsure), "{count} 笔收款超过 10 分钟仍不知道结果，系统继续查询，请勿重复收款。"),
        ("refund_abnormal", abnormal, "{count} 笔退款异常：付款人账户收不到，请在渠道商户平台处理。"),
        ("refund_refused", refused, "{count} 笔退款被渠道拒绝，款还在本站，请站长重新发起。"),
    )
    found = [_alarm(kind, orders, sentence) for kind, orders, sentence in told if orders]
    if not station:
        orphans = await NoticeSeen.filter(outcome="orphan", seen_at__gt=clock.now() - ORPHANS_FOR).count()
        if orphans:
            sentence = f"近 7 天有 {orphans} 条渠道通知找不到对应的收款，请查看对账。"
            found.append(TillAlarm("orphan", orphans, (), sentence))
    return found


def _alarm(kind: str, orders: list[Any], sentence: str) -> TillAlarm:
    return TillAlarm(kind, len(orders), tuple(str(one) for one in orders), sentence.format(count=len(orders)))
