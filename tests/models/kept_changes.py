"""Changes of what is kept beside members, as SQL: $1 and $2 are members."""

from uuid import UUID


def about(sql: str, *members: UUID) -> str:
    """The statement about these members."""
    for number, member in enumerate(members, 1):
        sql = sql.replace(f"${number}", f"'{member}'")
    return sql


# A membership that is neither asked for nor offered, nor given by the group's rule.
ANSWERED = "note = null, invited_by_id = null, by_rule = false"
# In this order: each of them changes what is kept.
CHANGES = {
    "an attribute is hidden": "update member_attributes set audience = 1 where member_id = $1",
    "attributes are hidden, shown and gone at once": "update member_attributes set audience = 1 where audience = 65",
    "attributes go": "delete from member_attributes where attribute_id in"
    " (select id from attributes order by key limit 4)",
    "an attribute goes": "delete from attributes where id = (select attribute_id from member_attributes limit 1)",
    "a department changes": "update employments set department_id = (select id from attributes where network_id ="
    " employments.network_id and id <> employments.department_id order by key limit 1) where member_id = $1",
    "spells go": "delete from employments where member_id = $2",
    "spells go to another": "update employments set member_id = $2 where member_id = $1",
    "departments are forgotten": "update employments set department_id = null",
    "a position begins": "insert into positions (id, network_id, member_id, company, started, version)"
    " select gen_random_uuid(), network_id, id, '東瑛商事株式会社', '2024', 1 from members where id = $1",
    "positions begin": "insert into positions (id, network_id, member_id, company, started, version)"
    " select gen_random_uuid(), network_id, id, 'Company ' || n, '2024', 1 from members, generate_series(3, 5) n",
    "a position ends": "update positions set ended = '2025' where member_id = $1",
    "companies are renamed": "update positions set company = company || ' Global'",
    "positions go": "delete from positions where started = '2024'",
    "one leaves a group": "delete from group_memberships where member_id = $1",
    "many are banned": f"update group_memberships set status = 'BANNED', role = 'MEMBER', {ANSWERED}"
    " where role = 'MEMBER'",
    "all are let in": f"update group_memberships set status = 'ACTIVE', {ANSWERED}",
    "memberships go to another": "update group_memberships set member_id = $2 where id in (select x.id from"
    " group_memberships x where x.member_id in (select id from members where roles = '{}') and x.group_id not in"
    " (select y.group_id from group_memberships y where y.member_id = $2) limit 1)",
    "HR may read no group": "update groups set readable_by_hr = false",
    "HR may read all groups": "update groups set readable_by_hr = true",
    "HR may read no group again": "update groups set readable_by_hr = false",
    "somebody is of HR": "update members set roles = '{RECRUITER}' where id = $2",
    "nobody is of HR": "update members set roles = '{}'",
    "a group goes": "delete from groups where id = (select group_id from group_memberships limit 1)",
    "addresses come": "insert into account_emails (id, account_id, address) select gen_random_uuid(), id,"
    " id || '@' || id || '.osaka.example.com' from accounts",
    "a member has another account": "update members set account_id = (select id from accounts where id not in"
    " (select account_id from members where account_id is not null) limit 1) where id = $1",
    "an address changes": "update account_emails set address = 'new@kyoto.example.org' where account_id ="
    " (select account_id from members where id = $2) and address like '%osaka%'",
    "addresses go to another account": "update account_emails set account_id = (select account_id from members"
    " where id = $2) where account_id = (select account_id from members where id = $1)",
    "an account goes": "update members set account_id = null, status = 'LEFT' where id = $2",
    "addresses go": "delete from account_emails",
    "lists come": "insert into listed (id, network_id, member_id, other_id, list_number) select gen_random_uuid(),"
    " network_id, $1, id, n from members, generate_series(1, 16, 3) n where id <> $1 and network_id ="
    " (select network_id from members where id = $1) on conflict do nothing",
    "lists are numbered anew": "update listed set list_number = 15 where list_number = 4",
    "lists go to another": "update listed set member_id = $2 where other_id <> $2 and member_id = $1"
    " and (other_id, list_number) not in (select other_id, list_number from listed where member_id = $2)",
    "a list goes": "delete from listed where list_number = 1",
    "lists go": "delete from listed",
    "an exclusion goes": "delete from exclusions where member_id = $2",
    "an exclusion comes": "insert into exclusions (id, network_id, member_id, kind, other_id)"
    " select gen_random_uuid(), network_id, id, 'MEMBER', $1 from members where id = $2",
    "an exclusion goes to another": "update exclusions set member_id = (select m.id from members m where m.id not in"
    " (select member_id from exclusions) and m.network_id = exclusions.network_id and m.id <> $1 order by m.id limit 1)"
    " where member_id = $2",
    "exclusions go": "delete from exclusions",
    "a member comes": "insert into members (id, network_id, account_id, kind, status, listing, roles, display_name,"
    " joined_at, updated_at, version, attribute_keys) select gen_random_uuid(), (select id from networks where slug ="
    " 'there'), (select account_id from members where id = $1), 'ALUMNUS', 'ACTIVE', 'LISTED', '{}', 'New', now(),"
    " now(), 1, '{}'",
}

ADDRESS = """
insert into account_emails (id, account_id, address)
select gen_random_uuid(), id, 'a@new.example.org' from accounts where created_at = 'epoch'
"""
ACCOUNT = "update members set account_id = (select id from accounts where created_at = 'epoch') where id = $1"
MEMBER = """
insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, joined_at, updated_at,
    version, attribute_keys)
select gen_random_uuid(), network_id, (select id from accounts where created_at = 'epoch'), 'ALUMNUS', 'ACTIVE',
    'LISTED', '{}', 'New', now(), now(), 1, '{}'
from members where id = $1
"""
JOIN = """
insert into group_memberships (id, network_id, group_id, member_id, role, status, since)
select gen_random_uuid(), m.network_id, g.id, m.id, 'MEMBER', 'ACTIVE', now() from members m, groups g
where m.id = $1 and g.name = 'Readable'
"""
POSITION = """
insert into positions (id, network_id, member_id, company, started, version)
select gen_random_uuid(), network_id, id, 'One', '2024', 1 from members where id = $1
"""
# Two that are done at the same time, either first: each is about something that the other reads.
AT_ONCE = {
    "an address comes and the account gets a member": (ADDRESS, ACCOUNT),
    "an address comes and a member is made": (ADDRESS, MEMBER),
    "one of HR joins a group and HR may no longer read it": (
        JOIN,
        "update groups set readable_by_hr = false where name = 'Readable'",
    ),
    "one joins a group and becomes one of HR": (
        JOIN.replace("'Readable'", "'Unreadable'"),
        "update members set roles = '{HR_ADMIN}' where id = $1",
    ),
    "two positions begin": (POSITION, POSITION.replace("'One'", "'Other'")),
}
