"""Every constraint and index that the models declare, and the triggers that keep what is kept twice."""

from tortoise import migrations
from tortoise.migrations import operations as ops

DECLARED = r"""
-- The ORM makes a foreign key even where db_constraint is off; these are replaced by keys that hold the network.
alter table employments drop constraint employments_member_id_fkey;
alter table employments drop constraint employments_department_id_fkey;
alter table employments drop constraint employments_network_id_fkey;
alter table positions drop constraint positions_member_id_fkey;
alter table positions drop constraint positions_network_id_fkey;
alter table positions drop constraint positions_industry_id_fkey;
alter table positions drop constraint positions_place_id_fkey;
alter table sessions drop constraint sessions_member_id_fkey;
alter table sessions drop constraint sessions_network_id_fkey;
alter table attributes drop constraint attributes_parent_id_fkey;
alter table member_attributes drop constraint member_attributes_member_id_fkey;
alter table member_attributes drop constraint member_attributes_attribute_id_fkey;
alter table member_attributes drop constraint member_attributes_network_id_fkey;
alter table blocks drop constraint blocks_member_id_fkey;
alter table blocks drop constraint blocks_network_id_fkey;
alter table blocks drop constraint blocks_other_id_fkey;
alter table ties drop constraint ties_member_id_fkey;
alter table ties drop constraint ties_network_id_fkey;
alter table ties drop constraint ties_other_id_fkey;
alter table group_memberships drop constraint group_memberships_member_id_fkey;
alter table group_memberships drop constraint group_memberships_network_id_fkey;
alter table group_memberships drop constraint group_memberships_group_id_fkey;
alter table comments drop constraint comments_network_id_fkey;
alter table comments drop constraint comments_parent_id_fkey;
alter table comments drop constraint comments_post_id_fkey;
alter table comments drop constraint comments_author_id_fkey;
alter table posts drop constraint posts_author_id_fkey;
alter table posts drop constraint posts_group_id_fkey;
alter table reactions drop constraint reactions_comment_id_fkey;
alter table reactions drop constraint reactions_member_id_fkey;
alter table reactions drop constraint reactions_network_id_fkey;
alter table reactions drop constraint reactions_post_id_fkey;
alter table outbox_events drop constraint outbox_events_actor_id_fkey;
alter table roster_entries drop constraint roster_entries_claimed_by_id_fkey;
alter table roster_spells drop constraint roster_spells_network_id_fkey;
alter table roster_spells drop constraint roster_spells_entry_id_fkey;

alter table networks add constraint networks_slug unique (slug);
alter table employments add constraint employments_in_network unique (network_id, id);
alter table members add constraint members_in_network unique (network_id, id);
alter table members add constraint members_account unique (network_id, account_id);
alter table members add constraint members_external_id unique (network_id, external_id);
alter table positions add constraint positions_in_network unique (network_id, id);
alter table account_emails add constraint account_emails_address unique (address);
alter table sessions add constraint sessions_token_hash unique (token_hash);
alter table attributes add constraint attributes_in_network unique (network_id, id);
alter table attributes add constraint attributes_key unique (key);
alter table attributes add constraint attributes_code unique (network_id, kind, code);
alter table member_attributes add constraint member_attributes_pair unique (member_id, attribute_id);
alter table blocks add constraint blocks_pair unique (member_id, other_id);
alter table ties add constraint ties_pair unique (member_id, other_id);
alter table groups add constraint groups_in_network unique (network_id, id);
alter table groups add constraint groups_external_id unique (network_id, external_id);
alter table group_memberships add constraint group_memberships_pair unique (member_id, group_id);
alter table comments add constraint comments_in_network unique (network_id, id);
alter table comments add constraint comments_in_post unique (post_id, id);
alter table comments add constraint comments_external_id unique (network_id, external_id);
alter table posts add constraint posts_in_network unique (network_id, id);
alter table posts add constraint posts_external_id unique (network_id, external_id);
alter table reactions add constraint reactions_on_post unique (post_id, member_id, emoji);
alter table reactions add constraint reactions_on_comment unique (comment_id, member_id, emoji);
alter table outbox_events add constraint outbox_events_position unique (network_id, position);
alter table roster_entries add constraint roster_entries_in_network unique (network_id, id);
alter table roster_entries add constraint roster_entries_external_id unique (network_id, external_id);
alter table roster_entries add constraint roster_entries_claimed_once unique (claimed_by_id);
alter table networks add constraint networks_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$');
alter table networks add constraint networks_name check (char_length(name) <= 200 and btrim(name) <> '');
alter table networks add constraint networks_locale check (locale in ('JA', 'EN'));
alter table employments add constraint employments_started check (started ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table employments add constraint employments_ended check (ended ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table employments add constraint employments_verified_by check (verified_by in ('HR', 'SELF'));
alter table employments add constraint employments_do_not_overlap exclude using gist (member_id with =, spell with &&);
alter table members add constraint members_kind check (kind in ('ALUMNUS', 'EMPLOYEE', 'GUEST'));
alter table members add constraint members_status check (status in ('INVITED', 'PENDING', 'ACTIVE', 'SUSPENDED', 'LEFT', 'ERASED'));
alter table members add constraint members_listing check (listing in ('LISTED', 'TIES_ONLY', 'UNLISTED'));
alter table members add constraint members_roles check (roles <@ array['COMMUNITY_MANAGER', 'RECRUITER', 'HR_ADMIN', 'MODERATOR', 'PRIVACY_OFFICER', 'NETWORK_OWNER']::text[]);
alter table members add constraint members_active_has_account check (account_id is not null or status in ('INVITED', 'LEFT', 'ERASED'));
alter table members add constraint members_display_name check (char_length(display_name) <= 200 and btrim(display_name) <> '');
alter table members add constraint members_version check (version > 0);
alter table positions add constraint positions_company check (char_length(company) <= 200 and btrim(company) <> '');
alter table positions add constraint positions_started check (started ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table positions add constraint positions_ended check (ended ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table positions add constraint positions_in_order check (enishi_first_day(ended) >= enishi_first_day(started));
alter table accounts add constraint accounts_locale check (locale in ('JA', 'EN'));
alter table account_emails add constraint account_emails_form check (address = lower(address) and address like '_%@_%');
alter table sessions add constraint sessions_token_hash_length check (octet_length(token_hash) = 32);
alter table sessions add constraint sessions_expire check (expires_at > created_at);
alter table attributes add constraint attributes_kind check (kind in ('SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST', 'CERTIFICATION', 'COHORT'));
alter table attributes add constraint attributes_label_ja check (char_length(label_ja) <= 200 and btrim(label_ja) <> '');
alter table attributes add constraint attributes_not_own_parent check (parent_id <> id);
alter table member_attributes add constraint member_attributes_source check (source in ('MEMBER', 'HR', 'IMPORT', 'DERIVED'));
alter table member_attributes add constraint member_attributes_year check (year between 1900 and 2200);
alter table blocks add constraint blocks_two_members check (member_id <> other_id);
alter table ties add constraint ties_two_members check (member_id <> other_id);
alter table groups add constraint groups_name check (char_length(name) <= 200 and btrim(name) <> '');
alter table groups add constraint groups_join_policy check (join_policy in ('OPEN', 'REQUEST', 'INVITE'));
alter table groups add constraint groups_secret_is_closed check (not (secret and join_policy = 'OPEN'));
alter table groups add constraint groups_version check (version > 0);
alter table group_memberships add constraint group_memberships_role check (role in ('OWNER', 'MODERATOR', 'MEMBER'));
alter table group_memberships add constraint group_memberships_status check (status in ('ACTIVE', 'REQUESTED', 'INVITED', 'BANNED'));
alter table group_memberships add constraint group_memberships_only_members_lead check (role = 'MEMBER' or status = 'ACTIVE');
alter table comments add constraint comments_depth check (depth >= 0 and (depth = 0) = (parent_id is null));
alter table comments add constraint comments_body check (char_length(body) <= 40000 and btrim(body) <> '');
alter table comments add constraint comments_version check (version > 0);
alter table posts add constraint posts_body check (char_length(body) <= 40000 and btrim(body) <> '');
alter table posts add constraint posts_version check (version > 0);
alter table reactions add constraint reactions_on_one_thing check (num_nonnulls(post_id, comment_id) = 1);
alter table reactions add constraint reactions_emoji check (char_length(emoji) <= 32 and btrim(emoji) <> '');
alter table network_heads add constraint network_heads_position check (position >= 0);
alter table outbox_events add constraint outbox_events_from_one check (position > 0);
alter table outbox_events add constraint outbox_events_kind check (kind ~ '^[a-z_]+\.[a-z_]+$');
alter table roster_entries add constraint roster_entries_email check (email = lower(email) and email like '_%@_%');
alter table roster_spells add constraint roster_spells_started check (started ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table roster_spells add constraint roster_spells_ended check (ended ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table roster_spells add constraint roster_spells_do_not_overlap exclude using gist (entry_id with =, spell with &&);
alter table employments add constraint employments_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table employments add constraint employments_department foreign key (network_id, department_id) references attributes (network_id, id) on delete restrict;
alter table positions add constraint positions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table positions add constraint positions_industry foreign key (network_id, industry_id) references attributes (network_id, id) on delete restrict;
alter table positions add constraint positions_place foreign key (network_id, place_id) references attributes (network_id, id) on delete restrict;
alter table sessions add constraint sessions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table attributes add constraint attributes_parent foreign key (network_id, parent_id) references attributes (network_id, id) on delete restrict;
alter table member_attributes add constraint member_attributes_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table member_attributes add constraint member_attributes_attribute foreign key (network_id, attribute_id) references attributes (network_id, id) on delete cascade;
alter table blocks add constraint blocks_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table blocks add constraint blocks_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table blocks add constraint blocks_both_ways foreign key (other_id, member_id) references blocks (member_id, other_id) deferrable initially deferred;
alter table ties add constraint ties_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table ties add constraint ties_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table ties add constraint ties_both_ways foreign key (other_id, member_id) references ties (member_id, other_id) deferrable initially deferred;
alter table group_memberships add constraint group_memberships_group foreign key (network_id, group_id) references groups (network_id, id) on delete cascade;
alter table group_memberships add constraint group_memberships_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table comments add constraint comments_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table comments add constraint comments_parent foreign key (post_id, parent_id) references comments (post_id, id) on delete cascade;
alter table comments add constraint comments_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table posts add constraint posts_group foreign key (network_id, group_id) references groups (network_id, id) on delete cascade;
alter table posts add constraint posts_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table reactions add constraint reactions_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table reactions add constraint reactions_comment foreign key (network_id, comment_id) references comments (network_id, id) on delete cascade;
alter table reactions add constraint reactions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table outbox_events add constraint outbox_events_actor foreign key (network_id, actor_id) references members (network_id, id) on delete set null (actor_id);
alter table roster_entries add constraint roster_entries_claimed_by foreign key (network_id, claimed_by_id) references members (network_id, id) on delete set null (claimed_by_id);
alter table roster_spells add constraint roster_spells_entry foreign key (network_id, entry_id) references roster_entries (network_id, id) on delete cascade;
create index employments_of_member on employments (member_id, started desc, id desc);
create index employments_in_department on employments (network_id, department_id, member_id);
create index employments_by_cohort on employments (network_id, cohort, member_id);
create index members_by_name on members (network_id, sort_name, id);
create index members_by_joining on members (network_id, joined_at desc, id desc);
create index members_by_change on members (network_id, updated_at desc, id desc);
create index members_of_account on members (account_id);
create index members_by_attributes on members using gin (attribute_keys gin__int_ops);
create index members_by_name_part on members using gin (name_fold gin_trgm_ops);
create index positions_of_member on positions (member_id, started desc, id desc);
create index positions_in_industry on positions (network_id, industry_id, member_id);
create index positions_at_place on positions (network_id, place_id, member_id);
create index account_emails_of_account on account_emails (account_id);
create index sessions_of_member on sessions (member_id);
create index attributes_by_label on attributes (network_id, sort_label, id);
create index attributes_by_kind on attributes (network_id, kind, sort_label, id);
create index attributes_of_parent on attributes (parent_id, sort_label, id);
create index attributes_by_label_part on attributes using gin (label_fold gin_trgm_ops);
create index member_attributes_of_attribute on member_attributes (attribute_id, member_id);
create index ties_of_member on ties (member_id, since desc, id desc);
create index groups_by_name on groups (network_id, sort_name, id);
create index groups_by_creation on groups (network_id, created_at desc, id desc);
create index group_memberships_of_group on group_memberships (group_id, since, id);
create index group_memberships_of_member on group_memberships (member_id, since desc, id desc);
create index comments_of_post on comments (post_id, created_at, id);
create index comments_of_parent on comments (parent_id, created_at, id);
create index comments_of_author on comments (author_id, created_at desc, id desc);
create index posts_by_creation on posts (network_id, created_at desc, id desc);
create index posts_in_group on posts (group_id, created_at desc, id desc);
create index posts_of_author on posts (author_id, created_at desc, id desc);
create index reactions_of_member on reactions (member_id, created_at desc, id desc);
create index outbox_events_by_time on outbox_events (network_id, at);
"""

