"""What is said in the demonstration network: scenes of a topic, and the words that hold through one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.demo_attributes import words
from actions.demo_chance import TOKYO, Chance
from actions.demo_people import Person
from actions.demo_phrases import Phrases
from actions.demo_profiles import vocabulary
from models.members import MemberKind

WEEKDAYS = "月火水木金土日"
SATURDAY = 5
# Words of the author that the whole thread keeps: answers are about what was asked.
KEPT = ("skill", "skill_en", "industry", "fiscal")


@dataclass(frozen=True, eq=False)
class Scene:
    """Patterns of one subject: a post is one opening, some tellings and a closing."""

    topic: str
    mood: str
    open: list[str]
    tell: list[str]
    close: list[str]
    answer: list[str]
    follow: list[list[str]]
    by: str | None = None
    employed: bool = False
    lang: str = "ja"

    def fits(self, author: Person) -> bool:
        """Whether this author may begin with it."""
        working = any(position.ended is None for position in author.career.positions)
        return self.by in (None, author.kind) and (working or not self.employed)


@dataclass(frozen=True, eq=False)
class Thread:
    """A post and everything under it: the scene, and what its words have come to stand for."""

    scene: Scene
    author: Person
    peer: Person
    memo: dict[str, str]


class Talk:
    """Finds words."""

    def __init__(self, chance: Chance) -> None:
        self.chance, self.phrases, self.listed = chance, Phrases(chance), words("demo_talk")
        certificates = [name for calling in words("demo_words")["callings"] for name in calling["certifications"]]
        self.lists: dict[str, list[str]] = self.listed["lists"] | {
            "certificate": [name.partition("|")[0] for name in certificates]
        }
        entries = words("demo_talk_work")["scene"] + words("demo_talk_life")["scene"]
        self.scenes = [Scene(**entry) for entry in entries]
        self.said: set[str] = set()
        self.vocabularies: dict[int, dict[str, str]] = {}

    def thread(self, topics: Sequence[str], author: Person, moment: datetime, peer: Person) -> Thread:
        """A new thread on one of the topics that this author may begin."""
        fit = [scene for scene in self.scenes if scene.topic in topics and scene.fits(author)]
        scene = self.chance.choices(fit, [topics.count(scene.topic) for scene in fit])[0]
        own = self._vocabulary(author)
        years = {"year": str(max(1, moment.year - author.career.fiscal))}
        return Thread(scene, author, peer, {word: own[word] for word in KEPT} | self._occasion(moment, peer) | years)

    def post(self, thread: Thread) -> str:
        """The text that begins a thread, told once and never again."""
        body = self._post(thread)
        while body in self.said:
            body = self._post(thread)
        self.said.add(body)
        return body

    def comment(self, thread: Thread, part: str, patterns: Sequence[str], speaker: Person, to: Person) -> str:
        """A text of one of the patterns, in other words than anybody's before where that can be had."""
        for attempt in range(8):
            body = self._say(thread, self.phrases.draw(patterns), speaker, to)
            if attempt > 1 or self.chance.likely(0.3):
                body = self._adorned(thread, part, body, speaker, to)
            if body not in self.said:
                break
        self.said.add(body)
        return body

    def _adorned(self, thread: Thread, part: str, body: str, speaker: Person, to: Person) -> str:
        """The text with something before or after it that fits the part."""
        if thread.scene.lang == "en":
            return f"{body} {self._say(thread, self.phrases.draw(self.listed['english_tails']), speaker, to)}"
        if part == "question" or (part in ("answer", "told") and self.chance.likely(0.5)):
            return self._say(thread, self.phrases.draw(self.listed["leads"]), speaker, to) + body
        tails = "tails" if part in ("answer", "told") else "thanks_tails" if part == "thanks" else "welcome_tails"
        return body + self._say(thread, self.phrases.draw(self.listed[tails]), speaker, to)

    def general(self, thread: Thread, part: str) -> list[str]:
        """Patterns for what is said under many a post: thanks, welcome, closing."""
        english = f"english_{part}"
        patterns: list[str] = self.listed[english if thread.scene.lang == "en" and english in self.listed else part]
        return patterns

    def _post(self, thread: Thread) -> str:
        scene, english = thread.scene, thread.scene.lang == "en"
        opening = self.phrases.draw(scene.open)
        patterns = [
            opening,
            *dict.fromkeys(self.phrases.draw(scene.tell) for _ in range(self.chance.choice((1, 2, 2, 3)))),
        ]
        if "{me}" not in opening and not english and self.chance.likely(0.22):
            inside = thread.author.kind is MemberKind.EMPLOYEE
            patterns.insert(0, self.phrases.draw(self.listed["greetings_inside" if inside else "greetings"]))
        if self.chance.likely(0.8):
            patterns.append(self.phrases.draw(scene.close))
        apart = self.chance.choice((" ", " ", "\n\n") if english else ("", "", "\n", "\n\n"))
        return apart.join(self._say(thread, pattern, thread.author, thread.peer) for pattern in patterns)

    def _say(self, thread: Thread, pattern: str, speaker: Person, to: Person) -> str:
        return self.phrases.say(pattern, self._words(thread, speaker, to))

    def _words(self, thread: Thread, speaker: Person, to: Person) -> Callable[[str], str]:
        own, other = self._vocabulary(speaker), self._vocabulary(to)
        named = {"to": other["me"], "to_en": other["me_en"]}

        def word(name: str) -> str:
            if name in thread.memo:
                return thread.memo[name]
            if name in self.lists:
                return thread.memo.setdefault(name, self.chance.choice(self.lists[name]))
            return named[name] if name in named else own[name]

        return word

    def _vocabulary(self, person: Person) -> dict[str, str]:
        if person.number not in self.vocabularies:
            self.vocabularies[person.number] = vocabulary(person)
        return self.vocabularies[person.number]

    def _occasion(self, moment: datetime, peer: Person) -> dict[str, str]:
        local = moment.astimezone(TOKYO)
        monthly = {word: self.chance.choice(months[local.month - 1]) for word, months in self.listed["months"].items()}
        soon = local + timedelta(days=self.chance.randint(9, 35))
        other = self._vocabulary(peer)
        return monthly | {
            "month": f"{local.month}月",
            "date": _date(soon),
            "saturday": _date(soon + timedelta(days=SATURDAY - soon.weekday())),
            "n": str(self.chance.randint(3, 9)),
            "nn": str(self.chance.randint(12, 48)),
            "peer": other["me"],
            "peer_en": other["me_en"],
        }


def _date(day: datetime) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
