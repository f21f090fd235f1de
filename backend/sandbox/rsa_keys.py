"""沙箱的 RSA 密钥: derived from words, so that they are the same in every sandbox and after a restart.

A merchant that was set up against yesterday's sandbox works against today's. Nothing outside a demo may trust them.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import gcd

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BITS = 2048
EXPONENT = 65537
_SMALL_PRIMES = tuple(n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))

# How far from its beginning each prime lies: found once, so that no test waits for the search. Says nothing secret.
_FOUND: Mapping[str, int] = {
    "wechatpay merchant wuxi p": 66,
    "wechatpay merchant wuxi q": 506,
    "wechatpay merchant fuzhou p": 1364,
    "wechatpay merchant fuzhou q": 62,
    "wechatpay merchant other p": 80,
    "wechatpay merchant other q": 240,
    "wechatpay platform p": 76,
    "wechatpay platform q": 350,
    "wechatpay certificate 1 p": 52,
    "wechatpay certificate 1 q": 2596,
    "wechatpay certificate 2 p": 14,
    "wechatpay certificate 2 q": 3672,
    "wechatpay certificate 3 p": 834,
    "wechatpay certificate 3 q": 1666,
    "alipay application wuxi p": 268,
    "alipay application wuxi q": 470,
    "alipay application fuzhou p": 660,
    "alipay application fuzhou q": 1548,
    "alipay application other p": 2576,
    "alipay application other q": 226,
    "alipay platform p": 1122,
    "alipay platform q": 750,
    "alipay platform 2 p": 168,
    "alipay platform 2 q": 1090,
    "foreign p": 132,
    "foreign q": 510,
}


@lru_cache(maxsize=64)
def rsa_key(word: str) -> rsa.RSAPrivateKey:
    """The key of ``word``: at once where ``_FOUND`` knows it, else after a second or two of one core."""
    p, q = _prime(f"{word} p"), _prime(f"{word} q")
    p, q = max(p, q), min(p, q)
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    # Checking the primes again would take longer than finding them.
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def private_pem(word: str, *, pkcs1: bool = False) -> str:
    """The private key as PEM: PKCS#8, or PKCS#1 (``BEGIN RSA PRIVATE KEY``)."""
    form = serialization.PrivateFormat.TraditionalOpenSSL if pkcs1 else serialization.PrivateFormat.PKCS8
    return rsa_key(word).private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_pem(word: str) -> str:
    """The public key as PEM (``BEGIN PUBLIC KEY``)."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return rsa_key(word).public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _prime(word: str) -> int:
    half = BITS // 2
    seed = HKDF(hashes.SHA256(), half // 8, salt=b"chewutong sandbox rsa", info=word.encode()).derive(b"opens nothing")
    # The two highest bits set, so that the product has its full length.
    begin = int.from_bytes(seed) | (3 << (half - 2)) | 1
    return begin + _FOUND[word] if word in _FOUND else begin + _distance(begin)


def _distance(begin: int) -> int:
    for step in range(0, 100_000, 2):
        candidate = begin + step
        if any(candidate % small == 0 for small in _SMALL_PRIMES) or gcd(candidate - 1, EXPONENT) != 1:
            continue
        # Two bases are plenty for numbers that nobody chose against us.
        if all(pow(base, candidate - 1, candidate) == 1 for base in (2, 3)):
            return step
    raise AssertionError("no prime within a hundred thousand: choose another word")
