"""What tests of conversations do: start them, write, read, and look at what each member sees."""

from typing import Any
from uuid import UUID

import orjson

from actions import conversations, messages, ties
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.limits import Limits
from tests.community import Community
from tests.models.oracle import Facts, Sight
from tests.models.oracle_messages import unread, unread_conversations

READ = """query($id: ID!) { node(id: $id) { ... on Conversation { title unreadCount participantCount
    messages(first: 100) { edges { node { number body author { displayName } } } }
    participants(first: 100) { edges { node { member { displayName } } } } } } }"""

COUNTS = """query($ids: [ID!]!) { viewer { unreadConversationCount } nodes(ids: $ids) { ... on Conversation {
    id unreadCount messages(first: 50) { totalCount edges { node { number } } } } } }"""


async def wrote(community: Community, name: str, conversation: UUID, body: str = "hello", **given: Any) -> UUID:
    """A message of a member's; its id."""
    done = await messages.send(community.viewer(name), conversation_id=conversation, body=body, **given)
    made: UUID = done.made["message"]
    return made


async def with_one(community: Community, name: str, other: str, body: str = "hello") -> UUID:
    """What a member writes to another first; the conversation."""
    done = await conversations.start(community.viewer(name), member_ids=[community[other]], body=body)
    made: UUID = done.made["conversation"]
    return made


async def of_several(community: Community, name: str, *others: str, title: str = "Plans") -> UUID:
    """A conversation of several, in which all who are named take part."""
    members = [community[other] for other in others]
    made: UUID = (await conversations.start(community.viewer(name), member_ids=members, title=title)).made[
        "conversation"
    ]
    for other in others:
        await conversations.accept(community.viewer(other), conversation_id=made)
    return made


async def tie(community: Community, one: str, other: str) -> None:
    """Let two be tied."""
    asked = (await ties.request(community.viewer(one), member_id=community[other])).made["tie_request"]
    await ties.accept(community.viewer(other), request_id=asked)


async def read(community: Community, name: str, conversation: UUID) -> Any:
    """A conversation as a member sees it; None where they see none."""
    engine = await Engine.open(community.url, connections=1, limits=Limits())
    try:
        answer = await engine.execute(community.viewer(name), READ, {"id": global_id("con", conversation)})
    finally:
        await engine.close()
    return orjson.loads(answer.body)["data"]["node"]


async def bodies(community: Community, name: str, conversation: UUID) -> list[str]:
    """What a member reads there, in order."""
    found = await read(community, name, conversation)
    return [each["node"]["body"] for each in found["messages"]["edges"]] if found else []


async def who(community: Community, name: str, conversation: UUID) -> set[str]:
    """Who takes part, as a member sees it."""
    found = await read(community, name, conversation)
    return {each["node"]["member"]["displayName"] for each in found["participants"]["edges"]} if found else set()


async def miscounted(community: Community, engine: Engine, name: str) -> list[str]:
    """Where what a member is shown of conversations is not what the oracle counts in Python."""
    sight = Sight(await Facts.read(community.connection), community[name])
    if not sight.sees["networks"]:
        return []  # who has left reads nothing
    ids = [global_id("con", key) for key in sorted(sight.facts["conversations"])]
    answer = orjson.loads((await engine.execute(community.viewer(name), COUNTS, {"ids": ids})).body)["data"]
    shown = {each["id"]: each for each in answer["nodes"] if each}
    found = [] if answer["viewer"]["unreadConversationCount"] == unread_conversations(sight) else ["unread in all"]
    if set(shown) != {global_id("con", key) for key in sight.sees["conversations"]}:
        found.append("which conversations")
    for key in sight.sees["conversations"]:
        each, said = shown[global_id("con", key)], list(sight.rows("messages", conversation_id=key))
        found += [] if each["unreadCount"] == unread(sight, key) else [f"unread in {key}"]
        found += [] if each["messages"]["totalCount"] == len(said) else [f"messages of {key}"]
        numbers = [edge["node"]["number"] for edge in each["messages"]["edges"]]
        found += [] if numbers == [*range(1, len(numbers) + 1)] else [f"numbers of {key}"]
    return found


async def states(community: Community, conversation: UUID) -> dict[str, str]:
    """The state of every participant, whoever may know, by name."""
    rows = await community.connection.fetch(
        "select m.display_name, p.state from participants p join members m on m.id = p.member_id"
        " where p.conversation_id = $1",
        conversation,
    )
    return {row[0]: row[1] for row in rows}
