"""Groups that follow a rule: what their rules ask for, and whose standing with them has to be looked at again."""

from tortoise import fields

from models.attributes import Attribute
from models.audiences import Audience, ProfileField
from models.groups import Group
from models.members import HR, Member
from models.networks import Network
from models.table import Rule, Table, network_key

MOST_ATTRIBUTES = 20

# Which of the members $2 the rule of the group $1 asks for. To belong to such a group tells of the attributes that it
# asks for, so that only those count that the whole network may see, of members who withhold theirs from nobody.
WANTED = f"""
select m.id
from groups g
join members m on m.network_id = g.network_id and m.id = any($2::uuid[]) and m.status = 'ACTIVE'
join networks n on n.id = g.network_id
where g.id = $1 and (g.readable_by_hr or not m.roles && array[{HR}]::text[])
    and not exists(
        select from exclusions x where x.member_id = m.id and x.fields_mask & {ProfileField.ATTRIBUTES.bit} <> 0)
    and (
        select count(*) from group_attributes asked
        join member_attributes h on h.attribute_id = asked.attribute_id and h.member_id = m.id
        where asked.group_id = g.id and {Audience.NETWORK.bit} & enishi_clamped(h.audience,
            n.audience_floors[{ProfileField.ATTRIBUTES.number}], n.audience_ceilings[{ProfileField.ATTRIBUTES.number}]
        ) <> 0
    ) >= case g.rule_match when 'ANY' then 1
        when 'ALL' then (select greatest(count(*), 1) from group_attributes asked where asked.group_id = g.id) end
order by m.id
"""


class GroupAttribute(Table):
    """An attribute that the rule of a group asks for."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="group_attributes", db_constraint=False
    )
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="asked_attributes", db_constraint=False
    )
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="asked_by_groups", db_constraint=False
    )

    prefix = "gat"
    rule = Rule(within=("group", "attribute"))
    constraints = {
        "group_attributes_pair": "unique (group_id, attribute_id)",
        "group_attributes_group": network_key("group_id", "groups"),
        "group_attributes_attribute": network_key("attribute_id", "attributes"),
    }
    indexes = {"group_attributes_of_attribute": "(attribute_id, group_id)"}

    class Meta:
        table = "group_attributes"


class GroupCheck(Table):
    """That the standing of a member with a group that follows a rule has to be looked at again.

    Triggers write them, whoever changes what a rule asks about. Nothing holds that there is but one for a pair: a row
    that another transaction is about to take away would swallow the one that says what has changed since. And nothing
    holds that the group is there: a foreign key would lock it, by somebody who holds its members already.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="group_checks", db_constraint=False
    )
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="checks", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="group_checks", db_constraint=False
    )

    prefix = "gch"
    rule = Rule("false")
    constraints = {"group_checks_member": network_key("member_id", "members")}
    indexes = {"group_checks_of_group": "(group_id, id)", "group_checks_of_member": "(member_id)"}

    class Meta:
        table = "group_checks"
