"""A simulation: members of the demonstration network do things, as clients of a server that runs.

Each deed is a question, as a front end would ask it, and a mutation about something that was found.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from httpx2 import AsyncClient, HTTPError

from actions.demo_attributes import words
from actions.demo_phrases import CHOICE

WORDS = words("demo_simulation")
POSTS = "{ posts: feed(first: 20) { edges { node { id } } } network { emojis } }"
TALKS = "{ viewer { conversations(first: 20) { edges { node { id } } } } }"
JOBS = "{ jobs(filter: {open: true, mine: false}, first: 20) { edges { node { id } } } }"
REFUSAL = "{ refusal { message } }"
AT_ONCE = 20
Found = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """Something that a member may do: ``about`` makes the input of the mutation of what was found, if there is any."""

    often: int
    mutation: str
    input_type: str
    about: Callable[[Found, Random], dict[str, Any] | None]
    question: str = "{ __typename }"

    @property
    def document(self) -> str:
        """The mutation."""
        return f"mutation($input: {self.input_type}!) {{ {self.mutation}(input: $input) {REFUSAL} }}"


def said(part: str, chance: Random) -> str:
    """A sentence of the word file."""
    pattern: str = chance.choice(WORDS[part])
    while "[" in pattern:
        pattern = CHOICE.sub(lambda choice: chance.choice(choice[1].split("|")), pattern)
    return pattern


def one_of(connection: Found, chance: Random) -> str | None:
    """The id of one of the nodes; None where there is none."""
    ids = [edge["node"]["id"] for edge in connection["edges"]]
    return chance.choice(ids) if ids else None


def comment(found: Found, chance: Random) -> dict[str, Any] | None:
    """A comment on one of the newest posts."""
    post = one_of(found["posts"], chance)
    return {"postId": post, "body": said("comments", chance)} if post else None


def reaction(found: Found, chance: Random) -> dict[str, Any] | None:
    """A reaction to one of the newest posts."""
    post = one_of(found["posts"], chance)
    return {"subjectId": post, "emoji": chance.choice(found["network"]["emojis"])} if post else None


def message(found: Found, chance: Random) -> dict[str, Any] | None:
    """A message in one of the member's conversations."""
    conversation = one_of(found["viewer"]["conversations"], chance)
    return {"conversationId": conversation, "body": said("messages", chance)} if conversation else None


def application(found: Found, chance: Random) -> dict[str, Any] | None:
    """An application for one of the newest jobs."""
    job, fields = one_of(found["jobs"], chance), ["HEADLINE", "EMPLOYMENTS", "ATTRIBUTES"]
    return {"jobId": job, "fields": fields, "letter": said("letters", chance)} if job else None


DEEDS: Sequence[Deed] = (
    Deed(2, "publishPost", "PublishPostInput", lambda _, chance: {"body": said("posts", chance)}),
    Deed(4, "addComment", "AddCommentInput", comment, POSTS),
    Deed(6, "addReaction", "AddReactionInput", reaction, POSTS),
    Deed(4, "sendMessage", "SendMessageInput", message, TALKS),
    Deed(1, "applyToJob", "ApplyToJobInput", application, JOBS),
)


class Simulation:
    """Members, by their tokens, who do something ``rate`` times a second; what came of it is counted."""

    def __init__(self, client: AsyncClient, tokens: Sequence[str], rate: float, chance: Random) -> None:
        self.client = client
        self.tokens = tokens
        self.rate = rate
        self.chance = chance
        self.outcomes: Counter[str] = Counter()

    async def run(self, seconds: float | None = None) -> None:
        """Go on for so long, or until it is cancelled; a server that is away is waited for."""
        loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)
        until = None if seconds is None else loop.time() + seconds
        async with asyncio.TaskGroup() as doing:
            while until is None or loop.time() < until:
                await turn.acquire()
                doing.create_task(self.once()).add_done_callback(lambda _: turn.release())
                await asyncio.sleep(self.chance.expovariate(self.rate))

    async def once(self) -> None:
        """Somebody does something."""
        deed = self.chance.choices(DEEDS, [each.often for each in DEEDS])[0]
        token = self.chance.choice(self.tokens)
        try:
            about = deed.about(await self.asked(token, deed.question), self.chance)
            if about is None:
                self.outcomes["nothing to do"] += 1
                return
            refusal = (await self.asked(token, deed.document, input=about))[deed.mutation]["refusal"]
        except (HTTPError, KeyError, TypeError, ValueError):
            self.outcomes["no answer"] += 1
            return
        self.outcomes["refused" if refusal else deed.mutation] += 1

    async def asked(self, token: str, document: str, **variables: Any) -> Found:
        """The data of an answer."""
        answer = await self.client.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"authorization": f"Bearer {token}"},
        )
        data: Found = answer.json()["data"]
        return data
