"""Segments: whom something is meant for, as its author sees them.

A segment is a filter of the directory that is kept with what it is for. A member is in it where its author, asking now,
would find the member by what the author may see: nobody can aim at what they may not know, and who hides a value from
the author is not meant by it. In rules ``{segment:it}`` says that the viewer is in the segment of the row ``it``.
"""

from tortoise import fields

from models.columns import Computed
from models.members import Member, Role
from models.networks import Network
from models.saved_searches import LONGEST_FILTER
from models.table import Rule, Table, network_key

# What the filter of the directory asks about whom the viewer knows, or what somebody wrote, says nothing of a member.
PERSONAL = ("tiedToViewer", "withinTies", "friendsOfFriends", "colleaguesOfFriends", "commentedOn")
SPEAKERS = (Role.RECRUITER, Role.HR_ADMIN, Role.COMMUNITY_MANAGER, Role.NETWORK_OWNER)
SPEAKS = ", ".join(f"{role.value!r}" for role in SPEAKERS)


def text_at(path: str) -> str:
    """A text in the filter."""
    return f"(criteria::jsonb #>> '{{{path}}}')"


def id_at(path: str) -> str:
    """The key in an id of the filter, behind its prefix."""
    return f"substr({text_at(path)}, 5)::uuid"


class Segment(Table):
    """A filter that is kept; its author reads it, and those who speak for the company do."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="segments", db_constraint=False
    )
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="segments", db_constraint=False
    )
    # The JSON of a MemberFilter, as text: what is read is byte for byte what was stored.
    criteria = fields.TextField()
    named = Computed(text_at("name"))
    searched = Computed(text_at("search"))
    kinds = Computed("enishi_texts(criteria::jsonb -> 'kinds')", sql_type="TEXT[]")
    all_of = Computed("enishi_keys(criteria::jsonb #> '{attributes,allOf}')", sql_type="UUID[]")
    any_of = Computed("enishi_keys(criteria::jsonb #> '{attributes,anyOf}')", sql_type="UUID[]")
    department_id = Computed(id_at("department"), sql_type="UUID")
    cohort = Computed(f"{text_at('cohort')}::int", sql_type="INT")
    industry_id = Computed(id_at("industry"), sql_type="UUID")
    company = Computed(text_at("company"))
    place_id = Computed(id_at("place"), sql_type="UUID")

    prefix = "seg"
    rule = Rule(f"{{it}}.author_id = {{viewer}} or {{viewer.roles}} && array[{SPEAKS}]::text[]")
    constraints = {
        "segments_in_network": "unique (network_id, id)",
        "segments_author": network_key("author_id", "members"),
        "segments_criteria": (
            f"check (char_length(criteria) <= {LONGEST_FILTER} and jsonb_typeof(criteria::jsonb) = 'object')"
        ),
    }
    indexes = {"segments_of_author": "(author_id)"}

    class Meta:
        table = "segments"
