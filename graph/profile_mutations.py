"""Profiles: what members change of their own, and what they have in common with others."""

from datetime import date, datetime

import strawberry

from actions import attribute_merging, attribute_proposals, attributes, openness, profiles
from graph.compile.payloads import mutation
from graph.inputs import given, inputs
from models.attributes import AttributeKind
from models.audiences import Audience, ProfileField
from models.members import Listing
from models.openness import OpennessAnswer, OpennessKind

AUDIENCE = "To whom it is shown, beside the viewer; none: to whom the network usually shows it."
LISTS = "The numbers of the viewer's lists that are meant, with LISTS in the audience."
VERSION = "The version that the edit starts from; where it is no longer the newest, the edit is refused."


@inputs
class FieldAudienceInput:
    """A field, and to whom it is shown."""

    field: ProfileField = given("The field.")
    audience: list[Audience] = given("To whom, beside the viewer.")
    lists: list[int] | None = given(LISTS)


@mutation(profiles.update, member="Member")
class UpdateProfile:
    """Change the viewer's own profile: what is not given stays as it is, and null clears."""

    display_name: str | None = given("The name as the viewer writes it; it cannot be cleared.", longest=200)
    family_name: str | None = given("The family name.", longest=100)
    given_name: str | None = given("The given name.", longest=100)
    family_name_kana: str | None = given("The family name in kana.", longest=100)
    given_name_kana: str | None = given("The given name in kana.", longest=100)
    family_name_romaji: str | None = given("The family name in Latin letters.", longest=100)
    given_name_romaji: str | None = given("The given name in Latin letters.", longest=100)
    former_name: str | None = given("A family name of before.", longest=100)
    headline: str | None = given("The viewer in one line.", longest=200)
    bio: str | None = given("The viewer at length.", longest=profiles.LONGEST_BIO)
    avatar_url: str | None = given("The address of a picture.", longest=500)
    gender: str | None = given("The gender, in the viewer's own word.", longest=32)
    birthday: date | None = given("The day of birth.")
    contact_email: str | None = given("Where the viewer reads mail; nobody signs in by it.", longest=254)
    phone: str | None = given("Where the viewer can be called.", longest=40)
    links: list[str] | None = given("Pages of the viewer's own elsewhere, all of them.", longest=500)
    listing: Listing | None = given("Who finds the viewer at all; it cannot be cleared.")
    in_statistics: bool | None = given("Does the viewer agree to be counted in statistics? It cannot be cleared.")
    audiences: list[FieldAudienceInput] | None = given("To whom these fields are shown from now on.")
    if_version: int | None = given(VERSION)


@mutation(profiles.set_listing, member="Member")
class SetListing:
    """Say who finds the viewer at all."""

    listing: Listing = given("Who does.")
    if_version: int | None = given(VERSION)


@mutation(attributes.add, member_attribute="MemberAttribute", proposal="AttributeProposal")
class AddAttribute:
    """Say that the viewer has an attribute: a known one, by id or label, or else one that is proposed to the network.

    A label that the network knows in other letters, in English or as an alias is that attribute. A proposal is seen
    by the viewer and, without a name, by community managers; when it is approved the viewer has the attribute.
    """

    attribute_id: strawberry.ID | None = given("A known attribute.", id_of="att")
    kind: AttributeKind | None = given("Of which kind it is, where it is named by a label.")
    label: str | None = given("What it is called, where no id is known.", longest=200)
    label_en: str | None = given("What it is called in English, where it is proposed.", longest=200)
    year: int | None = given("Since which year, for a school or a certificate.", within=(1900, 2200))
    audience: list[Audience] | None = given(AUDIENCE)
    lists: list[int] | None = given(LISTS)


@mutation(attributes.confirm, member_attribute="MemberAttribute")
class ConfirmAttribute:
    """Say that the viewer still has an attribute."""

    member_attribute_id: strawberry.ID = given("The viewer's MemberAttribute.", id_of="mat")


@mutation(attributes.remove, member="Member")
class RemoveAttribute:
    """Say that the viewer no longer has an attribute."""

    member_attribute_id: strawberry.ID = given("The viewer's MemberAttribute.", id_of="mat")


@mutation(attribute_proposals.withdraw, member="Member")
class WithdrawAttributeProposal:
    """Take back an attribute that the viewer proposed."""

    proposal_id: strawberry.ID = given("The viewer's proposal.", id_of="pro")


@mutation(attribute_proposals.approve, attribute="Attribute")
class ApproveAttributeProposal:
    """Take up a proposed attribute (COMMUNITY_MANAGER); all who proposed the same have it from now on."""

    proposal_id: strawberry.ID = given("The proposal.", id_of="pro")
    label: str | None = given("What it is to be called; none: as it was proposed.", longest=200)
    label_en: str | None = given("What it is to be called in English; none: as it was proposed.", longest=200)
    parent_id: strawberry.ID | None = given("The wider attribute that it belongs to.", id_of="att")


@mutation(attribute_proposals.decline)
class DeclineAttributeProposal:
    """Do not take up a proposed attribute (COMMUNITY_MANAGER)."""

    proposal_id: strawberry.ID = given("The proposal.", id_of="pro")


@mutation(attribute_merging.merge, attribute="Attribute")
class MergeAttributes:
    """Let one attribute go up in another of its kind (COMMUNITY_MANAGER).

    Holders, careers, topics, exclusions, groups, saved searches and narrower attributes go over to it. Who had both
    shows it to those to whom they showed both.
    """

    attribute_id: strawberry.ID = given("The one that goes.", id_of="att")
    into_id: strawberry.ID = given("The one that stays; it is found by the names of the other, too.", id_of="att")


@mutation(openness.answer, openness="Openness")
class SetOpenness:
    """Say how open the viewer is to something, for twelve months at most; nobody is told but the audience."""

    kind: OpennessKind = given("To what.")
    answer: OpennessAnswer = given("How open.")
    audience: list[Audience] | None = given("To whom it is shown, beside the viewer; none: to nobody else.")
    lists: list[int] | None = given(LISTS)
    expires_at: datetime | None = given("Until when it holds; none: for twelve months.")


@mutation(openness.withdraw, member="Member")
class WithdrawOpenness:
    """Say nothing any more of whether the viewer is open to something."""

    kind: OpennessKind = given("To what.")
