"""Conversations, drawn at random."""

from typing import TYPE_CHECKING

from tests.models.random_posts import written

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

KINDS = ("DIRECT", "GROUP", "GROUP", "OFFICE")
STATES = ("ACTIVE", "ACTIVE", "ACTIVE", "REQUESTED", "DECLINED", "LEFT", "REMOVED")


def office(drawn: "Drawn") -> "Values":
    kind = drawn.chance.choice(("HR", "RECRUITING", "NEW_BUSINESS"))
    return {"kind": kind, "name_ja": drawn.word(), "name_en": drawn.perhaps(drawn.word()), "open": True}


def conversation(drawn: "Drawn") -> "Values":
    kind, two = drawn.chance.choice(KINDS), sorted(drawn.two().values())
    direct, asked = kind == "DIRECT", kind == "OFFICE"
    return {
        "kind": kind,
        "title": drawn.word() if kind == "GROUP" else None,
        "subject": drawn.word() if asked else None,
        "office_id": drawn.one("offices") if asked else None,
        "one_id": two[0] if direct else None,
        "other_id": two[1] if direct else None,
        "starter_id": drawn.one("members"),
        "assignee_id": drawn.perhaps(drawn.one("members")) if asked else None,
        "job_id": drawn.perhaps(drawn.one("jobs")) if asked else None,
        "closed_at": drawn.perhaps(drawn.moment()) if asked else None,
        "created_at": drawn.moment(),
    }


def participant(drawn: "Drawn") -> "Values":
    chance, state = drawn.chance, drawn.chance.choice(STATES)
    first, last = chance.choice((1, 1, 4)), chance.randrange(5, 12)
    gone = state in ("LEFT", "REMOVED")
    role = chance.choice(("OWNER", "MEMBER", "MEMBER", "SERVING")) if state == "ACTIVE" else "MEMBER"
    return {
        "conversation_id": drawn.one("conversations"),
        "member_id": drawn.one("members"),
        "role": role,
        "state": state,
        "first_number": first,
        "last_number": last if gone else None,
        "read_up_to": chance.randrange(first - 1, last + 1),
        "muted": chance.random() < 0.3,
        "hidden_number": drawn.perhaps(chance.randrange(10)),
        "joined_at": drawn.moment(),
    }


def message(drawn: "Drawn") -> "Values":
    return {
        "conversation_id": drawn.one("conversations"),
        "number": drawn.chance.randrange(1, 15),
        "author_id": drawn.chance.choice([None, *drawn.ids["members"] * 2]),
        "created_at": drawn.moment(),
        **written(drawn),
    }


def message_reaction(drawn: "Drawn") -> "Values":
    given = {"message_id": drawn.one("messages"), "member_id": drawn.one("members")}
    return {**given, "emoji": drawn.chance.choice(["👍", "🎉"]), "created_at": drawn.moment()}


def message_mention(drawn: "Drawn") -> "Values":
    return {"message_id": drawn.one("messages"), "member_id": drawn.one("members")}
