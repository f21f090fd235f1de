"""Processes (进程): the platform, the platform with its sandbox for a demo, and a worker apart."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from backend.app import create_app, open_machine, open_platform
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import Fault
from backend.kit.jobs import Relay
from backend.settings import PROJECT, Settings
from backend.telemetry import configure_logging

SANDBOX_PORT = 8010
SANDBOX_STARTS_WITHIN_SECONDS = 60
# The sandbox's time-stamps lead to this root, whichever sandbox made them; no real site may name it.
SANDBOX_ROOT = PROJECT / "backend/sandbox/timestamps/ca.pem"


def serve_platform(settings: Settings, announce: str = "") -> int:
    """Serve until SIGTERM or Ctrl-C. One process: SQLite, key-value store and worker live in it."""
    use_station_time()
    configure_logging()
    app = create_app(settings)

    @app.after_server_start
    async def say(app: object) -> None:
        print(announce or f"车务通已启动：{settings.address}", flush=True)

    logging.getLogger("sanic.error").addFilter(_not_told_twice)
    app.run(host=settings.host, port=settings.port, single_process=True, access_log=False, motd=False)
    return 0


def _not_told_twice(record: logging.LogRecord) -> bool:
    """A fault at the start is told by the command in a sentence; Sanic would print its whole way there first."""
    at_start = record.getMessage().startswith("Experienced exception while trying to serve")
    return not (at_start and record.exc_info and isinstance(record.exc_info[1], Fault))


def run_worker(settings: Settings) -> int:
    """Run jobs until stopped."""
    use_station_time()
    configure_logging()

    async def run() -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        async with open_platform(settings) as platform:
            relay = Relay(platform)
            await relay.open()
            await stopped.wait()
            await relay.close()

    asyncio.run(run())
    return 0


def use_station_time() -> None:
    """Vendors' SDKs stamp requests with naive local time and expect Beijing's (INTEGRATIONS, global truth 3)."""
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()


def demo_settings(settings: Settings, sandbox_port: int = SANDBOX_PORT) -> Settings:
    """The same settings with every outside service pointed at the sandbox on loopback."""
    sandbox = settings.sandbox_url or f"http://{settings.host}:{sandbox_port}"
    chosen = settings.model_fields_set
    return settings.model_copy(
        update={
            "demo": True,
            "secure_cookies": False,
            "sandbox_url": sandbox,
            "wechat_api_url": sandbox,
            "wechat_authorise_url": sandbox,
            "sms_endpoint": sandbox,
            # Asked in a demo unless somebody switched it off, to see how that goes.
            "authority_provider": settings.authority_provider if "authority_provider" in chosen else "aliyun",
            "authority_endpoint": sandbox,
            "ocr_endpoint": sandbox,
            "kms_endpoint": sandbox,
            "oss_endpoint": sandbox,
            "timestamp_url": f"{sandbox}/tsa",
            "timestamp_ca": SANDBOX_ROOT,
        }
    )


def plant_demo(settings: Settings) -> None:
    """Make demo stations, staff and catalogue once; write the passwords for the sandbox's authenticator."""
    from backend import seals
    from backend.payments import demo as till
    from backend.stations import demo, list_stations
    from backend.vehicles import demo as catalogue

    async def plant() -> list[demo.DemoAccount]:
        async with open_machine(settings) as kit:
            await catalogue.plant(kit.pools)
            async with unit_of_work(SYSTEM) as work:
                accounts = await demo.plant(work)
                await till.plant_tariffs(work)
                codes = {one["code"] for one in demo.STATIONS}
                places = [one for one in await list_stations() if one.code in codes]
            for one in places:
                # Province, then the station's code: the shape of a filing number that nobody was ever given.
                number = f"{one.province}{one.code:>011}"
                await seals.plant_demo(kit, one.public_id, seals.SealWords(one.market_name, number=number))
            return accounts

    accounts = asyncio.run(plant())
    file = accounts_file(settings)
    file.write_text(json.dumps([account.as_dict() for account in accounts], ensure_ascii=False, indent=2))
    file.chmod(0o600)


def plant_merchants(settings: Settings) -> None:
    """Let the demo stations take money through the sandbox's merchants; says what a sandbox that is down leaves out."""
    from backend.payments import demo as till
    from backend.payments import open_channels
    from backend.stations import demo, list_stations

    async def plant() -> list[str]:
        channels = open_channels()
        async with open_machine(settings):
            names = {one["code"]: one["document_city"] for one in demo.STATIONS}
            places = {
                one.public_id: (names[one.code], one.market_name) for one in await list_stations() if one.code in names
            }
            try:
                return await till.plant_merchants(channels, settings.sandbox_url, places)
            finally:
                await channels.close()

    for line in asyncio.run(plant()):
        print(line, flush=True)


def accounts_file(settings: Settings) -> Path:
    """Where demo passwords and TOTP secrets lie; a real site has no such file."""
    return settings.folder / "demo_accounts.json"


def serve_with_sandbox(settings: Settings) -> int:
    """Serve the platform with the sandbox beside it in a process of its own, and print where to go."""
    port = settings.sandbox_url.rsplit(":", 1)[-1]
    command = [sys.executable, "-m", "backend.cli", "sandbox", "--host", settings.host, "--port", port]
    environment = {**os.environ, "CWT_SANDBOX_AUTHENTICATOR": str(accounts_file(settings))}
    sandbox = subprocess.Popen(command, env=environment)  # noqa: S603 - our own program
    try:
        _wait_for(settings.sandbox_url, sandbox)
        plant_merchants(settings)
        return serve_platform(settings, announce=_table(settings))
    finally:
        sandbox.terminate()
        sandbox.wait(timeout=10)


def _wait_for(sandbox_url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SANDBOX_STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the sandbox could not start on {sandbox_url}: is the port taken?")
        try:
            httpx.get(f"{sandbox_url}/sandbox/people.json", timeout=2, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise SystemExit(f"the sandbox did not answer at {sandbox_url}")


def _table(settings: Settings) -> str:
    address = settings.address
    rows = [
        ("首页", address + "/"),
        ("车主端 (H5，请用手机宽度打开)", address + "/h5/"),
        ("登记服务站工作台", address + "/console/"),
        ("沙箱：短信、微信、动态口令、测试证件照片", settings.sandbox_url + "/sandbox"),
        ("接口文档 (OpenAPI)", address + "/docs"),
    ]
    lines = ["", "  车务通已启动", "  " + "─" * 72]
    lines += [f"  {address_:<36} {title}" for title, address_ in rows]
    lines += [
        "  " + "─" * 72,
        f"  {'演示账号':<12}{'密码':<20}角色 · 登记服务站（动态口令见沙箱页面，或运行 cwt totp 账号）",
    ]
    for one in json.loads(accounts_file(settings).read_text()):
        lines.append(f"  {one['account']:<16}{one['password']:<22}{one['role']} · {one['station']}")
    lines += ["  " + "─" * 72, "  按 Ctrl-C 停止", ""]
    return "\n".join(lines)
