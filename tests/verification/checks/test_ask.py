"""Asking for a side's checks: each once, all together, and in few questions to the database."""

import logging

import pytest

from backend import collection
from backend.kit.models import Job
from backend.verification import Demand, Kind, PolicyFacts, set_policy
from backend.verification.checks.ask import about_everything, about_picture
from backend.verification.models import Check
from tests.collection.cast import Phone

# Checks, policies and jobs read; checks and jobs written; what counts no longer; one line of the audit chain.
FEW = 8


async def ask_about_everything(phone: Phone) -> int:
    """What a side that was sent asks for; how many statements that took."""
    party, counter = await collection.party_facts(phone.collection), Counter()

    async def ask(work):
        logger = logging.getLogger("tortoise.db_client")
        logger.addHandler(counter)
        logger.setLevel(logging.DEBUG)
        await about_everything(work, party)
        logger.setLevel(logging.NOTSET)
        logger.removeHandler(counter)

    await phone.does(ask)
    return counter.heard


class Counter(logging.Handler):
    """Hears of every statement that is sent to the database."""

    heard = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += 1


@pytest.fixture
async def sent(seller) -> Phone:
    """A side that was sent, of which nothing was asked yet."""
    await seller.fills("seller")
    await seller.submits()
    await Check.all().delete()
    return seller


async def test_a_side_is_asked_about_in_few_statements(sent):
    taken = await ask_about_everything(sent)
    asked = await Check.in_force([sent.collection])
    assert len(asked) > FEW
    assert 0 < taken <= FEW
    names = [one.public_id for one in asked]
    assert await Job.filter(name="verification.judge", key__in=names).count() == len(names)


async def test_asking_twice_asks_nobody_and_writes_nothing(sent):
    await ask_about_everything(sent)
    before = {one.public_id for one in await Check.all()}
    assert await ask_about_everything(sent) == 2
    assert {one.public_id for one in await Check.all()} == before


async def test_a_replaced_photograph_takes_its_checks_along_and_leaves_the_others(sent):
    await ask_about_everything(sent)
    party = await collection.party_facts(sent.collection)
    old, other = party.evidence[:2]

    async def replace(work):
        await about_picture(work, party, other.id, old.id)

    await sent.does(replace)
    judged = [one.evidence for one in await Check.in_force([sent.collection]) if one.kind == "recapture"]
    assert [old.id] not in judged
    assert [other.id] in judged


async def test_what_the_policy_switched_off_is_not_asked_for(sent, team):
    await team["admin"].does(set_policy, PolicyFacts(Kind.SEEN_BEFORE, Demand.OFF, 50, 80))
    await ask_about_everything(sent)
    assert "seen_before" not in {one.kind for one in await Check.all()}
