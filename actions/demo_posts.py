"""A year of posts, comments and reactions of the demonstration network."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from actions.demo_attributes import words
from actions.demo_chance import Chance
from actions.demo_groups import Group, Voices
from actions.demo_people import Person
from actions.demo_talk import Talk, Thread

IN_GROUPS = 0.62
EDITED = 0.03
DEEPEST = 5
MOODS = {
    "ask": ("👀", "💡", "👍", "🙏"),
    "celebrate": ("🎉", "❤️", "👍", "👀"),
    "invite": ("👍", "🎉", "👀", "🙏"),
    "musing": ("❤️", "👍", "🙏", "👀"),
    "news": ("👍", "💡", "👀", "🎉"),
    "english": ("👍", "❤️", "🎉", "💡"),
}
THANKFUL = ("👍", "🙏", "❤️", "💡")


@dataclass(eq=False)
class Post:
    """A post to be; ``attention`` is how much it gets."""

    id: UUID
    group: Group | None
    author: Person
    body: str
    created_at: datetime
    edited_at: datetime | None
    thread: Thread
    voices: Voices
    attention: float


@dataclass(eq=False)
class Comment:
    """A comment to be: its part in the conversation decides what may be answered to it."""

    id: UUID
    post: Post
    parent: "Comment | None"
    author: Person
    body: str
    depth: int
    created_at: datetime
    part: str
    answer: str | None = None
    answered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reaction:
    """Somebody's emoji on a post or a comment."""

    on: Post | Comment
    person: Person
    emoji: str
    at: datetime


def posts(chance: Chance, people: list[Person], groups: list[Group], count: int, now: datetime) -> Iterator[Post]:
    """Posts to the network's feed and to the groups, in the order of time."""
    talk, feed = Talk(chance), Voices([(person, person.joined_at) for person in people if person.account_id])
    sizes = [len(group.voices.people) ** 0.9 for group in groups]
    topics: list[str] = words("demo_groups")["feed"]
    for moment in chance.moments(count, now):
        group = chance.choices(groups, sizes)[0] if groups and chance.likely(IN_GROUPS) else None
        voices = group.voices if group else feed
        author = voices.someone(chance, moment)
        if author is None:
            continue
        thread = talk.thread(group.topics if group else topics, author, moment, _peer(chance, author, people))
        if group and group.cities:
            thread.memo["city"] = chance.choice(group.cities)
        edited = chance.later(moment, now, hours=1) if chance.likely(EDITED) else None
        attention = chance.lognormvariate(0, 1.0)
        body = talk.post(thread)
        yield Post(chance.id_at(moment), group, author, body, moment, edited, thread, voices, attention)


def _peer(chance: Chance, author: Person, people: list[Person]) -> Person:
    """Somebody whom the author might mention."""
    known = [person for person in author.ties if person.name.family != author.name.family]
    return chance.choice(known or [person for person in people if person is not author])


