"""微信支付的密钥: a merchant's keys, read once and refused at once where one is of the wrong kind.

PKCS#1 private keys are converted, because the SDK only takes PKCS#8 with LF line ends. Source: INTEGRATIONS §2.3.
"""

import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from backend.gateways.payments.merchants import MerchantUnfit, WechatMerchant

_KINDS = {
    "PRIVATE KEY": "私钥（PKCS#8）",
    "RSA PRIVATE KEY": "私钥（PKCS#1）",
    "EC PRIVATE KEY": "椭圆曲线私钥",
    "ENCRYPTED PRIVATE KEY": "加了口令的私钥",
    "PUBLIC KEY": "公钥",
    "RSA PUBLIC KEY": "公钥（PKCS#1）",
    "CERTIFICATE": "证书",
}
_LABEL = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")
KEY_ID_HEAD = "PUB_KEY_ID_"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the channel needs: the API key as the SDK takes it, and the keys that WeChat Pay signs with."""

    private_pem: str
    platform_pem: str
    certificates: tuple[x509.Certificate, ...]


def keys_of(merchant: WechatMerchant) -> Keys:
    """The merchant's keys; raises ``MerchantUnfit`` for the first field that is missing or of the wrong kind."""
    _numbers(merchant)
    if not merchant.platform_key and not merchant.certificates:
        raise _unfit("platform_key", "微信支付公钥和平台证书都没有配置：请至少配置一种，才能验证微信的应答")
    private = _private(merchant.private_key)
    platform = _platform(merchant.platform_key, merchant.platform_key_id)
    certificates = tuple(_certificate(pem) for pem in merchant.certificates)
    _others(merchant, private, platform, certificates)
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, form, none).decode()
    return Keys(pem, _public_pem(platform) if platform else "", certificates)


def certificate_number(certificate: x509.Certificate) -> str:
    """证书序列号 as WeChat Pay writes it."""
    return f"{certificate.serial_number:X}"


def _unfit(field: str, problem: str) -> MerchantUnfit:
    return MerchantUnfit(field=field, problem=problem)


def _numbers(merchant: WechatMerchant) -> None:
    if not re.fullmatch(r"\d{8,12}", merchant.mchid):
        raise _unfit("mchid", f"商户号应为 8 到 12 位数字，配置的是 {len(merchant.mchid)} 个字符")
    if merchant.sub_mchid and not re.fullmatch(r"\d{8,12}", merchant.sub_mchid):
        raise _unfit("sub_mchid", "子商户号应为 8 到 12 位数字")
    if merchant.serial.startswith(KEY_ID_HEAD):
        raise _unfit("serial", "商户证书序列号的位置填了微信支付公钥 ID：需要的是商户 API 证书的序列号")
    if not re.fullmatch(r"[0-9A-Fa-f]{16,64}", merchant.serial):
        raise _unfit("serial", "商户证书序列号应为十六进制数字，请在商户平台“API安全”查看")
    if not merchant.app_id:
        raise _unfit("app_id", "没有配置公众号的 AppID")
    length = len(merchant.api_v3_key.encode())
    if length != 32:
        raise _unfit("api_v3_key", f"APIv3 密钥应为 32 个字节，配置的是 {length} 个字节")


def _kind(text: str) -> str:
    found = _LABEL.search(text)
    return _KINDS.get(found[1], found[1]) if found else "不是 PEM 格式的内容"


def _pem(text: str, label: str) -> bytes:
    """``text`` with LF line ends; bare base64 gets the head and foot that it lacks."""
    lines = text.replace("\r\n", "\n").strip()
    if _LABEL.search(lines) is None and re.fullmatch(r"[0-9A-Za-z+/=\s]{100,}", lines):
        lines = f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----"
    return f"{lines}\n".encode()


def _others(
    merchant: WechatMerchant,
    private: rsa.RSAPrivateKey,
    platform: rsa.RSAPublicKey | None,
    certificates: tuple[x509.Certificate, ...],
) -> None:
    """Refuses our own public key or certificate where WeChat Pay's is needed: both look alike."""
    own = private.public_key().public_numbers()
    if platform is not None and platform.public_numbers() == own:
        raise _unfit("platform_key", "配置的是商户自己的公钥，这里需要微信支付公钥（pub_key.pem）")
    for certificate in certificates:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and key.public_numbers() == own:
            raise _unfit("certificates", "配置的是商户 API 证书（apiclient_cert.pem），这里需要微信支付平台证书")
        if certificate_number(certificate) == merchant.serial.upper().lstrip("0"):
            raise _unfit("serial", "填的是微信支付平台证书的序列号，这里需要商户 API 证书的序列号")


def _private(text: str) -> rsa.RSAPrivateKey:
    needed = "这里需要商户 API 证书的私钥（apiclient_key.pem）"
    try:
        key = serialization.load_pem_private_key(_pem(text, "PRIVATE KEY"), None)
    except (ValueError, TypeError):
        raise _unfit("private_key", f"配置的是{_kind(text)}，{needed}") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _unfit("private_key", f"配置的是椭圆曲线私钥，{needed}，算法为 RSA")
    return key


def _platform(text: str, key_id: str) -> rsa.RSAPublicKey | None:
    if not text:
        if key_id:
            raise _unfit("platform_key", "配置了微信支付公钥 ID，却没有配置微信支付公钥")
        return None
    needed = "这里需要微信支付公钥（pub_key.pem）"
    if not key_id.startswith(KEY_ID_HEAD):
        raise _unfit("platform_key_id", f"微信支付公钥 ID 应以 {KEY_ID_HEAD} 开头，请与公钥一起从商户平台复制")
    try:
        key = serialization.load_pem_public_key(_pem(text, "PUBLIC KEY"))
    except (ValueError, TypeError):
        raise _unfit("platform_key", f"配置的是{_kind(text)}，{needed}") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise _unfit("platform_key", f"配置的公钥不是 RSA 算法，{needed}")
    return key


def _public_pem(key: rsa.RSAPublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def _certificate(text: str) -> x509.Certificate:
    try:
        certificate = x509.load_pem_x509_certificate(_pem(text, "CERTIFICATE"))
    except ValueError:
        raise _unfit("certificates", f"配置的是{_kind(text)}，这里需要微信支付平台证书") from None
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        raise _unfit("certificates", "配置的平台证书不是 RSA 算法")
    return certificate
