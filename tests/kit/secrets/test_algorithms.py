"""两种算法: SM4-GCM as published, both read always, and what older programs sealed."""

import base64
import json

import pytest

from backend.kit.secrets import Cipher, KeyMissing, KeyRing, SealBroken, choose_cipher
from backend.kit.secrets.algorithms import Sm4Gcm
from backend.kit.secrets.cipher import Mark, mark_of

AES, SM4 = b"CWT\x01", b"CWT\x02"


@pytest.fixture(params=["aes", "sm4"])
def either(request, ring):
    return Cipher(ring, request.param)


class TestSm4:
    """RFC 8998, appendix A.1."""

    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound_to = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex("".join(two * 8 for two in ("AA", "BB", "CC", "DD", "EE", "FF", "EE", "AA")))
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )

    def test_it_is_the_published_one(self):
        assert Sm4Gcm(self.key).encrypt(self.nonce, self.plain, self.bound_to) == self.sealed
        assert Sm4Gcm(self.key).decrypt(self.nonce, self.sealed, self.bound_to) == self.plain


class TestEither:
    def test_it_works(self, either):
        assert either.open(either.seal("照片".encode(), b"x"), b"x") == "照片".encode()
        assert either.open(either.seal("照片".encode(), b"x", repeatable=True), b"x") == "照片".encode()
        assert either.open_text(either.seal_text("陈", "people.name"), "people.name") == "陈"
        assert len(either.seal(b"13800000000" * 9, b"x")) == 99 + 96

    def test_every_flipped_bit_is_noticed(self, either):
        for sealed, opened in (
            (either.seal(b"picture", b"x"), either.open),
            (either.seal_cell(b"a", b"x"), either.open_cell),
        ):
            for place in range(len(sealed)):
                altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
                with pytest.raises((SealBroken, KeyMissing)):
                    opened(altered, b"x")

    def test_every_shortened_one_is_noticed(self, either):
        sealed, cell = either.seal(b"picture", b"x"), either.seal_cell(b"a", b"x")
        for length in range(len(cell)):
            with pytest.raises(SealBroken):
                either.open_cell(cell[:length], b"x")
        for length in range(len(sealed)):
            with pytest.raises(SealBroken):
                either.open(sealed[:length], b"x")

    def test_rewrapping_keeps_the_cipher(self, either, ring):
        sealed = either.seal(b"picture", b"x")
        cipher = mark_of(sealed).cipher
        ring.rotate()
        for new in ("aes", "sm4"):
            moved = Cipher(ring, new).rewrap(sealed)
            assert mark_of(moved) == Mark(2, cipher)
            assert moved[-35:] == sealed[-35:]
            assert Cipher(ring, new).open(moved, b"x") == b"picture"


def test_what_one_sealed_the_other_opens(ring):
    aes, sm4 = Cipher(ring, "aes"), Cipher(ring, "sm4")
    assert aes.seal(b"x", b"y").startswith(AES)
    assert sm4.seal(b"x", b"y").startswith(SM4)
    assert sm4.open(aes.seal(b"x", b"y"), b"y") == b"x"
    assert aes.open(sm4.seal(b"x", b"y"), b"y") == b"x"
    assert aes.open_cell(sm4.seal_cell(b"x", b"y"), b"y") == b"x"


def test_one_cannot_pass_for_the_other(ring):
    sealed = Cipher(ring, "aes").seal(b"picture", b"x")
    with pytest.raises(SealBroken):
        Cipher(ring).open(SM4 + sealed[4:], b"x")


def test_the_choice_of_the_process_seals_new_data(ring):
    cipher = Cipher(ring)
    try:
        choose_cipher("sm4")
        assert mark_of(cipher.seal(b"x", b"y")).cipher == "sm4"
    finally:
        choose_cipher("aes")
    assert mark_of(cipher.seal(b"x", b"y")).cipher == "aes"


def test_what_was_sealed_before_there_was_a_choice_still_opens(tmp_path):
    """Made by the program of commit 2f11ecb, under a ring file as it wrote it."""

    def key(start):
        return base64.b64encode(bytes(range(start, start + 32))).decode()

    ring = {
        "format": 1,
        "ring_id": "0123456789abcdefghjk",
        "current": 1,
        "versions": {"1": {"made_at": "2026-01-01T00:00:00+00:00", "encryption": key(0), "signing": key(32)}},
        "blind_index": key(64),
        "audit_salt": key(96),
    }
    (tmp_path / "old.json").write_text(json.dumps(ring))
    cipher = Cipher(KeyRing(tmp_path / "old.json"))
    sealed = (
        "43575401000000018134a06715cda3beca72baa36f2b5919537b2ab61de0930b6f994fa0499861339345cd46a89e62c78744c6394a"
        "6480ac426e8e942ba93de18e25c76ce763aee2c91e730919cd24535fb99e8efc30d4c15b28faf98c40a448543759d4065737991c"
    )
    assert cipher.open(bytes.fromhex(sealed), b"evidence/a") == "旧文件".encode()
    cell = "AgAAAAFtmpMeUhnnTEO40pZjZyDiwy6ILeZsVnbG5SbW-5kYWpozuPTW"
    assert cipher.open_text(cell, "people.name") == "旧单元"
