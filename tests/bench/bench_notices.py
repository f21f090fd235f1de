"""How many payment notifications a second the till settles orders by, beside a bare handler.

    .venv/bin/python -m tests.bench.bench_notices [notices] [at once]

The baseline is a bare Sanic handler in a process of its own that verifies the same WeChat Pay signature, decrypts the
same notice and commits one row to the same SQLite (``synchronous=FULL``); ours settles the order of each: inbox,
charge, order, audit chain, event. Both get the same bytes over as many kept connections. Wanted: a ratio of 0.5.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response
from tortoise.transactions import in_transaction

from backend.app import create_app, open_machine
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.payments import add_merchant, open_channels
from backend.payments.models import Charge, Merchant, NoticeSeen, Order
from backend.sandbox.wechatpay.merchants import BY_NAME, credentials
from backend.sandbox.wechatpay.notices import Notice, message
from backend.sandbox.world import Options, World
from backend.settings import Settings

FEE = 30_000
WARM_UP = 50
PORT = 18_765


def settings_in(folder: Path) -> Settings:
    """A platform that does nothing but answer."""
    return Settings(folder=folder, port=PORT, worker=False, secure_cookies=False)


async def prepare(folder: Path, count: int) -> str:
    """One merchant and ``count`` orders whose QR codes are out; the merchant's public id."""
    async with open_machine(settings_in(folder)):
        keys = credentials(World(Options()), BY_NAME["wuxi"], "http://127.0.0.1:9")
        merchant = await add_merchant(open_channels(), SYSTEM, channel="wechat", name="bench", credentials=keys)
        now = clock.now()
        orders = [
            Order(
                public_id=f"o{place:019}", number=f"F{place}", station="s", transfer=f"t{place:019}", total_fen=FEE,
                opened_by="bench", opened_at=now, changed_at=now,
            )
            for place in range(count)
        ]  # fmt: skip
        charges = [
            Charge(
                number=f"CHARGE{place:010}", order=f"o{place:019}", station="s", channel="wechat", merchant=merchant,
                way="qr", fen=FEE, state="waiting", key=ids.public_id(), clerk="bench", asked_at=now, expires_at=now,
                state_since=now,
            )
            for place in range(count)
        ]  # fmt: skip
        await Order.bulk_create(orders, batch_size=500)
        await Charge.bulk_create(charges, batch_size=500)
    return merchant


def signed(merchant: str, count: int) -> list[bytes]:
    """Whole HTTP requests, each with its own notice."""
    world, account, made = World(Options()), BY_NAME["wuxi"], []
    keys = credentials(world, account, "")
    for place in range(count):
        plain = {
            "mchid": account.mchid, "appid": keys["app_id"], "out_trade_no": f"CHARGE{place:010}",
            "transaction_id": f"42{place:026}", "trade_type": "NATIVE", "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功", "success_time": clock.now().isoformat(timespec="seconds"),
            "payer": {"openid": "o-bench"},
            "amount": {"total": FEE, "payer_total": FEE, "currency": "CNY", "payer_currency": "CNY"},
        }  # fmt: skip
        now = world.now()
        notice = Notice(str(uuid4()), "TRANSACTION.SUCCESS", plain["out_trade_no"], account, "", plain, now, now)
        headers, body = message(world, notice)
        head = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
        start = f"POST /pay/notify/wechat/{merchant} HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n"
        made.append(f"{start}{head}\r\n".encode() + body)
    return made


def serve(which: str, folder: Path) -> None:
    """The platform, or the bare handler, in this process."""
    settings = settings_in(folder)
    if which == "till":
        app = create_app(settings, faces=("miniprogram_api",))
    else:
        app = create_app(settings, faces=())
        _bare(app)
    app.run(host="127.0.0.1", port=PORT, single_process=True, access_log=False, motd=False)


def _bare(app: Sanic) -> None:
    @app.post("/pay/notify/wechat/<merchant:str>")
    async def bare(request: Request, merchant: str) -> HTTPResponse:
        channels = request.app.ctx.tools.channels
        row: Merchant = await channels.merchant(merchant, "wechat")
        notice = channels.of(row).read_notice(request.headers, request.body)
        now = clock.now()
        async with in_transaction():
            await NoticeSeen.create(
                channel="wechat", notice=notice.id, merchant=merchant, kind="charge", number=notice.charge.number,
                outcome="applied", at=now, seen_at=now,
            )  # fmt: skip
        return json_response({"code": "SUCCESS"})


async def _post_all(requests: list[bytes], at_once: int) -> float:
    """Seconds until all were answered 200, over ``at_once`` kept connections."""
    waiting = list(reversed(requests))

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while waiting:
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            body = await reader.readexactly(int(length.split(b":")[1]))
            assert b" 200 " in head[:16], head + body
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(at_once)))
    return time.perf_counter() - begun


async def _until_it_listens() -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.2)
        else:
            writer.close()
            return
    raise SystemExit("the server did not start")


def measured(which: str, count: int, at_once: int) -> float:
    """Notices a second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "var"
        merchant = asyncio.run(prepare(folder, count + WARM_UP))
        requests = signed(merchant, count + WARM_UP)
        server = subprocess.Popen([sys.executable, "-m", "tests.bench.bench_notices", "serve", which, str(folder)])
        try:

            async def run() -> float:
                await _until_it_listens()
                await _post_all(requests[:WARM_UP], at_once)
                return await _post_all(requests[WARM_UP:], at_once)

            seconds = asyncio.run(run())
        finally:
            server.terminate()
            server.wait(timeout=20)
        told = asyncio.run(_settled(folder)) if which == "till" else ""
    print(f"{which:5} {count / seconds:8.0f} notices a second {told}", flush=True)
    return count / seconds


async def _settled(folder: Path) -> str:
    from backend.payments import conservation

    async with open_machine(settings_in(folder)):
        settled = await Order.filter(state="settled").count()
        wrong = [line for line in await conservation() if ": total" not in line]  # the bench wrote no lines
    return json.dumps({"settled": settled, "violations": len(wrong)})


def main(count: int, at_once: int) -> None:
    """Both, and their ratio."""
    bare = measured("bare", count, at_once)
    till = measured("till", count, at_once)
    print(f"ratio {till / bare:8.2f} (at least 0.5 is wanted)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], Path(sys.argv[3]))
    else:
        numbers = [int(text) for text in sys.argv[1:]] or [1_000, 32]
        main(*numbers)
