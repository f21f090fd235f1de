"""Keys in a PKCS#11 token: SoftHSM stands for the hardware."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_crl, load_pem_x509_certificate

from backend.kit.actor import SYSTEM
from backend.kit.tools import Kit
from backend.seals import authority_certificate, certificates_of, check_pdf, revocation_list, revoke
from backend.seals.certificates.token import Token
from backend.seals.errors import TokenTrouble
from tests.seals.clocks import QuickTime
from tests.seals.papers import STATION, paper, sealed, tool

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MODULE = next((one for one in MODULES if Path(one).is_file()), "")
PIN = "246810"

pytestmark = pytest.mark.skipif(
    not (MODULE and shutil.which("softhsm2-util")), reason="SoftHSM is not installed: apt-get install softhsm2"
)


@pytest.fixture(scope="module")
def hardware(tmp_path_factory) -> str:
    """A token with a PIN of its own; the library reads where its tokens lie when it is loaded, once a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    for label in ("cwt", "other"):
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "13579135"]
        subprocess.run(command, check=True, capture_output=True)
    return "cwt"


@pytest.fixture
def settings(settings, hardware):
    return settings.model_copy(update={"pkcs11_module": MODULE, "pkcs11_token": hardware, "pkcs11_pin": PIN})


async def test_papers_are_sealed_with_keys_that_never_leave_the_token(kit: Kit, tmp_path):
    [made] = await sealed(kit, paper(), timestamps=QuickTime())
    assert made.level == "B-LTA"
    assert (await check_pdf(kit, made.pdf)).verdict == "intact"
    (tmp_path / "sealed.pdf").write_bytes(made.pdf)
    assert tool("pdfsig", tmp_path / "sealed.pdf").count("Signature is Valid") == 2
    assert [one.key_source for one in await certificates_of(STATION)] == ["token"]


async def test_the_authority_signs_its_list_in_the_token(kit: Kit, work_of):
    [made] = await sealed(kit, paper())
    async with work_of(SYSTEM) as work:
        await revoke(work, made.serials[0], "superseded", "换发")
    root = load_pem_x509_certificate((await authority_certificate(kit)).encode())
    listed = load_der_x509_crl(await revocation_list(kit))
    assert listed.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    assert [f"{one.serial_number:X}" for one in listed] == [made.serials[0]]


def test_a_key_cannot_be_read_out(hardware):
    token = Token(MODULE, hardware, PIN)
    token.make_key("stays")
    key = token.key("stays")
    key.public_key().verify(key.sign(b"paper", ec.ECDSA(SHA256())), b"paper", ec.ECDSA(SHA256()))
    with pytest.raises(NotImplementedError, match="stays in its token"):
        key.private_numbers()


def test_a_key_that_is_not_there_is_named(hardware):
    with pytest.raises(TokenTrouble, match="does not hold one key nothing"):
        Token(MODULE, hardware, PIN).key("nothing")


def test_a_token_that_is_not_there_is_named(hardware):
    with pytest.raises(TokenTrouble, match="drawer"):
        Token(MODULE, "drawer", PIN).make_key("x")


def test_a_wrong_pin_is_sent_once(hardware):
    """A real token locks itself after a few; a job that tries for hours must not be what locks it."""
    token = Token(MODULE, "other", "000000")
    with pytest.raises(TokenTrouble, match="refuses its PIN"):
        token.make_key("x")
    with pytest.raises(TokenTrouble, match="restart"):
        token.make_key("x")
