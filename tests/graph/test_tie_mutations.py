"""Ties, blocks, introductions and roles over GraphQL: payloads, what each side then reads, and what nobody can tell."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.ids import uuid7
from tests.community import Community

REFUSAL = "refusal { __typename code message path } streamCursor"
REQUEST = f"""
mutation($id: ID!, $note: String) {{ requestTie(input: {{memberId: $id, note: $note}}) {{
  tieRequest {{ id direction note askerName asker {{ id }} asked {{ id viewerTieState }} }} tie {{ id }} {REFUSAL}
}} }}"""
STATE = "query($id: ID!) { member(id: $id) { viewerTieState viewerIsTied tieRequests { totalCount } } }"
MINE = """query($way: TieRequestDirection) { viewer { tieRequests(direction: $way) {
  edges { node { id direction note askerName askedAt expiresAt asker { displayName } asked { displayName } } } } } }"""


class Asking:
    """Members who ask the community over GraphQL."""

    def __init__(self, community: Community, engine: Engine) -> None:
        self.community = community
        self.engine = engine

    def id(self, name: str) -> str:
        """The global id of a member."""
        return global_id("mem", self.community[name])

    async def text(self, name: str, document: str, **variables: Any) -> str:
        """The answer to a member as text."""
        return (await self.engine.execute(self.community.viewer(name), document, variables)).body.decode()

    async def data(self, name: str, document: str, **variables: Any) -> Any:
        """The one field that was asked for."""
        found = orjson.loads(await self.text(name, document, **variables))
        assert "errors" not in found, found
        return next(iter(found["data"].values()))

    async def do(self, name: str, field: str, shown: str = "", **given: Any) -> Any:
        """The payload of a mutation with this input."""
        declared = f"mutation($input: {field[0].upper()}{field[1:]}Input!)"
        return await self.data(name, f"{declared} {{ {field}(input: $input) {{ {shown} {REFUSAL} }} }}", input=given)


@pytest.fixture
async def ask(community: Community) -> AsyncIterator[Asking]:
    """Whoever asks."""
    engine = await Engine.open(community.url, connections=2)
    yield Asking(community, engine)
    await engine.close()


async def test_a_request_is_shown_to_both_and_becomes_a_tie(ask: Asking) -> None:
    made = await ask.data("Member 5", REQUEST, id=ask.id("Hana"), note="Hello")
    sent = made["tieRequest"]
    assert sent | {"id": ""} == {
        "id": "",
        "direction": "OUTGOING",
        "note": "Hello",
        "askerName": "Member 5",
        "asker": {"id": ask.id("Member 5")},
        "asked": {"id": ask.id("Hana"), "viewerTieState": "REQUESTED"},
    }
    assert (made["tie"], made["refusal"], bool(made["streamCursor"])) == (None, None, True)
    got = (await ask.data("Hana", MINE, way="INCOMING"))["tieRequests"]["edges"]
    assert [edge["node"]["id"] for edge in got] == [sent["id"]]
    assert (await ask.data("Hana", STATE, id=ask.id("Member 5")))["viewerTieState"] == "ASKED"
    agreed = await ask.do("Hana", "acceptTie", "tie { member { displayName viewerTieState } }", requestId=sent["id"])
    assert agreed["tie"]["member"] == {"displayName": "Member 5", "viewerTieState": "TIED"}
    state = {"viewerTieState": "TIED", "viewerIsTied": True, "tieRequests": {"totalCount": 0}}
    assert await ask.data("Member 5", STATE, id=ask.id("Hana")) == state


async def test_requests_go_one_way_and_the_other(ask: Asking) -> None:
    ways = [(await ask.data("Aoi", MINE, way=way))["tieRequests"]["edges"] for way in ("INCOMING", "OUTGOING", None)]
    directions = [{edge["node"]["direction"] for edge in edges} for edges in ways]
    assert directions == [{"INCOMING"}, {"OUTGOING"}, {"INCOMING", "OUTGOING"}]
    assert [len(edges) for edges in ways] == [2, 1, 3]


async def test_who_asks_and_is_not_listed_is_known_by_name_alone(ask: Asking) -> None:
    (edge,) = (await ask.data("Member 5", MINE))["tieRequests"]["edges"]
    assert (edge["node"]["askerName"], edge["node"]["asker"]) == ("Dan", None)


async def test_a_decline_changes_nothing_that_the_asker_can_read(ask: Asking) -> None:
    sent = (await ask.data("Member 5", REQUEST, id=ask.id("Hana")))["tieRequest"]
    questions = [(MINE, {}), (STATE, {"id": ask.id("Hana")}), ("query($id: ID!) { node(id: $id) { id } }", sent)]
    before = [await ask.text("Member 5", document, **given) for document, given in questions]
    said = await ask.do("Hana", "declineTie", "member { displayName }", requestId=sent["id"])
    assert said["member"] == {"displayName": "Member 5"}
    assert [await ask.text("Member 5", document, **given) for document, given in questions] == before
    assert (await ask.data("Hana", STATE, id=ask.id("Member 5")))["viewerTieState"] == "NONE"


async def test_a_request_is_withdrawn_and_a_tie_removed(ask: Asking) -> None:
    sent = (await ask.data("Member 5", REQUEST, id=ask.id("Hana")))["tieRequest"]
    gone = await ask.do("Member 5", "withdrawTieRequest", "member { viewerTieState }", requestId=sent["id"])
    assert gone["member"] == {"viewerTieState": "NONE"}
    ended = await ask.do("Aoi", "removeTie", "member { viewerTieState }", memberId=ask.id("Ben"))
    assert ended["member"] == {"viewerTieState": "NONE"}


async def test_who_is_blocked_gets_what_an_id_of_nobody_gets(ask: Asking) -> None:
    made = await ask.do("Ben", "blockMember", "block { name }", memberId=ask.id("Aoi"))
    assert made["block"] == {"name": "Aoi"}
    nobody = global_id("mem", uuid7())
    for field in ("requestTie", "removeTie", "followMember", "muteMember", "blockMember", "dismissSuggestion"):
        hidden = await ask.do("Aoi", field, memberId=ask.id("Ben"))
        assert hidden == await ask.do("Aoi", field, memberId=nobody)
        assert (hidden["refusal"]["code"], hidden["refusal"]["path"]) == ("NOT_FOUND", ["input", "memberId"])
    assert await ask.data("Aoi", STATE, id=ask.id("Ben")) is None
    blocks = (await ask.data("Ben", "{ viewer { blocks { edges { node { name } } } } }"))["blocks"]["edges"]
    assert [edge["node"]["name"] for edge in blocks] == ["Aoi"]
    back = await ask.do("Ben", "unblockMember", "member { viewerTieState }", memberId=ask.id("Aoi"))
    assert back["member"] == {"viewerTieState": "NONE"}


async def test_feeds_follow_whom_one_follows_and_leave_out_whom_one_has_muted(ask: Asking) -> None:
    document = "query($scope: Scope!) { feed(scope: $scope, first: 100) { edges { node { author { displayName } } } } }"

    async def authors(scope: str) -> set[str]:
        edges = (await ask.data("Recruiter", document, scope=scope))["edges"]
        return {edge["node"]["author"]["displayName"] for edge in edges if edge["node"]["author"]}

    assert await authors("FOLLOWED") == set()
    assert "Ben" in await authors("ALL")
    done = await ask.do("Recruiter", "followMember", "follow { member { viewerFollows } }", memberId=ask.id("Ben"))
    assert done["follow"] == {"member": {"viewerFollows": True}}
    assert await authors("FOLLOWED") == {"Ben"}
    muted = await ask.do("Recruiter", "muteMember", "mute { member { viewerHasMuted } }", memberId=ask.id("Ben"))
    assert muted["mute"] == {"member": {"viewerHasMuted": True}}
    assert (await authors("FOLLOWED"), "Ben" in await authors("ALL")) == (set(), False)
    own = "{ viewer { mutes { totalCount } follows { edges { node { member { displayName } } } } } }"
    kept = await ask.data("Recruiter", own)
    assert kept["mutes"]["totalCount"] == 1
    assert kept["follows"]["edges"] == [{"node": {"member": {"displayName": "Ben"}}}]


async def test_whom_one_dismisses_is_not_suggested_until_restored(ask: Asking) -> None:
    async def suggested() -> list[str]:
        return [each["member"]["id"] for each in await ask.data("Aoi", "{ suggestions { member { id } } }")]

    first, *_ = before = await suggested()
    made = await ask.do("Aoi", "dismissSuggestion", "dismissal { until member { id } }", memberId=first)
    assert made["dismissal"] == {"until": None, "member": {"id": first}}
    assert await suggested() == before[1:]
    await ask.do("Aoi", "restoreSuggestion", memberId=first)
    assert await suggested() == before
    late = await ask.do("Aoi", "dismissSuggestion", memberId=first, until="2020-01-01T00:00:00Z")
    assert late["refusal"]["path"] == ["input", "until"]


async def test_an_introduction_shows_each_their_own_answer(ask: Asking) -> None:
    pair = {"firstId": ask.id("Chie"), "secondId": ask.id("Ivan")}
    shown = "introduction { id viewerAccepts agreedAt introducer { displayName } first { id } second { id } }"
    made = (await ask.do("Ben", "proposeIntroduction", shown, **pair, note="Meet"))["introduction"]
    assert {made["first"]["id"], made["second"]["id"]} == set(pair.values())
    answered = await ask.do("Chie", "answerIntroduction", shown, introductionId=made["id"], accept=True)
    assert answered["introduction"]["viewerAccepts"] is True
    document = "query($id: ID!) { node(id: $id) { ... on Introduction { viewerAccepts agreedAt } } }"
    for name in ("Ben", "Ivan"):
        assert await ask.data(name, document, id=made["id"]) == {"viewerAccepts": None, "agreedAt": None}
    await ask.do("Ivan", "answerIntroduction", introductionId=made["id"], accept=True)
    found = [await ask.data(name, document, id=made["id"]) for name in ("Ben", "Chie", "Ivan")]
    assert [each["viewerAccepts"] for each in found] == [None, True, True]
    assert all(each["agreedAt"] for each in found)


AUDIT = "{ auditEntries(first: 1) { edges { node { number what ground actor { id } member { id } } } } }"
CHAIN = "{ auditChain { entries intact newestHash } }"


async def test_a_role_that_is_given_stands_in_the_audit(ask: Asking) -> None:
    given = {"memberId": ask.id("Hana"), "role": "MODERATOR", "ground": "Ms Sato leaves"}
    assert (await ask.do("Member 4", "grantRole", "member { roles }", **given))["member"] == {"roles": ["MODERATOR"]}
    entry = {"number": 3, "what": "moderator.granted", "ground": "Ms Sato leaves"}
    who = {"actor": {"id": ask.id("Member 4")}, "member": {"id": ask.id("Hana")}}
    assert (await ask.data("Member 4", AUDIT))["edges"] == [{"node": entry | who}]
    assert (await ask.data("Member 5", AUDIT))["edges"][0]["node"]["number"] == 3  # PRIVACY_OFFICER
    assert (await ask.data("HR", AUDIT))["edges"] == []
    assert await ask.data("HR", CHAIN) is None
    refused = await ask.do("HR", "grantRole", **given)
    assert refused["refusal"]["__typename"] == "Forbidden"


@pytest.mark.parametrize(
    "crime",
    [
        "update audit_entries set ground = 'another' where number = 2",
        "update audit_entries set subject_id = gen_random_uuid() where number = 1",
        "delete from audit_entries where number = 1",
        "delete from audit_entries where number = 2",
    ],
)
async def test_a_chain_that_was_broken_is_no_longer_whole(ask: Asking, crime: str) -> None:
    given = {"memberId": ask.id("Hana"), "role": "MODERATOR", "ground": "Ms Sato leaves"}
    await ask.do("Member 4", "grantRole", **given)
    chain = await ask.data("Member 4", CHAIN)
    assert (chain["entries"], chain["intact"], len(chain["newestHash"])) == (3, True, 64)
    connection = ask.community.connection
    await connection.execute("alter table audit_entries disable trigger user")
    await connection.execute(crime)
    assert (await ask.data("Member 4", CHAIN))["intact"] is False
