"""What members are notified of: for each kind of line of the outbox that means something to somebody, whom and how."""

from collections.abc import Mapping

from actions.derivation import DAY, Derivation, whom
from actions.derivations_of_alerts import OF_ALERTS
from actions.derivations_of_talk import OF_TALK
from actions.derivations_of_work import OF_WORK
from models.invitations import INVITING
from models.news import words
from models.notification_kinds import NotificationKind as Kind

# Who is named in a comment is told of that; what was written elsewhere and before, and comes by an import, of nothing.
SAID = "comments said on said.id = line.subject_id and said.created_at = line.at"
NOT_NAMED = "not exists(select from mentions named where named.comment_id = said.id and named.member_id = {})"
GIVEN = "reactions given on given.{key}_id = line.subject_id and given.member_id = line.actor_id"
GIVEN += " and given.created_at = line.at join {table} said on said.id = given.{key}_id"
# What two are told who were introduced to each other is that they agreed.
INTRODUCED = (
    "exists(select from introductions both_agreed where both_agreed.agreed_at = line.at"
    " and both_agreed.one_id = least(tied.member_id, tied.other_id)"
    " and both_agreed.other_id = greatest(tied.member_id, tied.other_id))"
)
STANDING = "group_memberships theirs on theirs.id = line.subject_id and theirs.status = '{}'"
LEADING = " join group_memberships lead on lead.group_id = theirs.group_id and lead.role in ('OWNER', 'MODERATOR')"
FOLLOWED = "place_preferences followed on followed.{}_id = line.place_id and followed.attention = 'ALL'"
TWO = "unnest(array[between_two.one_id, between_two.other_id]) member_id"
THREE = "unnest(array[between_two.introducer_id, between_two.one_id, between_two.other_id]) member_id"
INTRODUCTION = "introductions between_two on between_two.id = line.subject_id cross join "
DECIDING = (
    "claims said on said.id = line.subject_id join members decides on decides.network_id = said.network_id"
    f" and decides.status = 'ACTIVE' and {INVITING.replace('{viewer.roles}', 'decides.roles')}"
)
DECIDED = whom("said.member_id", "said.id", "claims said on said.id = line.subject_id")


def standing(kind: Kind, status: str) -> Derivation:
    """What is told to the one whose standing with a group it is."""
    return Derivation(kind, "membership", whom("theirs.member_id", "theirs.id", STANDING.format(status)))


# Where a line brings several for one member, the first is meant.
DERIVATIONS: Mapping[str, tuple[Derivation, ...]] = {
    "tie_request.sent": (
        Derivation(
            Kind.TIE_REQUESTED,
            "tie_request",
            whom("asked.other_id", "asked.id", "tie_requests asked on asked.id = line.subject_id"),
        ),
    ),
    "tie.made": (
        Derivation(
            Kind.TIE_MADE,
            "tie",
            whom(
                "tied.member_id",
                "tied.id",
                f"ties tied on tied.member_id = line.place_id and tied.other_id = line.subject_id and not {INTRODUCED}",
            ),
        ),
    ),
    "introduction.proposed": (
        Derivation(
            Kind.INTRODUCTION_PROPOSED,
            "introduction",
            whom("member_id", "between_two.id", INTRODUCTION + TWO),
        ),
    ),
    "introduction.agreed": (
        Derivation(
            Kind.INTRODUCTION_AGREED,
            "introduction",
            whom("member_id", "between_two.id", INTRODUCTION + THREE),
        ),
    ),
    "member.mentioned": (
        Derivation(
            Kind.MENTIONED,
            "mention",
            whom("named.member_id", "named.id", "mentions named on named.id = line.subject_id"),
        ),
    ),
    "comment.added": (
        Derivation(
            Kind.ANSWERED,
            "comment",
            whom(
                "asked.author_id",
                "asked.id",
                f"{SAID} join comments asked on asked.id = said.parent_id and {NOT_NAMED.format('asked.author_id')}",
                "said.id",
            ),
            cause="comment",
            window=DAY,
        ),
        Derivation(
            Kind.COMMENTED,
            "post",
            whom(
                "told.author_id",
                "told.id",
                f"{SAID} join posts told on told.id = said.post_id and {NOT_NAMED.format('told.author_id')}",
                "said.id",
            ),
            cause="comment",
            window=DAY,
        ),
        Derivation(
            Kind.THREAD_COMMENTED,
            "post",
            whom(
                "followed.member_id",
                "said.post_id",
                f"{SAID} join {FOLLOWED.format('post')} and {NOT_NAMED.format('followed.member_id')}",
                "said.id",
            ),
            cause="comment",
            window=DAY,
        ),
    ),
    "reaction.added": tuple(
        Derivation(
            Kind.REACTED,
            key,
            whom("said.author_id", "said.id", GIVEN.format(key=key, table=f"{key}s"), "given.id"),
            cause="reaction",
            window=7 * DAY,
        )
        for key in ("post", "comment")
    ),
    "post.published": (
        Derivation(
            Kind.POST_PUBLISHED,
            "post",
            whom(
                "followed.member_id",
                "told.id",
                "posts told on told.id = line.subject_id and told.created_at = line.at"
                f" join {FOLLOWED.format('group')}",
            ),
        ),
    ),
    "membership.invited": (standing(Kind.GROUP_INVITED, "INVITED"),),
    "membership.requested": (
        Derivation(
            Kind.GROUP_REQUESTED,
            "membership",
            whom("lead.member_id", "theirs.id", STANDING.format("REQUESTED") + LEADING),
        ),
    ),
    "membership.joined": (standing(Kind.GROUP_JOINED, "ACTIVE"),),
    "membership.role_set": (standing(Kind.GROUP_ROLE_SET, "ACTIVE"),),
    "claim.submitted": (
        Derivation(Kind.CLAIM_SUBMITTED, "claim", whom("decides.id", "said.id", DECIDING), anonymous=True),
    ),
    "claim.approved": (Derivation(Kind.CLAIM_APPROVED, "claim", DECIDED, anonymous=True),),
    "claim.rejected": (Derivation(Kind.CLAIM_REJECTED, "claim", DECIDED, anonymous=True),),
    **OF_TALK,
    **OF_ALERTS,
    **OF_WORK,
}
# What is told live and notifies nobody; what is written of notifications is among it, so that none begets another.
SILENT = words(
    """
    announcement.cancelled announcement.drafted announcement.scheduled announcement.updated
    announcement_topic.archived announcement_topic.created announcement_topic.updated comment.deleted comment.edited
    conversation.closed conversation.read conversation.renamed conversation.reopened
    group.archived group.created group.restored group.updated job.closed job.drafted job.edited
    job.extended job.filled job.paused job.resumed job.rewritten member.parted
    member.rehired member.updated message.deleted message.edited message.reacted message.unreacted
    notification.read notification.received notification.seen participant.joined
    participant.left participant.read participant.removed post.deleted post.edited post.locked post.pinned
    post.unlocked post.unpinned reaction.removed search.saved search.updated tie.removed
    """
)
