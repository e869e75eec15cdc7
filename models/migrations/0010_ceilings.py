"""Ceilings below NETWORK; and what others hide shows through less: rough weights, whole company lists, locks in order."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.columns import Computed

FUNCTIONS = """
-- An audience between floor and ceiling. NETWORK means everybody: an audience (or a floor) of NETWORK comes down to
-- whatever the ceiling leaves, and a ceiling of NETWORK leaves all. No other kind means another one. It must stay so
-- plain that PostgreSQL puts it into the statement in place of the call.
create function enishi_clamped(audience int, floor int, ceiling int) returns int
language sql immutable parallel safe
return case when ceiling & 64 <> 0 then audience | floor
    when (audience | floor) & 64 <> 0 then ceiling
    else (audience | floor) & ceiling end;

-- How many there are, so roughly that a few more or fewer do not tell: a power of two above them, and 8 at least. What
-- was said before is said again, until there are no longer half as many as it then meant at least, or twice as many.
create function enishi_roughly(number bigint, before int) returns int
language sql immutable parallel safe
return case when before > 0 and number >= before / 4 and number < before * 2 then before
    else (select 1 << min(power) from generate_series(3, 30) power where 1 << power > number) end;
"""

# Locks are taken on members before they are taken on their accounts, by whoever needs both.
KEPT = """
-- Beside what a member belongs to, the companies of all positions, for the index alone; each of them may be hidden. So
-- none of them is cut off for the length of the others: there are 50 at most (below), and each has an end of its own.
create or replace function enishi_keep_belongings(subjects uuid[]) returns void language plpgsql as $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m
    set belongings = kept.belongings, group_ids = kept.group_ids, searched_companies = kept.companies
    from (
        select b.id, b.belongings, b.group_ids, (
            select coalesce(string_agg(distinct p.company_search, ' '), '')
            from positions p where p.member_id = b.id) as companies
        from enishi_belongings(subjects) b
    ) kept
    where m.id = kept.id and (m.belongings, m.group_ids, m.searched_companies)
        is distinct from (kept.belongings, kept.group_ids, kept.companies);
end $$;

-- A row that goes from one member to another is a change for both.
create or replace function keep_belongings() returns trigger language plpgsql as $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    if tg_table_name = 'group_memberships' then
        -- Who joins a group and who changes what HR may read wait for each other here.
        perform from groups g where g.id in (select group_id from changed) order by g.id for share;
    end if;
    perform enishi_keep_belongings(subjects);
    -- Counted while the members are locked: two at once cannot both write the last one.
    if tg_table_name = 'positions' and tg_op <> 'DELETE' and exists(
        select from positions p where p.member_id in (select member_id from changed)
        group by p.member_id having count(*) > 50)
    then
        raise exception 'a member has at most 50 positions'
            using errcode = 'check_violation', table = 'positions', constraint = 'positions_most';
    end if;
    return null;
end $$;

-- After the change: a trigger before it would have PostgreSQL compute all columns anew at every update of a member.
create or replace function keep_belongings_of_member() returns trigger language plpgsql as $$
begin
    -- Roles have nothing to do with the addresses of the account: who changes these waits for the member.
    if old.account_id is distinct from new.account_id then
        perform from accounts a where a.id = new.account_id for share;
    end if;
    perform enishi_keep_belongings(array[new.id]);
    return null;
end $$;

-- Members first, like whoever changes a member and then needs the account. Whoever becomes a member of the account
-- meanwhile waits for the account, or is found when this one has waited for it.
create or replace function keep_belongings_of_accounts() returns trigger language plpgsql as $$
declare owners uuid[] := array(select distinct account_id from changed);
begin
    if tg_op = 'UPDATE' then
        owners := owners || array(select account_id from gone);
    end if;
    perform from members m where m.account_id in (select unnest(owners)) order by m.id for no key update;
    perform from accounts a where a.id in (select unnest(owners)) order by a.id for no key update;
    perform enishi_keep_belongings(array(select m.id from members m where m.account_id in (select unnest(owners))));
    return null;
end $$;