KEPT = """
-- A member's attributes, kept beside the member as a set that can be searched and intersected.
create function keep_attribute_keys() returns trigger language plpgsql as $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select member_id from changed) order by m.id for no key update;
    update members m set attribute_keys = coalesce((
        select array_agg(a.key order by a.key) from member_attributes x join attributes a on a.id = x.attribute_id
        where x.member_id = m.id), '{}')
    where m.id in (select member_id from changed);
    return null;
end $$;
create trigger member_attributes_inserted after insert on member_attributes
    referencing new table as changed for each statement execute function keep_attribute_keys();
create trigger member_attributes_deleted after delete on member_attributes
    referencing old table as changed for each statement execute function keep_attribute_keys();
create function refuse_update() returns trigger language plpgsql as $$
begin raise exception 'the pair of a row of % does not change', tg_table_name using errcode = 'restrict_violation'; end $$;
create trigger member_attributes_pair_stays before update of member_id, attribute_id on member_attributes
    for each row when ((old.member_id, old.attribute_id) is distinct from (new.member_id, new.attribute_id))
    execute function refuse_update();

-- Is this comment, or one above it, by somebody whom a block keeps from the viewer?
create function enishi_below_blocked(comment uuid, viewer uuid) returns boolean language sql stable as $$
    with recursive above as (
        select c.parent_id, c.author_id from comments c where c.id = comment
        union all
        select c.parent_id, c.author_id from above join comments c on c.id = above.parent_id
    )
    select exists(select from above join blocks b on b.member_id = viewer and b.other_id = above.author_id)
$$;

-- How rare each attribute of a network is; called when many have changed, never by a member's own change.
-- Only members whom the network lists count: clients see the weights, and would read from them how many are hidden.
create function enishi_keep_rarity(network uuid) returns void language sql as $$
    with listed as (
        select m.id from members m where m.network_id = network and m.status = 'ACTIVE' and m.listing = 'LISTED'
    ), held as (
        select a.id, count(l.id) as holders, (select greatest(count(*), 1) from listed) as members from attributes a
        left join member_attributes h on h.attribute_id = a.id left join listed l on l.id = h.member_id
        where a.network_id = network group by a.id
    )
    update attributes a
    set holders_kept = held.holders, rarity = round(100 * ln(held.members::float8 / greatest(held.holders, 1)))
    from held where a.id = held.id
$$;

-- An open spell means EMPLOYEE (domain.md, invariant 4); judged when the transaction ends.
create function hold_open_spell() returns trigger language plpgsql as $$
declare subject uuid := case tg_table_name when 'members' then new.id else (to_jsonb(new) ->> 'member_id')::uuid end;
begin
    -- Who changes the kind and who opens a spell at the same time wait for each other here.
    perform from members m where m.id = subject for no key update;
    if exists(select from employments e join members m on m.id = e.member_id
              where m.id = subject and e.ended is null and m.kind <> 'EMPLOYEE') then
        raise exception 'a member with an open spell of employment is an EMPLOYEE'
            using errcode = 'check_violation', constraint = 'employments_open_means_employee';
    end if;
    return null;
end $$;
create constraint trigger employments_open_means_employee after insert or update on employments
    deferrable initially deferred for each row when (new.ended is null) execute function hold_open_spell();
create constraint trigger members_open_means_employee after update of kind on members
    deferrable initially deferred for each row when (new.kind <> 'EMPLOYEE') execute function hold_open_spell();
"""

REVERSE = "drop function enishi_below_blocked, enishi_keep_rarity, keep_attribute_keys, refuse_update, hold_open_spell cascade"


class Migration(migrations.Migration):
    """The ORM does not create constraints with its tables, so they are written here and held by a test."""

    dependencies = [("models", "0002_tables")]
    operations = [ops.RunSQL(DECLARED), ops.RunSQL(KEPT, REVERSE)]
