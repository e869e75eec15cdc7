"""Groups through the graph: what their mutations answer, and what each member then reads of them."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from tests.community import Community

CREATE = """
mutation($input: CreateGroupInput!) { createGroup(input: $input) {
  group { id name joinPolicy capacity ruleMatch ruleAttributes { label } version viewerRole memberCount }
  membership { status role } refusal { code path message } streamCursor } }
"""
UPDATE = """
mutation($input: UpdateGroupInput!) { updateGroup(input: $input) {
  group { name version } refusal { code path ... on Conflict { currentVersion } } } }
"""
SIDES = "group { id name viewerMembership { status note } } membership { status note invitedBy { displayName } }"
REFUSED = "refusal { __typename code path message }"
ASIDE = """
query($id: ID!) { group(id: $id) { name
  joinRequests { edges { node { note member { displayName } } } }
  invitations { edges { node { member { displayName } invitedBy { displayName } } } }
  bans { edges { node { member { displayName } } } } } }
"""
OWN = """
{ viewer {
  groupInvitations { edges { node { group { name } } } }
  groupRequests { edges { node { group { name } } } } } }
"""


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    """An engine on the community."""
    made = await Engine.open(community.url, connections=3)
    yield made
    await made.close()


class Asker:
    """Members who ask."""

    def __init__(self, engine: Engine, community: Community) -> None:
        self.engine = engine
        self.community = community

    async def ask(self, who: str, document: str, **variables: Any) -> Any:
        """The data of the answer to one of them, which has no errors."""
        body = (await self.engine.execute(self.community.viewer(who), document, variables)).body
        said = orjson.loads(body)
        assert "errors" not in said, said
        return said["data"]

    async def do(self, who: str, name: str, shown: str = f"{SIDES} {REFUSED}", /, **given: Any) -> Any:
        """The payload of one mutation."""
        input_type = f"{name[:1].upper()}{name[1:]}Input"
        document = f"mutation($input: {input_type}!) {{ {name}(input: $input) {{ {shown} }} }}"
        return (await self.ask(who, document, input=given))[name]

    def id(self, prefix: str, name: str) -> str:
        """The global id of something of the world."""
        return global_id(prefix, self.community[name])


@pytest.fixture
def asker(engine: Engine, community: Community) -> Asker:
    """The community, to ask in."""
    return Asker(engine, community)


async def founded(asker: Asker, who: str = "Member 3", **given: Any) -> str:
    """The id of a new group."""
    usual = {"name": "縁側", "joinPolicy": "REQUEST"}
    said = await asker.ask(who, CREATE, input={**usual, **given})
    assert said["createGroup"]["refusal"] is None
    return str(said["createGroup"]["group"]["id"])


async def names(asker: Asker, who: str, group: str) -> dict[str, list[str]]:
    """Who stands in which way with a group, as one member reads it."""
    found = (await asker.ask(who, ASIDE, id=group))["group"]
    lists = {key: found[key]["edges"] for key in ("joinRequests", "invitations", "bans")}
    return {key: [each["node"]["member"]["displayName"] for each in edges] for key, edges in lists.items()}


async def test_a_group_is_founded_with_a_rule_and_read_at_once(asker: Asker) -> None:
    rule = {"match": "ALL", "attributeIds": [asker.id("att", "att3"), asker.id("att", "att4")]}
    said = (await asker.ask("Member 3", CREATE, input={"name": "縁側", "joinPolicy": "INVITE", "rule": rule}))[
        "createGroup"
    ]
    assert said["group"] | {"id": "", "memberCount": 0} == {
        "id": "",
        "name": "縁側",
        "joinPolicy": "INVITE",
        "capacity": None,
        "ruleMatch": "ALL",
        "ruleAttributes": [{"label": "属性3"}, {"label": "属性4"}],
        "version": 1,
        "viewerRole": "OWNER",
        "memberCount": 0,
    }
    assert said["membership"] == {"status": "ACTIVE", "role": "OWNER"}
    assert said["streamCursor"] is not None


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"secret": True, "joinPolicy": "OPEN"}, ["input", "secret"]),
        ({"name": "x" * 201}, ["input", "name"]),
        ({"name": "  "}, ["input", "name"]),
        ({"capacity": 0}, ["input", "capacity"]),
        ({"rule": {"match": "ANY", "attributeIds": []}}, ["input", "rule", "attributeIds"]),
        ({"rule": {"match": "ANY", "attributeIds": ["mem_x"]}}, ["input", "rule", "attributeIds", "0"]),
    ],
)
async def test_what_cannot_be_is_invalid_with_its_path(asker: Asker, given: dict[str, Any], path: list[str]) -> None:
    said = await asker.ask("Ben", CREATE, input={"name": "x", "joinPolicy": "REQUEST", **given})
    refusal = said["createGroup"]["refusal"]
    assert (refusal["code"], refusal["path"], said["createGroup"]["group"]) == ("INVALID", path, None)


async def test_an_edit_says_what_it_started_from(asker: Asker) -> None:
    group = await founded(asker)
    edit = {"groupId": group, "ifVersion": 1, "name": "茶の間"}
    assert (await asker.ask("Member 3", UPDATE, input=edit))["updateGroup"] == {
        "group": {"name": "茶の間", "version": 2},
        "refusal": None,
    }
    assert (await asker.ask("Member 3", UPDATE, input=edit))["updateGroup"] == {
        "group": None,
        "refusal": {"code": "CONFLICT", "path": ["input", "ifVersion"], "currentVersion": 2},
    }


async def test_who_asks_and_who_leads_read_the_request_and_nobody_else(asker: Asker) -> None:
    group = await founded(asker)
    said = await asker.do("Ben", "joinGroup", groupId=group, note="お願いします")
    assert said["membership"] == {"status": "REQUESTED", "note": "お願いします", "invitedBy": None}
    assert said["group"]["viewerMembership"] == {"status": "REQUESTED", "note": "お願いします"}
    assert (await names(asker, "Member 3", group))["joinRequests"] == ["Ben"]
    for name in ("Aoi", "HR"):
        assert (await names(asker, name, group))["joinRequests"] == []
    own = (await asker.ask("Ben", OWN))["viewer"]["groupRequests"]["edges"]
    assert [each["node"]["group"]["name"] for each in own] == ["縁側"]
    said = await asker.do("Member 3", "answerJoinRequest", groupId=group, memberId=asker.id("mem", "Ben"), accept=True)
    assert said["membership"] == {"status": "ACTIVE", "note": None, "invitedBy": None}
    assert (await asker.ask("Ben", OWN))["viewer"]["groupRequests"]["edges"] == []


async def test_an_invitation_to_a_secret_group_is_read_by_the_invited_alone(asker: Asker) -> None:
    group = await founded(asker, joinPolicy="INVITE", secret=True)
    assert (await asker.ask("Ben", ASIDE, id=group))["group"] is None
    said = await asker.do("Member 3", "inviteToGroup", groupId=group, memberId=asker.id("mem", "Ben"))
    assert said["membership"]["invitedBy"] == {"displayName": "Member 3"}
    assert (await asker.ask("Aoi", ASIDE, id=group))["group"] is None
    own = (await asker.ask("Ben", OWN))["viewer"]["groupInvitations"]["edges"]
    assert [each["node"]["group"]["name"] for each in own] == ["縁側"]
    assert (await names(asker, "Ben", group))["invitations"] == ["Ben"]
    said = await asker.do("Ben", "declineGroupInvitation", groupId=group)
    assert (said["group"], said["membership"], said["refusal"]) == (None, None, None)
    assert (await asker.ask("Ben", ASIDE, id=group))["group"] is None


async def test_a_hidden_group_and_one_that_is_not_there_are_refused_in_the_same_words(asker: Asker) -> None:
    hidden = await founded(asker, joinPolicy="INVITE", secret=True)
    absent = "grp_01890000-0000-7000-8000-000000000000"
    other = asker.id("mem", "Chie")
    for name, given in {
        "joinGroup": {},
        "leaveGroup": {},
        "acceptGroupInvitation": {},
        "declineGroupInvitation": {},
        "withdrawJoinRequest": {},
        "archiveGroup": {},
        "restoreGroup": {},
        "updateGroup": {"name": "x"},
        "inviteToGroup": {"memberId": other},
        "banFromGroup": {"memberId": other},
        "setGroupRole": {"memberId": other, "role": "OWNER"},
    }.items():
        said = [
            await asker.do("Ben", name, f"group {{ id }} {REFUSED}", groupId=each, **given) for each in (hidden, absent)
        ]
        assert said[0] == said[1], name
        assert said[0]["refusal"]["code"] == "NOT_FOUND"
        assert said[0]["refusal"]["path"] == ["input", "groupId"]


async def test_a_banned_member_reads_a_closed_group_as_absent_and_an_open_one_as_before(asker: Asker) -> None:
    for policy, seen in (("REQUEST", False), ("OPEN", True)):
        group = await founded(asker, joinPolicy=policy)
        await asker.do("Member 3", "banFromGroup", groupId=group, memberId=asker.id("mem", "Ben"))
        assert (await names(asker, "Member 3", group))["bans"] == ["Ben"]
        assert ((await asker.ask("Ben", ASIDE, id=group))["group"] is not None) == seen
        if seen:
            assert (await names(asker, "Ben", group))["bans"] == []
            said = await asker.do("Ben", "joinGroup", groupId=group)
            assert (said["refusal"]["__typename"], said["refusal"]["message"]) == (
                "Forbidden",
                "このグループには参加できません。",
            )


async def test_the_same_key_joins_once_and_answers_the_same(asker: Asker) -> None:
    group = await founded(asker, joinPolicy="OPEN")
    shown = f"{SIDES} {REFUSED} streamCursor"
    first = await asker.do("Ben", "joinGroup", shown, groupId=group, idempotencyKey="k")
    await asker.do("Ben", "leaveGroup", groupId=group)
    again = await asker.do("Ben", "joinGroup", shown, groupId=group, idempotencyKey="k")
    assert again["streamCursor"] == first["streamCursor"]
    assert first["membership"] == {"status": "ACTIVE", "note": None, "invitedBy": None}
    assert again["membership"] is None
    own = "query($id: ID!) { group(id: $id) { viewerIsMember memberCount } }"
    assert (await asker.ask("Ben", own, id=group))["group"] == {"viewerIsMember": False, "memberCount": 1}
