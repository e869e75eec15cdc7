"""What members do with groups: found and run them, join and leave, keep order."""

import strawberry

from actions import group_order, groups, memberships
from graph.compile.payloads import mutation
from graph.imported import IMPORTED, ImportedInput
from graph.inputs import given, inputs
from models.group_rules import MOST_ATTRIBUTES
from models.groups import LONGEST_NOTE, GroupRole, JoinPolicy, RuleMatch

MOST_PLACES = 1_000_000
CAPACITY = "How many it has room for; not for a group that follows a rule."
BELONGS = {"group": "Group", "membership": "GroupMembership"}


@inputs
class GroupRuleInput:
    """Who belongs to a group by their attributes, as far as the whole network may see them."""

    match: RuleMatch = given("Whether any or all of the attributes are asked for.")
    attribute_ids: list[strawberry.ID] = given("The attributes.", id_of="att", most=MOST_ATTRIBUTES)


@mutation(groups.create, **BELONGS)
class CreateGroup:
    """Found a group, and own it."""

    name: str = given("What it is called.", longest=200)
    description: str | None = given("What it is for.")
    join_policy: JoinPolicy = given("How one becomes a member.")
    secret: bool = given("Is it unseen by those outside it? Not for open groups.", default=False)
    readable_by_hr: bool = given("May HR read what is written there? It stays as it is said now.", default=True)
    members_invite: bool = given("May all members invite, though it is not open?", default=False)
    capacity: int | None = given(CAPACITY, within=(1, MOST_PLACES))
    rule: GroupRuleInput | None = given("Who belongs to it by their attributes; none: nobody does by them.")
    imported: ImportedInput | None = given(IMPORTED)


@mutation(groups.update, group="Group")
class UpdateGroup:
    """Change a group as its owner; what is not given stays. A closed one is not opened once others belong to it."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    if_version: int | None = given("The version that the edit starts from; none: whatever stands there.")
    name: str | None = given("What it is called.", longest=200)
    description: str | None = given("What it is for; null: nothing is said.")
    join_policy: JoinPolicy | None = given("How one becomes a member.")
    secret: bool | None = given(
        "Is it unseen by those outside it? Who asks to join a group that becomes so is forgotten."
    )
    members_invite: bool | None = given("May all members invite, though it is not open?")
    capacity: int | None = given(CAPACITY + " Null: there is no last place.", within=(1, MOST_PLACES))
    rule: GroupRuleInput | None = given("Who belongs to it by their attributes; null: who does stays, by no rule.")


@mutation(groups.archive, group="Group")
class ArchiveGroup:
    """Archive a group as its owner: it can be read and left, and nothing else."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(groups.restore, group="Group")
class RestoreGroup:
    """Take an archived group up again as its owner."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(group_order.transfer, **BELONGS)
class TransferGroup:
    """Hand a group to another of its members; who owned it stays as a member."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Who owns it from now on.", id_of="mem")


@mutation(memberships.join, **BELONGS)
class JoinGroup:
    """Join a group at once where it is open, one is invited or its rule asks for one; ask to join where one must."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    note: str | None = given(
        "What to say to those who lead it, where they are asked.", longest=LONGEST_NOTE, shortest=0
    )
    imported: ImportedInput | None = given(IMPORTED)


@mutation(memberships.withdraw, **BELONGS)
class WithdrawJoinRequest:
    """Take one's request to join a group back."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(memberships.answer, **BELONGS)
class AnswerJoinRequest:
    """Let a member in who asks to join, or not; as who leads the group."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Who asks.", id_of="mem")
    accept: bool = given("Let them in?")


@mutation(memberships.invite, **BELONGS)
class InviteToGroup:
    """Invite a member to a group; who asked to join it is in at once."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Whom to invite.", id_of="mem")


@mutation(memberships.accept, **BELONGS)
class AcceptGroupInvitation:
    """Accept an invitation to a group."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(memberships.decline, **BELONGS)
class DeclineGroupInvitation:
    """Decline an invitation to a group."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(memberships.leave, **BELONGS)
class LeaveGroup:
    """Leave a group. Its last owner hands it over first; one that nobody else belongs to is archived."""

    group_id: strawberry.ID = given("The group.", id_of="grp")


@mutation(group_order.remove, **BELONGS)
class RemoveFromGroup:
    """Remove a member from a group; they may come back as others come, but not by its rule."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Whom to remove.", id_of="mem")


@mutation(group_order.ban, **BELONGS)
class BanFromGroup:
    """Ban a member from a group, whether or not they belong to it."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Whom to ban.", id_of="mem")


@mutation(group_order.unban, **BELONGS)
class UnbanFromGroup:
    """Let a member who was banned from a group come back as others come."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Who may come back.", id_of="mem")


@mutation(group_order.set_role, **BELONGS)
class SetGroupRole:
    """Give a member of a group a role in it, as an owner."""

    group_id: strawberry.ID = given("The group.", id_of="grp")
    member_id: strawberry.ID = given("Who gets it.", id_of="mem")
    role: GroupRole = given("The role.")
