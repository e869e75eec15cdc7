"""Members: an account's life in one network, with the spells in this company and the careers elsewhere."""

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.admission import MAY_MESSAGE, UNREAD_CONVERSATIONS, MessagesFrom
from models.audiences import Audience, ProfileField, held_keys
from models.columns import Computed
from models.networks import Network
from models.news import STREAM_CURSOR
from models.notification_kinds import counted
from models.paths import DEGREE, MUTUAL_COUNT
from models.table import Count, Derived, Rule, Table, audience_of_its_own, network_key, one_of, text_within
from models.tie_states import FOLLOWS, HAS_MUTED, TIE_STATE

if TYPE_CHECKING:
    from models.accounts import Account
    from models.attributes import Attribute


class MemberKind(StrEnum):
    """What a member is to the company today."""

    ALUMNUS = "ALUMNUS"
    EMPLOYEE = "EMPLOYEE"
    GUEST = "GUEST"


class MemberStatus(StrEnum):
    """Where a member stands in the network."""

    INVITED = "INVITED"
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"
    ERASED = "ERASED"


class Listing(StrEnum):
    """Who finds a member at all."""

    LISTED = "LISTED"
    TIES_ONLY = "TIES_ONLY"
    UNLISTED = "UNLISTED"


class Role(StrEnum):
    """What a member may do beyond being a member."""

    COMMUNITY_MANAGER = "COMMUNITY_MANAGER"
    RECRUITER = "RECRUITER"
    HR_ADMIN = "HR_ADMIN"
    MODERATOR = "MODERATOR"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"
    NETWORK_OWNER = "NETWORK_OWNER"


class VerifiedBy(StrEnum):
    """On whose word an employment stands."""

    HR = "HR"
    SELF = "SELF"


PARTIAL_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

# Blocks are silent and hold both ways: each pair has a row in either direction.
# The aliases in rules are words of their own: a rule is put into statements that have aliases too.
BLOCKED = "select hidden.other_id from blocks hidden where hidden.member_id = {viewer}"
TIED = "select tied.other_id from ties tied where tied.member_id = {viewer}"


MOST_POSITIONS = 50  # of one member: all of them are searched, so there must be an end; a trigger keeps it
HR_ROLES = (Role.HR_ADMIN, Role.RECRUITER)
HR = ", ".join(f"{role.value!r}" for role in HR_ROLES)
# What a viewer is to everybody, as bits of an audience.
STANDING = (
    f"{Audience.NETWORK.bit} | case kind when 'ALUMNUS' then {Audience.ALUMNI.bit}"
    f" when 'EMPLOYEE' then {Audience.EMPLOYEES.bit} else 0 end"
    f" | case when roles && array[{HR}]::text[] then {Audience.HR.bit} else 0 end"
)

KANA_NAME = "nullif(btrim(coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, '')), '')"
WRITTEN_NAME = "nullif(btrim(coalesce(family_name, '') || ' ' || coalesce(given_name, '')), '')"
ALL_NAMES = (
    "display_name || ' ' || coalesce(family_name, '') || ' ' || coalesce(given_name, '') || ' '"
    " || coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, '') || ' '"
    " || coalesce(family_name_romaji, '') || ' ' || coalesce(given_name_romaji, '')"
)


OWN_AUDIENCE: dict[str, Derived] = {
    "audience": "case when {self}.member_id = {viewer} then enishi_audience({self}.audience) end",
    "lists": "case when {self}.member_id = {viewer} then enishi_lists({self}.audience) end",
}
# Others could read from a version how often what they cannot see has changed.
OWN_VERSION: dict[str, Derived] = {"version": "case when {self}.member_id = {viewer} then {self}.version end"}


SEARCHED_NAMES = (
    "display_name, coalesce(family_name, '') || ' ' || coalesce(given_name, ''),"
    " coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, ''),"
    " coalesce(family_name_romaji, '') || ' ' || coalesce(given_name_romaji, ''),"
    " coalesce(given_name_romaji, '') || ' ' || coalesce(family_name_romaji, '')"
)


