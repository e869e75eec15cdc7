"""Groups that follow a rule: who belongs to them follows what the whole network may see, and who goes is let be."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from actions import attribute_merging, group_order, group_rules, groups, memberships
from actions.refusals import NotFound
from models.groups import GroupRole, JoinPolicy, RuleMatch
from tests.actions.groups import FOUNDER, found, somebody_waits, standing, told_of
from tests.community import Community

ROSTER = (
    "select m.display_name from group_memberships x join members m on m.id = x.member_id"
    " where x.group_id = $1 and x.status = 'ACTIVE' order by 1"
)
HOLD = (
    "insert into member_attributes (id, network_id, member_id, attribute_id, source)"
    " values (gen_random_uuid(), $1, $2, $3, 'MEMBER')"
)
HIDE = "update member_attributes set audience = 1 where member_id = $1 and attribute_id = $2"
SHOW = "update member_attributes set audience = 65 where member_id = $1 and attribute_id = $2"
DROP = "delete from member_attributes where member_id = $1 and attribute_id = $2"


class Club:
    """A group about two new attributes, whose founder has neither."""

    def __init__(self, community: Community) -> None:
        self.community = community

    async def founded(self, match: RuleMatch = RuleMatch.ANY, **given: Any) -> "Club":
        """The club, with its attributes, nobody who has them, and nobody who withholds any from somebody."""
        await self.community.connection.execute("delete from exclusions")
        self.attributes = [await self.attribute(name) for name in ("登山", "囲碁")]
        rule: Any = {"match": match, "attribute_ids": self.attributes}
        usual = {"join_policy": JoinPolicy.INVITE}
        await group_rules.follow_all()
        self.id = await found(self.community, **{**usual, **given}, rule=rule)
        return self

    async def attribute(self, label: str) -> UUID:
        """A new attribute of the network."""
        named = {"label_ja": label, "aliases": [], "rarity": 100}
        return await self.community.add(
            "attributes", label, network_id=self.community["here"], kind="INTEREST", **named
        )

    async def run(self, sql: str, name: str, which: int = 0) -> None:
        """Do something to what a member has."""
        await self.community.connection.execute(sql, self.community[name], self.attributes[which])

    async def hold(self, name: str, which: int = 0) -> None:
        """Let a member have an attribute, seen by the whole network."""
        values = (self.community["here"], self.community[name], self.attributes[which])
        await self.community.connection.execute(HOLD, *values)

    async def roster(self) -> list[str]:
        """Who belongs to it once its rule has been followed, besides its founder."""
        await group_rules.follow_all()
        rows = await self.community.connection.fetch(ROSTER, self.id)
        return [row["display_name"] for row in rows if row["display_name"] != FOUNDER]


async def test_who_gets_an_attribute_belongs_to_its_group_and_who_loses_it_does_not(community: Community) -> None:
    club = await Club(community).founded()
    assert await club.roster() == []
    await club.hold("Ben")
    await club.hold("Chie", 1)
    assert await club.roster() == ["Ben", "Chie"]
    await club.run(DROP, "Ben")
    assert await club.roster() == ["Chie"]
    assert await told_of(community, club.id) == [
        *("group.created", "membership.joined", "membership.joined", "membership.left")
    ]


async def test_a_rule_is_followed_at_once_when_the_group_is_founded_and_when_it_changes(community: Community) -> None:
    club = await Club(community).founded(RuleMatch.ALL)
    await club.hold("Ben")
    await club.hold("Chie")
    await club.hold("Chie", 1)
    assert await club.roster() == ["Chie"]
    rule: Any = {"match": RuleMatch.ANY, "attribute_ids": club.attributes[:1]}
    await groups.update(community.viewer(FOUNDER), group_id=club.id, rule=rule)
    assert await standing(community, club.id, "Ben") == "ACTIVE MEMBER"
    again = await found(community, rule=rule)
    assert [await standing(community, again, name) for name in ("Ben", "Chie")] == ["ACTIVE MEMBER"] * 2


async def test_what_not_everybody_may_see_lets_nobody_in(community: Community) -> None:
    club = await Club(community).founded()
    for name in ("Ben", "Chie", "Member 5"):
        await club.hold(name)
    await club.run(HIDE, "Ben")
    await community.connection.execute(
        "insert into exclusions (id, network_id, member_id, kind, other_id)"
        " values (gen_random_uuid(), $1, $2, 'MEMBER', $3)",
        *(community["here"], community["Chie"], community["Aoi"]),
    )
    assert await club.roster() == ["Member 5"]
    await club.run(SHOW, "Ben")
    await community.connection.execute("delete from exclusions where member_id = $1", community["Chie"])
    assert await club.roster() == ["Ben", "Chie", "Member 5"]


async def test_a_ceiling_of_the_network_that_hides_attributes_empties_the_group(community: Community) -> None:
    club = await Club(community).founded()
    await club.hold("Ben")
    assert await club.roster() == ["Ben"]
    await community.connection.execute("update networks set audience_ceilings[12] = 3 where slug = 'here'")
    assert await club.roster() == []
    await community.connection.execute("update networks set audience_ceilings[12] = -1 where slug = 'here'")
    assert await club.roster() == ["Ben"]


async def test_who_is_suspended_or_of_hr_is_not_asked_for(community: Community) -> None:
    club = await Club(community).founded(readable_by_hr=False)
    for name in ("Ben", "Chie", "Recruiter", "Fumi"):
        await club.hold(name)
    assert await club.roster() == ["Ben", "Chie"]
    await community.connection.execute("update members set status = 'SUSPENDED' where id = $1", community["Ben"])
    await community.connection.execute("update members set roles = '{HR_ADMIN}' where id = $1", community["Chie"])
    assert await club.roster() == []
    await community.connection.execute("update members set status = 'ACTIVE' where id = $1", community["Ben"])
    assert await club.roster() == ["Ben"]


async def test_who_goes_is_let_be_and_may_come_back_by_themselves(community: Community) -> None:
    club = await Club(community).founded()
    await club.hold("Ben")
    await club.roster()
    await memberships.leave(community.viewer("Ben"), group_id=club.id)
    assert await standing(community, club.id, "Ben") == "OPTED_OUT MEMBER"
    await club.run(DROP, "Ben")
    await club.hold("Ben")
    assert await club.roster() == []
    await memberships.join(community.viewer("Ben"), group_id=club.id)
    assert await club.roster() == ["Ben"]
    await club.run(DROP, "Ben")
    assert await club.roster() == []


async def test_who_is_removed_or_banned_is_not_brought_back(community: Community) -> None:
    club = await Club(community).founded()
    for name in ("Ben", "Chie"):
        await club.hold(name)
    await club.roster()
    owner = community.viewer(FOUNDER)
    await group_order.remove(owner, group_id=club.id, member_id=community["Ben"])
    await group_order.ban(owner, group_id=club.id, member_id=community["Chie"])
    await club.hold("Ben", 1)
    await club.hold("Chie", 1)
    assert await club.roster() == []
    await group_order.unban(owner, group_id=club.id, member_id=community["Chie"])
    assert await club.roster() == ["Chie"]


async def test_who_came_otherwise_or_leads_the_group_stays_without_the_attribute(community: Community) -> None:
    club = await Club(community).founded(join_policy=JoinPolicy.OPEN)
    await memberships.join(community.viewer("Ben"), group_id=club.id)
    for name in ("Ben", "Chie", "Hana"):
        await club.hold(name)
    assert await club.roster() == ["Ben", "Chie", "Hana"]
    about: Any = {"group_id": club.id, "member_id": community["Chie"], "role": GroupRole.MODERATOR}
    await group_order.set_role(community.viewer(FOUNDER), **about)
    for name in ("Ben", "Chie", "Hana"):
        await club.run(DROP, name)
    assert await club.roster() == ["Ben", "Chie"]


async def test_who_asked_or_is_invited_is_in_when_the_rule_asks_for_them(community: Community) -> None:
    club = await Club(community).founded(join_policy=JoinPolicy.REQUEST)
    await memberships.join(community.viewer("Ben"), group_id=club.id, note="May I?")
    await memberships.invite(community.viewer(FOUNDER), group_id=club.id, member_id=community["Chie"])
    await club.hold("Ben")
    await club.hold("Chie")
    assert await club.roster() == ["Ben", "Chie"]


async def test_a_group_without_its_rule_keeps_who_belongs_to_it(community: Community) -> None:
    club = await Club(community).founded()
    await club.hold("Ben")
    await club.roster()
    await groups.update(community.viewer(FOUNDER), group_id=club.id, rule=None, capacity=5)
    await club.run(DROP, "Ben")
    assert await club.roster() == ["Ben"]
    await memberships.leave(community.viewer("Ben"), group_id=club.id)
    assert await standing(community, club.id, "Ben") is None


async def test_an_archived_group_follows_its_rule_when_it_is_restored(community: Community) -> None:
    club = await Club(community).founded()
    await groups.archive(community.viewer(FOUNDER), group_id=club.id)
    await club.hold("Ben")
    assert await club.roster() == []
    await groups.restore(community.viewer(FOUNDER), group_id=club.id)
    assert await club.roster() == ["Ben"]


async def test_a_group_whose_attributes_are_gone_asks_for_nobody(community: Community) -> None:
    club = await Club(community).founded(RuleMatch.ALL)
    await club.hold("Ben")
    await club.hold("Ben", 1)
    assert await club.roster() == ["Ben"]
    await community.connection.execute("delete from attributes where id = any($1)", club.attributes)
    assert await club.roster() == []


async def test_a_group_that_asked_for_an_attribute_that_goes_up_in_another_asks_for_that_one(
    community: Community,
) -> None:
    club = await Club(community).founded()
    other = await club.attribute("ハイキング")
    await club.hold("Ben")
    await community.connection.execute(HOLD, community["here"], community["Chie"], other)
    assert await club.roster() == ["Ben"]
    await attribute_merging.merge(community.viewer("HR"), attribute_id=club.attributes[0], into_id=other)
    assert await club.roster() == ["Ben", "Chie"]


async def test_a_secret_group_brings_in_whom_it_asks_for_and_is_there_for_nobody_else(community: Community) -> None:
    club = await Club(community).founded(secret=True)
    await club.hold("Ben")
    assert await club.roster() == ["Ben"]
    await memberships.leave(community.viewer("Ben"), group_id=club.id)
    with pytest.raises(NotFound):
        await memberships.join(community.viewer("Ben"), group_id=club.id)


async def test_more_than_one_transaction_looks_at_are_looked_at_in_several(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_rules, "AT_ONCE", 2)
    club = await Club(community).founded()
    for name in ("Aoi", "Ben", "Chie", "Hana", "Ivan"):
        await club.hold(name)
    assert (await group_rules.follow(None)).made == {"checked": 2}
    assert len(await club.roster()) == 5


async def test_what_changes_while_a_rule_is_followed_is_looked_at_afterwards(community: Community) -> None:
    """The check is written with the change: whoever took the checks that were there before cannot take this one."""
    club = await Club(community).founded()
    await club.hold("Ben")
    async with other(community) as connection:
        await connection.execute(DROP, community["Ben"], club.attributes[0])
        following = asyncio.create_task(club.roster())
        await somebody_waits(community)
    assert await following == []
    assert await told_of(community, club.id) == ["group.created", "membership.joined", "membership.left"]


def other(community: Community) -> Any:
    """A transaction on another connection, committed at its end."""
    return Other(community.url)


class Other:
    """A connection of one's own and its transaction."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def __aenter__(self) -> asyncpg.Connection:
        self.connection = await asyncpg.connect(self.url)
        self.transaction = self.connection.transaction()
        await self.transaction.start()
        return self.connection

    async def __aexit__(self, *_: object) -> None:
        await self.transaction.commit()
        await self.connection.close()
