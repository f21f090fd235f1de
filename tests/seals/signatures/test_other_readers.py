"""What readers that are not ours say of our seals: poppler's pdfsig (NSS) and OpenSSL."""

import shutil
import subprocess
from pathlib import Path

import pytest

from backend.seals import authority_certificate, certificates_of, revocation_list, revoke
from tests.seals.clocks import QuickTime
from tests.seals.papers import STATION, paper, sealed, tool


async def test_a_reader_who_trusts_our_authority_trusts_our_seals(kit, tmp_path):
    if not shutil.which("certutil"):
        pytest.skip("certutil is not installed: apt-get install libnss3-tools")
    file, store = tmp_path / "sealed.pdf", tmp_path / "trusted"
    file.write_bytes((await sealed(kit, paper(), timestamps=QuickTime()))[0].pdf)
    (tmp_path / "ca.pem").write_text(await authority_certificate(kit))
    store.mkdir()
    tool("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    assert "Certificate is Trusted" not in tool("pdfsig", "-nssdir", f"sql:{store}", file)
    tool("certutil", "-A", "-d", f"sql:{store}", "-n", "cwt", "-t", "C,C,C", "-i", tmp_path / "ca.pem")
    told = tool("pdfsig", "-nssdir", f"sql:{store}", file)
    assert told.count("Signature is Valid") == told.count("Certificate is Trusted") == 2


@pytest.mark.parametrize("where", [b"/MediaBox", b"stream", b"/Reason"])
async def test_one_changed_byte_breaks_a_seal_for_pdfsig(kit, tmp_path, where):
    [made] = await sealed(kit, paper())
    spot = made.pdf.index(where) + 12
    file = tmp_path / "altered.pdf"
    file.write_bytes(made.pdf[:spot] + bytes([made.pdf[spot] ^ 1]) + made.pdf[spot + 1 :])
    told = tool("pdfsig", file)
    assert "Digest Mismatch" in told and "Signature is Valid" not in told


async def test_openssl_follows_the_chain_and_reads_the_list(kit, tmp_path, work_of):
    await sealed(kit, paper())
    [one] = await certificates_of(STATION)
    (tmp_path / "ca.pem").write_text(await authority_certificate(kit))
    (tmp_path / "one.pem").write_text(one.pem)
    assert _openssl(tmp_path, await revocation_list(kit)).returncode == 0
    async with work_of() as work:
        await revoke(work, one.serial, "superseded", "换发新证书")
    answer = _openssl(tmp_path, await revocation_list(kit))
    assert answer.returncode != 0 and "certificate revoked" in answer.stderr


def _openssl(folder: Path, listed: bytes) -> subprocess.CompletedProcess[str]:
    (folder / "crl.der").write_bytes(listed)
    tool("openssl", "crl", "-inform", "DER", "-in", folder / "crl.der", "-out", folder / "crl.pem")
    return subprocess.run(
        ["openssl", "verify", "-crl_check", "-CAfile", folder / "ca.pem", "-CRLfile", folder / "crl.pem",
         folder / "one.pem"],
        capture_output=True, text=True,
    )  # fmt: skip