class Member(Table):
    """The node of the graph: a person's account in one network."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="members")
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "models.Account", related_name="members", null=True
    )
    kind = fields.CharEnumField(MemberKind, max_length=16)
    status = fields.CharEnumField(MemberStatus, max_length=16)
    listing = fields.CharEnumField(Listing, max_length=16, default=Listing.LISTED)
    roles = ArrayField("text", default=list)
    display_name = fields.CharField(200)
    family_name = fields.CharField(100, null=True)
    given_name = fields.CharField(100, null=True)
    family_name_kana = fields.CharField(100, null=True)
    given_name_kana = fields.CharField(100, null=True)
    family_name_romaji = fields.CharField(100, null=True)
    given_name_romaji = fields.CharField(100, null=True)
    former_name = fields.CharField(100, null=True)
    headline = fields.CharField(200, null=True)
    bio = fields.TextField(null=True)
    avatar_url = fields.CharField(500, null=True)
    gender = fields.CharField(32, null=True)
    birthday = fields.DateField(null=True)
    contact_email = fields.CharField(254, null=True)
    phone = fields.CharField(40, null=True)
    links = ArrayField("text", default=list, db_default=fields.SqlDefault("'{}'"))
    former_name_audience = fields.IntField(null=True)
    headline_audience = fields.IntField(null=True)
    bio_audience = fields.IntField(null=True)
    avatar_audience = fields.IntField(null=True)
    gender_audience = fields.IntField(null=True)
    birthday_audience = fields.IntField(null=True)
    email_audience = fields.IntField(null=True)
    phone_audience = fields.IntField(null=True)
    links_audience = fields.IntField(null=True)
    external_id = fields.CharField(100, null=True)
    joined_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1)
    # Whether the member agreed to be counted in the network's career statistics: opt in.
    in_statistics = fields.BooleanField(default=False, db_default=False)
    # Whether others see that the member is here.
    shows_presence = fields.BooleanField(default=True, db_default=True)
    # Who may write to the member first; whether others see what the member has read, and the member what they have.
    messages_from = fields.CharEnumField(
        MessagesFrom, max_length=16, default=MessagesFrom.TIES, db_default=MessagesFrom.TIES
    )
    shows_receipts = fields.BooleanField(default=True, db_default=True)
    # All attributes of the member, and those of them that not everybody may see; triggers keep both.
    attribute_keys = ArrayField("int", default=list)
    restricted_keys = ArrayField("int", default=list, db_default=fields.SqlDefault("'{}'"))
    # What the member is to everybody; what they belong to (groups, and all that exclusions name) is kept by triggers.
    standing = Computed(STANDING, sql_type="INT")
    group_ids = ArrayField("uuid", default=list, db_default=fields.SqlDefault("'{}'"))
    excludes = fields.BooleanField(default=False, db_default=False)
    listed_ids = ArrayField("uuid", null=True)
    list_masks = ArrayField("int", null=True)
    belongings = ArrayField("text", default=list, db_default=fields.SqlDefault("'{}'"))
    sort_name = Computed(f'enishi_fold(coalesce({KANA_NAME}, {WRITTEN_NAME}, display_name)) collate "C"')
    name_fold = Computed(f'enishi_fold({ALL_NAMES}) collate "C"')
    name_search = Computed(f'enishi_search_names({SEARCHED_NAMES}) collate "C"')
    former_search = Computed('enishi_search_fold(former_name) collate "C"')
    headline_search = Computed('enishi_search_fold(headline) collate "C"')
    # The companies of all positions, kept by triggers for the index alone: never look into it for a viewer.
    searched_companies = fields.TextField(default="", db_default="")

    prefix = "mem"
    rule = Rule(
        "{it}.status = 'ACTIVE' and ({it}.listing = 'LISTED' or {it}.id = {viewer}"
        f" or {{it}}.listing = 'TIES_ONLY' and {{it}}.id in ({TIED})) and {{it}}.id not in ({BLOCKED})"
    )
    # The names are what being found means; everything else is shown as its owner wants it.
    guarded = {
        "former_name": ProfileField.FORMER_NAME,
        "headline": ProfileField.HEADLINE,
        "former_search": ProfileField.FORMER_NAME,
        "headline_search": ProfileField.HEADLINE,
        "bio": ProfileField.BIO,
        "avatar_url": ProfileField.AVATAR,
        "gender": ProfileField.GENDER,
        "birthday": ProfileField.BIRTHDAY,
        "contact_email": ProfileField.EMAIL,
        "phone": ProfileField.PHONE,
        "links": ProfileField.LINKS,
    }
    guarded_sets = {"attribute_keys": held_keys}
    sealed = frozenset({"restricted_keys", "searched_companies"})
    derived = {
        "is_viewer": "{self}.id = {viewer}",
        "stream_cursor": STREAM_CURSOR,
        "in_statistics": "case when {self}.id = {viewer} then {self}.in_statistics end",
        "shows_presence": "case when {self}.id = {viewer} then {self}.shows_presence end",
        "messages_from": "case when {self}.id = {viewer} then {self}.messages_from end",
        "shows_receipts": "case when {self}.id = {viewer} then {self}.shows_receipts end",
        "viewer_may_message": MAY_MESSAGE,
        "unread_conversation_count": UNREAD_CONVERSATIONS,
        "listing": "case when {self}.id = {viewer} then {self}.listing end",
        "version": "case when {self}.id = {viewer} then {self}.version end",
        "viewer_is_tied": f"{{self}}.id in ({TIED})",
        "viewer_tie_state": TIE_STATE,
        "viewer_follows": FOLLOWS,
        "viewer_has_muted": HAS_MUTED,
        "tie_count": Count("ties"),
        "mutual_tie_count": MUTUAL_COUNT,
        "degree": DEGREE,
        "unseen_notification_count": counted("seen_at"),
        "unread_notification_count": counted("read_at"),
        "shared_attribute_count": "cardinality({self.attribute_keys} & {viewer.attribute_keys})",
    }
    constraints = {
        "members_in_network": "unique (network_id, id)",
        "members_account": "unique (network_id, account_id)",
        "members_external_id": "unique (network_id, external_id)",
        "members_kind": one_of("kind", MemberKind),
        "members_status": one_of("status", MemberStatus),
        "members_listing": one_of("listing", Listing),
        "members_messages_from": one_of("messages_from", MessagesFrom),
        "members_roles": f"check (roles <@ array[{', '.join(f'{role.value!r}' for role in Role)}]::text[])",
        "members_active_has_account": "check (account_id is not null or status in ('INVITED', 'LEFT', 'ERASED'))",
        "members_display_name": text_within("display_name", 200),
        "members_version": "check (version > 0)",
        **{
            f"members_{field.name.lower()}_audience": audience_of_its_own(f"{field.name.lower()}_audience")
            for field in guarded.values()
        },
    }
    indexes = {
        "members_by_name": "(network_id, sort_name, id)",
        "members_by_joining": "(network_id, joined_at desc, id desc)",
        "members_of_account": "(account_id)",
        "members_by_attributes": "using gin (attribute_keys gin__int_ops)",
        "members_by_search": "using gin (enishi_search_tokens("
        "network_id, name_search, former_search, headline_search, searched_companies, attribute_keys))",
        "members_by_name_read": "(network_id, sort_name, id) include (name_search)",
        "members_by_name_part": "using gin (name_fold gin_trgm_ops)",
    }

    class Meta:
        table = "members"


class Employment(Table):
    """A spell in this company. Never overwritten, so that a boomerang keeps them all."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="employments", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="employments", db_constraint=False
    )
    department: fields.ForeignKeyNullableRelation["Attribute"] = fields.ForeignKeyField(
        "models.Attribute", related_name="employments", null=True, db_constraint=False
    )
    title = fields.CharField(200, null=True)
    started = fields.CharField(10)
    ended = fields.CharField(10, null=True)
    verified_by = fields.CharEnumField(VerifiedBy, max_length=8)
    audience = fields.IntField(null=True)
    version = fields.IntField(default=1)
    # The fiscal year of joining, April to March: 同期.
    cohort = Computed("extract(year from enishi_first_day(started) - interval '3 months')::int", sql_type="INT")
    spell = Computed("daterange(enishi_first_day(started), enishi_first_day(ended))", sql_type="DATERANGE")

    prefix = "emp"
    rule = Rule(within=("member",), audience=ProfileField.EMPLOYMENTS)
    derived = {
        **OWN_AUDIENCE,
        # Those who keep HR's records edit them, too.
        "version": (
            "case when {self}.member_id = {viewer}"
            " or {self}.verified_by = 'HR' and 'HR_ADMIN' = any({viewer.roles}) then {self}.version end"
        ),
    }
    constraints = {
        "employments_in_network": "unique (network_id, id)",
        "employments_member": network_key("member_id", "members"),
        "employments_department": network_key("department_id", "attributes", "restrict"),
        "employments_started": f"check (started ~ '{PARTIAL_DATE}')",
        "employments_ended": f"check (ended ~ '{PARTIAL_DATE}')",
        "employments_verified_by": one_of("verified_by", VerifiedBy),
        "employments_audience": audience_of_its_own("audience"),
        "employments_do_not_overlap": "exclude using gist (uuid_send(member_id) with =, spell with &&)",
    }
    indexes = {
        "employments_of_member": "(member_id, started desc, id desc)",
        "employments_in_department": "(network_id, department_id, member_id)",
        "employments_by_cohort": "(network_id, cohort, member_id)",
    }

    class Meta:
        table = "employments"


