"""What members of the demonstration network were notified of lately, and what the personas search for again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from actions.demo_chance import Chance
from actions.demo_people import Person
from actions.derivation import DAY
from models.jobs import JobStatus
from models.members import MemberStatus
from models.notification_kinds import NotificationKind as Kind

if TYPE_CHECKING:
    from actions.demo_rows import World

SEED = 20_230_703  # its own, so that who is notified changes nothing of everything else
LATELY = timedelta(days=21)
UNREAD = timedelta(days=2)  # what came since then is not read yet
SEARCHES = (
    ("カムバックと副業", "JOBS", '{"kinds":["COMEBACK","SIDE_JOB"]}', "LIVE"),
    ("新しく参加した卒業生", "MEMBERS", '{"kinds":["ALUMNUS"]}', "LIVE"),
)
RECEIVED = {"GROUP": Kind.GROUP_MESSAGE_RECEIVED}
Row = tuple[Any, ...]
Item = tuple[Person | None, UUID | None, UUID | None, datetime]


@dataclass(eq=False)
class Notice:
    """A notification to be, with what it gathers: who did it, the comment or message that it was, and when."""

    id: UUID
    person: Person
    kind: Kind
    about: str
    subject: UUID
    items: list[Item] = field(default_factory=list)


class Notices:
    """All notifications, as they would have been derived."""

    def __init__(self, world: "World") -> None:
        self.world, self.chance = world, Chance(SEED)
        self.personas = [person for person in world.people if person.persona]
        self.all: dict[tuple[Person, Kind, str], Notice] = {}
        self._comments()
        self._messages()
        self._jobs()
        self._talks()

    def _comments(self) -> None:
        """What was said under members' posts."""
        for each in self.world.comments:
            author = each.post.author
            if author is not each.author and each.parent is None:
                self._tell(author, Kind.COMMENTED, "post", each.post.id, (each.author, each.id, None, each.created_at))

    def _messages(self) -> None:
        """The last message of each conversation, which nobody but its author has read."""
        for talk in self.world.talks.all:
            last = talk.said[-1]
            for person in talk.people:
                if person is not last.author:
                    kind = RECEIVED.get(talk.kind, Kind.MESSAGE_RECEIVED)
                    self._tell(person, kind, "conversation", talk.id, (last.author, None, last.id, last.at))

    def _jobs(self) -> None:
        """What the personas' searches have found."""
        for job in self.world.jobs:
            open_to_all = job.status is JobStatus.PUBLISHED and job.segment is None
            if open_to_all and job.kind.value in ("COMEBACK", "SIDE_JOB"):
                for person in self.personas:
                    self._tell(person, Kind.JOB_MATCHED, "job", job.id, (None, None, None, job.begun))

    def _talks(self) -> None:
        """The talks that are offered to who would come back."""
        for offer in self.world.comebacks.offers:
            for wish in self.world.comebacks.wishes:
                if wish.at < offer.at:
                    self._tell(wish.person, Kind.TALK_OFFERED, "talk", offer.id, (None, None, None, offer.at))

    def _tell(self, person: Person, kind: Kind, about: str, subject: UUID, item: Item) -> None:
        at = item[-1]
        able = person.account_id is not None and person.status is MemberStatus.ACTIVE and person is not item[0]
        if not able or at < max(self.world.now - LATELY, person.joined_at):
            return
        span = f":{int(at.timestamp()) // DAY}" if about in ("post", "conversation") else ""
        key = (person, kind, f"{subject}{span}")
        if key not in self.all:
            self.all[key] = Notice(self.chance.id_at(at), person, kind, about, subject)
        self.all[key].items.append(item)


def notifications(world: "World") -> Iterator[Row]:
    """Rows of notifications: what is older is read, but messages are unread as they are in their conversations."""
    for (person, kind, key), notice in world.notices.all.items():
        times = [item[-1] for item in notice.items]
        old = notice.about != "conversation" and max(times) < world.now - UNREAD
        read = max(times) + timedelta(hours=1) if old else None
        about = [notice.subject if notice.about == each else None for each in ("post", "conversation", "job", "talk")]
        shown = (True, False, min(times), max(times), read, read)
        yield notice.id, world.network, person.id, kind.value, key, *about, *shown


def items(world: "World") -> Iterator[Row]:
    """Rows of what they gather."""
    for notice in world.notices.all.values():
        for actor, comment, message, at in notice.items:
            key = world.notices.chance.id_at(at)
            yield key, world.network, notice.id, actor.id if actor else None, comment, message, at


def searches(world: "World") -> Iterator[Row]:
    """Rows of saved searches."""
    for person in world.notices.personas:
        for name, kind, criteria, alerts in SEARCHES:
            at = max(person.joined_at, world.now - LATELY)
            key = world.notices.chance.id_at(at)
            yield key, world.network, person.id, name, kind, criteria, alerts, at, 1