class Discussion:
    """Grows the comments under one post: answers, questions to them, replies, thanks."""

    def __init__(self, chance: Chance, talk: Talk, post: Post, now: datetime) -> None:
        self.chance, self.talk, self.post, self.now = chance, talk, post, now
        scene = post.thread.scene
        common = talk.listed["general"][scene.mood]
        self.answers = chance.sample(scene.answer, len(scene.answer)) + chance.sample(common, len(common))
        self.questions = chance.sample(scene.follow, len(scene.follow))
        self.comments: list[Comment] = []
        self.answerers: set[int] = set()

    def grow(self, count: int) -> list[Comment]:
        """Up to ``count`` comments."""
        for _ in range(count):
            if not self._branch():
                self._answer()
        return self.comments

    def _branch(self) -> bool:
        open_ends = [comment for comment in self.comments if self._next(comment)]
        if not open_ends or self.chance.likely(0.42):
            return False
        # A question is seldom left without an answer.
        asked = [comment for comment in open_ends if comment.part == "question"]
        parent = self.chance.choice(asked if asked and self.chance.likely(0.7) else open_ends)
        part = self.chance.choice(self._next(parent))
        return self._reply(parent, part)

    def _next(self, comment: Comment) -> list[str]:
        """What may be answered to a comment that was not yet."""
        parts = {
            "answer": ["thanks", "question"] if self.questions else ["thanks"],
            "question": ["told"],
            "told": ["thanks"],
            "thanks": ["welcome"],
            "welcome": ["closing"],
        }.get(comment.part, [])
        return [part for part in parts if part not in comment.answered] if comment.depth < DEEPEST else []

    def _answer(self) -> None:
        speaker = self._reader()
        if not speaker or not self.answers or speaker.number in self.answerers:
            return
        self.answerers.add(speaker.number)
        # What belongs to the scene comes first, what fits everywhere fills the rest.
        pattern = self.answers.pop(0 if self.chance.likely(0.75) else -1)
        body = self.talk.comment(self.post.thread, "answer", [pattern], speaker, self.post.author)
        self._add(None, "answer", speaker, body)

    def _reply(self, parent: Comment, part: str) -> bool:
        speaker = self._speaker(parent, part)
        if speaker is None or speaker is parent.author:
            parent.answered.append(part)
            return False
        patterns, told = self._patterns(parent, part)
        body = self.talk.comment(self.post.thread, part, patterns, speaker, parent.author)
        self._add(parent, part, speaker, body, told)
        return True

    def _patterns(self, parent: Comment, part: str) -> tuple[list[str], str | None]:
        """What may be said in this part, and what will be answered to it."""
        if part == "question":
            question, told = self.questions.pop()
            return [question], told
        if part == "told":
            return [parent.answer or ""], None
        return self.talk.general(self.post.thread, part), None

    def _speaker(self, parent: Comment, part: str) -> Person | None:
        if part in ("question", "closing"):
            return self._reader()
        return parent.parent.author if parent.parent else self.post.author

    def _reader(self) -> Person | None:
        """Somebody else who can read the post; who is spoken of keeps silent."""
        for _ in range(8):
            person = self.post.voices.someone(self.chance, self.post.created_at)
            if person and person is not self.post.author and person is not self.post.thread.peer:
                return person
        return None

    def _add(self, parent: Comment | None, part: str, speaker: Person, body: str, answer: str | None = None) -> None:
        after = parent.created_at if parent else self.post.created_at
        moment = self.chance.later(after, self.now, hours=2 if parent else 5)
        depth = parent.depth + 1 if parent else 0
        if parent:
            parent.answered.append(part)
        key = self.chance.id_at(moment)
        self.comments.append(Comment(key, self.post, parent, speaker, body, depth, moment, part, answer))


def comments(chance: Chance, made: list[Post], count: int, now: datetime) -> Iterator[Comment]:
    """The comments under all posts; few posts have many, many have none."""
    talk = Talk(chance)
    portions = chance.portions(count, [post.attention for post in made])
    for post, portion in zip(made, portions, strict=True):
        yield from Discussion(chance, talk, post, now).grow(portion)


def reactions(chance: Chance, made: list[Post], under: list[Comment], count: int, now: datetime) -> Iterator[Reaction]:
    """Emojis on posts and comments, of those who could read them, each once."""
    targets: list[Post | Comment] = [*made, *under]
    weights = [target.attention if isinstance(target, Post) else chance.lognormvariate(-1.6, 0.8) for target in targets]
    for target, portion in zip(targets, chance.portions(count, weights), strict=True):
        seen: set[tuple[int, str]] = set()
        for _ in range(portion):
            reaction = _reaction(chance, target, now)
            if reaction and (reaction.person.number, reaction.emoji) not in seen:
                seen.add((reaction.person.number, reaction.emoji))
                yield reaction


def _reaction(chance: Chance, target: Post | Comment, now: datetime) -> Reaction | None:
    post = target if isinstance(target, Post) else target.post
    person = post.voices.someone(chance, target.created_at)
    if person is None or person is target.author:
        return None
    emojis = MOODS[post.thread.scene.mood] if isinstance(target, Post) else THANKFUL
    return Reaction(target, person, chance.skewed(emojis), chance.later(target.created_at, now, hours=4))
