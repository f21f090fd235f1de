"""The front door: the one place that wires settings, database, gateways, slices and faces together.

Read from here downwards: faces (``miniprogram_api``, ``backend/console``) ask slices (``collection``, ``transfers`` …),
which use gateways and the kit, which use the rules.
"""

import importlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect, text

from backend.archive import ask_for_rounds
from backend.backups import ask_for_backups
from backend.collection import owner_actor
from backend.documents import ask_for_sweep
from backend.gateways.authority import PersonAuthority, open_authority
from backend.gateways.card_reader import CardReader, open_chosen_reader
from backend.gateways.faces import FaceEngine, LivenessService, open_face_engine, open_liveness
from backend.gateways.forgery import PictureInspector, open_picture_inspector
from backend.gateways.invoices import InvoicePlatform, ManualInvoices
from backend.gateways.kms import open_kms
from backend.gateways.oss import open_vault
from backend.gateways.purse import Purse
from backend.gateways.sms import AliyunSms, AliyunSmsConfig, SmsSender
from backend.gateways.timestamps import TimeStamps, open_timestamps
from backend.gateways.wechat import WechatConfig, WechatPlatform, open_wechat
from backend.kit import audit, database, tools
from backend.kit.access import Role, allow, sessions
from backend.kit.actor import SYSTEM
from backend.kit.database.work import connect_announcements
from backend.kit.jobs import Relay
from backend.kit.jobs.housekeeping import ask_for_housekeeping
from backend.kit.keyvalue import open_keyvalue
from backend.kit.objects import open_objects
from backend.kit.pools import Pools
from backend.kit.secrets import (
    BlindIndex,
    Cipher,
    KeyRing,
    Notary,
    Signer,
    choose_cipher,
    install_cipher,
    install_ring_lock,
)
from backend.kit.uploads import UploadArea
from backend.kit.web import Pages, register_errors, register_headers
from backend.kit.web.vendor import serve_vendor_files
from backend.payments import Channels, ask_for_payment_sweep, open_channels
from backend.reconciliation import ask_for_reconciliation
from backend.settings import PROJECT, Settings
from backend.stations import staff_actor
from backend.verification import DailyPurse, ask_for_check_sweep

# Every package that has tables, lowest layer first.
SLICES = (
    "backend.kit",
    "backend.stations",
    "backend.seals",
    "backend.vehicles",
    "backend.collection",
    "backend.verification",
    "backend.documents",
    "backend.payments",
    "backend.reconciliation",
    "backend.invoices",
    "backend.archive",
    "backend.appraisal",
    "backend.backups",
    "backend.transfers",
)
# Faces: packages that hand out ``blueprints`` and nothing else.
FACES = ("miniprogram_api", "backend.console")
LOGIN_PAGES = {"/h5": "/h5/login", "/console": "/console/login", "/a/": "/console/login"}
TEMPLATES = PROJECT / "templates"

# A photograph (12 MB) and its form around it; resumable uploads send far smaller pieces.
LARGEST_REQUEST = 16_000_000


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything below the slices, opened once a process: ``app.ctx.tools`` and ``JobRun.tools``."""

    settings: Settings
    kit: tools.Kit
    reader: CardReader
    sms: SmsSender
    wechat: WechatPlatform
    faces: FaceEngine
    inspector: PictureInspector
    # None where it is switched off: nobody's name leaves for it.
    authority: PersonAuthority | None = None
    # None where no time-stamp authority is set: seals are then B-B, without a stamp.
    timestamps: TimeStamps | None = None
    channels: Channels = field(default_factory=open_channels)
    # None where a capture is judged here, or by the clerk.
    liveness: LivenessService | None = None
    invoices: InvoicePlatform = field(default_factory=ManualInvoices)


@asynccontextmanager
async def open_machine(settings: Settings, pools: Pools | None = None) -> AsyncIterator[tools.Kit]:
    """Open keys, stores and the database, and bring its tables up to date; close all of it at the end.

    Raises KeyMissing, KeyRingBroken or KeyRingForeign before anything is written.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    _know_slices()
    async with AsyncExitStack() as opened:
        holds_data = _holds_data(settings)
        await database.open_database(settings.database, SLICES)
        opened.push_async_callback(database.close_database)
        own = await database.ring_of_database()
        ring = open_keys(settings, must_exist=holds_data or bool(own))
        if own:
            database.must_be_own(own, ring.ring_id)
        kit = _kit(settings, ring, pools or Pools())
        for part in (kit.keyvalue, kit.vault, kit.pools):
            opened.push_async_callback(part.close)
        await database.migrate(settings.database, SLICES)
        if not own:
            await database.note_ring(ring.ring_id)
        yield kit


def _kit(settings: Settings, ring: KeyRing, pools: Pools) -> tools.Kit:
    keyvalue = open_keyvalue(settings.redis_url or None, secret=ring.blind_index_key)
    kit = tools.Kit(
        objects=open_objects(settings.folder / "objects", Cipher(ring)),
        vault=open_vault(settings, Cipher(ring)),
        keyvalue=keyvalue,
        blind=BlindIndex(ring),
        signer=Signer(ring),
        notary=Notary(ring),
        uploads=UploadArea(settings.folder / "uploads", Cipher(ring)),
        pools=pools,
        settings=settings,
    )
    tools.install(kit)
    connect_announcements(lambda topic, message: keyvalue.publish(topic, json.dumps(message)))
    return kit


