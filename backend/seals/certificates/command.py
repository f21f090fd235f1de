"""``cwt keys init``: the certificate authority, made before anybody needs it (建立签章根证书)."""

import sys

from cryptography.hazmat.primitives.hashes import SHA256

from backend.kit.clock import local
from backend.kit.tools import Kit
from backend.seals.certificates.authority import Holder, ensure_authority, holder_for_platform, renew_authority
from backend.seals.certificates.keys import TOKEN
from backend.seals.errors import SealRevoked, TokenTrouble


async def init(kit: Kit, *, renew: bool) -> int:
    """Make the authority and the platform's certificate where they are not there yet, and tell how to know them.

    With ``renew`` a new authority follows the present one, for a root whose key may be known to others: every station
    gets its next certificate from the new one when it next seals. Exit status 1 when the token fails.
    """
    try:
        if renew:
            await renew_authority(kit)
        _tell(await ensure_authority(kit))
        await holder_for_platform(kit)
    except (TokenTrouble, SealRevoked) as no:
        print(f"未能建立签章根证书：{no}", file=sys.stderr)
        return 1
    return 0


def _tell(authority: Holder) -> None:
    certificate = authority.certificate
    where = "PKCS#11 密码设备" if authority.key.source == TOKEN else f"密钥环第 {authority.key.version} 版"
    print(f"签章根证书：{authority.name}")
    print(f"  序列号  {authority.serial}")
    print(f"  指纹    SHA-256 {certificate.fingerprint(SHA256()).hex(':').upper()}")
    print(f"  有效期  至 {local(certificate.not_valid_after_utc):%Y-%m-%d}")
    print(f"  私钥    {where}")
    print("  公开    /pki/ca.pem（证书）、/pki/crl.der（吊销列表）。请通过官网等另一途径公布指纹，供验章的人核对。")
