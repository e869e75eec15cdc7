"""What members are notified of conversations, and of what the network announces."""

from collections.abc import Mapping

from actions.derivation import DAY, Derivation, whom
from models.attendance import ROLE
from models.notification_kinds import NotificationKind as Kind

MOST_TOLD = 50  # who take part: in a larger conversation only who is named is notified
SAID = "messages said on said.id = line.subject_id and said.deleted_at is null"
PLACE = f"{SAID} join conversations place on place.id = said.conversation_id"
# Who has read on by now is told nothing; who takes part later is not told what was said before.
TAKING = (
    "join participants taking on taking.conversation_id = said.conversation_id and taking.role <> 'SERVING'"
    " and taking.state = 'ACTIVE' and said.number >= taking.first_number and said.number > taking.read_up_to"
)
AMONG_FEW = (
    "(select count(*) from participants among where among.conversation_id = said.conversation_id"
    f" and among.state = 'ACTIVE') <= {MOST_TOLD}"
)
NAMED = f"{SAID} {TAKING} join message_mentions named on named.message_id = said.id"
NAMED += " and named.member_id = taking.member_id"
# What a member writes to an office is for who looks after it, or where nobody does for all who serve it.
SERVING = (
    f"{PLACE} and place.kind = 'OFFICE' and place.starter_id = said.author_id"
    " join offices desk on desk.id = place.office_id"
    " join members serves on serves.network_id = place.network_id and serves.status = 'ACTIVE'"
    f" and (case desk.kind {ROLE} end) = any(serves.roles)"
    " and (place.assignee_id is null or place.assignee_id = serves.id)"
    " and not exists(select from participants served where served.conversation_id = place.id"
    " and served.member_id = serves.id and (served.muted or served.read_up_to >= said.number))"
)
BEGUN = (
    "conversations place on place.id = line.subject_id and place.kind = 'GROUP' join participants taking"
    " on taking.conversation_id = place.id and taking.joined_at = place.created_at and taking.state = '{}'"
)
TAKEN_IN = "participants taking on taking.id = line.subject_id and taking.state = '{}'"
ASSIGNED = "conversations place on place.id = line.subject_id"
# Announcements stand in the feed of all for whom they are. Beyond that is notified who asked to be, of the topic.
SUBSCRIBED = (
    "announcements told on told.id = line.subject_id and told.status = 'SENT'"
    " join topic_subscriptions wanting on wanting.topic_id = told.topic_id and wanting.channel = 'IN_APP'"
    " and wanting.ended_at is null and wanting.wanted join deliveries got on got.announcement_id = told.id"
    " and got.member_id = wanting.member_id and got.channel = 'IN_APP'"
)


def taken_in(source: str) -> tuple[Derivation, ...]:
    """What is told to those who take part, and to those who are asked, by the state in a source."""
    kinds = ((Kind.CONVERSATION_JOINED, "ACTIVE"), (Kind.CONVERSATION_REQUESTED, "REQUESTED"))
    return tuple(
        Derivation(
            kind,
            "conversation",
            whom("taking.member_id", "taking.conversation_id", source.format(state)),
            anonymous=True,
        )
        for kind, state in kinds
    )


def received(kind: Kind, source: str, member: str = "taking.member_id") -> Derivation:
    """What is told of messages, gathered by the conversation and the day."""
    return Derivation(
        kind, "conversation", whom(member, "said.conversation_id", source, "said.id"), cause="message", window=DAY
    )


OF_TALK: Mapping[str, tuple[Derivation, ...]] = {
    "message.sent": (
        Derivation(Kind.MENTIONED, "message", whom("named.member_id", "said.id", NAMED, "said.id"), cause="message"),
        received(Kind.MESSAGE_RECEIVED, f"{PLACE} and place.kind <> 'GROUP' {TAKING} and not taking.muted"),
        received(Kind.MESSAGE_RECEIVED, SERVING, "serves.id"),
        received(
            Kind.GROUP_MESSAGE_RECEIVED,
            f"{PLACE} and place.kind = 'GROUP' {TAKING} and not taking.muted and {AMONG_FEW}",
        ),
        # The first message of two is what asks.
        Derivation(
            Kind.CONVERSATION_REQUESTED,
            "conversation",
            whom(
                "asked.member_id",
                "place.id",
                f"{PLACE} and place.kind = 'DIRECT' join participants asked on asked.conversation_id = place.id"
                " and asked.state = 'REQUESTED' and asked.read_up_to < said.number",
            ),
            anonymous=True,
        ),
    ),
    "conversation.started": taken_in(BEGUN),
    "participant.added": taken_in(TAKEN_IN)[:1],
    "participant.asked": taken_in(TAKEN_IN)[1:],
    "conversation.assigned": (
        Derivation(
            Kind.CONVERSATION_ASSIGNED, "conversation", whom("place.assignee_id", "place.id", ASSIGNED), anonymous=True
        ),
    ),
    "announcement.published": (
        Derivation(Kind.ANNOUNCED, "announcement", whom("got.member_id", "told.id", SUBSCRIBED), anonymous=True),
    ),
}