@asynccontextmanager
async def open_platform(settings: Settings) -> AsyncIterator[Tools]:
    """The machine, and the gateways to the outside."""
    async with open_machine(settings) as kit:
        stamps = open_timestamps(
            settings.timestamp_url, settings.timestamp_ca, settings.timestamp_user, settings.timestamp_password
        )
        purse = DailyPurse(settings.authority_daily_fen)
        reader, sms, wechat = _gateways(settings, purse)
        faces, authority = open_face_engine(settings, purse), open_authority(settings)
        liveness = open_liveness(settings, purse)
        inspector = open_picture_inspector(settings.reader_processes)
        channels = open_channels()
        try:
            yield Tools(settings, kit, reader, sms, wechat, faces, inspector, authority, stamps, channels, liveness)
        finally:
            for part in (reader, sms, wechat, faces, inspector, authority, stamps, channels, liveness):
                if part:
                    await part.close()


def open_keys(settings: Settings, *, must_exist: bool) -> KeyRing:
    """Open the key ring and give it to encrypted columns and the audit chain; made on the first run only."""
    choose_cipher(settings.cipher)
    install_ring_lock(open_kms(settings))
    ring = KeyRing.open_or_create(settings.folder / "keyring.json", must_exist=must_exist)
    install_cipher(Cipher(ring))
    audit.use_salt(ring.audit_salt)
    return ring


def _holds_data(settings: Settings) -> bool:
    # A database from before rings were noted cannot tell; its file or the objects folder can.
    file = Path(settings.database.removeprefix("sqlite://"))
    return file.is_file() or any((settings.folder / "objects").glob("*"))


def _gateways(settings: Settings, purse: Purse | None = None) -> tuple[CardReader, SmsSender, WechatPlatform]:
    sms = AliyunSms(
        AliyunSmsConfig(
            access_key=settings.sms_access_key,
            secret=settings.sms_secret,
            endpoint=settings.sms_endpoint,
            signature=settings.sms_signature,
        )
    )
    wechat = open_wechat(
        WechatConfig(
            mini_app_id=settings.wechat_app_id,
            mini_secret=settings.wechat_secret,
            h5_app_id=settings.wechat_h5_app_id,
            h5_secret=settings.wechat_h5_secret,
            api_url=settings.wechat_api_url,
            authorise_url=settings.wechat_authorise_url,
        )
    )
    return open_chosen_reader(settings, purse), sms, wechat


def _know_slices() -> None:
    """Import every slice's jobs and subscriptions, and tell sessions how to find the people behind them."""
    for package in SLICES:
        for module in ("jobs", "subscriptions"):
            if find_spec(f"{package}.{module}"):
                importlib.import_module(f"{package}.{module}")
    sessions.know("owner", owner_actor)
    sessions.know("staff", staff_actor)


def create_app(settings: Settings, name: str = "chewutong", faces: tuple[str, ...] = FACES) -> Sanic:
    """The whole platform as one Sanic application; ``faces`` leaves some out in tests of one."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.TOUCHUP = False  # it rewrites classes of Sanic itself, so two applications in one process would break
    app.config.AUTO_EXTEND = False  # sanic-ext, where installed, would rebuild the router once for every route
    app.config.FALLBACK_ERROR_FORMAT = "json"
    if settings.proxies:
        app.config.PROXIES_COUNT = settings.proxies
    app.ctx.settings, app.ctx.address = settings, settings.address
    app.ctx.pages = Pages(TEMPLATES, settings=settings)
    _open_with(app, settings)
    register_errors(app, LOGIN_PAGES)
    register_headers(app)
    serve_vendor_files(app, PROJECT / "node_modules")
    app.static("/static", TEMPLATES / "static", name="static")
    for face in faces:
        for blueprint in importlib.import_module(face).blueprints:
            app.blueprint(blueprint)
    _front_pages(app, settings)
    return app


def _open_with(app: Sanic, settings: Settings) -> None:
    @app.before_server_start
    async def open_all(app: Sanic) -> None:
        app.ctx.platform = open_platform(settings)
        app.ctx.tools = await app.ctx.platform.__aenter__()
        app.ctx.relay = Relay(app.ctx.tools, alone=not settings.database_url)
        async with database.unit_of_work(SYSTEM) as work:
            await ask_for_housekeeping(work)
            await ask_for_backups(work)
            await ask_for_rounds(work)
            await ask_for_sweep(work)
            await ask_for_check_sweep(work)
            await ask_for_payment_sweep(work)
            await ask_for_reconciliation(work)
        if settings.worker:
            await app.ctx.relay.open()

    @app.after_server_stop
    async def close_all(app: Sanic) -> None:
        if settings.worker:
            await app.ctx.relay.close()
        await app.ctx.platform.__aexit__(None, None, None)


def _front_pages(app: Sanic, settings: Settings) -> None:
    @app.get("/")
    @allow(Role.ANYONE, work=False)
    async def front(request: Request) -> HTTPResponse:
        """Where to go: owner, clerk, and in a demo the sandbox."""
        return app.ctx.pages.render(request, "front.html")

    @app.get("/healthz")
    @allow(Role.ANYONE)
    async def health(request: Request) -> HTTPResponse:
        """Answers when the database does."""
        return text("ok")

    @app.get("/sandbox")
    @allow(Role.ANYONE, work=False)
    async def sandbox(request: Request) -> HTTPResponse:
        """In a demo, on to the control page of the outside services' simulators."""
        return redirect(f"{settings.sandbox_url}/sandbox" if settings.sandbox_url else "/")
