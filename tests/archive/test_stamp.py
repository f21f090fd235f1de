"""The time-stamp over an archive's manifest: an authority's word, kept beside it, checked by both verifiers."""

import asyncio
import io
import subprocess
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from cryptography import x509

from backend.archive import check_stamp, evidence_package, root_materials, verify_all
from backend.archive.jobs import keep
from backend.archive.models import Archive
from backend.archive.package import offline
from backend.gateways.timestamps import Rfc3161, TimeStampConfig
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun
from backend.seals import authority_certificate
from backend.serving import SANDBOX_ROOT
from tests.archive.shelf import shelve
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


@dataclass
class Tools:
    kit: Any
    timestamps: Any


@pytest.fixture
async def stamps(sandbox):
    config = TimeStampConfig(f"{sandbox.url}/tsa", SANDBOX_ROOT.read_bytes(), connect_timeout_s=1, read_timeout_s=1)
    opened = Rfc3161(config)
    yield opened
    await opened.close()


async def kept(kit, work_of, stamps, transfer: str = "t1") -> Archive:
    row = await Archive.get_or_none(transfer=transfer)
    archive = row.public_id if row else (await shelve(kit, work_of, transfer, more=await root_materials(stamps))).id
    await keep(JobRun("archive.keep", archive, {"archive": archive}, 0, Tools(kit, stamps)))
    return await Archive.get(transfer=transfer)


async def test_it_works_and_both_verifiers_say_so(kit, work_of, stamps, tmp_path):
    row = await kept(kit, work_of, stamps)
    assert abs((row.stamped_at - clock.now()).total_seconds()) < 60
    assert (await verify_all(kit)).wrong == ""
    checked = await check_stamp(kit, stamps, "t1")
    assert checked and checked.intact and checked.trusted
    place = tmp_path / "t1.zip"
    place.write_bytes((await evidence_package(kit, "t1")).data)
    said: list[str] = []
    assert offline.verify([place], say=said.append) == 0
    assert any(line.strip().startswith(f"时间戳：{row.stamped_at:%Y-%m-%d %H:%M:%S} UTC") for line in said), said
    # And a tool that is not ours accepts the authority's signature, by the very command that was told.
    with zipfile.ZipFile(place) as package:
        package.extractall(tmp_path)
    command = next(line for line in said if line.strip().startswith("openssl ")).split()
    done = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr


async def test_the_roots_that_there_are_go_along(kit, work_of, stamps):
    """Both as others published them, and none is made for the purpose."""
    assert await root_materials(None) == []
    published = await authority_certificate(kit)
    seals, stamp = await root_materials(stamps)
    assert (seals.path, (seals.data or b"").decode()) == (offline.SEAL_ROOTS, published)
    assert (stamp.path, certificates(stamp.data)) == (offline.STAMP_ROOTS, certificates(SANDBOX_ROOT.read_bytes()))
    await shelve(kit, work_of, "t1", more=[seals, stamp])
    package = await evidence_package(kit, "t1")
    assert (await evidence_package(kit, "t1")).data == package.data
    with zipfile.ZipFile(io.BytesIO(package.data)) as opened:
        assert opened.read(offline.SEAL_ROOTS).decode() == published


def certificates(pem: bytes | None) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem or b"")


async def test_an_authority_that_is_down_delays_the_stamp_and_not_the_package(kit, work_of, stamps, sandbox):
    sandbox.misbehave("timestamps", "server_error", 1)
    with pytest.raises(VendorTrouble):
        await kept(kit, work_of, stamps)
    row = await Archive.get(transfer="t1")
    assert (row.stamped_at, row.packed_at is None) == (None, False)
    assert (await verify_all(kit)).wrong == ""
    row = await kept(kit, work_of, stamps)
    assert row.stamped_at
    assert offline.STAMP.encode() in await kit.vault.get(row.package_object)
    assert (await verify_all(kit)).wrong == ""


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"stamp_object": "", "stamp_sha256": "", "stamped_at": None}, "登记的时间戳与审计链不符"),
        ({"stamp_sha256": "0" * 64}, "登记的时间戳与审计链不符"),
        ({"stamped_at": clock.now()}, "登记的时间戳与审计链不符"),
    ],
)
async def test_an_altered_row_is_found(kit, work_of, stamps, change, wrong):
    await kept(kit, work_of, stamps)
    await Archive.filter(transfer="t1").update(**change)
    assert (await verify_all(kit)).wrong == wrong


async def test_anothers_token_does_not_fit(kit, work_of, stamps, tmp_path):
    """In the platform, and in the package."""
    row = await kept(kit, work_of, stamps)
    place = tmp_path / "t1.zip"
    place.write_bytes((await evidence_package(kit, "t1")).data)
    other = (await stamps.stamp(sha256(b"another").digest())).token
    await kit.objects.put(row.stamp_object, other, replace=True)
    assert (await verify_all(kit)).wrong == "时间戳与目录不符"
    with zipfile.ZipFile(place) as package:
        files = {name: package.read(name) for name in package.namelist()}
    for token in (other, files[offline.STAMP][:-1], b"", None):
        changed = {name: data for name, data in files.items() if name != offline.STAMP}
        changed |= {offline.STAMP: token} if token is not None else {}
        with zipfile.ZipFile(place, "w") as package:
            for name, data in changed.items():
                package.writestr(name, data)
        said: list[str] = []
        assert offline.verify([place], say=said.append) == 1
        assert any(offline.STAMP in line for line in said), said