class Position(Table):
    """A place in a career elsewhere; without an end it is where the member works today."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="positions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="positions", db_constraint=False
    )
    company = fields.CharField(200)
    title = fields.CharField(200, null=True)
    industry: fields.ForeignKeyNullableRelation["Attribute"] = fields.ForeignKeyField(
        "models.Attribute", related_name="industry_positions", null=True, db_constraint=False
    )
    place: fields.ForeignKeyNullableRelation["Attribute"] = fields.ForeignKeyField(
        "models.Attribute", related_name="place_positions", null=True, db_constraint=False
    )
    started = fields.CharField(10)
    ended = fields.CharField(10, null=True)
    audience = fields.IntField(null=True)
    version = fields.IntField(default=1)
    current = Computed("ended is null", sql_type="BOOL")
    company_search = Computed('left(enishi_search_fold(company), 400) collate "C"')
    company_key = Computed('enishi_company(company) collate "C"')

    prefix = "pos"
    rule = Rule(within=("member",), audience=ProfileField.POSITIONS)
    derived = {**OWN_AUDIENCE, **OWN_VERSION}
    constraints = {
        "positions_in_network": "unique (network_id, id)",
        "positions_member": network_key("member_id", "members"),
        "positions_industry": network_key("industry_id", "attributes", "restrict"),
        "positions_place": network_key("place_id", "attributes", "restrict"),
        "positions_company": text_within("company", 200),
        "positions_audience": audience_of_its_own("audience"),
        "positions_started": f"check (started ~ '{PARTIAL_DATE}')",
        "positions_ended": f"check (ended ~ '{PARTIAL_DATE}')",
        "positions_in_order": "check (enishi_first_day(ended) >= enishi_first_day(started))",
    }
    indexes = {
        "positions_of_member": "(member_id, started desc, id desc)",
        "positions_in_industry": "(network_id, industry_id, member_id)",
        "positions_at_place": "(network_id, place_id, member_id)",
        "positions_at_company": "(network_id, company_key, member_id)",
    }

    class Meta:
        table = "positions"
