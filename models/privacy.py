"""Whom a member has named: to show them more (lists), or less than everybody (exclusions)."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.attributes import Attribute
from models.audiences import ALL_FIELDS, MOST_LISTS
from models.columns import Computed
from models.groups import Group
from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, one_of


class ExclusionKind(StrEnum):
    """Who is excluded: one member, or all who belong to something."""

    MEMBER = "MEMBER"
    ORGANISATION = "ORGANISATION"
    DEPARTMENT = "DEPARTMENT"
    GROUP = "GROUP"


TOKENS = (
    "array_remove(array['mem:' || other_id::text, 'dep:' || department_id::text, 'grp:' || group_id::text,"
    " 'com:' || enishi_company(company)], null) || enishi_prefixed('dom:', domains)"
)


class Listed(Table):
    """That a member has put another on one of their own lists, which audiences can name by its number."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="listed", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="listed", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="listed_by", db_constraint=False
    )
    list_number = fields.SmallIntField()

    prefix = "lis"
    rule = Rule("{it}.member_id = {viewer}", within=("other",))
    constraints = {
        "listed_once": "unique (member_id, other_id, list_number)",
        "listed_member": network_key("member_id", "members"),
        "listed_other": network_key("other_id", "members"),
        "listed_number": f"check (list_number between 1 and {MOST_LISTS})",
        "listed_two_members": "check (member_id <> other_id)",
    }
    indexes = {"listed_by_other": "(other_id)"}

    class Meta:
        table = "listed"


class Exclusion(Table):
    """Whom a member shows less than the audience says: one member, an organisation, a department or a group.

    An organisation means whoever works there today (by name, however it is written) or has a mail address in one of
    its domains or below it; a department means whoever has worked there.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="exclusions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="exclusions", db_constraint=False
    )
    kind = fields.CharEnumField(ExclusionKind, max_length=16)
    other: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="excluded_by", null=True, db_constraint=False
    )
    company = fields.CharField(200, null=True)
    domains = ArrayField("text", default=list, db_default=fields.SqlDefault("'{}'"))
    department: fields.ForeignKeyNullableRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="exclusions", null=True, db_constraint=False
    )
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="exclusions", null=True, db_constraint=False
    )
    # The bits of the fields that it is about; all of them where the member names none.
    fields_mask = fields.IntField(db_default=ALL_FIELDS)
    # What it is about, in the words of the column `belongings` of members.
    tokens = Computed(TOKENS, sql_type="TEXT[]")

    prefix = "exc"
    rule = Rule("{it}.member_id = {viewer}")
    derived = {"fields": "enishi_fields({self}.fields_mask)"}
    constraints = {
        "exclusions_member": network_key("member_id", "members"),
        "exclusions_other": network_key("other_id", "members"),
        "exclusions_department": network_key("department_id", "attributes"),
        "exclusions_group": network_key("group_id", "groups"),
        "exclusions_kind": one_of("kind", ExclusionKind),
        "exclusions_of_one_kind": (
            "check ((kind = 'MEMBER') = (other_id is not null) and (kind = 'DEPARTMENT') = (department_id is not null)"
            " and (kind = 'GROUP') = (group_id is not null)"
            " and (kind = 'ORGANISATION') = (company is not null or domains <> '{}'))"
        ),
        "exclusions_two_members": "check (member_id <> other_id)",
        "exclusions_domains": "check (cardinality(domains) <= 20 and domains = enishi_lower(domains))",
        "exclusions_fields": f"check (fields_mask between 1 and {ALL_FIELDS})",
    }
    indexes = {
        "exclusions_of_member": "(member_id)",
        "exclusions_of_other": "(other_id)",
        "exclusions_of_department": "(department_id, network_id)",
        "exclusions_of_group": "(group_id)",
        "exclusions_by_token": "using gin (tokens)",
    }

    class Meta:
        table = "exclusions"
