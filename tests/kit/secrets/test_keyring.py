"""密钥环: made once, rotated without loss, never made anew over data."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from backend.kit import files
from backend.kit.clock import now
from backend.kit.errors import Fault, VendorTrouble
from backend.kit.secrets import (
    Cipher,
    KeyMissing,
    KeyRing,
    KeyRingBroken,
    KeyRingLocked,
    Signer,
    TokenInvalid,
    install_ring_lock,
)


def test_it_works(tmp_path):
    path = tmp_path / "var" / "keys.json"
    ring = KeyRing.open_or_create(path)
    again = KeyRing.open_or_create(path)
    assert again.keys() == ring.keys()
    assert again.ring_id == ring.ring_id
    assert (again.current, again.versions) == (1, [1])


def test_every_key_is_its_own(ring):
    keys = {ring.keys().encryption, ring.keys().signing, ring.blind_index_key, ring.audit_salt}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}


def test_only_its_owner_can_read_the_file(ring, tmp_path):
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    ring.rotate()
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_it_leaves_no_draft_behind(ring, tmp_path):
    ring.rotate()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["keys.json", "keys.json.lock"]


def test_it_refuses_a_new_ring_over_data_that_exists(tmp_path):
    with pytest.raises(KeyMissing):
        KeyRing.open_or_create(tmp_path / "keys.json", must_exist=True)
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"format": 1', '"format": 9'),
        lambda text: text.replace('"current": 1', '"current": 7'),
        lambda text: text.replace(json.loads(text)["blind_index"], "c2hvcnQ="),
    ],
)
def test_it_refuses_a_damaged_file_and_leaves_it_alone(ring, tmp_path, damage):
    path = tmp_path / "keys.json"
    path.write_text(damage(path.read_text()))
    before = path.read_bytes()
    with pytest.raises(KeyRingBroken):
        KeyRing.open_or_create(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_not_quoted_in_the_error(ring, tmp_path):
    path = tmp_path / "keys.json"
    secret = json.loads(path.read_text())["audit_salt"]
    path.write_text(path.read_text()[:-5])
    with pytest.raises(Fault) as trouble:
        KeyRing.open_or_create(path)
    assert secret not in str(trouble.value)
    assert trouble.value.__cause__ is None


def test_rotation_keeps_the_old_version(ring, tmp_path):
    old = ring.keys()
    assert ring.rotate() == 2
    assert ring.current == 2
    assert ring.keys(1) == old
    assert ring.keys().encryption != old.encryption
    again = KeyRing.open_or_create(tmp_path / "keys.json")
    assert (again.current, again.versions) == (2, [1, 2])
    assert (again.blind_index_key, again.audit_salt) == (ring.blind_index_key, ring.audit_salt)


def test_an_unknown_version_is_missing(ring):
    with pytest.raises(KeyMissing):
        ring.keys(2)


def test_a_version_added_by_another_process_is_found(ring, tmp_path):
    other = KeyRing.open_or_create(tmp_path / "keys.json")
    other.rotate()
    assert ring.keys(2) == other.keys(2)


def test_a_rotation_by_another_process_takes_effect_at_once(ring, tmp_path):
    cipher = Cipher(ring)
    KeyRing.open_or_create(tmp_path / "keys.json").rotate()
    assert cipher.version_of(cipher.seal(b"after", b"here")) == 2
    assert cipher.cell_version_of(cipher.seal_cell(b"after", b"here")) == 2


def test_it_refuses_to_seal_when_another_ring_lies_there(ring, tmp_path):
    sealed = Cipher(ring).seal(b"before", b"here")
    KeyRing.open_or_create(tmp_path / "other.json")
    (tmp_path / "other.json").replace(tmp_path / "keys.json")
    with pytest.raises(KeyRingBroken):
        Cipher(ring).seal(b"after", b"here")
    assert Cipher(ring).open(sealed, b"here") == b"before"


def test_it_refuses_to_seal_with_keys_that_are_nowhere_any_more(ring, tmp_path):
    (tmp_path / "keys.json").unlink()
    with pytest.raises(KeyMissing):
        Cipher(ring).seal(b"after", b"here")


def test_many_first_runs_at_once_agree_on_one_ring(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: KeyRing.open_or_create(tmp_path / "keys.json"), range(24)))
    assert len({ring.ring_id for ring in rings}) == 1
    assert len({ring.keys().encryption for ring in rings}) == 1


def test_many_rotations_at_once_lose_none(ring, tmp_path):
    path = tmp_path / "keys.json"
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: KeyRing.open_or_create(path).rotate(), range(12)))
    assert sorted(made) == list(range(2, 14))
    assert KeyRing.open_or_create(path).versions == list(range(1, 14))


def test_a_crash_before_the_new_file_is_in_place_loses_nothing(ring, tmp_path, monkeypatch):
    def power_cut(*_):
        raise OSError("power cut")

    monkeypatch.setattr(files.os, "replace", power_cut)
    with pytest.raises(OSError, match="power cut"):
        ring.rotate()
    monkeypatch.undo()
    again = KeyRing.open_or_create(tmp_path / "keys.json")
    assert again.versions == [1]
    assert again.rotate() == 2


def test_a_rotation_is_under_way_until_it_is_settled(ring, tmp_path):
    assert (ring.current, ring.settled) == (1, 1)
    ring.rotate()
    again = KeyRing(tmp_path / "keys.json")
    assert (again.current, again.settled) == (2, 1)
    ring.settle(2)
    assert (again.current, again.settled) == (2, 2)


def test_a_file_from_before_rotations_were_settled_counts_as_done(ring, tmp_path):
    path = tmp_path / "keys.json"
    ring.rotate()
    document = json.loads(path.read_text())
    del document["settled"]
    path.write_text(json.dumps(document))
    assert KeyRing(path).settled == 2


def test_a_distrusted_version_still_reads_and_no_longer_vouches(ring, tmp_path):
    signer, sealed = Signer(ring), Cipher(ring).seal(b"picture", b"x")
    token = signer.sign({"id": "a"}, "invite", now() + timedelta(hours=1))
    ring.rotate()
    assert signer.verify(token, "invite") == {"id": "a"}
    KeyRing(tmp_path / "keys.json").distrust(1)
    with pytest.raises(TokenInvalid):
        signer.verify(token, "invite")
    assert Cipher(ring).open(sealed, b"x") == b"picture"
    assert not KeyRing(tmp_path / "keys.json").trusted(1)


@pytest.mark.parametrize("version", [1, 7])
def test_neither_the_current_version_nor_an_unknown_one_is_distrusted(ring, version):
    with pytest.raises(KeyMissing):
        ring.distrust(version)
    assert ring.trusted(1)


class Kms:
    """A lock that answers at once, and counts."""

    name = "test-kms:key"

    def __init__(self):
        self.asked = 0
        self.trouble = None

    def wrap(self, key, ring_id):
        return f"{ring_id}:{key[::-1].hex()}"

    def unwrap(self, wrapped, ring_id):
        self.asked += 1
        if self.trouble:
            raise self.trouble
        of, _, text = wrapped.partition(":")
        if of != ring_id:
            raise VendorTrouble("test", "InvalidCiphertext", retry=False)
        return bytes.fromhex(text)[::-1]


@pytest.fixture
def kms():
    lock = Kms()
    install_ring_lock(lock)
    yield lock
    install_ring_lock(None)


class TestWrapped:
    def test_it_works(self, kms, tmp_path):
        path = tmp_path / "keys.json"
        ring = KeyRing.open_or_create(path)
        sealed, keys = Cipher(ring).seal(b"picture", b"x"), ring.keys()
        assert ring.wrap() == kms.name
        assert base64.b64encode(keys.encryption).decode() not in path.read_text()
        again = KeyRing(path)
        assert (again.wrapped_by, again.keys(), again.ring_id) == (kms.name, keys, ring.ring_id)
        assert Cipher(again).open(sealed, b"x") == b"picture"
        again.unwrap()
        install_ring_lock(None)
        assert (KeyRing(path).wrapped_by, KeyRing(path).keys()) == ("", keys)

    def test_a_rotation_keeps_it_wrapped_and_asks_nobody(self, kms, tmp_path):
        ring = KeyRing.open_or_create(tmp_path / "keys.json")
        ring.wrap()
        running = KeyRing(tmp_path / "keys.json")
        asked = kms.asked
        kms.trouble = VendorTrouble("test", "down", retry=True)
        assert ring.rotate() == 2
        assert (running.current, running.keys(2), running.wrapped_by) == (2, ring.keys(2), kms.name)
        assert kms.asked == asked

    @pytest.mark.parametrize(("retry", "advice"), [(True, "稍后再试"), (False, "检查 CWT_KMS_")])
    def test_without_an_answer_it_says_so_and_changes_nothing(self, kms, tmp_path, retry, advice):
        path = tmp_path / "keys.json"
        KeyRing.open_or_create(path).wrap()
        before = path.read_bytes()
        kms.trouble = VendorTrouble("test", "Throttling", retry=retry)
        with pytest.raises(KeyRingLocked, match=advice):
            KeyRing.open_or_create(path, must_exist=True)
        assert path.read_bytes() == before

    def test_without_settings_it_names_them(self, kms, tmp_path):
        KeyRing.open_or_create(tmp_path / "keys.json").wrap()
        install_ring_lock(None)
        with pytest.raises(KeyRingLocked, match="CWT_KMS_KEY_ID"):
            KeyRing(tmp_path / "keys.json")

    def test_a_lock_that_gives_something_else_back_is_not_trusted_with_the_ring(self, kms, tmp_path, monkeypatch):
        path = tmp_path / "keys.json"
        ring = KeyRing.open_or_create(path)
        before = path.read_bytes()
        monkeypatch.setattr(kms, "unwrap", lambda wrapped, ring_id: bytes(32))
        with pytest.raises(KeyRingLocked, match="不一样"):
            ring.wrap()
        assert path.read_bytes() == before

    def test_every_changed_field_is_noticed(self, kms, tmp_path):
        path = tmp_path / "keys.json"
        KeyRing.open_or_create(path).wrap()
        document = json.loads(path.read_text())
        for name in ("ring_id", "wrapped_key", "sealed"):
            text = document[name]
            swapped = text[:-6] + ("0" if text[-6] != "0" else "1") + text[-5:]
            path.write_text(json.dumps(document | {name: swapped}))
            with pytest.raises(KeyRingBroken):
                KeyRing(path)
