-- One network of $members members with audiences of every kind; ids are made of numbers, chance is seeded.
select setseed(0.42);

create function pg_temp.key(kind int, number bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;
create function pg_temp.one(choices text[]) returns text language sql volatile as $$
    select choices[1 + floor(random() * cardinality(choices))::int] $$;
-- Most show a value to everybody, some to those who have a reason to know, few to nobody.
create function pg_temp.audience() returns int language plpgsql volatile as $$
declare drawn float8 := random();
begin
    return case when drawn < 0.6 then 65 when drawn < 0.72 then 11 when drawn < 0.8 then 3 when drawn < 0.9 then 7
        when drawn < 0.93 then 49 when drawn < 0.95 then 129 else 1 end;
end $$;

-- As bulk is best written: what is slow to keep row by row is made at the end.
create temporary table made_later as
select c.relname as name, pg_get_indexdef(c.oid) as made
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
where i.indrelid = 'members'::regclass and a.amname = 'gin';
do $$ declare each record; begin
    for each in select name from made_later loop execute format('drop index %I', each.name); end loop;
end $$;

insert into networks (id, name, slug, locale, time_zone, emojis, created_at)
values (pg_temp.key(1, 1), 'Town', 'town', 'JA', 'Asia/Tokyo', '{👍}', now());

insert into attributes (id, network_id, kind, label_ja, label_en, aliases)
select pg_temp.key(2, n), pg_temp.key(1, 1),
    (array['SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST'])[1 + n % 8],
    coalesce(skills.word, '属性' || n), 'Attribute ' || n, '{}'
from generate_series(1, 400) n left join skills on skills.place * 8 = n;

insert into accounts (id, locale, time_zone, created_at)
select pg_temp.key(3, n), 'JA', 'Asia/Tokyo', now() from generate_series(1, $members) n;
insert into account_emails (id, account_id, address)
select pg_temp.key(4, n), pg_temp.key(3, n), 'm' || n || '@company' || n % 500 || '.invalid' from generate_series(1, $members) n;

insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, family_name, given_name,
    family_name_kana, given_name_kana, family_name_romaji, given_name_romaji, former_name, headline, bio, avatar_url,
    gender, birthday, contact_email, phone, links, joined_at, updated_at, version, attribute_keys,
    former_name_audience, headline_audience, bio_audience, avatar_audience, gender_audience, birthday_audience,
    email_audience, phone_audience, links_audience)
select pg_temp.key(5, n), pg_temp.key(1, 1), pg_temp.key(3, n),
    case when n % 6 = 0 then 'EMPLOYEE' else 'ALUMNUS' end, 'ACTIVE',
    case when n % 40 = 0 then 'TIES_ONLY' when n % 97 = 0 then 'UNLISTED' else 'LISTED' end, '{}',
    f[1] || ' ' || g[1], f[1], g[1], f[2], g[2], f[3], g[3], case when n % 4 = 0 then former.name[1] end,
    callings.word || '・' || n, '東京で働いています。' || n, 'https://example.com/' || n, 'X', date '1970-01-01' + n % 10000,
    'm' || n || '@example.com', '090-0000-' || n, array['https://example.com/~' || n],
    now() - n * interval '1 minute', now(), 1, '{}',
    pg_temp.audience(), pg_temp.audience(), pg_temp.audience(), pg_temp.audience(), pg_temp.audience(),
    pg_temp.audience(), pg_temp.audience(), pg_temp.audience(), pg_temp.audience()
from (
    select n, 1 + floor(power(random(), 1.3) * families)::int as family, 1 + floor(random() * givens)::int as given,
        1 + floor(random() * families)::int as former, 1 + floor(random() * callings)::int as calling
    from generate_series(1, $members) n, (select count(*) as families from families) f,
        (select count(*) as givens from givens) g, (select count(*) as callings from callings) c
) drawn
join lateral (select name as f from families where place = drawn.family) family on true
join lateral (select name as g from givens where place = drawn.given) given on true
join families former on former.place = drawn.former
join callings on callings.place = drawn.calling
order by n;

