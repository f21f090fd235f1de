"""删字键: numbers under which a code is found although letters in it were misread (the SymSpell idea).

A code is kept under the hash of its folded spelling and of every spelling with one letter left out. Whoever asks with
the same set of keys meets every code one letter away, replaced, dropped or added; asking with the keys of everything
one letter away from the question meets every code two letters away. Look-alikes cost nothing: folding came first.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.vehicles.lookup.confusion import fold

Keys = NDArray[np.uint64]
Letters = NDArray[np.uint8]

# Longer codes are told apart by their first letters; the longest seen in print has 19.
LONGEST: Final = 24
# What is left of A-Z0-9 after folding.
ALPHABET: Final = np.frombuffer("".join(sorted(set(fold("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")))).encode(), np.uint8)
# Any odd number makes a hash; this one is the golden ratio's in 64 bits. Letters get values without pattern.
BASE: Final = 0x9E3779B97F4A7C15
WHOLE: Final = 2**64
POWERS: Final = np.array([pow(BASE, place, WHOLE) for place in range(LONGEST + 1)], np.uint64)
VALUES: Final = np.array([0, *(pow(0xD1342543DE82EF95, letter, WHOLE) for letter in range(1, 256))], np.uint64)


def letters_of(codes: list[str]) -> Letters:
    """Return folded codes as rows of bytes, padded with zeros."""
    cut = np.array([fold(code)[:LONGEST].encode() for code in codes], f"S{LONGEST}")
    return cut.view(np.uint8).reshape(len(codes), LONGEST)


def keys_of(letters: Letters) -> Keys:
    """Return for each row the key of the whole and of every spelling with one letter left out.

    The answer has LONGEST + 1 columns; places past the end repeat the key of the whole.
    """
    values = VALUES[letters]
    stay, move = values * POWERS[:LONGEST], values[:, 1:] * POWERS[: LONGEST - 1]
    keys = np.empty((len(letters), LONGEST + 1), np.uint64)
    whole = stay.sum(axis=1, dtype=np.uint64)
    before = np.zeros(len(letters), np.uint64)
    after = move.sum(axis=1, dtype=np.uint64)
    for place in range(LONGEST):
        keys[:, place] = np.where(letters[:, place] == 0, whole, before + after)
        before = before + stay[:, place]
        if place < LONGEST - 1:
            after = after - move[:, place]
    keys[:, LONGEST] = whole
    return keys


def near_keys(codes: tuple[str, ...]) -> Keys:
    """Return the keys that meet every code at most one letter away from one of ``codes``."""
    return keys_of(letters_of(list(codes))).ravel()


def far_keys(code: str) -> Keys:
    """Return the keys that meet every code at most two letters away."""
    plain = letters_of([code])[0]
    length = int(np.count_nonzero(plain))
    replaced = np.repeat(plain[None], length * len(ALPHABET), axis=0)
    replaced[np.arange(len(replaced)), np.repeat(np.arange(length), len(ALPHABET))] = np.tile(ALPHABET, length)
    dropped = np.array([np.append(np.delete(plain, place), 0) for place in range(length)], np.uint8)
    added = []
    for place in range(min(length + 1, LONGEST)):
        block = np.repeat(np.insert(plain, place, 0)[None, :LONGEST], len(ALPHABET), axis=0)
        block[:, place] = ALPHABET
        added.append(block)
    return keys_of(np.vstack([replaced, dropped, *added])).ravel()


def seen_in(keys: Keys) -> Letters:
    """Return a table of bits, one in eight or more set, that tells at once of most numbers that they are no key.

    The search two letters away asks for ten thousand keys, and nearly all of them are nobody's.
    """
    size = max(int(len(keys) * 8).bit_length(), 3)
    bits = np.zeros(2**size, bool)
    bits[keys >> np.uint64(64 - size)] = True
    return np.packbits(bits, bitorder="little")


def has(seen: Letters, keys: Keys) -> NDArray[np.bool_]:
    """Return for each number whether it may be a key; a false yes is possible, a false no is not."""
    places = keys >> np.uint64(64 - (len(seen) * 8).bit_length() + 1)
    bits: NDArray[np.bool_] = (seen[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)) & 1 == 1
    return bits
