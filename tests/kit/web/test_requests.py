"""What a request says of itself: whose address is counted, and the address that others are given."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from backend.kit.keyvalue import RateLimit, TooManyRequests, check
from backend.kit.web.qr import qr_data_uri, qr_svg
from backend.kit.web.requests import address_of, link


def request(ip: str = "203.0.113.7", forwarded: str = "", demo: bool = False, public_url: str = "") -> SimpleNamespace:
    settings = SimpleNamespace(demo=demo, public_url=public_url)
    app = SimpleNamespace(ctx=SimpleNamespace(settings=settings))
    return SimpleNamespace(ip=ip, remote_addr=forwarded, app=app, scheme="http", host="192.0.2.1:8000")


def test_it_works():
    assert address_of(request()) == "203.0.113.7"
    assert link(request(), "/h5/sign/x") == "http://192.0.2.1:8000/h5/sign/x"


def test_behind_a_proxy_the_forwarded_address_counts():
    assert address_of(request(ip="10.0.0.1", forwarded="203.0.113.9")) == "203.0.113.9"


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1"])
def test_this_machine_is_nobody_in_a_demo_and_somebody_elsewhere(ip):
    assert address_of(request(ip=ip, demo=True)) == ""
    assert address_of(request(ip=ip)) == ip


async def test_nobody_is_not_counted(kit):
    one = RateLimit("test-address", 1, timedelta(minutes=1))
    for _ in range(3):
        await check(kit.keyvalue, one, address_of(request(ip="127.0.0.1", demo=True)))
    await check(kit.keyvalue, one, address_of(request()))
    with pytest.raises(TooManyRequests):
        await check(kit.keyvalue, one, address_of(request()))


def test_a_configured_public_address_stands_in_links():
    assert link(request(public_url="https://cwt.example.cn/"), "/v/1") == "https://cwt.example.cn/v/1"


def test_a_qr_takes_the_size_that_its_page_gives_it():
    svg = qr_svg("https://cwt.example.cn/v/1")
    assert svg.startswith("<svg") and "viewBox" in svg and "width=" not in svg
    assert qr_data_uri("https://cwt.example.cn/v/1").startswith("data:image/svg+xml")
