"""Demo stations and accounts (演示数据): for ``cwt demo`` only; their passwords are public."""

from dataclasses import asdict, dataclass

from backend.kit import clock, ids
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.stations import passwords
from backend.stations.facts import ROLE_NAMES
from backend.stations.models import Staff, Station
from backend.stations.places import open_station

STATIONS = (
    {
        "code": "0001",
        "name": "无锡市锡山区二手车登记服务站",
        "market_name": "无锡锡山二手车交易市场",
        "province": "32",
        "city": "无锡",
        "city_nickname": "锡",
        "address": "无锡市锡山区友谊北路示例 1 号",
        "phone": "0510-00000001",
        "document_city": "wuxi",
    },
    {
        "code": "0002",
        "name": "福州市仓山区二手车登记服务站",
        "market_name": "福州仓山二手车交易市场",
        "province": "35",
        "city": "福州",
        "city_nickname": "榕",
        "address": "福州市仓山区则徐大道示例 2 号",
        "phone": "0591-00000002",
        "document_city": "fuzhou",
    },
)
STAFF = (
    ("clerk", "李经办", Role.CLERK, "0001", "demo-wuxi-2026"),
    ("manager", "赵站长", Role.MANAGER, "0001", "demo-wuxi-3026"),
    ("clerk2", "周经办", Role.CLERK, "0002", "demo-fuzhou-2026"),
    ("manager2", "吴站长", Role.MANAGER, "0002", "demo-fuzhou-3026"),
    ("admin", "郑管理", Role.ADMINISTRATOR, "", "demo-root-2026"),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One demo account as the sandbox's authenticator and the start-up table want it (演示账号)."""

    account: str
    name: str
    password: str
    role: str
    station: str
    totp_secret: str

    def as_dict(self) -> dict[str, str]:
        """The account as plain JSON values."""
        return asdict(self)


async def plant(work: Work) -> list[DemoAccount]:
    """Make the demo stations and accounts that are missing; return all of them with their secrets."""
    places = {}
    for place in STATIONS:
        row = await Station.get_or_none(code=place["code"])
        places[place["code"]] = row.public_id if row else (await open_station(work, **place)).public_id
    names = {place["code"]: place["name"] for place in STATIONS}
    accounts = []
    for username, name, role, code, password in STAFF:
        staff = await Staff.get_or_none(username=username) or await Staff.create(
            public_id=ids.public_id(),
            username=username,
            name=name,
            role=role.value,
            station=places.get(code, ""),
            password_hash=await passwords.hashed(password),
            totp_secret=passwords.totp_secret(),
            created_at=clock.now(),
        )
        station = names.get(code, "全部登记服务站")
        accounts.append(DemoAccount(username, name, password, ROLE_NAMES[role], station, staff.totp_secret))
    return accounts
