"""翻拍样张: the same seed gives the same picture, and a listing says what each is."""

import json

import pytest

from backend.sandbox.photographs.command import generate
from backend.sandbox.photographs.recapture import KINDS, everyday_card, recapture


@pytest.mark.parametrize("kind", ["screen", "pasted"])
def test_the_seed_decides(kind):
    card = everyday_card(3, 800)
    one, again, other = (recapture(kind, card, seed, card, long_side=600) for seed in (1, 1, 2))
    assert one == again != other


def test_the_command_lists_what_it_wrote(tmp_path):
    assert generate(tmp_path, 2, 1, recaptured=True) == 0
    listing = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["score"]) for one in listing] == [("clean", None), ("everyday", None)]
    assert set(KINDS.values()) == {"screen", "print", "screenshot", "tampered"}
