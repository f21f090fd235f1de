"""Calls of the gateway put together by hand (手工调用), right or wrong as a test wants them."""

import json
from datetime import datetime
from typing import Any

import httpx

from backend.sandbox.alipay.merchants import BY_NAME, joined, sign
from backend.sandbox.alipay.trades import SHANGHAI

WUXI = BY_NAME["wuxi"]


def ask(
    wire: httpx.Client, what: str = "trade.query", biz: object = None, key: str = WUXI.key_word, **changes: str | None
) -> dict[str, Any]:
    """What Alipay says to one call of 无锡 that is right but for ``changes`` (None: without that parameter)."""
    params = {
        "app_id": WUXI.app_id,
        "method": f"alipay.{what}",
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        "version": "1.0",
        "biz_content": json.dumps({"out_trade_no": "N1"} if biz is None else biz, ensure_ascii=False),
    }
    sent = {name: value for name, value in (params | changes).items() if value is not None}
    sent.setdefault("sign", sign(key, joined(sent).encode()))
    answer = wire.post("/gateway.do", data=sent)
    assert answer.status_code == 200
    said = answer.json()
    return next(value for name, value in said.items() if name != "sign") | {"signed": "sign" in said}
