"""Openness: told to nobody unless one says so, for twelve months at most, and then as if it had never been said."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from actions import openness
from models.audiences import NOBODY_ELSE, Audience, mask
from models.openness import OpennessAnswer, OpennessKind
from tests.actions.profiles import everything, one_of, refused, row, sight
from tests.community import Community

COMEBACK, YES = OpennessKind.COMEBACK, OpennessAnswer.YES


async def said(community: Community, **more: Any) -> dict[str, Any]:
    """What Aoi says of coming back."""
    given = {"kind": COMEBACK, "answer": YES, **more}
    outcome = await openness.answer(community.viewer("Aoi"), **given)
    return await row(community, "openness", outcome.made["openness"])


async def test_nobody_else_is_told_unless_one_says_so(community: Community) -> None:
    made = await said(community)
    assert (made["answer"], made["audience"]) == ("YES", NOBODY_ELSE)
    assert made["expires_at"] - made["said_at"] == timedelta(days=366)
    seeing = {name for name in ("Aoi", "Ben", "HR") if made["id"] in (await sight(community, name)).sees["openness"]}
    assert seeing == {"Aoi"}
    assert (await community.told())[-1] == ("openness.said", made["id"])


async def test_the_audience_is_said_each_time_anew(community: Community) -> None:
    first = await said(community, audience=[Audience.HR, Audience.LISTS], lists=[3])
    assert first["audience"] == mask(Audience.HR, lists=(3,))
    again = await said(community, answer=OpennessAnswer.MAYBE)
    assert (again["id"], again["answer"], again["audience"]) == (first["id"], "MAYBE", NOBODY_ELSE)


async def test_it_is_told_to_its_audience_and_kept_from_the_excluded(community: Community) -> None:
    made = await said(community, audience=[Audience.TIES])
    assert made["id"] in (await sight(community, "Ben")).sees["openness"]
    assert made["id"] not in (await sight(community, "HR")).sees["openness"]
    pair = {"member_id": community["Aoi"], "other_id": community["Ben"], "kind": "MEMBER"}
    await community.add("exclusions", network_id=community["here"], **pair, fields_mask=1 << 12)
    assert made["id"] not in (await sight(community, "Ben")).sees["openness"]


async def test_it_lasts_twelve_months_at_most_and_into_the_future(community: Community) -> None:
    before, now = await everything(community), datetime.now(UTC)
    for until in (now - timedelta(seconds=1), now + timedelta(days=367), datetime(2990, 1, 1, tzinfo=UTC)):
        doing = openness.answer(community.viewer("Aoi"), kind=COMEBACK, answer=YES, expires_at=until)
        assert await refused(doing) == ("INVALID", "expires_at")
    assert await everything(community) == before
    assert (await said(community, expires_at=now + timedelta(days=30)))["expires_at"] == now + timedelta(days=30)


async def test_what_has_expired_is_absent_and_goes_when_something_is_said(community: Community) -> None:
    key = await one_of(community, "openness", "Member 4")
    gone = "update openness set said_at = now() - interval '2 days', expires_at = now() - interval '1 s' where id = $1"
    await community.connection.execute(gone, key)
    kind = OpennessKind((await row(community, "openness", key))["kind"])
    assert await refused(openness.withdraw(community.viewer("Member 4"), kind=kind)) == ("NOT_FOUND", "kind")
    other = next(each for each in OpennessKind if each is not kind)
    await openness.answer(community.viewer("Member 4"), kind=other, answer=YES)
    assert await community.value("select count(*) from openness where id = $1", key) == 0


async def test_what_was_said_can_be_taken_back(community: Community) -> None:
    made = await said(community)
    await openness.withdraw(community.viewer("Aoi"), kind=COMEBACK)
    assert await community.value("select count(*) from openness where id = $1", made["id"]) == 0
    assert (await community.told())[-1] == ("openness.withdrawn", made["id"])


async def test_said_several_times_at_once_it_stands_once(community: Community) -> None:
    aoi = community.viewer("Aoi")
    doing = [openness.answer(aoi, kind=COMEBACK, answer=answer) for answer in (*OpennessAnswer, *OpennessAnswer)]
    assert len({outcome.made["openness"] for outcome in await asyncio.gather(*doing)}) == 1


async def test_a_network_without_it_has_it_not(community: Community) -> None:
    await community.connection.execute("update networks set modules = array_remove(modules, 'OPENNESS')")
    assert (await refused(openness.answer(community.viewer("Aoi"), kind=COMEBACK, answer=YES)))[0] == "MODULE_OFF"
    assert (await refused(openness.withdraw(community.viewer("Aoi"), kind=COMEBACK)))[0] == "MODULE_OFF"
