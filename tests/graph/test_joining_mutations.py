"""Joining and signing in through the graph: as a front end does it, from nobody to a member who reads."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from actions.sessions import Sessions
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.viewer import Viewer
from tests.actions.post_box import give_address, grant, mailed
from tests.community import Community

AOI = "aoi.reads@example.com"
JIRO = "jiro@example.com"
REFUSED = "refusal { __typename code message path }"
REQUEST = (
    f"mutation($input: RequestSignInInput!) {{ requestSignIn(input: $input) {{ requested streamCursor {REFUSED} }} }}"
)
SIGN_IN = f"""
mutation($input: SignInInput!) {{
  signIn(input: $input) {{
    token viewer {{ id displayName isViewer sessions {{ device current }} }} streamCursor {REFUSED}
  }}
}}
"""
INVITE = f"""
mutation($input: InviteMemberInput!) {{
  inviteMember(input: $input) {{
    invitation {{ state mailState email fromRoster inviter {{ displayName }} acceptedBy {{ id }} }} {REFUSED}
  }}
}}
"""
ACCEPT = f"""
mutation($input: AcceptInvitationInput!) {{
  acceptInvitation(input: $input) {{ token viewer {{ displayName kind }} {REFUSED} }}
}}
"""
CLAIM = f"mutation($input: ClaimRosterEntryInput!) {{ claimRosterEntry(input: $input) {{ requested {REFUSED} }} }}"
PROVE = (
    f"mutation($input: ProveClaimInput!) {{ proveClaim(input: $input) {{ status token viewer {{ id }} {REFUSED} }} }}"
)
APPROVE = f"""
mutation($input: ApproveClaimInput!) {{
  approveClaim(input: $input) {{
    claim {{ status member {{ displayName employments {{ started verifiedBy }} }} }} {REFUSED}
  }}
}}
"""
CLAIMS = "{ claims(filter: {statuses: [PENDING]}) { totalCount edges { node { id displayName matched entryId } } } }"


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    await give_address(community, "Aoi", AOI)
    made = await Engine.open(community.url, connections=3)
    yield made
    await made.close()


async def asked(engine: Engine, viewer: Viewer | None, document: str, given: dict[str, Any] | None = None) -> Any:
    """The one field of a response without errors."""
    answer = orjson.loads((await engine.execute(viewer, document, {"input": given} if given else None)).body)
    assert "errors" not in answer, answer
    (field,) = answer["data"].values()
    return field


async def test_one_signs_in_without_being_anybody_and_reads_at_once(engine: Engine, community: Community) -> None:
    said = await asked(engine, None, REQUEST, {"network": "here", "email": AOI})
    assert said == {"requested": True, "streamCursor": None, "refusal": None}
    link = await mailed(community, AOI)
    done = await asked(engine, None, SIGN_IN, {"network": "here", "token": link["token"], "device": "phone"})
    assert done["viewer"]["id"] == global_id("mem", community["Aoi"])
    assert done["viewer"]["isViewer"] is True
    assert done["viewer"]["sessions"] == [
        {"device": "phone", "current": True},
        {"device": "app: token of Aoi", "current": False},
        {"device": "Aoi's own", "current": False},
    ]
    assert done["streamCursor"]
    sessions = await Sessions.open(community.url, seconds=0)
    viewer = await sessions.viewer(done["token"])
    mine = await asked(engine, viewer, "{ viewer { displayName sessions { device current } } }")
    assert mine == {"displayName": "Aoi", "sessions": done["viewer"]["sessions"]}
    assert (await asked(engine, viewer, "mutation { signOut(input: {}) { session { device } } }"))["session"]
    assert await sessions.viewer(done["token"]) is None
    await sessions.close()


async def test_the_answer_to_a_request_is_the_same_to_the_byte_for_everybody(
    engine: Engine, community: Community
) -> None:
    bodies = set()
    for network, email in (("here", AOI), ("here", "nobody@example.com"), ("nowhere", AOI), ("there", AOI)):
        bodies.add((await engine.execute(None, REQUEST, {"input": {"network": network, "email": email}})).body)
    assert len(bodies) == 1


async def test_a_link_that_is_no_good_is_a_typed_refusal(engine: Engine, community: Community) -> None:
    said = await asked(engine, None, SIGN_IN, {"network": "here", "token": "nonsense"})
    assert said == {
        "token": None,
        "viewer": None,
        "streamCursor": None,
        "refusal": {
            "__typename": "Invalid",
            "code": "INVALID",
            "message": "このリンクは無効です。",
            "path": ["input", "token"],
        },
    }


async def test_hr_invites_and_the_invited_joins(engine: Engine, community: Community) -> None:
    entry = global_id("ros", community["entry of nobody"])
    made = (await asked(engine, community.viewer("HR"), INVITE, {"entryId": entry}))["invitation"]
    assert made == {
        "state": "OPEN",
        "mailState": "QUEUED",
        "email": None,
        "fromRoster": True,
        "inviter": {"displayName": "HR"},
        "acceptedBy": None,
    }
    token = (await mailed(community, JIRO))["token"]
    joined = await asked(engine, None, ACCEPT, {"network": "here", "token": token})
    assert joined["viewer"] == {"displayName": "佐藤 次郎", "kind": "ALUMNUS"}
    states = "{ invitations { edges { node { state } } } }"
    edges = (await asked(engine, community.viewer("HR"), states))["edges"]
    assert "ACCEPTED" in [edge["node"]["state"] for edge in edges]
    assert (await asked(engine, community.viewer("Aoi"), states))["edges"] == []
    refused = await asked(engine, community.viewer("Aoi"), INVITE, {"email": "x@example.com"})
    assert refused["refusal"]["code"] == "FORBIDDEN"


async def test_a_claim_goes_from_nobody_over_the_office_to_a_member(engine: Engine, community: Community) -> None:
    await community.connection.execute("update networks set joining = 'APPROVAL'")
    given = {"network": "here", "email": JIRO, "displayName": "次郎"}
    assert (await asked(engine, None, CLAIM, given))["requested"] is True
    link = await mailed(community, JIRO)
    proven = await asked(engine, None, PROVE, {"network": "here", "email": JIRO, "code": link["code"]})
    assert proven == {"status": "PENDING", "token": None, "viewer": None, "refusal": None}
    await grant(community, "Chie", "COMMUNITY_MANAGER")
    for name, entry in (("HR", global_id("ros", community["entry of nobody"])), ("Chie", None)):
        edges = (await asked(engine, community.viewer(name), CLAIMS))["edges"]
        (node,) = [edge["node"] for edge in edges if edge["node"]["displayName"] == "次郎"]
        assert (node["matched"], node["entryId"]) == (True, entry)
    approved = (await asked(engine, community.viewer("Chie"), APPROVE, {"id": node["id"]}))["claim"]
    member = {"displayName": "次郎", "employments": [{"started": "2011-03-31", "verifiedBy": "HR"}]}
    assert approved == {"status": "APPROVED", "member": member}
    assert (await asked(engine, community.viewer("Aoi"), CLAIMS))["totalCount"] == 0


async def test_a_member_sees_their_own_sessions_and_nobody_anothers(engine: Engine, community: Community) -> None:
    document = "query($id: ID!) {{ member(id: $id) {{ sessions {{ device }} }} }}".replace("{{", "{").replace("}}", "}")
    for name, expected in (("Aoi", ["app: token of Aoi", "Aoi's own"]), ("HR", [])):
        body = (await engine.execute(community.viewer(name), document, {"id": global_id("mem", community["Aoi"])})).body
        assert [each["device"] for each in orjson.loads(body)["data"]["member"]["sessions"]] == expected


async def test_a_boomerang_and_a_suspension_through_the_graph(engine: Engine, community: Community) -> None:
    hana = global_id("mem", community["Hana"])
    rehired = await asked(
        engine,
        community.viewer("HR"),
        "mutation($input: RecordRehireInput!) { recordRehire(input: $input) { member { kind } employment { ended } } }",
        {"memberId": hana, "started": "2026-04"},
    )
    assert rehired == {"member": {"kind": "EMPLOYEE"}, "employment": {"ended": None}}
    suspended = await asked(
        engine,
        community.viewer("HR"),
        f"mutation($input: SuspendMemberInput!) {{ suspendMember(input: $input) {{ suspended {REFUSED} }} }}",
        {"memberId": hana, "ground": "reported"},
    )
    assert suspended == {"suspended": True, "refusal": None}
    answer = orjson.loads((await engine.execute(community.viewer("Hana"), "{ viewer { id } }")).body)
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
