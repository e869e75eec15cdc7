"""Attributes: the second thing that two alumni have in common besides the company."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.audiences import ProfileField
from models.columns import Computed
from models.members import OWN_AUDIENCE, Member
from models.networks import Network
from models.table import Count, Rule, Table, audience_of_its_own, network_key, one_of, text_within


class AttributeKind(StrEnum):
    """What an attribute says of a member."""

    SKILL = "SKILL"
    INDUSTRY = "INDUSTRY"
    OCCUPATION = "OCCUPATION"
    DEPARTMENT = "DEPARTMENT"
    SCHOOL = "SCHOOL"
    PLACE = "PLACE"
    LANGUAGE = "LANGUAGE"
    INTEREST = "INTEREST"
    CERTIFICATION = "CERTIFICATION"
    COHORT = "COHORT"


class AttributeSource(StrEnum):
    """On whose word a member has an attribute."""

    MEMBER = "MEMBER"
    HR = "HR"
    IMPORT = "IMPORT"
    DERIVED = "DERIVED"


class Attribute(Table):
    """A skill, an industry, a school, …: something that members of one network can share."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="attributes")
    # A small number beside the id: sets of attributes are kept and intersected as arrays of these.
    key = fields.IntField(db_default=fields.SqlDefault("nextval('attribute_keys')"))
    kind = fields.CharEnumField(AttributeKind, max_length=16)
    label_ja = fields.CharField(200)
    label_en = fields.CharField(200, null=True)
    aliases = ArrayField("text", default=list)
    code = fields.CharField(100, null=True)
    parent: fields.ForeignKeyNullableRelation["Attribute"] = fields.ForeignKeyField(
        "models.Attribute", related_name="children", null=True, db_constraint=False
    )
    # How much sharing it says of two members, 100·ln(members / holders), and how many hold it: of both only the next
    # power of two. They are kept by enishi_keep_rarity(), not live: a number that followed each change would tell of
    # attributes one may not see, and an exact one that somebody hides from the viewer, who can count the others.
    rarity = fields.IntField(default=0, db_default=0)
    holders_kept = fields.IntField(default=0, db_default=0)
    sort_label = Computed('enishi_fold(label_ja) collate "C"')
    label_search = Computed('enishi_search_texts(array[label_ja, label_en] || aliases) collate "C"')
    label_fold = Computed(
        "enishi_fold(label_ja || ' ' || coalesce(label_en, '') || ' ' || enishi_join(aliases)) collate \"C\""
    )

    prefix = "att"
    rule = Rule()
    derived = {
        "member_count": Count("holders"),
        "viewer_has": "{viewer.attribute_keys} @> array[{self}.key]",
    }
    constraints = {
        "attributes_in_network": "unique (network_id, id)",
        "attributes_key": "unique (key)",
        "attributes_code": "unique (network_id, kind, code)",
        "attributes_parent": network_key("parent_id", "attributes", "restrict"),
        "attributes_kind": one_of("kind", AttributeKind),
        "attributes_label_ja": text_within("label_ja", 200),
        "attributes_not_own_parent": "check (parent_id <> id)",
    }
    indexes = {
        "attributes_by_label": "(network_id, sort_label, id)",
        "attributes_by_kind": "(network_id, kind, sort_label, id)",
        "attributes_of_parent": "(parent_id, sort_label, id)",
        "attributes_by_label_part": "using gin (label_fold gin_trgm_ops)",
    }

    class Meta:
        table = "attributes"


class MemberAttribute(Table):
    """That a member has an attribute, on whose word, and (for schools and certificates) since which year."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="member_attributes", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="member_attributes", db_constraint=False
    )
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="holders", db_constraint=False
    )
    source = fields.CharEnumField(AttributeSource, max_length=8)
    year = fields.SmallIntField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    audience = fields.IntField(null=True)

    prefix = "mat"
    rule = Rule(within=("member", "attribute"), audience=ProfileField.ATTRIBUTES)
    derived = OWN_AUDIENCE
    constraints = {
        "member_attributes_pair": "unique (member_id, attribute_id)",
        "member_attributes_member": network_key("member_id", "members"),
        "member_attributes_attribute": network_key("attribute_id", "attributes"),
        "member_attributes_source": one_of("source", AttributeSource),
        "member_attributes_audience": audience_of_its_own("audience"),
        "member_attributes_year": "check (year between 1900 and 2200)",
    }
    indexes = {"member_attributes_of_attribute": "(attribute_id, member_id)"}

    class Meta:
        table = "member_attributes"
