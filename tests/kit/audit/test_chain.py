"""The audit chain: what was written stays, and any change is found and named."""

from backend.kit import audit
from backend.kit.actor import Actor, Role
from backend.kit.errors import Refusal
from backend.kit.models import AuditEntry, AuditHead

CLERK = Actor("staff", "clerk1", frozenset({Role.CLERK}), "station1")


class NoThankYou(Refusal):
    code = "TEST-001"
    say = "不行。"


async def three_lines(work_of):
    for number in range(3):
        async with work_of(CLERK) as work:
            await work.record("transfer.opened", f"transfer{number}", price=number)


async def test_it_holds(kit, work_of):
    await three_lines(work_of)
    assert await audit.verify(kit.objects) == (3, None)
    first = await AuditEntry.get(seq=1)
    assert (first.actor, first.action, first.subject) == ("staff:clerk1", "transfer.opened", "transfer0")


async def test_it_is_empty_and_whole_before_the_first_line(kit):
    assert await audit.verify(kit.objects) == (0, None)


async def test_it_names_the_line_that_was_changed(kit, work_of):
    await three_lines(work_of)
    await AuditEntry.filter(seq=2).update(facts='{"price":9}')
    held, broken = await audit.verify(kit.objects)
    assert (held, broken.seq, broken.why) == (1, 2, "内容与摘要不符")


async def test_it_misses_a_line_taken_out_of_the_middle(kit, work_of):
    await three_lines(work_of)
    await AuditEntry.filter(seq=2).delete()
    assert (await audit.verify(kit.objects))[1].why == "第 2 条缺失"


async def test_it_misses_a_line_taken_from_the_end(kit, work_of):
    await three_lines(work_of)
    await AuditEntry.filter(seq=3).delete()
    assert (await audit.verify(kit.objects))[1].why == "末尾有记录被删除"


async def test_it_misses_everything_taken_with_the_head(kit, work_of):
    await three_lines(work_of)
    await AuditEntry.all().delete()
    assert (await audit.verify(kit.objects))[1] is not None


async def test_a_refused_change_leaves_no_line(kit, work_of):
    try:
        async with work_of(CLERK) as work:
            await work.record("transfer.opened", "transfer0")
            raise NoThankYou
    except NoThankYou:
        pass
    assert await AuditEntry.all().count() == 0
    assert await AuditHead.filter(seq__gt=0).count() == 0


async def test_it_finds_bytes_that_were_changed_after_they_were_vouched_for(kit, work_of):
    from hashlib import sha256

    async with work_of(CLERK) as work:
        await kit.objects.put("evidence/one", b"photo")
        await work.record("evidence.added", "e1", object="evidence/one", sha256=sha256(b"photo").hexdigest())
    assert (await audit.verify(kit.objects))[1] is None
    await kit.objects.delete("evidence/one")
    assert "不见了" in (await audit.verify(kit.objects))[1].why
    async with work_of(CLERK) as work:
        await work.record("object.disposed", "e1", object="evidence/one")
    assert (await audit.verify(kit.objects))[1] is None


async def test_personal_data_enters_as_a_salted_hash_only():
    assert audit.salted("350102199003074515") != audit.salted("350102199003074523")
    assert "350102" not in audit.salted("350102199003074515")
