#!/usr/bin/env python3
"""车务通 证据包离线核验程序: checks evidence packages with nothing but Python 3.8 or newer, without any network.

    python3 verify.py                      核验本文件所在的文件夹（解压后的证据包）
    python3 verify.py 证据包.zip           核验一个证据包（ZIP 或文件夹）
    python3 verify.py 甲.zip 乙.zip …      逐个核验，并核验后一份是否紧接前一份
    python3 verify.py --each 文件夹        逐个核验文件夹里的所有证据包，不要求前后相接（批量调取）
    python3 verify.py --key 公钥 …         同时要求由此公钥签名（64 位十六进制，向平台索取并自行保存）

Exit status 0: all is as it was archived; 1: not, and every altered, missing or added file is named.
This file ships inside every package as verify.py and imports nothing of the project; the platform imports it.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

MANIFEST, SIGNATURE, PUBLIC_KEY, STAMP = "manifest.json", "signature.json", "public_key.pem", "timestamp.der"
# The seals' root and the time-stamp authority's, in packages that have them.
SEAL_ROOTS, STAMP_ROOTS = "pki/ca.pem", "pki/tsa.pem"
VERSION = 2
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, ValueError)


# What is hashed and signed -------------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """JSON as it is hashed and signed: sorted names, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def merkle_root(parts: Sequence[dict[str, Any]]) -> str:
    """The Merkle root (hex) over the manifest's parts in their order, after RFC 6962 §2.1.

    Leaves begin with a zero byte and nodes with a one, so that neither can pass for the other.
    """
    return _root([hashlib.sha256(b"\x00" + canonical(part)).digest() for part in parts]).hex()


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below their number
    return hashlib.sha256(b"\x01" + _root(leaves[:left]) + _root(leaves[left:])).digest()


def manifest_message(manifest: bytes) -> bytes:
    """What the platform signs of a manifest's bytes."""
    return b"chewutong archive manifest v2\n" + manifest


def disposal_message(manifest_sha256: str, disposed: list[dict[str, str]]) -> bytes:
    """What the platform signs about parts that were deleted on purpose after the archive was closed."""
    return b"chewutong archive disposals v2\n" + canonical([manifest_sha256, disposed])


def written(value: Any) -> bytes:
    """JSON as it stands in a package's own files."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def public_key_pem(public_key: bytes) -> bytes:
    """The 32 bytes of an Ed25519 key as others' tools read it (RFC 8410)."""
    body = b64encode(bytes.fromhex("302a300506032b6570032100") + public_key).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()


# Ed25519, after the reference code of RFC 8032 §6 --------------------------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: tuple[int, ...]) -> tuple[int, ...]:
    total: tuple[int, ...] = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    if square % P == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def _point(raw: bytes) -> tuple[int, ...] | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


