"""Every kind of news notifies somebody or is silent, and notifications are made in one place."""

import re

from actions.derivations import DERIVATIONS, SILENT
from models.news import NEWS
from models.notification_kinds import NotificationKind
from models.notifications import SUBJECTS
from tests.laws.source import Source, sources

MAKES = re.compile(
    r"insert\s+into\s+notification(s|_items)\b|\bNotification(Item)?\.(create|bulk_create)\b|\bNotification(Item)?\("
)


def makers(ours: list[Source]) -> set[str]:
    """The files that make notifications."""
    return {source.path for source in ours if MAKES.search(source.text)}


def test_every_kind_of_news_notifies_somebody_or_is_silent() -> None:
    assert set(NEWS) - {*DERIVATIONS, *SILENT} == set()
    assert {*DERIVATIONS, *SILENT} - set(NEWS) == set()
    assert SILENT.isdisjoint(DERIVATIONS)


def test_every_kind_of_notification_is_derived_of_something() -> None:
    assert {how.kind for each in DERIVATIONS.values() for how in each} == set(NotificationKind)


def test_what_is_derived_is_about_what_a_notification_can_be_about() -> None:
    for how in (how for each in DERIVATIONS.values() for how in each):
        assert how.subject in SUBJECTS
        assert how.cause in (None, "comment", "reaction", "message", "job", "member")


def test_one_place_makes_notifications() -> None:
    assert makers(sources("actions")) == {"actions/notifying.py"}


def test_an_action_that_makes_one_is_seen() -> None:
    for text in ("await Notification.create(kind=1)", 'SQL = "insert into notifications (id) values ($1)"'):
        assert makers([Source("actions/posts.py", text)]) == {"actions/posts.py"}
