"""商户与平台的钥匙: three demo merchants, one of each kind there is, and the keys with which WeChat Pay signs.

``wuxi`` is a direct merchant in the middle of its migration (public key, certificates still listed); ``fuzhou`` a
service provider's sub-merchant with nothing but the public key; ``other`` an old merchant with certificates only.
Sources: INTEGRATIONS §2.1 "Which key".
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from backend.sandbox.accounts import Accounts
from backend.sandbox.rsa_keys import private_pem, public_pem, rsa_key
from backend.sandbox.world import World

PLATFORM = "wechatpay platform"
BEGINS, ENDS = datetime(2024, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)


def _hex(word: str, length: int) -> str:
    return sha256(word.encode()).hexdigest()[:length].upper()


PLATFORM_KEY_ID = f"PUB_KEY_ID_01{_hex(PLATFORM, 30)}"


@dataclass(frozen=True, slots=True)
class MerchantAccount:
    """One merchant at WeChat Pay. ``sub_mchid`` is filled where ``mchid`` is a service provider's number."""

    name: str
    title: str
    mchid: str
    api_v3_key: str
    sub_mchid: str = ""
    has_public_key: bool = True
    has_certificates: bool = False

    @property
    def word(self) -> str:
        """The word of its API key."""
        return f"wechatpay merchant {self.name}"

    @property
    def serial(self) -> str:
        """The number of its API certificate."""
        return "5" + _hex(self.word, 39)

    @property
    def payee(self) -> str:
        """The number under which the money arrives."""
        return self.sub_mchid or self.mchid


MERCHANTS = (
    MerchantAccount(
        "wuxi", "无锡二手车交易市场", "1900000109", "wuxi-sandbox-api-v3-key-32-bytes", has_certificates=True
    ),
    MerchantAccount("fuzhou", "福州过户服务站", "1900000200", "fuzhou-sandbox-apiv3-key-32bytes", "1900000201"),
    MerchantAccount(
        "other",
        "别家商户",
        "1900000333",
        "other-sandbox-api-v3-key-32bytes",
        has_public_key=False,
        has_certificates=True,
    ),
)
BY_NAME = {merchant.name: merchant for merchant in MERCHANTS}
BY_MCHID = {merchant.mchid: merchant for merchant in MERCHANTS}


@dataclass
class Platform:
    """Which certificate WeChat Pay signs with (1 is the first), and with what it signs notices where it may choose.

    ``ahead_s`` moves the moment that answers and notices claim, for a platform whose own clock is held.
    """

    generation: int = 1
    notices_by_certificate: bool = False
    ahead_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Signer:
    """One key that signs answers and notices: what ``Wechatpay-Serial`` calls it, and its word."""

    serial: str
    word: str


def certificate_signer(generation: int) -> Signer:
    """The platform certificate of that generation."""
    return Signer(_certificate_serial(generation), f"wechatpay certificate {generation}")


def signer_for(world: World, merchant: MerchantAccount, asked: str = "") -> Signer:
    """The key that signs an answer to ``merchant``, whose request named ``asked`` in ``Wechatpay-Serial``."""
    public = Signer(PLATFORM_KEY_ID, PLATFORM)
    by_certificate = merchant.has_certificates and asked != PLATFORM_KEY_ID
    if not merchant.has_certificates or (merchant.has_public_key and not asked) or not by_certificate:
        return public
    return certificate_signer(world.memory(Platform).generation)


def notice_signer(world: World, merchant: MerchantAccount) -> Signer:
    """The key that signs notices to ``merchant``; during a migration either may come."""
    platform = world.memory(Platform)
    if not merchant.has_public_key or (merchant.has_certificates and platform.notices_by_certificate):
        return certificate_signer(platform.generation)
    return Signer(PLATFORM_KEY_ID, PLATFORM)


def certificates_in_force(world: World) -> list[int]:
    """Generations that ``/v3/certificates`` lists: the newest, and the one before it while it lasts."""
    newest = world.memory(Platform).generation
    return [number for number in (newest - 1, newest) if number >= 1]


def _certificate_serial(generation: int) -> str:
    return "7" + _hex(f"wechatpay certificate {generation}", 39)


@lru_cache(maxsize=16)
def certificate_pem(generation: int) -> str:
    """The platform certificate of that generation as PEM; the same in every sandbox."""
    key = rsa_key(f"wechatpay certificate {generation}")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "车务通沙箱"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox WeChat Pay platform"),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int(_certificate_serial(generation), 16))
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def credentials(world: World, merchant: MerchantAccount, gateway: str) -> dict[str, Any]:
    """What the merchant's operator would copy into the platform's settings, by the platform's own field names."""
    accounts: Accounts = world.options.accounts
    generations = certificates_in_force(world) if merchant.has_certificates else []
    return {
        "mchid": merchant.mchid,
        "serial": merchant.serial,
        "private_key": private_pem(merchant.word),
        "api_v3_key": merchant.api_v3_key,
        "app_id": accounts.official.app_id,
        "mini_app_id": accounts.mini_program.app_id,
        "sub_mchid": merchant.sub_mchid,
        "sub_app_id": "",
        "sub_mini_app_id": "",
        "platform_key_id": PLATFORM_KEY_ID if merchant.has_public_key else "",
        "platform_key": public_pem(PLATFORM) if merchant.has_public_key else "",
        "certificates": [certificate_pem(generation) for generation in generations],
        "store_id": "STORE01",
        "gateway": gateway,
    }