# The base point, y = 4/5 and x even.
_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) over ``message`` was made with the key of ``public_key`` (32 bytes)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, point, s = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or point is None or _BASE is None or s >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % Q
    left, right = _times(s, _BASE), _add(point, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# RFC 3161 time-stamps, as far as the standard library goes ------------------------------------------------------------


def stamped(token: bytes) -> tuple[bytes, str]:
    """(the hash, the time as YYYYMMDDhhmmssZ) that a time-stamp token states; ValueError for what is none.

    Reads what it says and not who signed it: that takes the authority's certificate and, for instance, openssl.
    """
    try:
        signed_data = _inside(_inside(_inside(token)[0][1])[1][1])[0][1]
        info = _inside(_inside(_inside(_inside(_inside(signed_data)[2][1])[1][1])[0][1])[0][1])
        return _inside(info[2][1])[1][1], info[4][1].decode("ascii")
    except IndexError:
        raise ValueError("not a time-stamp token") from None


def _inside(data: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each DER element of ``data``."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 127:
            digits = length - 128
            length, at = int.from_bytes(data[at : at + digits], "big"), at + digits
        if at + length > len(data):
            raise ValueError("cut short")
        found.append((tag, data[at : at + length]))
        at += length
    return found


# Reading a package ---------------------------------------------------------------------------------------------------


class Package:
    """The files of a ZIP or folder by name; ``None`` for one that cannot be read. ``doubled`` are names met twice."""

    def __init__(self, place: Path) -> None:
        self.files: dict[str, bytes | None] = {}
        self.doubled: list[str] = []
        if place.is_dir():
            for path in sorted(place.rglob("*")):
                if path.is_file():
                    self.files[path.relative_to(place).as_posix()] = path.read_bytes()
            return
        with zipfile.ZipFile(place) as opened:
            for entry in opened.infolist():
                if entry.filename in self.files:
                    self.doubled.append(entry.filename)
                try:
                    self.files[entry.filename] = opened.read(entry)
                except UNREADABLE:
                    self.files[entry.filename] = None


def check(package: Package, trusted: str | None = None) -> tuple[dict[str, Any] | None, list[str], list[str]]:
    """(manifest or None, what is wrong as sentences, remarks). ``trusted`` is the one public key to accept, in hex."""
    files, wrong = package.files, [f"多出：{name}（同名文件出现两次）" for name in package.doubled]
    raw, seal = files.get(MANIFEST), _read_json(files.get(SIGNATURE))
    if raw is None:
        return None, [*wrong, f"缺失：{MANIFEST}" if MANIFEST not in files else f"被改动：{MANIFEST}（无法读出）"], []
    if SIGNATURE not in files:
        wrong.append(f"缺失：{SIGNATURE}")
    else:
        wrong += _check_seal(files, raw, seal, trusted)
    manifest = _read_json(raw)
    try:
        if manifest["version"] != VERSION:
            return None, [*wrong, f"{MANIFEST} 的版本是 {manifest['version']}，本程序只认第 {VERSION} 版"], []
        if merkle_root(manifest["parts"]) != manifest["root"]:
            wrong.append(f"被改动：{MANIFEST}（默克尔根与目录不符）")
        key = bytes.fromhex(manifest["key"]["public_key"])
        if files.get(PUBLIC_KEY) != public_key_pem(key):
            wrong.append(f"{'被改动' if PUBLIC_KEY in files else '缺失'}：{PUBLIC_KEY}")
        if seal is not None and seal.get("public_key") != manifest["key"]["public_key"]:
            wrong.append(f"被改动：{SIGNATURE}（公钥与目录所记不同）")
        disposed = _disposed(raw, seal, key)
        own = {MANIFEST, SIGNATURE, PUBLIC_KEY} | ({STAMP} if seal and "timestamp_sha256" in seal else set())
        wrong += _check_parts(files, manifest["parts"], disposed, own)
        remarks = [f"已依法销毁，不在包内：{name}（{at}）" for name, at in sorted(disposed.items())]
        if seal and "timestamp_sha256" in seal:
            _check_stamp(files, seal["timestamp_sha256"], raw, wrong, remarks)
        if SEAL_ROOTS in files:
            remarks.append(
                f"文书上的电子印章由 {SEAL_ROOTS} 签发：请与平台公布的根证书核对，再用 PDF 阅读器或 pdfsig 验"
            )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None, [*wrong, f"被改动：{MANIFEST}（内容不合格式）"], []
    return manifest, wrong, remarks


def _check_seal(files: dict[str, bytes | None], raw: bytes, seal: Any, trusted: str | None) -> list[str]:
    try:
        key, signature = bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"])
        signed = signed_by(key, manifest_message(raw), signature)
        same = seal["manifest_sha256"] == hashlib.sha256(raw).hexdigest()
        if not signed and not same:
            return [f"被改动：{MANIFEST}（与签名时的摘要不符）"]
        # The file is compared as the platform writes it, because hexadecimal digits can be written in two ways.
        spelt = written(seal) == files[SIGNATURE] and signature.hex() == seal["signature"]
        if not (signed and same and spelt and seal["algorithm"] == "Ed25519"):
            return [f"被改动：{SIGNATURE}（签名不成立）"]
    except (KeyError, TypeError, ValueError):
        return [f"被改动：{SIGNATURE}（内容不合格式）"]
    if trusted and key.hex() != trusted.lower():
        return [f"不是所要求的公钥签的名：包内公钥为 {key.hex()}"]
    return []


def _disposed(raw: bytes, seal: Any, key: bytes) -> dict[str, str]:
    """path -> when, of parts whose disposal the platform signed."""
    if not seal or not seal.get("disposed"):
        return {}
    message = disposal_message(hashlib.sha256(raw).hexdigest(), seal["disposed"])
    if not signed_by(key, message, bytes.fromhex(seal["disposed_signature"])):
        return {}
    return {one["path"]: one["at"] for one in seal["disposed"]}


def _check_stamp(files: dict[str, bytes | None], digest: str, raw: bytes, wrong: list[str], remarks: list[str]) -> None:
    token = files.get(STAMP)
    try:
        if token is None or hashlib.sha256(token).hexdigest() != digest:
            raise ValueError
        stated, moment = stamped(token)
        if stated != hashlib.sha256(raw).digest():
            raise ValueError
        told = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]} {moment[8:10]}:{moment[10:12]}:{moment[12:14]} UTC"
        roots = STAMP_ROOTS if STAMP_ROOTS in files else "签发机构的根证书.pem"
        remarks += [
            f"时间戳：{told}，对应本包的目录。签发机构的签名本程序不核对，请在解压后的文件夹里运行（显示 OK 即成立）：",
            f"  openssl ts -verify -token_in -in {STAMP} -data {MANIFEST} -CAfile {roots}",
        ]
    except ValueError:
        wrong.append(f"{'缺失' if token is None else '被改动'}：{STAMP}（时间戳）")


