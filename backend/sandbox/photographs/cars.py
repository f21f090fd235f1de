"""Cars of the test people (测试用车辆): makes, models, VINs with a valid check digit, plates of the owner's place."""

from random import Random
from typing import Final

from backend.rules.numbers.vin import check_digit

# (make and model as a vehicle licence prints it, vehicle type, WMI of the maker, new-energy)
MODELS: Final = (
    ("东南牌DN7152HAS", "小型轿车", "LDN", False),
    ("别克牌SGM7205ATA", "小型轿车", "LSG", False),
    ("五菱牌LZW6450PY", "小型普通客车", "LZW", False),
    ("大众汽车牌SVW71612DL", "小型轿车", "LSV", False),
    ("丰田牌GTM6480ADL", "小型越野客车", "LVG", False),
    ("本田牌DHW6463R3CRE", "小型普通客车", "LVH", False),
    ("比亚迪牌BYD7009BEV3", "小型轿车", "LGX", True),
    ("特斯拉牌TSL7000BEVAR1", "小型轿车", "LRW", True),
    ("长安牌SC6468AB5", "小型普通客车", "LS4", False),
    ("哈弗牌CC6463UM02A", "小型普通客车", "LGW", False),
    ("奥迪牌FV7203BACEG", "小型轿车", "LFV", False),
    ("江铃全顺牌JX6501T-M6", "轻型普通货车", "LJX", False),
    ("宝马牌BMW7201AN", "小型轿车", "LBV", False),
    ("广汽传祺牌GMC6450A", "小型普通客车", "LMG", False),
)
USES: Final = ("非营运",) * 6 + ("营转非", "预约出租客运", "租赁", "货运", "出租转非")
YEAR_LETTERS: Final = "ABCDEFGHJKLMNPRSTVWXY"  # from 2010 on; no I, O, Q, U, Z
VIN_LETTERS: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


def vin(random: Random, maker: str, year: int) -> str:
    """A VIN (GB 16735) of ``maker`` (three letters) for model ``year`` (2010 and later), check digit right."""
    body = maker + "".join(random.choice(VIN_LETTERS) for _ in range(5)) + "0"
    body += YEAR_LETTERS[(year - 2010) % len(YEAR_LETTERS)] + random.choice("ABCDEFGH1234")
    body += f"{random.randrange(1_000_000):06d}"
    return body[:8] + check_digit(body) + body[9:]


def plate(random: Random, prefix: str, new_energy: bool) -> str:
    """A plate (GA 36): ordinary with at most two letters among five, or the small new-energy form."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if new_energy:
        return prefix + random.choice("DA") + random.choice("0123456789" + letters) + f"{random.randrange(10000):04d}"
    tail = [str(random.randrange(10)) for _ in range(5)]
    for position in random.sample(range(5), random.choice((0, 1, 1, 2))):
        tail[position] = random.choice(letters)
    return prefix + "".join(tail)


def engine_number(random: Random) -> str:
    """An engine number: there is no national form, so several makers' habits."""
    digits = f"{random.randrange(10_000_000):07d}"
    forms = (
        digits,
        "G4A" + digits[:6],
        digits[0] + "A" + digits[1:6],
        "LJ" + digits,
        "TZ2" + digits[:5] + "XS" + digits[5:],
    )
    return random.choice(forms)
