"""The platform's signature: one key a version of the ring, also of rings made before there was one."""

from pathlib import Path

import pytest

from backend.kit.secrets import KeyMissing, KeyRing, Notary


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.open_or_create(tmp_path / "ring.json")


def test_it_works(ring):
    notary = Notary(ring)
    signature = notary.sign(b"message", notary.current)
    assert notary.verify(b"message", signature, 1)
    assert len(signature) == 64
    assert len(notary.public_key(1)) == 32


def test_another_process_has_the_same_key(ring, tmp_path):
    again = Notary(KeyRing(tmp_path / "ring.json"))
    assert again.public_key(1) == Notary(ring).public_key(1)


def test_after_a_rotation_old_signatures_hold_and_new_ones_have_a_new_key(ring):
    notary = Notary(ring)
    before = notary.sign(b"message", notary.current)
    ring.rotate()
    assert notary.current == 2
    assert notary.verify(b"message", before, 1)
    assert notary.public_key(1) != notary.public_key(2)


@pytest.mark.parametrize(("message", "version"), [(b"Message", 1), (b"message", 9)])
def test_it_refuses_another_message_and_an_unknown_version(ring, message, version):
    notary = Notary(ring)
    assert not notary.verify(message, notary.sign(b"message", 1), version)


def test_it_refuses_one_flipped_bit(ring):
    notary = Notary(ring)
    signature = notary.sign(b"message", 1)
    for at in range(64):
        broken = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not notary.verify(b"message", broken, 1)


def test_a_version_that_is_gone_cannot_sign(ring):
    with pytest.raises(KeyMissing):
        Notary(ring).sign(b"message", 7)