def _check_parts(
    files: dict[str, bytes | None], parts: list[dict[str, Any]], disposed: dict[str, str], own: set[str]
) -> list[str]:
    wrong: list[str] = []
    for part in parts:
        name, label = part["path"], f"{part['path']}（{part['title']}）"
        data = files.get(name)
        if name not in files:
            wrong += [] if name in disposed else [f"缺失：{label}"]
        elif data is None:
            wrong.append(f"被改动：{label}，内容已损坏，无法读出")
        elif len(data) != part["size"] or hashlib.sha256(data).hexdigest() != part["sha256"]:
            wrong.append(f"被改动：{label}")
    known = {part["path"] for part in parts} | own
    return wrong + [f"多出：{name}" for name in sorted(files.keys() - known)]


def _read_json(raw: bytes | None) -> Any:
    try:
        return json.loads(raw) if raw is not None else None
    except ValueError:
        return None


# The command ---------------------------------------------------------------------------------------------------------


def verify(
    places: list[Path], trusted: str | None = None, say: Callable[[str], None] = print, *, each: bool = False
) -> int:
    """Check every package and, unless ``each`` stands alone, that it follows the one before it; the exit status."""
    status, before, digest_before = 0, "", ""
    for place in places:
        manifest: dict[str, Any] | None = None
        wrong: list[str] = []
        remarks: list[str] = []
        digest = ""
        try:
            package = Package(place)
            manifest, wrong, remarks = check(package, trusted)
            digest = hashlib.sha256(package.files.get(MANIFEST) or b"").hexdigest()
        except UNREADABLE as trouble:
            wrong = [f"无法打开，不是完整的证据包：{trouble}"]
        if manifest and before and not each and manifest["previous"] != digest_before:
            wrong.append(f"不相连：它之前应是 {manifest['previous']}，而 {before} 是 {digest_before}")
        _tell(place.name, manifest, wrong, remarks, say)
        status = 1 if wrong else status
        before, digest_before = place.name, digest
    return status


def _tell(
    name: str, manifest: dict[str, Any] | None, wrong: list[str], remarks: list[str], say: Callable[[str], None]
) -> None:
    if wrong or manifest is None:
        say(f"不符：{name}，{len(wrong)} 处与归档时不一致")
    else:
        say(f"完好：{name}，编号 {manifest['number']}，{len(manifest['parts'])} 件，归档于 {manifest['closed_at']}")
    for line in wrong + remarks:
        say(f"  {line}")
    if manifest:
        say(f"  签名公钥：{manifest['key']['public_key']}（请与平台公布的公钥核对）")


def main(arguments: list[str]) -> int:
    """Run the command; exit status 0, 1, or 2 for a wrong call."""
    trusted: str | None = None
    each = False
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    while arguments and arguments[0].startswith("--"):
        if arguments[0] == "--each":
            each, arguments = True, arguments[1:]
        elif arguments[0] == "--key" and len(arguments) > 1:
            trusted, arguments = arguments[1], arguments[2:]
        else:
            print("--key 之后应为公钥" if arguments[0] == "--key" else f"不认识 {arguments[0]}", file=sys.stderr)
            return 2
    places = [Path(name) for name in arguments] or [Path(__file__).resolve().parent]
    if each:
        places = [found for place in places for found in _packages_in(place)]
    return verify(places, trusted, each=each)


def _packages_in(place: Path) -> list[Path]:
    """The ZIPs of a folder that is no package itself; anything else as it is."""
    if place.is_dir() and not (place / MANIFEST).exists():
        return sorted(place.rglob("*.zip")) or [place]
    return [place]


def run() -> int:
    """The command; whoever stops reading (``| head``) ends it without a complaint, as other programs end."""
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is for nobody
        return 141  # as the shell calls a program that SIGPIPE ended: neither "whole" nor "altered"
    return status


if __name__ == "__main__":
    sys.exit(run())
