"""Blind indexes (盲索引): finding an encrypted value by equality without being able to read it.

The index is keyed, because there are only some ten billion telephone numbers: a plain hash of one is soon guessed.
"""

import hmac
from hashlib import sha256

from backend.kit.secrets.keyring import KeyRing

# 128 bits: two of a billion values meet by chance once in 10^20.
LETTERS = 32


class BlindIndex:
    """Makes the value of an indexed column beside an encrypted one."""

    def __init__(self, ring: KeyRing) -> None:
        self._key = ring.blind_index_key

    def of(self, kind: str, value: str) -> str:
        """32 hexadecimal digits for ``value``; equal values of one ``kind`` agree, kinds never meet.

        ``kind`` names what the value is (``mobile``, ``identity_number``). The caller normalises ``value`` first:
        here a blank makes a difference.
        """
        # The length keeps ("a", "b|c") and ("a|b", "c") apart.
        message = f"{len(kind)}|{kind}|{value}".encode()
        return hmac.new(self._key, message, sha256).hexdigest()[:LETTERS]
