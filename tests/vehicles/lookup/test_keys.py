"""Under which numbers a code is found (删字键): every code one letter away by near keys, two away by far ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.vehicles.lookup.keys import LONGEST, far_keys, has, keys_of, letters_of, near_keys, seen_in

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
codes = st.text(LETTERS, min_size=4, max_size=LONGEST - 2)


def kept(code):
    return set(keys_of(letters_of([code])).ravel().tolist())


def edited(code, draw):
    """One letter replaced, dropped or added."""
    place, letter = draw.draw(st.integers(0, len(code) - 1)), draw.draw(st.sampled_from(LETTERS))
    return draw.draw(
        st.sampled_from(
            [
                code[:place] + letter + code[place + 1 :],
                code[:place] + code[place + 1 :],
                code[:place] + letter + code[place:],
            ]
        )
    )


@given(codes, st.data())
def test_near_keys_meet_every_code_one_letter_away(code, draw):
    assert kept(code) & set(near_keys((edited(code, draw),)).tolist())


@given(codes, st.data())
def test_far_keys_meet_every_code_two_letters_away(code, draw):
    assert kept(code) & set(far_keys(edited(edited(code, draw), draw)).tolist())


@given(st.lists(codes, min_size=1, max_size=20), codes)
def test_the_table_of_bits_never_denies_a_key(known, other):
    keys = keys_of(letters_of(known)).ravel()
    assert has(seen_in(keys), keys).all()
    assert has(seen_in(keys), near_keys((other,))).dtype == np.bool_
