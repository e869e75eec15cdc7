"""Who is in the audience of a value, a second time: names of relations instead of masks, sets instead of SQL."""

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.models.oracle import Facts, Row

Relations = set[str]
# In the order of their bits; the lists of a member's own follow.
RELATIONS = ("SELF", "TIES", "GROUPS", "ALUMNI", "EMPLOYEES", "HR", "NETWORK", *(f"LIST {n}" for n in range(1, 17)))
FIELDS = ("FORMER_NAME", "HEADLINE", "BIO", "AVATAR", "GENDER", "BIRTHDAY", "EMAIL", "PHONE", "LINKS")
FIELDS_OF_ROWS = {
    "employments": "EMPLOYMENTS",
    "positions": "POSITIONS",
    "member_attributes": "ATTRIBUTES",
    "openness": "OPENNESS",
}
ALL_FIELDS = (*FIELDS, *FIELDS_OF_ROWS.values())
# The guarded columns of a member, in the order of FIELDS.
COLUMNS = (*("former_name", "headline", "bio", "avatar_url", "gender", "birthday", "contact_email", "phone", "links"),)
LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|\((株|有|同)\)|\b(inc|co|ltd|company|corporation|limited|kk|llc)\b"
)
LARGE = str.maketrans("ャュョッァィゥェォ", "ヤユヨツアイウエオ")
KINDS = {"ALUMNUS": "ALUMNI", "EMPLOYEE": "EMPLOYEES"}


def audience(mask: int) -> Relations:
    """The relations that a mask names; a negative one names all."""
    return {name for place, name in enumerate(RELATIONS) if mask >> place & 1}


def whole(relations: Relations) -> Relations:
    """The same with all that is meant: everybody in the network is each of the others too."""
    return set(RELATIONS) if "NETWORK" in relations else relations


def company(written: str) -> str:
    """A company's name as it is compared: no legal form, no blanks, no punctuation, no small kana."""
    folded = unicodedata.normalize("NFKC", written).lower().translate(LARGE)
    return "".join(letter for letter in LEGAL_FORMS.sub("", folded) if letter.isalnum())


class Standing:
    """What one viewer is to the owners of values, and what they are told for it."""

    def __init__(self, facts: "Facts", me: "Row") -> None:
        self.facts = facts
        self.me = me
        self.network = facts["networks"][me["network_id"]]
        self.known: dict[UUID, tuple[Relations, set[str]]] = {}

    def admits(self, owner: UUID, field: str, mask: int) -> bool:
        """Is the viewer told a value of this audience?"""
        if owner == self.me["id"]:
            return True
        if owner not in self.known:
            self.known[owner] = (self.relations(owner), self.withheld(owner))
        relations, withheld = self.known[owner]
        named, allowed = self.bounds(field, mask)
        return field not in withheld and bool(relations & whole(named) & whole(allowed))

    def clamped(self, field: str, mask: int) -> Relations:
        """The audience between floor and ceiling of the network, in as few words as can be."""
        named, allowed = self.bounds(field, mask)
        if "NETWORK" in allowed:
            return named
        return allowed if "NETWORK" in named else named & allowed

    def bounds(self, field: str, mask: int) -> tuple[Relations, Relations]:
        """To whom a value is shown by the owner or by the floor, and to whom the ceiling lets it be shown."""
        place = ALL_FIELDS.index(field)
        floor, ceiling = self.network["audience_floors"][place], self.network["audience_ceilings"][place]
        return audience(mask) | audience(floor), audience(ceiling)

    def relations(self, owner: UUID) -> Relations:
        """What the viewer is to a member."""
        found = {"NETWORK"} | ({KINDS[self.me["kind"]]} if self.me["kind"] in KINDS else set())
        found |= {"HR"} if {"HR_ADMIN", "RECRUITER"} & set(self.me["roles"]) else set()
        found |= {"TIES"} if owner in self.facts.pairs("ties", self.me["id"]) else set()
        found |= {"GROUPS"} if self.joining(self.me["id"]) & self.joining(owner) else set()
        lists = self.having("listed", member_id=owner, other_id=self.me["id"])
        return found | {f"LIST {row['list_number']}" for row in lists}

    def withheld(self, owner: UUID) -> set[str]:
        """The fields from which a member has excluded the viewer."""
        return {
            field
            for row in self.having("exclusions", member_id=owner)
            if self.meant(row)
            for place, field in enumerate(ALL_FIELDS)
            if row["fields_mask"] >> place & 1
        }

    def meant(self, exclusion: "Row") -> bool:
        """Is the viewer among those whom an exclusion is about?"""
        if exclusion["kind"] == "MEMBER":
            return bool(exclusion["other_id"] == self.me["id"])
        if exclusion["kind"] == "DEPARTMENT":
            return bool(self.having("employments", member_id=self.me["id"], department_id=exclusion["department_id"]))
        if exclusion["kind"] == "GROUP":
            return exclusion["group_id"] in self.groups
        here_today = exclusion["company"] is not None and company(exclusion["company"]) in self.companies
        return here_today or any(below(each, domain) for each in self.hosts for domain in exclusion["domains"])

    @cached_property
    def groups(self) -> set[UUID]:
        """The groups that the viewer belongs to."""
        return self.groups_of(self.me["id"])

    def groups_of(self, member: UUID) -> set[UUID]:
        """The groups that a member belongs to."""
        return {row["group_id"] for row in self.having("group_memberships", member_id=member, status="ACTIVE")}

    def joining(self, member: UUID) -> set[UUID]:
        """The groups that make a member known to others: none that HR may not read, for somebody of HR."""
        hr = {"HR_ADMIN", "RECRUITER"} & set(self.facts["members"][member]["roles"])
        return {key for key in self.groups_of(member) if not hr or self.facts["groups"][key]["readable_by_hr"]}

    @cached_property
    def companies(self) -> set[str]:
        """Where the viewer works today."""
        return {company(row["company"]) for row in self.having("positions", member_id=self.me["id"], ended=None)}

    @cached_property
    def hosts(self) -> set[str]:
        """The domains of the viewer's mail addresses."""
        addresses = self.having("account_emails", account_id=self.me["account_id"])
        return {row["address"].partition("@")[2] for row in addresses}

    def having(self, table: str, **equal: Any) -> list["Row"]:
        """The rows of a table with these values, whoever may see them."""
        return [row for row in self.facts[table].values() if all(row[name] == value for name, value in equal.items())]


def below(host: str, domain: str) -> bool:
    """Is a host a domain or below it? A name without a dot is nobody's domain."""
    return "." in domain and (host == domain or host.endswith("." + domain))
