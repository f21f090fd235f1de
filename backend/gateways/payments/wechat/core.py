"""SDK 的内核，加上它缺的守卫: wechatpayv3's own core, with the checks that INTEGRATIONS §2.3 shows it lacks.

What it does itself: build and sign requests, decrypt. What is added: the gateway in either mode, which key an answer
may be signed with (public key and certificates side by side, certificates fetched anew when an unknown one signs),
freshness, and bills that stream into a file.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from wechatpayv3.core import Core
from wechatpayv3.utils import aes_decrypt, build_authorization, load_certificate, rsa_verify

from backend.gateways.payments.merchants import WechatMerchant
from backend.gateways.payments.wechat.keys import KEY_ID_HEAD, Keys, certificate_number
from backend.kit import clock
from backend.kit.errors import VendorTrouble

SERVICE: Final = "wechatpay"
SCHEME: Final = "WECHATPAY2-SHA256-RSA2048"
# Tencent asks with such signatures whether we check them at all; they must fail. INTEGRATIONS §2.1.
PROBE: Final = "WECHATPAY/SIGNTEST/"
FRESH_S: Final = 300
# An unknown serial may be a forgery: certificates are asked for at most this often.
REFETCH_EVERY_S: Final = 60
# A day of a million payments is about 30 MB packed and 260 MB unpacked.
LARGEST_BILL: Final = 2_000_000_000
CHUNK: Final = 1 << 18


class Unproven(Exception):
    """Something that WeChat Pay did not sign, or not as we can tell; ``reason`` as in ``ForgedNotice``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


