"""Interest in coming back, which is sealed, and talks: blind offers to those whose interest a job goes with.

Nothing but the rules leads from the one to the other: an offer is not written for anybody. Who opened a talk learns of
an interest when its member agrees, and of nothing else (domain.md, invariant 9; docs/comeback.md).
"""

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.audiences import ProfileField, not_excluded
from models.comeback_matches import goes_with
from models.jobs import IS_OPEN, MOST_DAYS, Job, JobKind
from models.members import BLOCKED, HR, HR_ROLES, PARTIAL_DATE, Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

LASTS_DAYS, LASTS_AT_MOST_DAYS = 183, 366
LONGEST_NOTE = LONGEST_WORDS = 2_000
MOST_PLACES = MOST_WANTED = 20
KINDS = ", ".join(f"'{kind.value}'" for kind in JobKind)
ROLES = ", ".join(f"'{role.value}'" for role in HR_ROLES)
NONE = fields.SqlDefault("'{}'")
# Whom the member has excluded from what they are open to learns nothing of this either.
NOT_SPARED = not_excluded(ProfileField.OPENNESS, "{it}.member_id")


class ComebackInterest(Table):
    """That a member would come back; without roles it is sealed. Expired, it is as if it had never been said."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="comeback_interests", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="comeback_interests", db_constraint=False
    )
    # Who else reads it.
    roles = ArrayField("text", default=list, db_default=NONE)
    kinds = ArrayField("text")
    place_ids = ArrayField("uuid", default=list, db_default=NONE)
    wanted_ids = ArrayField("uuid", default=list, db_default=NONE)
    starts_from = fields.CharField(10, null=True)
    note = fields.CharField(LONGEST_NOTE, null=True)
    said_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    member_id: UUID

    prefix = "cbi"
    rule = Rule(
        "{it}.expires_at > now() and ({it}.member_id = {viewer}"
        f" or {{it}}.roles && {{viewer.roles}} and {NOT_SPARED})",
        within=("member",),
    )
    constraints = {
        "comeback_interests_in_network": "unique (network_id, id)",
        "comeback_interests_once": "unique (member_id)",
        "comeback_interests_member": network_key("member_id", "members"),
        "comeback_interests_roles": f"check (roles <@ array[{ROLES}]::text[])",
        "comeback_interests_kinds": f"check (kinds <@ array[{KINDS}]::text[] and kinds <> '{{}}')",
        "comeback_interests_places": f"check (cardinality(place_ids) <= {MOST_PLACES})",
        "comeback_interests_wanted": f"check (cardinality(wanted_ids) <= {MOST_WANTED})",
        "comeback_interests_starts": f"check (starts_from ~ '{PARTIAL_DATE}')",
        "comeback_interests_note": text_within("note", LONGEST_NOTE),
        "comeback_interests_expires": (
            f"check (expires_at > said_at and expires_at - said_at <= interval '{LASTS_AT_MOST_DAYS} days')"
        ),
    }
    indexes = {"comeback_interests_of_roles": "(network_id, said_at desc, id desc) where roles <> '{}'"}

    class Meta:
        table = "comeback_interests"


# Who opened it still recruits, is not blocked, and is nobody whom the viewer has excluded.
RECRUITS = (
    f"{{it}}.opener_id not in ({BLOCKED}) and exists(select from members opening"
    f" where opening.id = {{it}}.opener_id and opening.status = 'ACTIVE' and opening.roles && array[{HR}]"
    " and not exists(select from exclusions spared where spared.member_id = {viewer}"
    f" and spared.tokens && opening.belongings and spared.fields_mask & {ProfileField.OPENNESS.bit} <> 0))"
)
OFFERED = (
    "{it}.closed_at is null and {it}.expires_at > now() and exists(select from jobs offered"
    " join comeback_interests wish on wish.member_id = {viewer} and wish.expires_at > now()"
    f" where offered.id = {{it}}.job_id and offered.by_company and {IS_OPEN.replace('{it}', 'offered')}"
    f" and {goes_with('wish', 'offered')} and {{segment:offered}})"
)
ACCEPTED = (
    "exists(select from talk_answers given join comeback_interests wish on wish.id = given.interest_id"
    " where given.talk_id = {it}.id and given.member_id = {viewer} and given.accepts and wish.expires_at > now())"
)


class Talk(Table):
    """A blind offer of who recruits: seen by them, and by each member whose interest the job goes with."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="talks", db_constraint=False
    )
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="talks", db_constraint=False
    )
    opener: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="talks_opened", db_constraint=False
    )
    words = fields.CharField(LONGEST_WORDS)
    opened_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    job_id: UUID
    opener_id: UUID

    prefix = "tlk"
    rule = Rule(
        f"case when {{it}}.opener_id = {{viewer}} then {{viewer.roles}} && array[{HR}]"
        f" else {RECRUITS} and ({OFFERED} or {ACCEPTED}) end"
    )
    derived = {"viewer_opened": "{self}.opener_id = {viewer}"}
    constraints = {
        "talks_in_network": "unique (network_id, id)",
        "talks_job": network_key("job_id", "jobs"),
        "talks_opener": network_key("opener_id", "members"),
        "talks_words": text_within("words", LONGEST_WORDS),
        "talks_expires": (
            f"check (expires_at > opened_at and expires_at - opened_at <= interval '{MOST_DAYS + 1} days')"
        ),
        "talks_closed": "check (closed_at >= opened_at)",
    }
    indexes = {
        "talks_recent": "(network_id, opened_at desc, id desc)",
        "talks_of_job": "(job_id)",
        "talks_of_opener": "(opener_id)",
    }

    class Meta:
        table = "talks"