insert into member_attributes (id, network_id, member_id, attribute_id, source, audience)
select pg_temp.key(6, n * 8 + i), pg_temp.key(1, 1), pg_temp.key(5, n), pg_temp.key(2, 1 + (n * 31 + i * 53) % 400), 'MEMBER',
    case when random() < 0.85 then 65 else pg_temp.audience() end
from generate_series(1, $members) n, generate_series(0, 7) i on conflict do nothing;

insert into employments (id, network_id, member_id, department_id, title, started, ended, verified_by, version, audience)
select pg_temp.key(7, n), pg_temp.key(1, 1), pg_temp.key(5, n), pg_temp.key(2, 3 + 8 * (n % 49)), '主任', (1990 + n % 25) || '-04',
    case when n % 6 <> 0 then (2016 + n % 6) || '-03' end, 'HR', 1, case when random() < 0.8 then 65 else pg_temp.audience() end
from generate_series(1, $members) n;
insert into positions (id, network_id, member_id, company, title, industry_id, started, ended, version, audience)
select pg_temp.key(8, n * 2 + i), pg_temp.key(1, 1), pg_temp.key(5, n), '株式会社' || companies.name, '課長',
    pg_temp.key(2, 1 + 8 * (n % 49)), (2022 - 4 * i) || '-04', case when i = 1 then '2022-03' end, 1, pg_temp.audience()
from generate_series(1, $members) n, generate_series(0, 1) i, companies
where companies.place = 1 + (n * 13 + i) % 500 and n % 6 <> 0 and (i = 0 or n % 2 = 0);

insert into groups (id, network_id, name, join_policy, secret, readable_by_hr, version, created_at)
select pg_temp.key(9, n), pg_temp.key(1, 1), 'Group ' || n, 'OPEN', false, true, 1, now() from generate_series(1, greatest($members / 100, 1)) n;
insert into group_memberships (id, network_id, group_id, member_id, role, status, since)
select pg_temp.key(10, n * 4 + i), pg_temp.key(1, 1), pg_temp.key(9, 1 + (n * 17 + i * 29) % greatest($members / 100, 1)),
    pg_temp.key(5, n), 'MEMBER', 'ACTIVE', now()
from generate_series(1, $members) n, generate_series(0, 3) i on conflict do nothing;

create temporary table pairs as
select distinct least(a, b) as a, greatest(a, b) as b from (
    select n as a, 1 + floor($members * random())::int as b from generate_series(1, $members) n, generate_series(1, 10)
) drawn where a <> b and b <= $members;
-- Both ways of a tie and both members are there by construction: five million checks of it are left out.
set local session_replication_role = replica;
insert into ties (id, network_id, member_id, other_id, since)
select pg_temp.key(11, row_number() over ()), pg_temp.key(1, 1), pg_temp.key(5, one), pg_temp.key(5, other), now()
from (select a as one, b as other from pairs union all select b, a from pairs) both_ways;
set local session_replication_role = origin;
drop table pairs;

insert into listed (id, network_id, member_id, other_id, list_number)
select pg_temp.key(12, n), pg_temp.key(1, 1), pg_temp.key(5, n), pg_temp.key(5, 1 + (n * 37) % $members), 1
from generate_series(2, $members, 10) n where n <> 1 + (n * 37) % $members;
insert into exclusions (id, network_id, member_id, kind, company)
select pg_temp.key(13, n), pg_temp.key(1, 1), pg_temp.key(5, n), 'ORGANISATION', companies.name
from generate_series(1, $members, 40) n join companies on companies.place = 1 + n % 500;
insert into exclusions (id, network_id, member_id, kind, other_id)
select pg_temp.key(14, n), pg_temp.key(1, 1), pg_temp.key(5, n), 'MEMBER', pg_temp.key(5, 1 + (n * 11) % $members)
from generate_series(3, $members, 40) n where n <> 1 + (n * 11) % $members;
select enishi_keep_rarity(pg_temp.key(1, 1));

do $$ declare each record; begin
    for each in select made from made_later loop execute each.made; end loop;
end $$;
drop table made_later;
