"""盲索引: equal values agree, and nobody without the key can say of what."""

from hashlib import sha256

from backend.kit.secrets import BlindIndex, KeyRing


def test_it_works(ring):
    index = BlindIndex(ring)
    assert index.of("mobile", "13800000000") == BlindIndex(ring).of("mobile", "13800000000")
    assert len(index.of("mobile", "13800000000")) == 32
    assert set(index.of("mobile", "13800000000")) <= set("0123456789abcdef")


def test_values_and_kinds_are_kept_apart(ring):
    index = BlindIndex(ring)
    pairs = [
        ("mobile", "13800000000"),
        ("mobile", "13800000001"),
        ("number", "13800000000"),
        ("a", "b|c"),
        ("a|b", "c"),
    ]
    assert len({index.of(kind, value) for kind, value in pairs}) == len(pairs)


def test_it_is_not_a_plain_hash_and_differs_by_ring(ring, tmp_path):
    value = BlindIndex(ring).of("mobile", "13800000000")
    assert value != BlindIndex(KeyRing.open_or_create(tmp_path / "other.json")).of("mobile", "13800000000")
    assert value not in sha256(b"13800000000").hexdigest()


def test_a_rotation_leaves_it_as_it_is(ring):
    before = BlindIndex(ring).of("mobile", "13800000000")
    ring.rotate()
    assert BlindIndex(ring).of("mobile", "13800000000") == before
