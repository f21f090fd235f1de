"""What goes wrong at the channels (渠道故障): the sandbox's own switches, which may all be on at once."""

# Service of the sandbox -> its faults.
FAULTS = {
    "wechatpay": (
        *("server_error", "garbled", "system_error", "rate_limit", "error_after", "corrupt_byte", "unsigned"),
        *("wrong_signature", "wrong_serial", "stale_answer", "rotate", "paying", "paying_error", "absent"),
        *("reverse_again", "close_too_early", "refund_poor", "refund_slow", "refund_abnormal", "refund_closed"),
        *("slow", "timeout", "timeout_after"),
    ),
    "alipay": (
        *("server_error", "garbled", "wrong_signature", "rate_limit", "unsigned_refusal", "lost_answer"),
        *("error_after", "corrupt_answer", "unsigned_answer", "rotated_key", "slow", "timeout"),
    ),
    "alipay_trade": (
        *("waiting", "unknown", "unknown_taken", "retry_flag", "late_scan", "refund_stuck"),
        *("charge_payment_fail", "charge_trade_has_success", "charge_trade_has_close", "charge_buyer_seller_equal"),
        *("after_trade_status_error", "after_seller_balance_not_enough", "after_reason_trade_been_freezen"),
    ),
}
BILL_SERVICES = {"wechat": "wechatpay_bills", "alipay": "alipay_bill"}
SWITCHES = tuple((service, kind) for service, kinds in FAULTS.items() for kind in kinds)
FAULTY = (*FAULTS, *BILL_SERVICES.values())
Trouble = list[tuple[tuple[str, str], int]]
# These take real time.
ONCE = ("slow", "timeout", "timeout_after", "rotate")
# The money is taken, and the answer that says so never comes.
LOST = {"wechat": "timeout_after", "alipay": "lost_answer"}
# What becomes of a notice that does not simply arrive; the jobs find out by themselves what it would have told.
FATES = ("dropped", "twice", "reordered", "a_day_late", "corrupted")
# How a notice is spoilt on its way; the empty one arrives as it was sent.
SPOILT = {
    "wechat": ("corrupt_byte", "wrong_signature", "wrong_serial", "stale", "probe", "other_merchant", "wrong_amount"),
    "alipay": ("corrupt", "sha1", "foreign_app", "foreign_seller", "rotated_key"),
}
# Faults of a bill -> the differences that they may make.
BILLS = {
    "wechat": ("broken_line", "missing_line", "extra_line", "wrong_amount", "wrong_state", "fund_gap"),
    "alipay": ("broken_line", "missing_line", "extra_line", "wrong_amount"),
}
MADE = {
    "": set(),
    "fund_gap": {"funds"},
    "broken_line": {"funds", "broken", "missing_there", "sum", "state"},
    "missing_line": {"funds", "missing_there", "state", "sum"},
    "extra_line": {"funds", "missing_here", "sum"},
    "wrong_amount": {"funds", "amount", "sum", "state"},
    # A refund told as a payment is one of another amount.
    "wrong_state": {"funds", "missing_there", "missing_here", "state", "sum", "duplicate", "amount"},
}


def spoiled(body: bytes, place: int) -> bytes:
    """``body`` with one byte changed, anywhere."""
    at = place % len(body)
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
