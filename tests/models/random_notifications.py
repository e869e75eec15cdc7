"""Notifications and how they are wanted, drawn at random."""

from typing import TYPE_CHECKING

from models.notification_kinds import NotificationKind
from tests.models.oracle_notifications import SUBJECTS

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

KINDS = ("REACTED", "COMMENTED", "TIE_REQUESTED", "MENTIONED")
# Claims are made by nobody in a random network.
DRAWN = {column: table for column, table in SUBJECTS.items() if table != "claims"}


def notification(drawn: "Drawn") -> "Values":
    column = drawn.chance.choice([each for each, table in DRAWN.items() if drawn.ids.get(table)])
    at = drawn.moment()
    seen = drawn.perhaps(at)
    return {
        "member_id": drawn.one("members"),
        "kind": drawn.chance.choice(KINDS),
        "group_key": drawn.word(),
        **{each: drawn.one(DRAWN[each]) if each == column else None for each in DRAWN},
        "in_app": True,
        "mail": drawn.chance.random() < 0.5,
        "first_at": at,
        "at": at,
        "seen_at": seen,
        "read_at": drawn.perhaps(seen),
    }


def notification_item(drawn: "Drawn") -> "Values":
    return {
        "notification_id": drawn.one("notifications"),
        "actor_id": drawn.one("members"),
        "comment_id": drawn.one("comments") if drawn.chance.random() < 0.3 else None,
        "message_id": drawn.one("messages") if drawn.chance.random() < 0.3 else None,
        "job_id": drawn.one("jobs") if drawn.chance.random() < 0.3 else None,
        "at": drawn.moment(),
    }


def notification_preference(drawn: "Drawn") -> "Values":
    kind = drawn.chance.choice([kind.value for kind in NotificationKind])
    return {"member_id": drawn.one("members"), "kind": kind, "in_app": drawn.chance.random() < 0.5, "mail": True}


def notification_setting(drawn: "Drawn") -> "Values":
    quiet = drawn.chance.choice([(None, None), ("22:00", "07:00"), ("12:00", "13:30")])
    return {"member_id": drawn.one("members"), "quiet_from": quiet[0], "quiet_until": quiet[1]}


def place_preference(drawn: "Drawn") -> "Values":
    of_group = drawn.chance.random() < 0.5
    return {
        "member_id": drawn.one("members"),
        "group_id": drawn.one("groups") if of_group else None,
        "post_id": None if of_group else drawn.one("posts"),
        "attention": drawn.chance.choice(["MUTE", "ALL"]),
        "since": drawn.moment(),
    }
