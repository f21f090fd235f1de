"""签名令牌: genuine, for its purpose, within its time."""

import re
from datetime import timedelta

import pytest

from backend.kit.clock import moved_by, now
from backend.kit.secrets import KeyRing, Signer, TokenExpired, TokenInvalid


@pytest.fixture
def signer(ring):
    return Signer(ring)


@pytest.fixture
def token(signer):
    return signer.sign({"deal": "ab12", "side": "买方"}, "invitation", now() + timedelta(hours=1))


def test_it_works(signer, token):
    assert signer.verify(token, "invitation") == {"deal": "ab12", "side": "买方"}


def test_it_can_stand_in_an_address(token):
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token)


def test_it_refuses_another_purpose(signer, token):
    with pytest.raises(TokenInvalid):
        signer.verify(token, "hand-over")


def test_it_refuses_an_expired_token(signer, token):
    with moved_by(timedelta(minutes=59)):
        assert signer.verify(token, "invitation")
    with moved_by(timedelta(minutes=61)), pytest.raises(TokenExpired) as refusal:
        signer.verify(token, "invitation")
    assert "过期" in refusal.value.sentence


def test_an_altered_token_is_refused_at_every_letter(signer, token):
    for place, letter in enumerate(token):
        other = "B" if letter != "B" else "C"
        altered = token[:place] + other + token[place + 1 :]
        if place == len(token) - 1 and altered.rpartition(".")[2][:-1] == token.rpartition(".")[2][:-1]:
            continue  # the last letter carries spare bits that decode alike
        with pytest.raises(TokenInvalid):
            signer.verify(altered, "invitation")


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "1.2", "1.e30.", "x.y.z", "9.e30.AAAA", "1.汉字.AAAA", "99999999999999999999.a.b", "1.a.b.c"],
)
def test_it_refuses_what_was_never_a_token(signer, text):
    with pytest.raises(TokenInvalid):
        signer.verify(text, "invitation")


def test_it_refuses_another_platform(token, tmp_path):
    with pytest.raises(TokenInvalid):
        Signer(KeyRing.open_or_create(tmp_path / "other.json")).verify(token, "invitation")


def test_a_rotation_leaves_open_links_good(ring, signer, token):
    ring.rotate()
    assert signer.verify(token, "invitation")
    assert signer.sign({}, "invitation", now()).startswith("2.")
