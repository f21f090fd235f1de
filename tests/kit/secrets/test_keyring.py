"""密钥环: made once, rotated without loss, never made anew over data."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.kit import files
from backend.kit.errors import Fault
from backend.kit.secrets import Cipher, KeyMissing, KeyRing, KeyRingBroken


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