-- Weights are made of what everybody may see: from others clients could read how many hide an attribute. And of no more
-- than its magnitude: who excludes or blocks a viewer is counted too, and the viewer can count whom they see. Weights
-- tell a viewer something only who sees fewer than half of the least that the magnitude meant when it was last said.
create or replace function enishi_keep_rarity(network uuid) returns void language sql as $$
    update networks n set members_kept = enishi_roughly(
        (select count(*) from members m where m.network_id = n.id and m.status = 'ACTIVE' and m.listing = 'LISTED'),
        n.members_kept)
    where n.id = network;
    with held as (
        select a.id, enishi_roughly(count(l.id), a.holders_kept) as holders, n.members_kept as members from attributes a
        join networks n on n.id = a.network_id
        left join member_attributes h on h.attribute_id = a.id
            and enishi_clamped(h.audience, n.audience_floors[12], n.audience_ceilings[12]) & 64 <> 0
        left join members l on l.id = h.member_id and l.status = 'ACTIVE' and l.listing = 'LISTED'
        where a.network_id = network group by a.id, n.members_kept
    )
    update attributes a
    set holders_kept = held.holders, rarity = round(100 * ln(greatest(held.members::float8 / held.holders, 1)))
    from held where a.id = held.id
$$;
update attributes set holders_kept = 0;
select enishi_keep_rarity(n.id) from networks n;
select enishi_keep_belongings(array(select m.id from members m));
-- A table cannot be altered while a constraint waits to be judged for one of its rows.
set constraints all immediate;
"""

# What these functions were in 0004 and 0005.
BEFORE = """
create or replace function enishi_keep_belongings(subjects uuid[]) returns void language plpgsql as $$
begin
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m
    set belongings = kept.belongings, group_ids = kept.group_ids, company_search = kept.companies
    from (
        select b.id, b.belongings, b.group_ids, (
            select coalesce(left(string_agg(distinct p.company_search, ' '), 10000), '')
            from positions p where p.member_id = b.id) as companies
        from enishi_belongings(subjects) b
    ) kept
    where m.id = kept.id and (m.belongings, m.group_ids, m.company_search)
        is distinct from (kept.belongings, kept.group_ids, kept.companies);
end $$;
create or replace function keep_belongings() returns trigger language plpgsql as $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    if tg_table_name = 'group_memberships' then
        perform from groups g where g.id in (select group_id from changed) order by g.id for share;
    end if;
    perform enishi_keep_belongings(subjects);
    return null;
end $$;
create or replace function keep_belongings_of_member() returns trigger language plpgsql as $$
begin
    perform from accounts a where a.id = new.account_id for share;
    perform enishi_keep_belongings(array[new.id]);
    return null;
end $$;
create or replace function keep_belongings_of_accounts() returns trigger language plpgsql as $$
declare owners uuid[] := array(select distinct account_id from changed);
begin
    if tg_op = 'UPDATE' then
        owners := owners || array(select account_id from gone);
    end if;
    perform from accounts a where a.id in (select unnest(owners)) order by a.id for no key update;
    perform enishi_keep_belongings(array(select m.id from members m where m.account_id in (select unnest(owners))));
    return null;
end $$;
create or replace function enishi_keep_rarity(network uuid) returns void language sql as $$
    with listed as (
        select m.id from members m where m.network_id = network and m.status = 'ACTIVE' and m.listing = 'LISTED'
    ), held as (
        select a.id, count(l.id) as holders, (select greatest(count(*), 1) from listed) as members from attributes a
        join networks n on n.id = a.network_id
        left join member_attributes h on h.attribute_id = a.id
            and (h.audience | n.audience_floors[12]) & n.audience_ceilings[12] & 64 <> 0
        left join listed l on l.id = h.member_id
        where a.network_id = network group by a.id
    )
    update attributes a
    set holders_kept = held.holders, rarity = round(100 * ln(held.members::float8 / greatest(held.holders, 1)))
    from held where a.id = held.id
$$;
"""
# When all else is undone.
UNDONE = """
drop function enishi_roughly, enishi_clamped;
select enishi_keep_rarity(n.id) from networks n;
select enishi_keep_belongings(array(select m.id from members m));
set constraints all immediate;
"""


class Migration(migrations.Migration):
    """Weights and company lists are made anew."""

    dependencies = [("models", "0009_common_ground")]

    initial = False

    operations = [
        ops.RunSQL(FUNCTIONS, UNDONE),
        ops.AddField(model_name="Network", name="members_kept", field=fields.IntField(default=0, db_default=0)),
        ops.RenameField(model_name="Member", old_name="company_search", new_name="searched_companies"),
        ops.RemoveField(model_name="Position", name="company_search"),
        ops.AddField(
            model_name="Position",
            name="company_search",
            field=Computed('left(enishi_search_fold(company), 400) collate "C"'),
        ),
        ops.RunSQL(KEPT, BEFORE),
    ]