class GuardedCore(Core):  # type: ignore[misc]  # the SDK has no types
    """The SDK's core for one merchant."""

    def __init__(self, merchant: WechatMerchant, keys: Keys, timeout: tuple[float, float]) -> None:
        # Read by _init_certificates, which the SDK's constructor calls in certificate mode.
        self._configured = keys.certificates
        super().__init__(
            mchid=merchant.mchid,
            cert_serial_no=merchant.serial,
            private_key=keys.private_pem,
            apiv3_key=merchant.api_v3_key,
            timeout=timeout,
            public_key=keys.platform_pem or None,
            public_key_id=merchant.platform_key_id if keys.platform_pem else None,
        )
        self._gate_way = merchant.gateway.rstrip("/")
        self._init_certificates()
        self._fetching, self._fetched_at = Lock(), float("-inf")

    def _init_certificates(self) -> None:
        """The certificates that were configured; the SDK would ask for them here, before its address can be set."""
        self._certificates = list(self._configured)

    def request(self, path: str, *args: Any, **more: Any) -> tuple[int, str | bytes]:
        """The SDK's own, naming a certificate where there is no public key: answers are signed with the kind named."""
        if not self._public_key_id and self._certificates:
            newest = max(self._certificates, key=lambda certificate: certificate.not_valid_after_utc)
            more["headers"] = {"Wechatpay-Serial": certificate_number(newest)}
        answer: tuple[int, str | bytes] = super().request(path, *args, **more)
        return answer

    def _verify_signature(self, headers: Mapping[str, str], body: str | bytes) -> bool:
        """True for an answer signed with one of WeChat Pay's keys within five minutes; else raises ``Unproven``."""
        self.prove(headers, body, fetch=True)
        return True

    def prove(self, headers: Mapping[str, str], body: str | bytes, *, fetch: bool) -> None:
        """The same for notices; with ``fetch`` an unknown certificate is asked for at once, which may block."""
        said = {name.lower(): value for name, value in headers.items()}
        signature = said.get("wechatpay-signature", "")
        if signature.startswith(PROBE):
            raise Unproven("probe")
        if not signature or said.get("wechatpay-signature-type") != SCHEME:
            raise Unproven("signature", "unsigned" if not signature else "scheme")
        timestamp = said.get("wechatpay-timestamp", "")
        if not timestamp.isdigit() or abs(clock.now().timestamp() - int(timestamp[:12])) > FRESH_S:
            raise Unproven("stale")
        key = self._key(said.get("wechatpay-serial", ""), fetch=fetch)
        text = body.decode() if isinstance(body, bytes) else body
        if not rsa_verify(timestamp, said.get("wechatpay-nonce", ""), text, signature, key):
            raise Unproven("signature")

    def _key(self, serial: str, *, fetch: bool) -> rsa.RSAPublicKey:
        if serial and serial == self._public_key_id:
            return self._public_key  # type: ignore[no-any-return]
        found = self._listed(serial)
        if found is None and fetch and self.may_fetch(serial):
            self.fetch_certificates()
            found = self._listed(serial)
        if found is None:
            raise Unproven("key", f"configured {self._known()}, needed {serial[:64] or 'none'}")
        return found

    def _listed(self, serial: str) -> rsa.RSAPublicKey | None:
        now = clock.now()
        for certificate in self._certificates:
            good = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
            if good and certificate_number(certificate) == serial.upper().lstrip("0"):
                key = certificate.public_key()
                return key if isinstance(key, rsa.RSAPublicKey) else None
        return None

    def _known(self) -> str:
        numbers = [certificate_number(certificate) for certificate in self._certificates]
        return " ".join(filter(None, (self._public_key_id, *numbers)))

    def may_fetch(self, serial: str) -> bool:
        """Whether asking for certificates may bring ``serial``: at most once a minute, never for a public key."""
        if serial.startswith(KEY_ID_HEAD):
            return False
        with self._fetching:
            if clock.monotonic() - self._fetched_at < REFETCH_EVERY_S:
                return False
            self._fetched_at = clock.monotonic()
            return True

    def fetch_certificates(self) -> None:
        """The certificates in force. Only who knows our API v3 key can have written them; failing leaves the old."""
        with suppress(requests.RequestException, ValueError, LookupError, TypeError, AttributeError):
            code, message = self.request("/v3/certificates", skip_verify=True)
            if code != 200:
                return
            fetched = [self._opened(listed["encrypt_certificate"]) for listed in json.loads(message)["data"]]
            fresh = [certificate for certificate in fetched if certificate is not None]
            kept = [old for old in self._configured if old.serial_number not in {new.serial_number for new in fresh}]
            # One assignment: other threads see the old list or the new one.
            self._certificates = [*fresh, *kept]

    def _opened(self, sealed: Mapping[str, str]) -> x509.Certificate | None:
        text = aes_decrypt(sealed["nonce"], sealed["ciphertext"], sealed["associated_data"], self._apiv3_key)
        loaded: x509.Certificate | None = load_certificate(text) if text else None
        return loaded

    def download(self, path: str, into: Path, sha1: str) -> None:
        """Write a packed bill into ``into``, unpacked; ``VendorTrouble`` unless it is whole and has that hash."""
        headers = {
            "Accept": "application/json",
            "User-Agent": "chewutong",
            "Authorization": build_authorization(path, "GET", self._mchid, self._cert_serial_no, self._private_key),
        }
        partial = into.with_name(f"{into.name}.part")
        hashed = hashlib.sha1(usedforsecurity=False)
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            with (
                requests.get(self._gate_way + path, headers=headers, timeout=self._timeout, stream=True) as answer,
                partial.open("wb") as file,
            ):
                if answer.status_code != 200:
                    raise trouble(answer.status_code, said(answer.text).get("code"))
                for chunk in answer.iter_content(CHUNK):
                    plain = unpack.decompress(chunk)
                    hashed.update(plain)
                    if file.tell() + len(plain) > LARGEST_BILL:
                        raise VendorTrouble(SERVICE, "bill too large", retry=False)
                    file.write(plain)
            if not unpack.eof:
                raise VendorTrouble(SERVICE, "bill cut short", retry=True)
            if hashed.hexdigest() != sha1.lower():
                raise VendorTrouble(SERVICE, "bill hash", retry=True)
            partial.replace(into)
        except zlib.error:
            raise VendorTrouble(SERVICE, "bill not packed", retry=True) from None
        finally:
            partial.unlink(missing_ok=True)


def trouble(status: int, code: object) -> VendorTrouble:
    """What an answer means that says neither yes nor no: asking again later may help after a 5xx or a 429."""
    reason = code[:60] if isinstance(code, str) else f"HTTP {status}"
    return VendorTrouble(SERVICE, reason, retry=status >= 500 or status in (202, 408, 429))


def said(text: str | bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