# An answer goes when the interest does, and is told to who opened the talk as long as the interest holds.
REVEALED = (
    "{it}.accepts and exists(select from talks opened where opened.id = {it}.talk_id and opened.opener_id = {viewer})"
    f" and {{viewer.roles}} && array[{HR}] and {{it}}.member_id not in ({BLOCKED})"
    " and exists(select from members answering where answering.id = {it}.member_id and answering.status = 'ACTIVE')"
    " and exists(select from comeback_interests wish where wish.id = {it}.interest_id and wish.expires_at > now())"
    f" and {NOT_SPARED}"
)


class TalkAnswer(Table):
    """What a member answers to a talk: with what they show of their interest, or that they decline, which is theirs."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="talk_answers", db_constraint=False
    )
    talk: fields.ForeignKeyRelation[Talk] = fields.ForeignKeyField(
        "models.Talk", related_name="answers", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="talk_answers", db_constraint=False
    )
    interest: fields.ForeignKeyRelation[ComebackInterest] = fields.ForeignKeyField(
        "models.ComebackInterest", related_name="answers", db_constraint=False
    )
    accepts = fields.BooleanField()
    # As they were when the member agreed; what the member does not show is not here.
    name = fields.CharField(200, null=True)
    kinds = ArrayField("text", default=list, db_default=NONE)
    place_ids = ArrayField("uuid", default=list, db_default=NONE)
    wanted_ids = ArrayField("uuid", default=list, db_default=NONE)
    starts_from = fields.CharField(10, null=True)
    note = fields.CharField(LONGEST_NOTE, null=True)
    answered_at = fields.DatetimeField()

    member_id: UUID

    prefix = "tan"
    rule = Rule(f"{{it}}.member_id = {{viewer}} or {REVEALED}")
    constraints = {
        "talk_answers_once": "unique (talk_id, member_id)",
        "talk_answers_talk": network_key("talk_id", "talks"),
        "talk_answers_member": network_key("member_id", "members"),
        "talk_answers_interest": network_key("interest_id", "comeback_interests"),
        "talk_answers_name": "check ((name is not null) = accepts)",
        "talk_answers_declined": (
            "check (accepts or (kinds = '{}' and place_ids = '{}' and wanted_ids = '{}'"
            " and num_nonnulls(starts_from, note) = 0))"
        ),
    }
    indexes = {
        "talk_answers_of_member": "(member_id, answered_at desc, id desc)",
        "talk_answers_of_interest": "(interest_id)",
    }

    class Meta:
        table = "talk_answers"
