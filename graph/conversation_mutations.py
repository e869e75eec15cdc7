"""What members do in conversations, and with the offices of the network."""

import strawberry

from actions import admission, conversations, message_reactions, messages, offices, participants
from graph.compile.payloads import mutation
from graph.inputs import given
from models.admission import MessagesFrom
from models.conversations import LONGEST_TITLE, MOST_PARTICIPANTS
from models.messages import LONGEST_MESSAGE
from models.offices import LONGEST_DESCRIPTION, LONGEST_NAME, OfficeKind

BODY = "Markdown; `@[name](mem_…)` mentions a participant whom the author sees."
CONVERSATION = "The conversation."
VERSION = "The version that the edit starts from; none: whatever stands there."
LONGEST_EMOJI = 32


@mutation(conversations.start, conversation="Conversation", message="Message")
class StartConversation:
    """Talk to one member, in the one conversation that the two have, or to several under a title.

    Who is tied to the viewer takes part at once. Others are asked, if they take messages from the viewer
    (`viewerMayMessage`): they read what is said, and take part when they answer or accept.
    """

    member_ids: list[strawberry.ID] = given(
        "Whom; just one where there is no title.", id_of="mem", most=MOST_PARTICIPANTS
    )
    title: str | None = given("What it is called; none: it is between two.", longest=LONGEST_TITLE)
    body: str | None = given(f"The first message, which one to one member needs. {BODY}", longest=LONGEST_MESSAGE)


@mutation(offices.write_to, conversation="Conversation", message="Message")
class WriteToOffice:
    """Begin a conversation with an office: whoever serves it reads it and answers."""

    office_id: strawberry.ID = given("The office.", id_of="off")
    subject: str = given("What it is about.", longest=LONGEST_TITLE)
    body: str = given(BODY, longest=LONGEST_MESSAGE)


@mutation(messages.send, message="Message")
class SendMessage:
    """Write in a conversation; who was asked into it accepts by that."""

    id: strawberry.ID | None = given(
        "An id that the client made, a UUIDv7 behind `msg_`: what is sent again under it is written once.", id_of="msg"
    )
    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    body: str = given(BODY, longest=LONGEST_MESSAGE)
    reply_to_id: strawberry.ID | None = given("The message there that it answers.", id_of="msg")


@mutation(messages.edit, message="Message")
class EditMessage:
    """Say otherwise what one wrote, within a day."""

    message_id: strawberry.ID = given("The message.", id_of="msg")
    body: str = given(BODY, longest=LONGEST_MESSAGE)
    if_version: int | None = given(VERSION)


@mutation(messages.delete, message="Message")
class DeleteMessage:
    """Take back what was said; its place stays. For its author, and who keeps a conversation of several."""

    message_id: strawberry.ID = given("The message.", id_of="msg")


@mutation(message_reactions.add, message="Message")
class AddMessageReaction:
    """React to a message; who has reacted so already has done it."""

    message_id: strawberry.ID = given("The message.", id_of="msg")
    emoji: str = given("One of the emojis that the network offers.", longest=LONGEST_EMOJI)


@mutation(message_reactions.remove, message="Message")
class RemoveMessageReaction:
    """Take a reaction to a message back; where there is none nothing happens."""

    message_id: strawberry.ID = given("The message.", id_of="msg")
    emoji: str = given("The emoji.", longest=LONGEST_EMOJI)


@mutation(messages.mark_read, conversation="Conversation")
class MarkRead:
    """Say that the viewer has read a conversation up to a message; it never goes back."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    up_to: strawberry.ID = given("The last message that was read.", id_of="msg")


@mutation(conversations.accept, conversation="Conversation")
class AcceptMessageRequest:
    """Take part in a conversation that the viewer was asked into."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(conversations.decline)
class DeclineMessageRequest:
    """Not take part in a conversation that the viewer was asked into; nobody is told, and it is gone."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(conversations.mute, conversation="Conversation")
class MuteConversation:
    """Hear nothing of a conversation: it does not count as unread."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(conversations.unmute, conversation="Conversation")
class UnmuteConversation:
    """Hear of a conversation again."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(conversations.hide, conversation="Conversation")
class HideConversation:
    """Put a conversation away until something newer is said there."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(conversations.rename, conversation="Conversation")
class RenameConversation:
    """Give a conversation of several another title, as one who keeps it."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    title: str = given("What it is called from now on.", longest=LONGEST_TITLE)
    if_version: int | None = given(VERSION)


@mutation(participants.leave, conversation="Conversation")
class LeaveConversation:
    """Take part in a conversation of several no more; what was said until now stays readable."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(participants.add, conversation="Conversation")
class AddParticipants:
    """Take members into a conversation of several, as one who keeps it: they read what is said from now on."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    member_ids: list[strawberry.ID] = given("Whom.", id_of="mem", most=MOST_PARTICIPANTS)


@mutation(participants.remove, conversation="Conversation")
class RemoveParticipant:
    """Let a member take part in a conversation of several no more, as one who keeps it."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    member_id: strawberry.ID = given("Whom.", id_of="mem")


@mutation(offices.assign, conversation="Conversation")
class AssignConversation:
    """Say who of an office looks after a conversation, as one who serves it."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")
    member_id: strawberry.ID | None = given("Who, of those who serve it; none: nobody.", id_of="mem")


@mutation(offices.close, conversation="Conversation")
class CloseConversation:
    """End a conversation with an office: nothing more is written there until it is opened again."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(offices.reopen, conversation="Conversation")
class ReopenConversation:
    """Go on with a conversation with an office that was closed."""

    conversation_id: strawberry.ID = given(CONVERSATION, id_of="con")


@mutation(offices.set_up, office="Office")
class SetUpOffice:
    """Have an office of this kind, or change the one there is, as COMMUNITY_MANAGER or NETWORK_OWNER."""

    kind: OfficeKind = given("What it is for.")
    name: str = given("Its name.", longest=LONGEST_NAME)
    name_en: str | None = given("Its name in English; null: none; not given: as it was.", longest=LONGEST_NAME)
    description: str | None = given(
        "What one writes to it for; null: nothing; not given: as it was.", longest=LONGEST_DESCRIPTION
    )
    open: bool = given("Does it take new conversations?", default=True)
    if_version: int | None = given(VERSION)


@mutation(admission.prefer, viewer="Member")
class SetMessagePreferences:
    """Say from whom the viewer takes messages, and whether they show what they have read, and see what others have."""

    messages_from: MessagesFrom | None = given("From whom a first message comes; not given: as it was.")
    shows_receipts: bool | None = given("Both ways; not given: as it was.")
