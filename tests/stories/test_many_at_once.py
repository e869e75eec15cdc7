"""Thirty-two people write at once, over real HTTP: nothing is done twice, nothing is lost, nobody waits for nobody."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

from models.ids import uuid7
from tests.actions.invariants import broken
from tests.stories.conftest import Town, Writer

SECONDS = 20 if os.environ.get("PROOF") else 4
CAPACITY = 7
PAYLOAD = "{ streamCursor refusal { code } }"
Verb = Callable[["Square", Writer, Random], Awaitable[str | None]]


class Square:
    """Where they meet: one group with few places, one post, and each other."""

    def __init__(self, town: Town) -> None:
        self.writers = town.writers
        self.group = f"grp_{uuid7()}"
        self.post = ""
        self.edits = 0
        self.said: Counter[tuple[str, str]] = Counter()

    async def do(self, writer: Writer, mutation: str, **given: object) -> str:
        """One mutation; what came of it."""
        name = mutation[:1].upper() + mutation[1:]
        document = f"mutation M($input: {name}Input!) {{ {mutation}(input: $input) {PAYLOAD} }}"
        said = (await writer.ask(document, input=given))[mutation]
        code = said["refusal"]["code"] if said["refusal"] else "OK"
        self.said[mutation, code] += 1
        return code


async def join(square: Square, writer: Writer, _: Random) -> None:
    await square.do(writer, "joinGroup", groupId=square.group)


async def leave(square: Square, writer: Writer, _: Random) -> None:
    await square.do(writer, "leaveGroup", groupId=square.group)


async def react(square: Square, writer: Writer, chance: Random) -> None:
    verb = chance.choice(["addReaction", "removeReaction"])
    await square.do(writer, verb, subjectId=square.post, emoji=chance.choice(["👍", "🎉"]))


async def comment(square: Square, writer: Writer, chance: Random) -> None:
    await square.do(writer, "addComment", postId=square.post, body=f"{writer.name} {chance.random()}")


async def edit(square: Square, _: Writer, chance: Random) -> None:
    """The author edits from several devices at once, each from the version that it has read."""
    author = square.writers[0]
    version = (await author.ask("query P($id: ID!) { post(id: $id) { version } }", id=square.post))["post"]["version"]
    done = await square.do(author, "editPost", postId=square.post, body=f"{chance.random()}", ifVersion=version)
    square.edits += done == "OK"


async def tie(square: Square, writer: Writer, chance: Random) -> None:
    """Two ask each other, and sometimes part, with the same few people."""
    other = chance.choice(square.writers[:6])
    if other is not writer:
        verb = chance.choice(["requestTie", "requestTie", "removeTie"])
        await square.do(writer, verb, memberId=other.id)


VERBS = [join, leave, react, comment, edit, tie]


async def live(square: Square, writer: Writer, until: float, seed: int) -> None:
    """One person's time in the square."""
    chance = Random(seed)
    while time.monotonic() < until:
        await chance.choice(VERBS)(square, writer, chance)


async def test_thirty_two_people_write_at_once(town: Town) -> None:
    square = Square(town)
    square.group, square.post = await founded(town.writers[0])
    before = set(await broken(town.community.connection))
    until = time.monotonic() + SECONDS
    await asyncio.gather(*(live(square, writer, until, number) for number, writer in enumerate(town.writers)))
    assert set(await broken(town.community.connection)) <= before
    assert {code for _, code in square.said} <= {"OK", "NOT_FOUND", "CONFLICT", "FORBIDDEN", "INVALID", "RATE_LIMITED"}
    assert all(square.said[verb, "OK"] for verb in ("joinGroup", "leaveGroup", "addReaction", "addComment", "editPost"))
    await nothing_is_lost(square, town)


async def founded(owner: Writer) -> tuple[str, str]:
    """A group with few places, and a post of its owner."""
    group = "mutation G($input: CreateGroupInput!) { createGroup(input: $input) { group { id } refusal { message } } }"
    made = await owner.ask(group, input={"name": "Seven places", "joinPolicy": "OPEN", "capacity": CAPACITY})
    post = "mutation P($input: PublishPostInput!) { publishPost(input: $input) { post { id } refusal { message } } }"
    told = await owner.ask(post, input={"body": "first"})
    return made["createGroup"]["group"]["id"], told["publishPost"]["post"]["id"]


async def nothing_is_lost(square: Square, town: Town) -> None:
    """Every edit that was done has its version, every comment its row; the group was never too full."""
    key = UUID(square.post.removeprefix("post_"))
    value = town.community.value
    assert await value("select version from posts where id = $1", key) == 1 + square.edits
    assert await value("select count(*) from post_edits where post_id = $1", key) == square.edits
    comments = await value("select count(*) from comments where post_id = $1", key)
    assert comments == square.said["addComment", "OK"]
    group = UUID(square.group.removeprefix("grp_"))
    inside = "select count(*) from group_memberships where group_id = $1 and status = 'ACTIVE'"
    left = square.said["joinGroup", "OK"] - square.said["leaveGroup", "OK"]
    assert 1 <= int(str(await value(inside, group))) <= CAPACITY
    assert left >= 0
