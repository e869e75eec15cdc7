"""Announcements over GraphQL: who reads which, what the figures tell, and that they are heard live."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.compile.engine import Engine
from tests.community import Community
from tests.graph.test_post_mutations import Asking
from tests.models.oracle import Facts, Sight
from tests.models.oracle_announcements import reached, shown

LISTED = "{ announcements(first: 50) { edges { node { title status } } } }"
FIGURES = "query($id: ID!) { announcement(id: $id) { figures { what total suppressed cells { kind count } } } }"
MADE = "announcement { id status version post { body bodyHtml author { id } announcement { id } } }"
READERS = ("Aoi", "Ben", "Ivan", "HR", "Member 2")


@pytest.fixture
async def ask(community: Community) -> AsyncIterator[Asking]:
    engine = await Engine.open(community.url, connections=2)
    yield Asking(community, engine)
    await engine.close()


async def topic(ask: Asking) -> str:
    return (await ask.data("HR", "{ announcementTopics { id nameEn } }"))[2]["id"]  # type: ignore[no-any-return]


async def nodes(ask: Asking, name: str, document: str) -> list[dict[str, Any]]:
    """What a page of announcements shows a member."""
    return [each["node"] for each in (await ask.data(name, document))["edges"]]


async def announced(ask: Asking, **given: Any) -> str:
    """The id of an announcement that is sent."""
    asked = {"topicId": await topic(ask), "title": "春の *集い*", "body": "来てください", **given}
    made: str = (await ask.do("HR", "draftAnnouncement", MADE, **asked))["announcement"]["id"]
    await ask.do("HR", "sendAnnouncement", MADE, announcementId=made)
    return made


async def test_it_is_drafted_edited_scheduled_sent_and_withdrawn(ask: Asking) -> None:
    asked = {
        "topicId": await topic(ask),
        "title": "春の *集い*",
        "body": "来てください",
        "segment": {"kinds": ["GUEST"]},
    }
    draft = (await ask.do("HR", "draftAnnouncement", f"{MADE[:-1]} segment {{ filter }} }}", **asked))["announcement"]
    assert (draft["status"], draft["version"], draft["post"]) == ("DRAFT", 1, None)
    assert draft["segment"]["filter"] == {"kinds": ["GUEST"]}
    edit = {"announcementId": draft["id"], "body": "ぜひ**来て**ください", "segment": None, "ifVersion": 1}
    edited = (await ask.do("HR", "updateAnnouncement", "announcement { version segment { id } }", **edit))[
        "announcement"
    ]
    assert edited == {"version": 2, "segment": None}
    stale = await ask.do(
        "HR", "scheduleAnnouncement", announcementId=draft["id"], at="2030-01-01T00:00:00Z", ifVersion=1
    )
    assert stale["refusal"]["code"] == "CONFLICT"
    sent = (await ask.do("HR", "sendAnnouncement", MADE, announcementId=draft["id"]))["announcement"]
    assert sent["post"]["body"] == "## 春の \\*集い\\*\n\nぜひ**来て**ください"
    assert "<h2>春の *集い*</h2>" in sent["post"]["bodyHtml"]
    assert (sent["status"], sent["post"]["author"], sent["post"]["announcement"]) == ("SENT", None, {"id": draft["id"]})
    withdrawn = (await ask.do("HR", "cancelAnnouncement", MADE, announcementId=draft["id"]))["announcement"]
    assert withdrawn["status"] == "CANCELLED"


async def test_everybody_reads_what_the_rule_lets_them(ask: Asking) -> None:
    facts = await Facts.read(ask.community.connection)
    for name in READERS:
        sight = Sight(facts, ask.community[name])
        expected = sorted((row["title"], row["status"]) for row in sight.rows("announcements"))
        found = await nodes(ask, name, LISTED)
        assert sorted((each["title"], each["status"]) for each in found) == expected, name
    assert len({str(await ask.data(name, LISTED)) for name in READERS}) >= 3


async def test_only_who_speaks_for_the_network_sees_who_wrote_it_and_for_whom(ask: Asking) -> None:
    made = await announced(ask, segment={"kinds": ["GUEST", "ALUMNUS"]})
    document = "query($id: ID!) { announcement(id: $id) { title author { id } segment { id } figures { what } } }"
    aoi, hr = [await ask.data(name, document, id=made) for name in ("Aoi", "HR")]
    assert (aoi["author"], aoi["segment"], aoi["figures"]) == (None, None, [])
    assert hr["author"] == {"id": f"mem_{ask.community['HR']}"}
    assert hr["segment"] is not None
    assert await ask.data("Chie", document, id=made) is None


async def test_the_viewer_sees_how_it_came_to_them(ask: Asking) -> None:
    made = await announced(ask)
    document = "query($id: ID!) { announcement(id: $id) { viewerDeliveries { channel state } } }"
    for name in ("Ben", "HR"):
        found = (await ask.data(name, document, id=made))["viewerDeliveries"]
        assert found == [{"channel": "IN_APP", "state": "SENT"}]
    assert (await ask.data("Ben", '{ node(id: "dlv_019b8d63-64e0-7000-8000-000000000001") { id } }')) is None


async def test_figures_show_no_small_cell_and_none_that_tells_one(ask: Asking) -> None:
    await announced(ask)
    sight, compared = Sight(await Facts.read(ask.community.connection), ask.community["HR"]), 0
    for key in sorted(sight.sees["announcements"]):
        expected = {what: shown(cells) for what, cells in reached(sight, key).items()}
        found = {
            each["what"]: (each["total"], {cell["kind"]: cell["count"] for cell in each["cells"]})
            for each in (await ask.data("HR", FIGURES, id=f"ann_{key}"))["figures"]
        }
        assert found == expected
        compared += sum(total is not None for total, _ in found.values())
    assert compared >= 1


async def test_what_one_wants_is_said_and_seen_by_oneself_alone(ask: Asking) -> None:
    which = {"topicId": await topic(ask), "channel": "MAIL"}
    said = await ask.do("Ben", "subscribeToTopic", "subscription { wanted source channel }", **which)
    assert said["subscription"] == {"wanted": True, "source": "MEMBER", "channel": "MAIL"}
    mine = await ask.data("Ben", "{ viewer { topicSubscriptions { topic { id } channel wanted } } }")
    assert {"topic": {"id": which["topicId"]}, "channel": "MAIL", "wanted": True} in mine["topicSubscriptions"]
    document = "query($id: ID!) { member(id: $id) { topicSubscriptions { id } } }"
    other = await ask.data("HR", document, id=f"mem_{ask.community['Ben']}")
    assert other["topicSubscriptions"] == []
    ended = await ask.do("Ben", "unsubscribeFromTopic", "topic { subscriptions { wanted } }", **which)
    assert ended["topic"]["subscriptions"] == [{"wanted": False}]
