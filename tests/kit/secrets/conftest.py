"""A ring and a cipher in a folder of their own."""

from pathlib import Path

import pytest

from backend.kit.secrets import Cipher, KeyRing


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.open_or_create(tmp_path / "keys.json")


@pytest.fixture
def cipher(ring: KeyRing) -> Cipher:
    return Cipher(ring)
