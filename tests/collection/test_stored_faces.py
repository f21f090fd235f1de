"""Of how many persons a face is stored (存储人脸信息人数): persons, not pictures; who took the face back is none."""

import pytest

from backend import collection
from backend.collection import StoredFaces, stored_faces
from tests.collection.cast import at_the_phone
from tests.support.story import submitted_buyer, submitted_seller
from tests.transfers.acting import CHEN, sent_for


async def test_a_person_who_comes_twice_is_one(kit):
    await submitted_seller()
    await submitted_seller()
    assert await stored_faces(kit) == StoredFaces(persons=1, sides=2)
    await submitted_buyer()
    assert await stored_faces(kit) == StoredFaces(persons=2, sides=3)


async def test_an_agent_is_counted_once_and_the_principal_not_at_all(kit):
    agent = await at_the_phone("wang-dai")
    await sent_for(agent, "buyer", CHEN)
    agent.collection = ""
    await sent_for(agent, "buyer", CHEN)
    assert (await stored_faces(kit)).persons == 1


async def test_who_is_not_known_yet_is_counted_by_account(kit, seller, buyer):
    for phone in (seller, buyer):
        await phone.begins_as("buyer")
        await phone.photographs("selfie")
    assert (await stored_faces(kit)).persons == 2


async def test_who_takes_the_face_back_is_counted_no_more(kit):
    seller, _ = await submitted_seller()
    await seller.does(collection.withdraw_consent, seller.collection, "face")
    assert await stored_faces(kit) == StoredFaces(0, 0)


@pytest.mark.parametrize(
    ("persons", "says"),
    [(79_999, ""), (80_000, "接近 100,000 人"), (99_999, "接近"), (100_000, "须自达到 100,000 人之日起")],
)
def test_it_warns_before_the_filing_and_says_when_it_is_due(persons, says):
    warning = StoredFaces(persons, persons).warning
    assert bool(warning) == bool(says) and says in warning
