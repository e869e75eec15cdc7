"""Groups that follow a rule: who has the attributes that it asks for belongs to them, until they go."""

from typing import Any
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from models.group_rules import WANTED, GroupAttribute
from models.groups import Group
from models.ids import uuid7

AT_ONCE = 500  # members that one transaction looks at
# Where somebody is at work, what is due waits for the next round.
DUE = """
select g.id, g.network_id from groups g where g.id in (select group_id from group_checks) order by g.id limit 1
for update of g skip locked
"""
TAKE = """
delete from group_checks where id in (select id from group_checks where group_id = $1 order by id limit $2)
returning member_id
"""
# Who asked for it or was invited is in; who went, or is banned, stays as they are.
COME = """
insert into group_memberships (id, network_id, group_id, member_id, role, status, since, by_rule)
select it.id, $2, $1, it.member_id, 'MEMBER', 'ACTIVE', $3, true from unnest($4::uuid[], $5::uuid[]) it(id, member_id)
on conflict (member_id, group_id) do update
set status = 'ACTIVE', since = $3, by_rule = true, note = null, invited_by_id = null
where group_memberships.status in ('REQUESTED', 'INVITED') returning id
"""
# Who leads the group stays, and belongs to it from now on as who joined by themselves does.
LEAD_ON = """
update group_memberships set by_rule = false
where group_id = $1 and member_id = any($2::uuid[]) and by_rule and role <> 'MEMBER'
"""
GO = "delete from group_memberships where group_id = $1 and member_id = any($2::uuid[]) and by_rule returning id"
FREED = "update group_memberships set by_rule = false where group_id = $1 and by_rule"
CHECK = "insert into group_checks (id, network_id, group_id, member_id) values ($1, $2, $3, $4)"


@action(signed_in=False)
async def follow(change: Change) -> Made:
    """Let in and go whom the rule of a group asks for and does not any more; tells how many were looked at."""
    due = await change.rows(DUE)
    if not due:
        return {"checked": 0}
    change.enter(due[0]["network_id"])
    group = await Group.get(id=due[0]["id"])
    return {"checked": await settle(change, group)}


async def follow_all() -> int:
    """Follow every rule until nothing is due; how many standings were looked at."""
    checked = 0
    while found := (await follow(None)).made["checked"]:
        checked += found
    return checked


async def settle(change: Change, group: Group) -> int:
    """Look at the standings that are due with a group that is held; how many there were, ``AT_ONCE`` at most."""
    due = [row["member_id"] for row in await change.rows(TAKE, group.id, AT_ONCE)]
    if due and group.archived_at is None and group.rule_match is not None:
        await look_at(change, group, sorted(set(due)))
    return len(due)


async def look_at(change: Change, group: Group, members: list[UUID]) -> None:
    """Let these members in and go as the rule has it."""
    wanted = [row["id"] for row in await change.rows(WANTED, group.id, members)]
    unwanted = sorted(set(members) - set(wanted))
    ids = [uuid7() for _ in wanted]
    come = await change.rows(COME, group.id, group.network_id, change.now, ids, wanted)
    await change.run(LEAD_ON, group.id, unwanted)
    gone = await change.rows(GO, group.id, unwanted)
    for kind, rows in (("membership.joined", come), ("membership.left", gone)):
        for row in rows:
            change.tell(kind, ("GroupMembership", row["id"]), place=group.id)


async def asks_for(change: Change, group: Group, member_id: UUID) -> bool:
    """Does the rule of a group ask for this member?"""
    return group.rule_match is not None and bool(await change.rows(WANTED, group.id, [member_id]))


async def ask(change: Change, group: Group, attributes: list[UUID]) -> None:
    """Let the rule of a group ask for these attributes and no others; without a rule who belongs to it stays."""
    if group.rule_match is None:
        await change.run(FREED, group.id)
    await GroupAttribute.filter(group_id=group.id).delete()
    for attribute in attributes:
        row: dict[str, Any] = {"network_id": group.network_id, "group_id": group.id, "attribute_id": attribute}
        await GroupAttribute.create(id=uuid7(), **row)


async def check_again(change: Change, group: Group, member_id: UUID) -> None:
    """Let the rule of a group, if it has one, look at a member again."""
    if group.rule_match is not None:
        await change.run(CHECK, uuid7(), group.network_id, group.id, member_id)
