"""What a transfer's fee was and how it was paid is told to both sides, and stays: it names nobody."""

import pytest

from backend import payments
from backend.kit import clock
from backend.rights import Fate
from tests.stations.team import Member
from tests.transfers.desk import Desk


@pytest.fixture
async def tariff(team: dict[str, Member]) -> None:
    """300 yuan a transfer."""
    await team["admin"].does(payments.add_tariff, item="过户服务费", fen=30_000, valid_from=clock.today())


@pytest.fixture
async def paid(tariff: None, settling: Desk, team: dict[str, Member]) -> payments.OrderView:
    """300 yuan came by card, and 50 of them went back."""
    order = await payments.order_of(settling.transfer)
    assert order is not None
    charge = await settling.does(payments.take_pos, order.id, 30_000, "key", "000123")
    await team["manager"].does(payments.refund, charge.number, 5_000, "多收了", "refund-key")
    return order


async def test_both_sides_are_told_each_fen(paid, seller, buyer, tells):
    for who in (seller, buyer):
        told = await tells(who.who.id_number)
        assert told.tables() >= set(payments.PERSONAL_TABLES)
        facts = {one.table: one.facts for one in told.things if one.table.startswith("payments_")}
        assert (facts["payments_order"]["实收分"], facts["payments_charge"]["渠道"]) == (30_000, "POS 机")
        assert (facts["payments_refund"]["金额分"], facts["payments_refund"]["原因"]) == (5_000, "多收了")


async def test_it_stays_as_a_voucher_and_says_until_when(paid, seller, erases):
    stays = [item for item in await erases(seller.who.id_number) if paid.number in item.what]
    assert [(item.fate, item.until and item.until.year) for item in stays] == [(Fate.STAYS, clock.today().year + 30)]


async def test_nothing_is_said_of_a_fee_that_nobody_paid(tariff, settling, seller, plans):
    assert not [item for item in await plans(seller.who.id_number) if "收费单" in item.what]
