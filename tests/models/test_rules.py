"""Every viewer asks for every row by its id: what the rules let through is what the oracle says, and nothing else."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.schema import graphql_schema
from models.database import connect
from models.ids import uuid7
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.models.oracle import Facts, Sight
from tests.models.oracle_audiences import COLUMNS
from tests.world import MEMBERS, STRANGERS, World, make_world

# What every member of a network sees.
ALL_SEE = {"networks", "attributes", "offices", "announcement_topics", "apps"}
NODES = {
    "AccessLogEntry": ("log", "access_log"),
    "AccessToken": ("tok", "access_tokens"),
    "Announcement": ("ann", "announcements"),
    "AnnouncementTopic": ("ant", "announcement_topics"),
    "Application": ("apl", "applications"),
    "ApplicationNote": ("apn", "application_notes"),
    "ApplicationStep": ("aps", "application_steps"),
    "Attribute": ("att", "attributes"),
    "App": ("app", "apps"),
    "AttributeProposal": ("pro", "attribute_proposals"),
    "AuditEntry": ("aud", "audit_entries"),
    "Block": ("blo", "blocks"),
    "Claim": ("clm", "claims"),
    "Comment": ("com", "comments"),
    "ComebackInterest": ("cbi", "comeback_interests"),
    "Conversation": ("con", "conversations"),
    "ContractTerms": ("ctr", "contract_terms"),
    "Delivery": ("dlv", "deliveries"),
    "Dismissal": ("dis", "dismissals"),
    "Employment": ("emp", "employments"),
    "Exclusion": ("exc", "exclusions"),
    "Follow": ("fol", "follows"),
    "Group": ("grp", "groups"),
    "GroupMembership": ("gms", "group_memberships"),
    "Invitation": ("inv", "invitations"),
    "Introduction": ("int", "introductions"),
    "Job": ("job", "jobs"),
    "Listed": ("lis", "listed"),
    "Member": ("mem", "members"),
    "MemberAttribute": ("mat", "member_attributes"),
    "Mention": ("men", "mentions"),
    "Message": ("msg", "messages"),
    "Mute": ("mut", "mutes"),
    "Network": ("net", "networks"),
    "Office": ("off", "offices"),
    "Participant": ("par", "participants"),
    "Notification": ("ntf", "notifications"),
    "Openness": ("opn", "openness"),
    "PlacePreference": ("plp", "place_preferences"),
    "Poll": ("poll", "polls"),
    "PollOption": ("pop", "poll_options"),
    "Position": ("pos", "positions"),
    "Post": ("post", "posts"),
    "PostEdit": ("ped", "post_edits"),
    "Reaction": ("rea", "reactions"),
    "Referral": ("rfl", "referrals"),
    "SavedSearch": ("sea", "saved_searches"),
    "Segment": ("seg", "segments"),
    "Talk": ("tlk", "talks"),
    "TalkAnswer": ("tan", "talk_answers"),
    "TopicSubscription": ("tsu", "topic_subscriptions"),
    "Tie": ("tie", "ties"),
    "SharedValue": ("shv", "shared_values"),
    "Session": ("ses", "sessions"),
    "TieRequest": ("trq", "tie_requests"),
}
NODE = "query Node($id: ID!) { node(id: $id) { __typename id } }"


class House(NamedTuple):
    """The world, every row of it, and what answers for it."""

    world: World
    facts: Facts
    engine: Engine
    sights: dict[UUID, Sight]

    def sight(self, viewer: UUID) -> Sight:
        """What a member sees of it, as the oracle says."""
        if viewer not in self.sights:
            self.sights[viewer] = Sight(self.facts, viewer)
        return self.sights[viewer]

    async def ask(self, viewer: UUID, document: str, **variables: object) -> bytes:
        """The text of the answer to one member."""
        network = self.facts["members"][viewer]["network_id"]
        return (await self.engine.execute(Viewer(viewer, network), document, variables)).body


@pytest.fixture(scope="session")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "rules", template)
    url = on_database(postgres_url, "rules")
    connection = await connect(url)
    world = await make_world(connection)
    engine = await Engine.open(url, connections=1)
    yield House(world, await Facts.read(connection), engine, {})
    await engine.close()
    await connection.close()


def test_the_oracle_knows_every_type_that_is_a_node() -> None:
    schema = graphql_schema()
    node = schema.type_map["Node"]
    assert {each.name for each in schema.get_possible_types(node)} == set(NODES)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [*MEMBERS, *STRANGERS])
@pytest.mark.parametrize("type_", NODES)
async def test_a_member_sees_the_rows_that_the_oracle_says_and_no_others(house: House, name: str, type_: str) -> None:
    prefix, table = NODES[type_]
    viewer = house.world[name]
    sight = house.sight(viewer)
    absent = await house.ask(viewer, NODE, id=global_id(prefix, uuid7()))
    found = {key: await house.ask(viewer, NODE, id=global_id(prefix, key)) for key in house.facts[table]}
    assert {key for key, body in found.items() if body != absent} == sight.sees[table]
    for key in sight.sees[table]:
        expected = f'{{"data":{{"node":{{"__typename":"{type_}","id":"{global_id(prefix, key)}"}}}}}}'
        assert found[key].decode() == expected


async def test_the_world_tells_rules_apart(house: House) -> None:
    """Of every table some rows are visible to some viewers only, or the tests above would show little."""
    sights = [house.sight(house.world[name]) for name in MEMBERS]
    seeing = [sight for sight in sights if sight.sees["networks"]]
    for table in {table for _, table in NODES.values()} - ALL_SEE:
        here = {key for key, row in house.facts[table].items() if row["network_id"] == house.world["here"]}
        partly = {key for key in here if 0 < sum(key in sight.sees[table] for sight in seeing) < len(seeing)}
        assert len(partly) >= 2, table


async def test_the_world_tells_audiences_apart(house: House) -> None:
    """Every guarded column is told to some and not to others; each relation and each kind of exclusion counts."""
    sights = [sight for name in MEMBERS if (sight := house.sight(house.world[name])).sees["networks"]]
    told = [(sight, member, sight.profile(member)) for sight in sights for member in sight.sees["members"]]
    for column in COLUMNS:
        values = [(profile[column], house.facts["members"][member][column]) for _, member, profile in told]
        written = [shown for shown, value in values if value]
        assert len([shown for shown in written if shown]) > 5, column
        assert len([shown for shown in written if not shown]) > 5, column
    relations = {each for sight, member, _ in told for each in sight.standing_to.relations(member)}
    assert relations == {"NETWORK", "ALUMNI", "EMPLOYEES", "HR", "TIES", "GROUPS", "LIST 1", "LIST 2", "LIST 16"}
    meant = [
        row["kind"] for row in house.facts["exclusions"].values() for sight in sights if sight.standing_to.meant(row)
    ]
    assert set(meant) == {"MEMBER", "ORGANISATION", "DEPARTMENT", "GROUP"}


@pytest.mark.parametrize("name", ["Fumi", "Gen", "Pending", "Invited", "Erased", "Gone outsider"])
async def test_nobody_but_an_active_member_reads_anything(house: House, name: str) -> None:
    for document in (
        "{ viewer { id } }",
        "{ network { name } }",
        "{ feed { totalCount } }",
        "{ members { totalCount } }",
    ):
        assert b'"code":"UNAUTHENTICATED"' in await house.ask(house.world[name], document)
    assert await house.engine.for_many([house.world[name]], "{ viewer { id } }") == []


@pytest.mark.parametrize("name", [*MEMBERS, *STRANGERS])
async def test_a_list_of_ids_has_a_null_for_each_row_that_the_viewer_may_not_see(house: House, name: str) -> None:
    viewer = house.world[name]
    sight = house.sight(viewer)
    if not sight.sees["networks"]:
        return
    for prefix, table in NODES.values():
        keys = list(house.facts[table])[:100]
        ids = [global_id(prefix, key) for key in keys]
        body = await house.ask(viewer, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
        nodes = [{"id": id_} if key in sight.sees[table] else None for id_, key in zip(ids, keys, strict=True)]
        assert orjson.loads(body) == {"data": {"nodes": nodes}}
