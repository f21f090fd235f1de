"""The alarm of sealing that waits: on every page of the station that waits, and of administrators."""

from datetime import timedelta

from backend.documents.models import DocumentSet, Signer
from backend.kit import clock
from tests.support import story


async def waits(station: str, minutes: int, reason: str = "时间戳服务暂时无法使用") -> None:
    await DocumentSet.create(
        public_id=f"set{station[:10]}{minutes}",
        transfer=f"transfer{minutes}",
        station=station,
        city="default",
        version=1,
        state="finishing",
        reason=reason,
        made_at=clock.now() - timedelta(minutes=minutes),
    )


async def test_it_is_shown_where_somebody_waits_and_nowhere_else(clerk, sits, team):
    own = team["clerk"].actor.station
    await waits(own, 9)
    assert "仍未盖章" not in (await clerk.page("/console/")).text
    await waits(own, 25)
    page = (await clerk.page("/console/")).text
    assert "1 组文书签署后超过 10 分钟仍未盖章" in page and "时间戳服务暂时无法使用" in page
    assert 'href="/console/transfers/transfer25"' in page
    assert "仍未盖章" not in (await (await sits("clerk2")).page("/console/")).text
    everywhere = (await (await sits("admin")).page("/console/audit")).text
    assert "1 组文书" in everywhere and "/console/transfers/transfer25" not in everywhere


async def test_the_transfers_page_says_what_it_waits_for_and_then_how_it_is_sealed(clerk, team):
    scene = await story.settling(team["clerk"])
    page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
    assert "已盖章 PAdES B-B" in page and 'href="/v/' in page
    await DocumentSet.all().update(state="finishing", reason="时间戳服务暂时无法使用")
    page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
    assert "待盖章" in page and "时间戳服务暂时无法使用" in page and "仍未盖章" not in page
    await Signer.all().update(at=clock.now() - timedelta(minutes=30))
    assert "1 组文书签署后超过 10 分钟仍未盖章" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text
