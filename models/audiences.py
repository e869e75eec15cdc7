"""Audiences: to whom a member shows each value of the profile, as bits that meet the relation of viewer and owner.

An audience is a mask beside the value. The relation of a viewer to an owner is a mask too, made once for each row. A
value is shown where the two meet, after the network's floor and ceiling for the field, unless the owner has excluded
the viewer from it (domain.md, "who may see what").
"""

from enum import StrEnum


class Audience(StrEnum):
    """A kind of viewer that an audience can name; the lists of a member's own have a bit each, from that of LISTS."""

    SELF = "SELF"
    TIES = "TIES"
    GROUPS = "GROUPS"
    ALUMNI = "ALUMNI"
    EMPLOYEES = "EMPLOYEES"
    HR = "HR"
    NETWORK = "NETWORK"
    LISTS = "LISTS"

    @property
    def bit(self) -> int:
        """Its place in a mask."""
        return 1 << list(Audience).index(self)


MOST_LISTS = 16  # that one member can have


def mask(*audiences: Audience, lists: tuple[int, ...] = ()) -> int:
    """The mask of an audience: always the owner, these kinds, and the owner's lists of these numbers (from 1)."""
    found = Audience.SELF.bit
    for audience in audiences:
        found |= audience.bit
    for number in lists:
        found |= Audience.LISTS.bit << (number - 1)
    return found


EVERYBODY = mask(Audience.NETWORK)
TIES_ONLY = mask(Audience.TIES)
NOBODY_ELSE = mask()
FELLOWS = mask(Audience.TIES, Audience.ALUMNI)
NO_CEILING = -1


class ProfileField(StrEnum):
    """What of a profile has an audience. The last four are fields of rows: each row has an audience of its own."""

    FORMER_NAME = "FORMER_NAME"
    HEADLINE = "HEADLINE"
    BIO = "BIO"
    AVATAR = "AVATAR"
    GENDER = "GENDER"
    BIRTHDAY = "BIRTHDAY"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LINKS = "LINKS"
    EMPLOYMENTS = "EMPLOYMENTS"
    POSITIONS = "POSITIONS"
    ATTRIBUTES = "ATTRIBUTES"
    OPENNESS = "OPENNESS"

    @property
    def number(self) -> int:
        """Its place in the policy of a network, from 1."""
        return list(ProfileField).index(self) + 1

    @property
    def bit(self) -> int:
        """Its place in the mask of the fields that an exclusion is about."""
        return 1 << (self.number - 1)


ALL_FIELDS = sum(field.bit for field in ProfileField)

# What a value gets that comes without an audience, where the network has not decided otherwise.
USUAL = {
    ProfileField.FORMER_NAME: TIES_ONLY,
    ProfileField.GENDER: NOBODY_ELSE,
    ProfileField.BIRTHDAY: NOBODY_ELSE,
    ProfileField.EMAIL: TIES_ONLY,
    ProfileField.PHONE: TIES_ONLY,
    ProfileField.POSITIONS: FELLOWS,
    ProfileField.OPENNESS: NOBODY_ELSE,
}
USUAL_AUDIENCES = [USUAL.get(field, EVERYBODY) for field in ProfileField]


# The FROM items of every statement: the viewer, and the policy of their network.
VIEWER_AND_POLICY = "members v cross join lateral enishi_policy(v.network_id) policy"


def relation(owner: str, viewer: str = "v") -> str:
    """The columns ``met_mask`` (what the viewer is to the owner) and ``met_withheld`` (the fields from which the owner
    has excluded the viewer); both are aliases of members' rows.
    """
    # Few exclude anybody, and it is asked of everybody who is shown.
    withheld = (
        f"case when {owner}.excludes and {owner}.id <> {viewer}.id then coalesce((select bit_or(x.fields_mask)"
        f" from exclusions x where x.member_id = {owner}.id and x.tokens && {viewer}.belongings), 0) else 0 end"
    )
    return f"{relation_mask(owner, viewer)} as met_mask, {withheld} as met_withheld"


def relation_mask(owner: str, viewer: str = "v") -> str:
    """What the viewer is to the owner, as the bits of an audience; all of them to themselves."""
    tied = f"{owner}.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = {viewer}.id)"
    lists = f"{owner}.list_masks[array_position({owner}.listed_ids, {viewer}.id)]"
    return (
        f"case when {owner}.id = {viewer}.id then -1 else {viewer}.standing"
        f" | case when {tied} then {Audience.TIES.bit} else 0 end"
        f" | case when {owner}.group_ids && {viewer}.group_ids then {Audience.GROUPS.bit} else 0 end"
        f" | coalesce({lists}, 0) end"
    )


def clamped(audience: str, field: ProfileField) -> str:
    """The audience between the network's floor and its ceiling; NETWORK means all the others in each of them."""
    name = field.name.lower()
    return f"enishi_clamped({audience}, policy.{name}_floor, policy.{name}_ceiling)"


def meets(audience: str, field: ProfileField, met: str) -> str:
    """That an audience and a relation meet; ``met`` is the alias of the row that brings the relation."""
    return f"({clamped(audience, field)} & {met}.met_mask <> 0 and {met}.met_withheld & {field.bit} = 0)"


def admits(audience: str, field: ProfileField, owner: str) -> str:
    """The same where no relation is at hand.

    What the viewer is to everybody is looked at first: few values need to know what the viewer is to their owner.
    """
    shown = clamped(audience, field)
    met = f"select {relation_mask('met')} from members met where met.id = {owner}"
    return f"(({shown} & v.standing <> 0 or {shown} & ({met}) <> 0) and {not_excluded(field, owner)})"


def not_excluded(field: ProfileField, owner: str) -> str:
    """That the owner has not excluded the viewer from the field."""
    return (
        f"({owner} = v.id or {owner} not in (select x.member_id from exclusions x where x.network_id = v.network_id"
        f" and x.tokens && v.belongings and x.fields_mask & {field.bit} <> 0))"
    )


def held_keys(member: str) -> str:
    """The keys of those attributes of a member that the viewer may see; ``member`` is the alias of the member's row."""
    field = ProfileField.ATTRIBUTES
    each = admits("h.audience", field, f"{member}.id")
    return (
        f"case when {member}.id = v.id then {member}.attribute_keys"
        f" when {member}.restricted_keys = '{{}}' and policy.attributes_ceiling & {Audience.NETWORK.bit} <> 0"
        f" and {not_excluded(field, f'{member}.id')} then {member}.attribute_keys"
        f" else array(select a.key from member_attributes h join attributes a on a.id = h.attribute_id"
        f" where h.member_id = {member}.id and {each}) end"
    )
