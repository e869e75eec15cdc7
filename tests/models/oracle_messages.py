"""Who may see what of conversations, a second time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.models.oracle_posts import shown_html

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

MESSAGE_TABLES = ("offices", "conversations", "participants", "messages", "message_reactions", "message_mentions")
ROLES = {"HR": "HR_ADMIN", "RECRUITING": "RECRUITER", "NEW_BUSINESS": "COMMUNITY_MANAGER"}
THERE, GONE = {"ACTIVE", "REQUESTED"}, {"LEFT", "REMOVED"}


def message_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    sees = sight.sees
    return {
        "offices": lambda _: True,
        "conversations": lambda row: conversation(sight, row),
        "participants": lambda row: (
            row["conversation_id"] in sees["conversations"]
            and row["member_id"] in sees["members"]
            and participant(sight, row)
        ),
        "messages": lambda row: row["conversation_id"] in sees["conversations"] and message(sight, row),
        "message_reactions": lambda row: (
            row["message_id"] in sees["messages"] and row["member_id"] not in sight.blocked
        ),
        "message_mentions": lambda row: row["message_id"] in sees["messages"] and row["member_id"] in sees["members"],
    }


def mine(sight: "Sight", key: UUID) -> "Row | None":
    """The row by which the viewer takes part, or took."""
    rows = sight.facts["participants"].values()
    found = [row for row in rows if row["conversation_id"] == key and row["member_id"] == sight.viewer]
    return found[0] if found and found[0]["role"] != "SERVING" else None


def serves(sight: "Sight", row: "Row") -> bool:
    """Does the viewer answer for the conversation's office?"""
    office = sight.facts["offices"].get(row["office_id"])
    return office is not None and ROLES[office["kind"]] in sight.me["roles"]


def conversation(sight: "Sight", row: "Row") -> bool:
    """Who took part and did not decline, and who serves the office; never across a block."""
    own = mine(sight, row["id"])
    if not serves(sight, row) and (own is None or own["state"] == "DECLINED"):
        return False
    if row["kind"] == "OFFICE":
        return row["starter_id"] not in sight.blocked
    return not {row["one_id"], row["other_id"]} & sight.blocked


def attended(sight: "Sight", key: UUID) -> bool:
    """Does the viewer take part now, or serve the office? Asked of a conversation that they see."""
    own = mine(sight, key)
    return serves(sight, sight.facts["conversations"][key]) or (own is not None and own["state"] in THERE)


def participant(sight: "Sight", row: "Row") -> bool:
    """Oneself; of the others those who take part, and those who were there at the same time."""
    if row["member_id"] == sight.viewer:
        return True
    if row["role"] == "SERVING":
        return False
    key = row["conversation_id"]
    if sight.facts["conversations"][key]["kind"] == "DIRECT":
        return True
    if row["state"] == "ACTIVE":
        return attended(sight, key)
    own = mine(sight, key)
    met = own is not None and own["state"] in THERE and own["first_number"] <= (row["last_number"] or -1) + 1
    return row["state"] in GONE and met


def message(sight: "Sight", row: "Row") -> bool:
    """What was said between one's joining and leaving, and not by somebody blocked."""
    if row["author_id"] in sight.blocked:
        return False
    if serves(sight, sight.facts["conversations"][row["conversation_id"]]):
        return True
    own = mine(sight, row["conversation_id"])
    if own is None or own["state"] == "DECLINED" or row["number"] < own["first_number"]:
        return False
    return own["last_number"] is None or bool(row["number"] <= own["last_number"])


def place(sight: "Sight", row: "Row") -> int:
    """The number that a visible message has for the viewer."""
    own = mine(sight, row["conversation_id"])
    first = own["first_number"] if own else 1
    others = [each for each in sight.facts["messages"].values() if each["conversation_id"] == row["conversation_id"]]
    hidden = [each for each in others if first <= each["number"] < row["number"] and each["author_id"] in sight.blocked]
    return int(row["number"] - first + 1 - len(hidden))


def unread(sight: "Sight", key: UUID) -> int:
    """How many visible messages of others in a conversation the viewer has not read."""
    rows = [row for row in sight.facts["participants"].values() if row["conversation_id"] == key]
    until = next((row["read_up_to"] for row in rows if row["member_id"] == sight.viewer), 0)
    said = sight.rows("messages", conversation_id=key, deleted_at=None)
    return len([row for row in said if row["author_id"] != sight.viewer and row["number"] > until])


def unread_conversations(sight: "Sight") -> int:
    """In how many conversations that the viewer takes part in and has not muted something is unread."""
    own = [row for row in sight.facts["participants"].values() if row["member_id"] == sight.viewer]
    heard = [row for row in own if row["state"] == "ACTIVE" and row["role"] != "SERVING" and not row["muted"]]
    keys = {row["conversation_id"] for row in heard} & sight.sees["conversations"]
    return len([key for key in keys if unread(sight, key)])


def read_by(sight: "Sight", row: "Row") -> set[UUID]:
    """Who of those whom the viewer sees has read a message of theirs, where both show it."""
    if row["author_id"] != sight.viewer or not sight.me["shows_receipts"]:
        return set()
    if not attended(sight, row["conversation_id"]):
        return set()
    members = sight.facts["members"]
    return {
        each["member_id"]
        for each in sight.facts["participants"].values()
        if each["conversation_id"] == row["conversation_id"]
        and (each["state"], each["role"] == "SERVING") == ("ACTIVE", False)
        and each["first_number"] <= row["number"] <= each["read_up_to"]
        and each["member_id"] in sight.sees["members"] - {sight.viewer}
        and members[each["member_id"]]["shows_receipts"]
    }


def may_message(sight: "Sight", member: UUID) -> bool:
    """Does a visible member take a first message from the viewer?"""
    admitted = sight.facts["members"][member]["messages_from"]
    if member == sight.viewer or admitted == "NOBODY":
        return False
    grouped = admitted == "SHARED_GROUP" and "GROUPS" in sight.standing_to.relations(member)
    return admitted == "NETWORK" or grouped or member in sight.tied


def conversing(sight: "Sight") -> dict[str, Any]:
    """What of visible conversations is shown that no column holds."""
    facts, said = sight.facts, list(sight.rows("messages"))
    there = [key for key in sight.sees["conversations"] if attended(sight, key)]
    return {
        "titles": {
            key: (facts["conversations"][key]["title"], facts["conversations"][key]["version"]) for key in there
        },
        "numbers": {row["id"]: place(sight, row) for row in said},
        "receipts": {row["id"]: read_by(sight, row) for row in said},
        "htmls": {row["id"]: shown_html(sight, "message_id", row, "message_mentions") for row in said},
        "mentions": {(row["message_id"], row["member_id"]) for row in sight.rows("message_mentions")},
        "reactions": {
            (row["message_id"], row["emoji"], row["member_id"] == sight.viewer, row["created_at"], row["id"])
            for row in sight.rows("message_reactions")
        },
        "admitted": {key for key in sight.sees["members"] if may_message(sight, key)},
        "gone": {row["id"]: row["state"] in GONE for row in sight.rows("participants")},
        "served": {key for key, row in facts["conversations"].items() if serves(sight, row)},
    }
