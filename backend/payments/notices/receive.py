"""Receiving a notification (接收通知): verified by the channel's keys, committed, and only then answered."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from backend.gateways.payments import ForgedNotice
from backend.payments.errors import MerchantUnknown, NoticeForged
from backend.payments.notices.apply import Arrived

log = logging.getLogger("chewutong.payments")

FORGED = "payments:forged:"
COUNTED_FOR = timedelta(days=1)


async def receive_notice(tools: Any, channel: str, merchant: str, headers: Mapping[str, str], body: bytes) -> str:
    """Take a notification in; what came of it (see NoticeSeen, or duplicate), in any case to be answered OK.

    Raises MerchantUnknown and NoticeForged, whose ``facts["reason"]`` is the stable code of ForgedNotice.
    """
    row = await tools.channels.merchant(merchant, channel)
    if row is None:
        raise MerchantUnknown
    try:
        notice = tools.channels.of(row).read_notice(headers, body)
    except ForgedNotice as forged:
        count = await tools.kit.keyvalue.incr(f"{FORGED}{channel}:{forged.reason}", ttl=COUNTED_FOR)
        log.warning("forged notice channel=%s merchant=%s reason=%s today=%d", channel, merchant, forged.reason, count)
        raise NoticeForged(reason=forged.reason) from None
    outcome: str = await tools.channels.inbox.take_in(Arrived(row, notice))
    return outcome
