"""Privacy: to whom the viewer shows what, whom they exclude and whom they put on lists; and the network's policy."""

import strawberry

from actions import audiences, exclusions, policies
from graph.compile.payloads import mutation
from graph.inputs import given, inputs
from graph.profile_mutations import LISTS, VERSION
from models.audiences import MOST_LISTS, Audience, ProfileField
from models.modules import Module
from models.networks import Locale
from models.privacy import ExclusionKind

TO_WHOM = "To whom, beside the viewer."


@mutation(audiences.set_audience, member="Member")
class SetAudience:
    """Show a field of the viewer's profile to these; what the network's policy does not allow is refused."""

    field: ProfileField = given("The field; rows of the profile have audiences of their own.")
    audience: list[Audience] = given(TO_WHOM)
    lists: list[int] | None = given(LISTS)
    if_version: int | None = given(VERSION)


@mutation(audiences.set_employment_audience, employment="Employment")
class SetEmploymentAudience:
    """Show a spell of the viewer's in this company to these, whoever put it on record."""

    employment_id: strawberry.ID = given("The viewer's spell.", id_of="emp")
    audience: list[Audience] = given(TO_WHOM)
    lists: list[int] | None = given(LISTS)


@mutation(audiences.set_position_audience, position="Position")
class SetPositionAudience:
    """Show a position of the viewer's to these."""

    position_id: strawberry.ID = given("The viewer's position.", id_of="pos")
    audience: list[Audience] = given(TO_WHOM)
    lists: list[int] | None = given(LISTS)


@mutation(audiences.set_attribute_audience, member_attribute="MemberAttribute")
class SetAttributeAudience:
    """Show an attribute of the viewer's to these."""

    member_attribute_id: strawberry.ID = given("The viewer's MemberAttribute.", id_of="mat")
    audience: list[Audience] = given(TO_WHOM)
    lists: list[int] | None = given(LISTS)


@mutation(exclusions.add, exclusion="Exclusion")
class AddExclusion:
    """Show less than the audiences say to these; they are not told. Give what the kind is about, and nothing else."""

    kind: ExclusionKind = given("Who is excluded.")
    member_id: strawberry.ID | None = given("The member, for MEMBER.", id_of="mem")
    company: str | None = given("The name, for ORGANISATION, however it is written.", longest=200)
    domains: list[str] | None = given(
        "The mail domains, for ORGANISATION; those below them are meant too.", longest=255
    )
    department_id: strawberry.ID | None = given("The department, for DEPARTMENT.", id_of="att")
    group_id: strawberry.ID | None = given("The group, for GROUP.", id_of="grp")
    fields: list[ProfileField] | None = given("The fields that it is about; none: all of them.")


@mutation(exclusions.remove, member="Member")
class RemoveExclusion:
    """Exclude somebody no longer."""

    exclusion_id: strawberry.ID = given("The viewer's exclusion.", id_of="exc")


@mutation(exclusions.put_on_list, listed="Listed")
class AddToList:
    """Put a member on one of the viewer's lists, which audiences can name; they are not told."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    list_number: int = given("The number of the list.", within=(1, MOST_LISTS))


@mutation(exclusions.take_off_list, member="Member")
class RemoveFromList:
    """Take a member off one of the viewer's lists."""

    member_id: strawberry.ID = given("The member on the list; the payload's is the viewer.", id_of="mem")
    list_number: int = given("The number of the list.", within=(1, MOST_LISTS))


@inputs
class FieldPolicyInput:
    """A field, and the network's policy for it: the floor lies within what is usual, and that within the ceiling."""

    field: ProfileField = given("The field.")
    usual: list[Audience] | None = given("What a value gets that comes without an audience.")
    floor: list[Audience] | None = given("To whom it is shown in any case.")
    ceiling: list[Audience] | None = given("Beyond whom it is shown in no case; with NETWORK there is no ceiling.")


@mutation(policies.update, network="Network")
class UpdateNetworkPolicy:
    """Change the network's name, language, reactions, modules and bounds of audiences (NETWORK_OWNER)."""

    name: str | None = given("What it is called.", longest=200)
    locale: Locale | None = given("The language that it speaks first.")
    emojis: list[str] | None = given("The reactions that it offers, all of them.", longest=32)
    modules: list[Module] | None = given("What is switched on, all of it.")
    members_may_post_jobs: bool | None = given("May members who do not recruit offer work as well?")
    audiences: list[FieldPolicyInput] | None = given("The policies of these fields; those of others stay.")
