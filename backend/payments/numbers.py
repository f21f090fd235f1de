"""Our own numbers (商户订单号、退款单号): a letter, the day at the station, letters of chance; 6 to 32 for WeChat."""

from backend.kit import clock, ids


def order_number() -> str:
    """收费单号, short enough to read aloud."""
    return _number("F", 8)


def charge_number() -> str:
    """商户订单号: 23 letters, 70 bits of them chance."""
    return _number("C", 14)


def refund_number() -> str:
    """商户退款单号."""
    return _number("R", 14)


def _number(kind: str, letters: int) -> str:
    return f"{kind}{clock.today():%Y%m%d}{ids.letters(letters)}"
