"""The offline program's own arithmetic against others': RFC 6962's tree, RFC 8032's signatures."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.archive.package.offline import Q, canonical, merkle_root, signed_by

# RFC 8032 §7.1, TEST 2: public key, message, signature.
VECTOR = (
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
)


def leaf(part):
    return sha256(b"\x00" + canonical(part)).digest()


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


class TestMerkle:
    def test_no_parts(self):
        assert merkle_root([]) == sha256(b"").hexdigest()

    def test_one_part_is_its_leaf(self):
        assert merkle_root([{"a": 1}]) == leaf({"a": 1}).hex()

    def test_an_odd_one_hangs_alone_on_the_right(self):
        a, b, c, d, e = ({"n": n} for n in range(5))
        four = node(node(leaf(a), leaf(b)), node(leaf(c), leaf(d)))
        assert merkle_root([a, b, c]) == node(node(leaf(a), leaf(b)), leaf(c)).hex()
        assert merkle_root([a, b, c, d, e]) == node(four, leaf(e)).hex()

    def test_order_counts(self):
        assert merkle_root([{"n": 1}, {"n": 2}]) != merkle_root([{"n": 2}, {"n": 1}])


class TestEd25519:
    def test_the_standards_own_example(self):
        assert signed_by(*map(bytes.fromhex, VECTOR))

    def test_it_agrees_with_the_library(self):
        for length in range(20):
            key, message = Ed25519PrivateKey.generate(), b"m" * length
            public, signature = key.public_key().public_bytes_raw(), key.sign(message)
            assert signed_by(public, message, signature)
            assert not signed_by(public, message + b"x", signature)
            bit = length * 3
            broken = bytearray(signature)
            broken[bit % 64] ^= 1 << bit % 8
            assert not signed_by(public, message, bytes(broken))

    @pytest.mark.parametrize("change", ["short", "large", "off the curve"])
    def test_it_refuses_what_is_no_signature(self, change):
        public, message, signature = map(bytes.fromhex, VECTOR)
        if change == "short":
            signature = signature[:-1]
        elif change == "large":  # the same signature with the group's order added: must not count as another
            s = int.from_bytes(signature[32:], "little") + Q
            signature = signature[:32] + s.to_bytes(32, "little")
        else:
            public = b"\x02" + bytes(31)
        assert not signed_by(public, message, signature)
