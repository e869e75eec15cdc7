"""Ties, blocks, follows, introductions and suggestions, as a member changes them."""

from datetime import datetime

import strawberry

from actions import blocks, follows, introductions, suggestions, ties
from graph.compile.payloads import mutation
from graph.imported import IMPORTED, ImportedInput
from graph.inputs import given
from models.introductions import LONGEST_NOTE as LONGEST_INTRODUCTION
from models.tie_requests import LONGEST_NOTE

MEMBER = "The other member."
REQUEST = "The request, as `viewer.tieRequests` shows it."


@mutation(ties.request, tie_request="TieRequest", tie="Tie")
class RequestTie:
    """Ask a member for a tie. Where they have asked first, the two are tied at once, and the payload shows the tie."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")
    note: str | None = given("What the other reads with it.", longest=LONGEST_NOTE)


@mutation(ties.accept, tie="Tie")
class AcceptTie:
    """Agree to a request: the two are tied."""

    request_id: strawberry.ID = given(REQUEST, id_of="trq")
    imported: ImportedInput | None = given(IMPORTED)


@mutation(ties.decline, member="Member")
class DeclineTie:
    """Say no to a request. Who asked is not told, and can reach the viewer with no other for a while."""

    request_id: strawberry.ID = given(REQUEST, id_of="trq")


@mutation(ties.withdraw, member="Member")
class WithdrawTieRequest:
    """Take a request of the viewer's own back."""

    request_id: strawberry.ID = given(REQUEST, id_of="trq")


@mutation(ties.remove, member="Member")
class RemoveTie:
    """End the tie with a member, for both."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(blocks.block, block="Block")
class BlockMember:
    """Not exist for a member any more, nor they for the viewer. They are not told; what tied the two is gone."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(blocks.unblock, member="Member")
class UnblockMember:
    """Take a block back. What it removed stays removed."""

    member_id: strawberry.ID = given("The member who is blocked.", id_of="mem")


@mutation(follows.follow, follow="Follow")
class FollowMember:
    """Read what a member writes in the feed of those followed. Nobody else knows."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(follows.unfollow, member="Member")
class UnfollowMember:
    """Follow a member no longer."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(follows.mute, mute="Mute")
class MuteMember:
    """See nothing of a member in the viewer's feeds. Nobody else knows."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(follows.unmute, member="Member")
class UnmuteMember:
    """See a member's posts in the viewer's feeds again."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")


@mutation(introductions.propose, introduction="Introduction")
class ProposeIntroduction:
    """Propose two of the viewer's ties to each other; where both agree, they are tied."""

    first_id: strawberry.ID = given("One of the two.", id_of="mem")
    second_id: strawberry.ID = given("The other of the two.", id_of="mem")
    note: str | None = given("What both read with it.", longest=LONGEST_INTRODUCTION)


@mutation(introductions.answer, introduction="Introduction")
class AnswerIntroduction:
    """Agree to an introduction, or decline it: the last word counts until both have agreed. No one else is told."""

    introduction_id: strawberry.ID = given("The introduction, as `viewer.introductions` shows it.", id_of="int")
    accept: bool = given("Does the viewer agree?")


@mutation(suggestions.dismiss, dismissal="Dismissal")
class DismissSuggestion:
    """Have a member not suggested any more."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")
    until: datetime | None = given("Until when; none: for good.")


@mutation(suggestions.restore, member="Member")
class RestoreSuggestion:
    """Have a member suggested again."""

    member_id: strawberry.ID = given(MEMBER, id_of="mem")
