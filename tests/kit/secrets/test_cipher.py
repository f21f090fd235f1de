"""加密封存: what was sealed opens, in its own place only, and every changed byte is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.secrets import Cipher, KeyMissing, KeyRing, SealBroken


def test_it_works(cipher):
    sealed = cipher.seal("身份证照片".encode(), b"objects/ab")
    assert cipher.open(sealed, b"objects/ab") == "身份证照片".encode()


def test_nothing_of_the_plain_bytes_shows(cipher):
    sealed = cipher.seal(b"13800000000" * 9, b"x")
    assert b"138" not in sealed
    assert len(sealed) == 99 + 96


def test_the_same_bytes_seal_differently_every_time(cipher):
    assert cipher.seal(b"same", b"x") != cipher.seal(b"same", b"x")
    assert cipher.seal_text("same", "x") != cipher.seal_text("same", "x")


def test_it_refuses_an_object_moved_to_another_place(cipher):
    sealed = cipher.seal(b"picture", b"objects/ab")
    with pytest.raises(SealBroken):
        cipher.open(sealed, b"objects/cd")


def test_every_flipped_bit_is_noticed(cipher):
    sealed = cipher.seal(b"picture", b"x")
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises((SealBroken, KeyMissing)):
            cipher.open(altered, b"x")


def test_every_shortened_object_is_noticed(cipher):
    sealed = cipher.seal(b"picture", b"x")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            cipher.open(sealed[:length], b"x")


def test_every_flipped_bit_of_a_cell_is_noticed(cipher):
    sealed = cipher.seal_cell(b"name", b"people.name")
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises((SealBroken, KeyMissing)):
            cipher.open_cell(altered, b"people.name")


def test_it_refuses_another_ring(cipher, tmp_path):
    other = Cipher(KeyRing.open_or_create(tmp_path / "other.json"))
    with pytest.raises(SealBroken):
        other.open(cipher.seal(b"picture", b"x"), b"x")
    with pytest.raises(SealBroken):
        other.open_text(cipher.seal_text("text", "x"), "x")


def test_what_was_sealed_before_a_rotation_still_opens(ring, cipher):
    sealed, text = cipher.seal(b"picture", b"x"), cipher.seal_text("陈", "people.name")
    ring.rotate()
    assert cipher.open(sealed, b"x") == b"picture"
    assert cipher.open_text(text, "people.name") == "陈"
    assert cipher.version_of(cipher.seal(b"new", b"x")) == 2
    assert cipher.cell_version_of(cipher.seal_cell(b"new", b"x")) == 2


def test_rewrapping_changes_the_wrapped_key_and_not_the_body(ring, cipher):
    sealed = cipher.seal(b"picture" * 1000, b"x")
    ring.rotate()
    moved = cipher.rewrap(sealed)
    assert cipher.version_of(moved) == 2
    assert moved[-7000:] == sealed[-7000:]
    assert cipher.open(moved, b"x") == b"picture" * 1000
    assert cipher.rewrap(moved) == moved


def test_a_rewrapped_object_still_belongs_to_its_place(ring, cipher):
    sealed = cipher.seal(b"picture", b"x")
    ring.rotate()
    with pytest.raises(SealBroken):
        cipher.open(cipher.rewrap(sealed), b"y")


def test_another_process_opens_what_a_rotation_made_newer(ring, tmp_path):
    running = Cipher(KeyRing.open_or_create(tmp_path / "keys.json"))
    ring.rotate()
    assert running.open(Cipher(ring).seal(b"picture", b"x"), b"x") == b"picture"


@pytest.mark.parametrize("text", ["", "plain", "!!!!", "汉字", "AAAA" * 30])
def test_it_refuses_text_that_was_never_sealed(cipher, text):
    with pytest.raises((SealBroken, KeyMissing)):
        cipher.open_text(text, "x")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Cipher(KeyRing.open_or_create(tmp_path_factory.mktemp("ring") / "keys.json"))


@given(plain=st.binary(max_size=300), context=st.binary(max_size=40), text=st.text(max_size=60))
def test_whatever_goes_in_comes_out(shared, plain, context, text):
    assert shared.open(shared.seal(plain, context), context) == plain
    assert shared.open_text(shared.seal_text(text, "列"), "列") == text
