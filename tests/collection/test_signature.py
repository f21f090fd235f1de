"""The handwritten signature (手写签名)."""

import pytest

from backend import collection
from backend.collection import errors
from tests.collection.cast import Phone, name_written


@pytest.fixture
async def ready(buyer: Phone) -> Phone:
    """陈买, about to sign."""
    await buyer.begins_as("buyer")
    return buyer


async def test_it_works(ready: Phone):
    await ready.signs()
    signature = (await collection.party_facts(ready.collection)).signature
    assert signature is not None and (signature.width, signature.height) == (400, 200)
    assert len(signature.strokes) == 5 and set(signature.strokes[0][0]) == {"x", "y", "t", "p"}


async def test_the_same_strokes_twice_are_one_signature(ready: Phone):
    assert await ready.signs() == await ready.signs()


async def test_a_new_signature_replaces_the_old_one(ready: Phone):
    first = await ready.signs()
    strokes = [[point | {"y": point["y"] + 5} for point in stroke] for stroke in name_written()]
    second = await ready.does(collection.add_signature, ready.collection, strokes, 400, 200, "")
    assert first != second


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[{"x": 5, "y": 5, "t": 0, "p": 1}]],
        [[{"x": 5, "y": 5, "t": t, "p": 1} for t in range(50)]],
        [[{"x": 5 + t, "y": 5, "t": t, "p": 1} for t in range(10)]],
    ],
)
async def test_it_refuses_a_dot(ready: Phone, strokes):
    with pytest.raises(errors.SignatureTooShort):
        await ready.does(collection.add_signature, ready.collection, strokes, 400, 200, "")


@pytest.mark.parametrize(
    ("strokes", "width"),
    [
        (name_written(), 0),
        (name_written(), 99_999),
        ([[{"x": "left", "y": 1, "t": 0}]], 400),
        ([[{"y": 1, "t": 0}]], 400),
        ([["point"]], 400),
        ([[{"x": float("nan"), "y": 1, "t": 0}]], 400),
        ([[{"x": 90_000, "y": 1, "t": 0}]], 400),
        ([[{"x": 1, "y": 1, "t": 0}]] * 400, 400),
        ([[{"x": 1, "y": 1, "t": 0}] * 30_000], 400),
    ],
)
async def test_it_refuses_what_no_pad_sends(ready: Phone, strokes, width):
    with pytest.raises(errors.SignatureMalformed):
        await ready.does(collection.add_signature, ready.collection, strokes, width, 200, "")


async def test_it_refuses_an_outsider(ready: Phone, outsider: Phone):
    outsider.collection = ready.collection
    with pytest.raises(errors.CollectionUnknown):
        await outsider.signs()
