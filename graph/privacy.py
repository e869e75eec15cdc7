"""What a member shows to whom: audiences, exclusions, lists, and the profile with another's eyes."""

from graph.attributes import Attribute
from graph.compile.declare import column, derived, enum, listing, relation, shows
from graph.groups import Group
from graph.members import Employment, Member, Position
from graph.nodes import Node
from graph.openness import Openness
from models.audiences import Audience, ProfileField
from models.privacy import Exclusion as ExclusionTable
from models.privacy import ExclusionKind
from models.privacy import Listed as ListedTable
from models.profiles import SHOWN_ATTRIBUTE, shown_in
from models.profiles import FieldAudience as FieldAudienceView
from models.profiles import FieldSight as FieldSightView
from models.profiles import Sight as SightView

enum(
    Audience,
    {
        "SELF": "The owner alone.",
        "TIES": "Those who are tied to the owner.",
        "GROUPS": "Those who belong to a group that the owner belongs to.",
        "ALUMNI": "Those who have left the company.",
        "EMPLOYEES": "Those who work there today.",
        "HR": "Those who look after the roster or recruit.",
        "NETWORK": "Everybody in the network.",
        "LISTS": "Those whom the owner has put on a list.",
    },
)
enum(
    ProfileField,
    {
        "FORMER_NAME": "The family name of before.",
        "HEADLINE": "The one line.",
        "BIO": "The long text.",
        "AVATAR": "The picture.",
        "GENDER": "The gender.",
        "BIRTHDAY": "The day of birth.",
        "EMAIL": "The mail address.",
        "PHONE": "The telephone number.",
        "LINKS": "The pages elsewhere.",
        "EMPLOYMENTS": "The spells in this company; each has an audience of its own.",
        "POSITIONS": "The career elsewhere; each position has an audience of its own.",
        "ATTRIBUTES": "The attributes; each has an audience of its own.",
        "OPENNESS": "What the member is open to; each answer has an audience of its own.",
    },
)
enum(
    ExclusionKind,
    {
        "MEMBER": "One member.",
        "ORGANISATION": "Whoever works there today, or has mail in its domains.",
        "DEPARTMENT": "Whoever has worked in the department.",
        "GROUP": "Whoever belongs to the group.",
    },
)


@shows(FieldAudienceView, order=("number",))
class FieldAudience:
    """To whom a field is shown, and what the network allows."""

    field: ProfileField = column("The field.")
    audience: list[Audience] | None = column(
        "To whom the member shows it; null for a field of rows that have audiences of their own."
    )
    lists: list[int] | None = column("The numbers of the lists among these.")
    usual: list[Audience] = column("What a value gets that comes without an audience.")
    floor: list[Audience] = column("To whom the network shows it in any case.")
    ceiling: list[Audience] = column("Beyond whom the network shows it in no case.")


@shows(ExclusionTable)
class Exclusion(Node):
    """Whom the viewer shows less than the audiences say."""

    kind: ExclusionKind = column("Who is excluded.")
    member: "Member | None" = relation("The member, for an exclusion of one.", source="other")
    company: str | None = column("The organisation's name.")
    domains: list[str] = column("The organisation's mail domains; those below them are meant too.")
    department: "Attribute | None" = relation("The department.")
    group: "Group | None" = relation("The group.")
    fields: list[ProfileField] = derived("The fields that it is about.")


@shows(ListedTable, order=("list_number", "id"))
class Listed(Node):
    """That the viewer has put a member on one of their lists."""

    list_number: int = column("The number of the list, from 1.")
    member: "Member | None" = relation("The member.", source="other")


@shows(FieldSightView, order=("number",))
class FieldSight:
    """Whether another sees a field of the viewer's profile, and why."""

    field: ProfileField = column("The field.")
    shown: bool = column("Do they see it?")
    audience: list[Audience] = column("To whom it is shown, as the network allows.")
    meeting: list[Audience] = column("What they are to the viewer that lets them see it.")
    excluded: bool = column("Has the viewer excluded them from it?")


@shows(SightView, order=("member_id",))
class Sight:
    """The viewer's profile with the eyes of another member.

    Exclusions count as far as the viewer may know whom they concern: that somebody is kept away by a mail domain or by
    an employer whom they do not show to the viewer is not told here, though they are.
    """

    member: "Member | None" = relation("Who looks.", "{it}.id = {self}.member_id")
    relation_to_viewer: list[Audience] = column(
        "What they are to the viewer; nothing where they do not find the viewer at all.", source="relation"
    )
    fields: "list[FieldSight]" = listing("Each field with one audience.")
    employments: "list[Employment]" = listing(
        "The spells in this company that they see.", shown_in(ProfileField.EMPLOYMENTS)
    )
    positions: "list[Position]" = listing("The positions elsewhere that they see.", shown_in(ProfileField.POSITIONS))
    attributes: "list[Attribute]" = listing("The attributes that they see.", SHOWN_ATTRIBUTE, order=("key",))
    openness: "list[Openness]" = listing("What they see that the viewer is open to.", shown_in(ProfileField.OPENNESS))
