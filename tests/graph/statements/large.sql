-- 4,000 members, 200 groups, 100,000 posts, 150,000 comments and as many reactions.
create function pg_temp.key(kind int, n bigint) returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad((kind * 1000000 + n)::text, 12, '0'))::uuid;

insert into networks (id, name, slug, locale, time_zone, emojis, created_at)
values (pg_temp.key(0, 1), 'Large', 'large', 'JA', 'Asia/Tokyo', '{👍}', '2024-01-01Z');

insert into accounts (id, locale, time_zone, created_at)
select pg_temp.key(9, n), 'JA', 'Asia/Tokyo', '2024-01-01Z' from generate_series(1, 4000) n;

insert into members (id, network_id, account_id, version, kind, status, listing, roles, display_name,
                     family_name_kana, joined_at, updated_at, attribute_keys)
select pg_temp.key(1, n), pg_temp.key(0, 1), pg_temp.key(9, n), 1, 'ALUMNUS', 'ACTIVE', 'LISTED', '{}', 'Member ' || n,
       'ヤマダ ' || n, '2024-01-01Z'::timestamptz + n * interval '1 minute', '2024-01-01Z', '{}'
from generate_series(1, 4000) n;

insert into attributes (id, network_id, kind, label_ja, aliases)
select pg_temp.key(4, n), pg_temp.key(0, 1), 'SKILL', 'Skill ' || n, '{}' from generate_series(1, 200) n;

insert into member_attributes (id, network_id, member_id, attribute_id, source)
select pg_temp.key(5, n * 8 + k), pg_temp.key(0, 1), pg_temp.key(1, n), pg_temp.key(4, 1 + (n * 7 + k * k * 13) % 200), 'MEMBER'
from generate_series(1, 4000) n, generate_series(0, 5) k on conflict do nothing;

select enishi_keep_rarity(pg_temp.key(0, 1));

insert into ties (id, network_id, member_id, other_id, since)
select pg_temp.key(6, row_number() over ()), pg_temp.key(0, 1), pg_temp.key(1, a), pg_temp.key(1, b), '2024-02-01Z'
from (select distinct n a, 1 + (n + k * 37) % 4000 b from generate_series(1, 4000) n, generate_series(1, 5) k
      union select distinct 1 + (n + k * 37) % 4000, n from generate_series(1, 4000) n, generate_series(1, 5) k) pairs
where a <> b;

insert into groups (id, network_id, version, name, join_policy, secret, readable_by_hr, created_at)
select pg_temp.key(3, n), pg_temp.key(0, 1), 1, 'Group ' || n, case when n % 3 = 1 then 'REQUEST' else 'OPEN' end,
       false, true, '2024-01-01Z' from generate_series(1, 200) n;

insert into group_memberships (id, network_id, group_id, member_id, role, status, since)
select pg_temp.key(7, n * 4 + k), pg_temp.key(0, 1), pg_temp.key(3, 1 + (n + k * 31) % 200), pg_temp.key(1, n), 'MEMBER', 'ACTIVE',
       '2024-02-01Z' from generate_series(1, 4000) n, generate_series(0, 3) k;

insert into posts (id, network_id, version, group_id, author_id, body, created_at)
select pg_temp.key(2, n), pg_temp.key(0, 1), 1, case when n % 5 > 0 then pg_temp.key(3, 1 + n % 200) end,
       pg_temp.key(1, 1 + n % 4000), 'Post ' || n, '2024-03-01Z'::timestamptz + n * interval '1 minute'
from generate_series(1, 100000) n;

insert into comments (id, network_id, version, post_id, author_id, depth, body, created_at)
select pg_temp.key(10, n), pg_temp.key(0, 1), 1, pg_temp.key(2, 1 + n % 100000), pg_temp.key(1, 1 + (n * 7) % 4000), 0,
       'Comment ' || n, '2024-06-01Z'::timestamptz + n * interval '1 minute' from generate_series(1, 150000) n;

insert into reactions (id, network_id, post_id, member_id, emoji, created_at)
select pg_temp.key(11, n), pg_temp.key(0, 1), pg_temp.key(2, 1 + n % 100000), pg_temp.key(1, 1 + (n * 11 + n / 100000) % 4000), '👍',
       '2024-06-01Z' from generate_series(1, 150000) n;
