"""Legal hold, retention and disposal: nothing goes early, alone or unexplained, and what is left still verifies."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.archive import (
    ArchiveDisposed,
    ArchiveReasonNeeded,
    DisposalNotOpen,
    HoldLifted,
    Material,
    NoArchive,
    SecondPersonNeeded,
    agree,
    close,
    confirm,
    evidence_package,
    gather,
    lift_hold,
    list_archives,
    look_into,
    place_hold,
    verify_all,
)
from backend.archive.keeping import dispose, retention
from backend.archive.keeping.dispose import carry_out, propose
from backend.archive.keeping.rounds import go_round
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive, ArchivePart, Disposal
from backend.archive.shelf import Wanted
from backend.archive.verifying.command import verify
from backend.kit import audit, clock
from backend.kit.actor import Actor, Role
from backend.kit.models import AuditEntry, Job
from backend.rules.retention import longest
from tests.archive.shelf import FACTS, materials, shelve

CLOSED = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
OVER = datetime(2037, 1, 1, 4, 0, tzinfo=UTC)
CLERK = Actor("staff", "clerk", frozenset({Role.CLERK}), "s1")
ZHAO = Actor("staff", "zhao", frozenset({Role.CLERK, Role.MANAGER}), "s1")
OTHER = Actor("staff", "other", frozenset({Role.CLERK, Role.MANAGER}), "s2")
ADMIN = Actor("staff", "admin", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
async def old(kit, work_of) -> str:
    """An archive closed in 2026 with its package in the vault, and the clock at the first day after its term."""
    with clock.held_at(CLOSED):
        facts = await shelve(kit, work_of, "t1")
        await keep_package(kit, facts.id)
    with clock.held_at(OVER):
        yield facts.id


async def goes(kit, work_of, archive: str) -> None:
    """The whole way: proposed, agreed, confirmed, carried out."""
    await propose(kit)
    async with work_of(ZHAO) as work:
        await agree(work, archive)
    async with work_of(ADMIN) as work:
        await confirm(work, archive)
    await carry_out(kit, archive)


async def keys(store, prefix: str) -> list[str]:
    return [key async for key in store.keys(prefix)]


class TestDisposal:
    async def test_it_works(self, kit, work_of, old, capsys):
        before = await Archive.get(public_id=old)
        await goes(kit, work_of, old)
        assert await keys(kit.vault, "packages/") == []
        # The manifest stays, and the verifier, which is everybody's.
        assert len(await keys(kit.objects, "archives/")) == 2
        told = await verify_all(kit)
        assert (told.wrong, told.disposed) == ("", 1)
        assert await verify(kit, None) == 0
        assert "已按规定处置" in capsys.readouterr().out
        assert (await audit.verify(kit.objects))[1] is None
        disposal = await Disposal.get(archive=old)
        assert (disposal.state, disposal.agreed_by, disposal.confirmed_by) == ("done", "zhao", "admin")
        assert disposal.objects == before.parts - 1 and disposal.bytes > 10_000

    async def test_it_is_not_handed_out_any_more(self, kit, work_of, old):
        await goes(kit, work_of, old)
        with pytest.raises(ArchiveDisposed):
            await evidence_package(kit, "t1")
        async with work_of(ZHAO) as work:
            with pytest.raises(ArchiveDisposed):
                await place_hold(work, old, "法院来函")
        view = await look_into(kit, ZHAO, old)
        assert view.wrong == "" and sum(1 for part in view.parts if part.gone) == 7

    async def test_another_archive_keeps_what_they_share(self, kit, work_of, old):
        shared = Material("evidence/same.jpeg", "buyer:id_front", "x", "买方身份证", "image/jpeg", data=b"same")
        for name in ("t2", "t3"):
            with clock.held_at(CLOSED if name == "t2" else OVER):
                parts = await gather(kit, FACTS, [shared, *materials(name)])
                async with work_of() as work:
                    await close(work, transfer=name, number=f"n-{name}", station="s1", parts=parts, years=10)
        await goes(kit, work_of, (await Archive.get(transfer="t2")).public_id)
        told = await verify_all(kit)
        assert (told.archives, told.disposed, told.wrong) == (3, 1, "")
        part = await ArchivePart.filter(kind="buyer:id_front").first()
        assert await kit.objects.get(part.object) == b"same"

    async def test_one_person_is_not_enough(self, kit, work_of, old):
        await propose(kit)
        async with work_of(ZHAO) as work:
            with pytest.raises(DisposalNotOpen):
                await confirm(work, old)
            await agree(work, old)
            with pytest.raises(SecondPersonNeeded):
                await confirm(work, old)
            with pytest.raises(DisposalNotOpen):
                await agree(work, old)
        assert not await Job.filter(name="archive.dispose").exists()

    @pytest.mark.parametrize("stranger", [OTHER, CLERK])
    async def test_others_may_not(self, kit, work_of, old, stranger):
        await propose(kit)
        for act in (agree, confirm, lambda work, archive: place_hold(work, archive, "理由")):
            async with work_of(stranger) as work:
                with pytest.raises(NoArchive):
                    await act(work, old)
        with pytest.raises(NoArchive):
            await look_into(kit, stranger, old)

    async def test_nothing_is_proposed_before_its_last_day_is_over(self, kit, work_of, old):
        with clock.held_at(OVER - timedelta(days=1)):
            assert await propose(kit) == 0
        assert await propose(kit) == 1
        assert await propose(kit) == 0

    async def test_a_longer_kind_keeps_it(self, kit, work_of):
        voucher = Material("records/voucher.pdf", "accounting:voucher", "v", "记账凭证", "application/pdf", data=b"v")
        with clock.held_at(CLOSED):
            parts = await gather(kit, FACTS, [*materials("t1"), voucher])
            async with work_of() as work:
                facts = await close(work, transfer="t1", number="n-t1", station="s1", parts=parts, years=10)
        assert facts.keep_until.year == 2056

    async def test_a_rule_that_became_longer_stops_it_to_the_last(self, kit, work_of, old, monkeypatch):
        await propose(kit)
        async with work_of(ZHAO) as work:
            await agree(work, old)
        async with work_of(ADMIN) as work:
            await confirm(work, old)
        monkeypatch.setattr(retention, "longest", lambda *_: longest((), 15))
        await carry_out(kit, old)
        assert not await Disposal.filter(archive=old).exists()
        assert await AuditEntry.filter(action="archive.disposal_stopped").count() == 1
        assert (await Archive.get(public_id=old)).disposed_at is None
        assert await propose(kit) == 0

    @pytest.mark.parametrize("cut", range(9))
    async def test_a_crash_while_deleting_is_finished_by_the_next_run(self, kit, work_of, old, monkeypatch, cut):
        await propose(kit)
        async with work_of(ZHAO) as work:
            await agree(work, old)
        async with work_of(ADMIN) as work:
            await confirm(work, old)
        with monkeypatch.context() as broken:
            cutting(broken, kit, cut)
            with pytest.raises(PowerCut):
                await carry_out(kit, old)
        assert (await verify_all(kit)).wrong == ""
        await carry_out(kit, old)
        await carry_out(kit, old)
        assert (await Disposal.get(archive=old)).state == "done"
        assert await AuditEntry.filter(action="archive.disposed").count() == 1
        assert await keys(kit.vault, "packages/") == [] and len(await keys(kit.objects, "archives/")) == 2
        assert (await verify_all(kit)).wrong == ""

    @pytest.mark.parametrize(
        ("change", "wrong"),
        [({"disposed_at": None}, "登记的处置与审计链不符"), ({"disposed_at": OVER}, "登记的处置与审计链不符")],
    )
    async def test_an_end_that_the_audit_does_not_know_is_found(self, kit, work_of, old, change, wrong):
        if change["disposed_at"] is None:
            await goes(kit, work_of, old)
        await Archive.filter(public_id=old).update(**change)
        assert (await verify_all(kit)).wrong == wrong


class PowerCut(Exception):
    """The process is gone."""


def cutting(monkeypatch, kit, cut: int) -> None:
    """Let ``cut`` deletions through; 8 is after all of them."""
    left = cut
    real_objects, real_vault, real_now = kit.objects.delete, kit.vault.delete, dispose.forget_others

    async def once(real, *args):
        nonlocal left
        left -= 1
        if left < 0:
            raise PowerCut
        return await real(*args)

    async def after_all(*args):
        await real_now(*args)
        raise PowerCut

    monkeypatch.setattr(kit.objects, "delete", lambda key: once(real_objects, key))
    monkeypatch.setattr(kit.vault, "delete", lambda key: once(real_vault, key))
    monkeypatch.setattr(dispose, "forget_others", after_all)


class TestHold:
    async def test_it_works(self, kit, work_of, old):
        async with work_of(ZHAO) as work:
            hold = await place_hold(work, old, "（2037）闽01民初12号，法院来函")
        assert await propose(kit) == 0
        (told,) = (await look_into(kit, ADMIN, old)).holds
        assert (told.reason, told.by, told.lifted_at) == ("（2037）闽01民初12号，法院来函", "zhao", None)
        async with work_of(ADMIN) as work:
            await lift_hold(work, hold, "判决已生效")
        assert await propose(kit) == 1
        page = await list_archives(ZHAO, Wanted(state="waiting"))
        assert (page.total, page.waiting, page.rows[0].disposal) == (1, 1, "proposed")

    async def test_it_stops_a_disposal_at_the_last_moment(self, kit, work_of, old):
        await propose(kit)
        async with work_of(ZHAO) as work:
            await agree(work, old)
        async with work_of(ADMIN) as work:
            await confirm(work, old)
            await place_hold(work, old, "税务机关要求保留")
        await carry_out(kit, old)
        assert (await evidence_package(kit, "t1")).data
        assert (await Archive.get(public_id=old)).disposed_at is None

    async def test_two_holds_are_lifted_one_by_one(self, kit, work_of, old):
        async with work_of(ZHAO) as work:
            first, second = await place_hold(work, old, "来函一"), await place_hold(work, old, "来函二")
            await lift_hold(work, first, "结案")
            with pytest.raises(HoldLifted):
                await lift_hold(work, first, "结案")
        assert await propose(kit) == 0
        async with work_of(ZHAO) as work:
            await lift_hold(work, second, "结案")
        assert await propose(kit) == 1

    @pytest.mark.parametrize("reason", ["", " ", "因", "因" * 201])
    async def test_it_wants_a_reason(self, work_of, old, reason):
        async with work_of(ZHAO) as work:
            with pytest.raises(ArchiveReasonNeeded):
                await place_hold(work, old, reason)

    async def test_the_audit_says_that_and_not_why(self, work_of, old):
        async with work_of(ZHAO) as work:
            await place_hold(work, old, "林卖与陈买的纠纷")
        line = await AuditEntry.get(action="archive.held")
        assert line.actor == "staff:zhao" and "林卖" not in line.facts


class TestRounds:
    async def test_what_was_never_packed_is_packed(self, kit, work_of):
        with clock.held_at(CLOSED):
            await shelve(kit, work_of, "t1")
        await ArchivePart.all().delete()  # as archives closed before there was a vault
        await go_round(kit)
        assert (await Archive.get(transfer="t1")).packed_at
        assert await ArchivePart.all().count() == 8
        assert (await verify_all(kit)).wrong == ""

    async def test_a_part_disposed_of_leaves_the_package_within_the_hour(self, kit, work_of):
        with clock.held_at(CLOSED):
            facts = await shelve(kit, work_of, "t1")
            await keep_package(kit, facts.id)
        part = await ArchivePart.get(kind="seller:id_front")
        with clock.held_at(CLOSED + timedelta(hours=1)):
            async with work_of() as work:
                await work.record("object.disposed", "collection", object=part.object)
            await kit.objects.delete(part.object)
            await go_round(kit)
        assert (await Archive.get(transfer="t1")).left_out == 1
        assert (await verify_all(kit)).wrong == ""

    async def test_a_broken_one_does_not_keep_others_waiting(self, kit, work_of, old):
        with clock.held_at(CLOSED):
            await shelve(kit, work_of, "t2")
            await shelve(kit, work_of, "t3")
        await Archive.filter(transfer="t2").update(signature="00" * 64)
        await go_round(kit)
        assert (await Archive.get(transfer="t3")).packed_at
        assert await Disposal.filter(archive=old).exists()


class TestList:
    async def test_by_station_day_state_and_transfers(self, kit, work_of, old):
        with clock.held_at(OVER):
            await shelve(kit, work_of, "t2")
        async with work_of() as work:
            parts = await gather(kit, FACTS, materials("t3"))
            await close(work, transfer="t3", number="n-t3", station="s2", parts=parts, years=10)

        async def found(actor: Actor, **wanted) -> list[str]:
            page = await list_archives(actor, Wanted(**wanted))
            assert page.total == len(page.rows)
            return [row.archive.transfer for row in page.rows]

        assert await found(ADMIN) == ["t3", "t2", "t1"]
        assert await found(ZHAO) == ["t2", "t1"]
        assert await found(OTHER) == ["t3"]
        assert await found(ADMIN, station="s2") == ["t3"]
        assert await found(ADMIN, transfers=["t1", "t3"]) == ["t3", "t1"]
        assert await found(ADMIN, last=CLOSED.date()) == ["t1"]
        assert await found(ADMIN, first=OVER.date()) == ["t3", "t2"]
        assert await found(ADMIN, state="disposed") == []
        with pytest.raises(NoArchive):
            await list_archives(ZHAO, Wanted(station="s2"))
        with pytest.raises(NoArchive):
            await list_archives(CLERK, Wanted())
