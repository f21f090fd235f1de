"""Whatever clerks and owners do, in whatever order (状态机): only the steps of the table are taken, and nothing lies.

The machine drives the real use cases on a migrated SQLite database: whatever is refused changes nothing, every state
was reached by a step of STEPS, versions grow by history lines, and approved papers always fit the state.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend import collection, documents, transfers
from backend.app import open_machine
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.events import _subscribers, on
from backend.settings import Settings
from backend.stations import passwords
from backend.transfers import STEPS, Moved, State
from backend.transfers.models import HistoryEntry, Transfer
from tests.collection.cast import Phone, at_the_phone
from tests.stations.team import QUICK, planted
from tests.support.pools import ThreadedPools
from tests.transfers.desk import Desk, does_again, run_jobs, sent, signs_papers

PAPERS_OF = {
    State.SIGNING: {"preparing", "signing"},
    State.SETTLING: {"finishing", "finished"},
    State.COMPLETED: {"finished"},
    State.ARCHIVED: {"finished"},
}


class Life(RuleBasedStateMachine):
    """One transfer, two phones, one desk."""

    filled: Path  # a folder with migrated tables, the team, and both collections sent
    reached: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        shutil.copytree(self.filled, self.folder, dirs_exist_ok=True)
        self.runner = asyncio.Runner()
        self.machine = open_machine(Settings(folder=self.folder), ThreadedPools())
        self.now(self.machine.__aenter__())
        self.steps: list[tuple[str, str]] = []
        on(Moved)(self.heard)

    async def heard(self, work: Any, event: Moved) -> None:
        self.steps.append((event.before, event.after))

    def now(self, act: Awaitable[Any]) -> Any:
        async def run() -> Any:
            return await act

        return self.runner.run(run())

    def tried(self, act: Awaitable[Any]) -> None:
        """Do it; a refusal must leave version and state as they were."""
        before = self.now(self.row())
        steps = len(self.steps)
        try:
            self.now(act)
        except Refusal:
            after = self.now(self.row())
            assert (after.version, after.state) == (before.version, before.state)
            assert after.document_set == before.document_set
            del self.steps[steps:]

    async def row(self) -> Transfer:
        return await Transfer.get(public_id=self.desk.transfer)

    @initialize()
    def open(self) -> None:
        self.now(self._open())

    async def _open(self) -> None:
        self.desk = Desk((await planted())["clerk"])
        self.phones = {"seller": await at_the_phone("lin-mai"), "buyer": await at_the_phone("chen-mai")}
        for phone in self.phones.values():
            (card,) = await phone.does(collection.mine)
            phone.collection = card.id
        await self.desk.opens()

    @rule(side=st.sampled_from(["seller", "buyer"]))
    def scan(self, side: str) -> None:
        code = self.now(self._code(self.phones[side]))
        if code:
            self.tried(self.desk.does(transfers.take_code, code, self.desk.transfer))

    async def _code(self, phone: Phone) -> str:
        code = await phone.does(collection.access_code, phone.collection)
        return code.text if code else ""

    @rule(price=st.sampled_from(["86500", "90000.01"]))
    def edit(self, price: str) -> None:
        self.tried(self.current(self.desk.edits, price=price))

    @rule()
    def check(self) -> None:
        self.tried(self.current(self.desk.passes_all_checks))

    @rule(times=st.integers(2, 6))
    def go_on(self, times: int) -> None:
        """What a diligent clerk and willing owners would do next, so that deep states are met often."""
        for _ in range(times):
            self._next()

    def _next(self) -> None:
        row = self.now(self.row())
        if row.step in {State.DRAFT, State.COLLECTING}:
            for side in self.phones:
                self.scan(side)
                self.answer(side)
        elif row.step is State.REVIEWING:
            self.edit("86500")
            self.approve()
            self.make_papers()
        elif row.step is State.SIGNING:
            for side in self.phones:
                self.sign(side)
            self.make_papers()
        elif row.step is State.SETTLING:
            self.complete()
        elif row.step is State.COMPLETED:
            self.make_papers()

    @rule()
    def edit_with_an_old_page(self) -> None:
        self.desk.version = self.now(self.row()).version - 1
        self.tried(self.desk.edits(price="1"))

    @rule(side=st.sampled_from(["seller", "buyer"]))
    def send_back(self, side: str) -> None:
        self.tried(self.current(self.desk.changes, transfers.send_back, side, [("selfie", "请重拍")]))

    @rule(side=st.sampled_from(["seller", "buyer"]))
    def answer(self, side: str) -> None:
        self.tried(does_again(self.phones[side], "selfie"))

    @rule()
    def approve(self) -> None:
        self.tried(self.desk.approves())

    @rule()
    def make_papers(self) -> None:
        self.now(run_jobs())

    @rule(side=st.sampled_from(["seller", "buyer"]))
    def sign(self, side: str) -> None:
        if self.now(documents.sets_of_owner(self.phones[side].actor.id)):
            self.tried(signs_papers(self.phones[side]))

    @rule()
    def decline(self) -> None:
        phone = self.phones["buyer"]
        for papers in self.now(documents.sets_of_owner(phone.actor.id)):
            self.tried(phone.does(documents.decline, set_id=papers.id, owner=phone.actor.id, reason="再想想"))

    @rule()
    def complete(self) -> None:
        self.tried(self.current(self.desk.changes, transfers.complete))

    @rule(chance=st.integers(0, 3))
    def end(self, chance: int) -> None:
        if chance == 0:
            self.tried(self.current(self.desk.changes, transfers.cancel, "双方改变主意"))
        elif chance == 1:
            self.tried(self.current(self.desk.changes, transfers.refuse, "不符合规定"))

    async def current(self, act: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """With the page just loaded."""
        await self.desk.looks()
        return await act(*args, **options)

    @invariant()
    def only_known_steps_were_taken(self) -> None:
        self.reached.update(after for _, after in self.steps)
        assert all(State(after) in STEPS[State(before)] for before, after in self.steps)
        way = ["draft", *(after for _, after in self.steps)]
        assert [before for before, _ in self.steps] == way[:-1]

    @invariant()
    def history_and_version_agree(self) -> None:
        if not hasattr(self, "desk"):
            return
        row = self.now(self.row())
        assert self.now(self._versions()) == set(range(1, row.version + 1))

    async def _versions(self) -> set[int]:
        """Each change has its line; lines that only tell something stand at the version of the change before."""
        return set(await HistoryEntry.filter(transfer=self.desk.transfer).values_list("version", flat=True))

    @invariant()
    def papers_fit_the_state(self) -> None:
        if not hasattr(self, "desk"):
            return
        row = self.now(self.row())
        papers = self.now(documents.set_of_transfer(row.public_id))
        in_force = papers.state if papers else "none"
        assert in_force in PAPERS_OF.get(row.step, {"none", "void"})
        if row.step in {State.SIGNING, State.SETTLING, State.COMPLETED, State.ARCHIVED}:
            assert row.price_fen and row.contract_number and row.seller_ready and row.buyer_ready

    def teardown(self) -> None:
        _subscribers[Moved].remove(self.heard)
        self.now(self.machine.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)


async def fill(folder: Path) -> None:
    """Both sides sent, ready to be scanned."""
    async with open_machine(Settings(folder=folder), ThreadedPools()):
        await planted()
        await sent(await at_the_phone("lin-mai"), "seller")
        await sent(await at_the_phone("chen-mai"), "buyer")
        async with unit_of_work(SYSTEM) as work:
            await work.record("machine.filled", "machine")


@pytest.mark.slow
def test_a_transfer_lives_by_its_steps(tmp_path, monkeypatch, request):
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("each run copies an SQLite file")
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    folder = tmp_path / "filled"
    asyncio.run(fill(folder))
    Life.filled = folder
    quick = settings(
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Life, settings=quick)
    assert set(State) - {State.DRAFT} <= Life.reached  # the walk is no stroll around the door
