"""How one kind of notification comes of lines of the outbox.

`whom` selects, of the lines in ``line`` (position, subject_id, place_id, actor_id, at), a row for each who is to be
told: position, member_id, subject_id (a key of the table that ``subject`` names) and cause_id (of ``cause``). Who did
it, who has muted them or the place, and who may not see it, is left out by `actions/notifying.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.notification_kinds import NotificationKind as Kind

DAY = 86_400


@dataclass(frozen=True)
class Derivation:
    """One kind of notification that a line brings about; more within ``window`` seconds is gathered in one.

    Where the cause is a member, they are who did it. What is made of rules is a function that makes it.
    """

    kind: Kind
    subject: str
    whom: str | Callable[[], str]
    cause: str | None = None
    window: int | None = None
    anonymous: bool = False

    @property
    def select(self) -> str:
        """The SELECT of those who are to be told."""
        return self.whom if isinstance(self.whom, str) else self.whom()


def whom(member: str, subject: str, source: str, cause: str = "null::uuid") -> str:
    """A SELECT of those who are to be told."""
    return (
        f"select line.position, {member} as member_id, {subject} as subject_id, {cause} as cause_id"
        f" from line join {source}"
    )
