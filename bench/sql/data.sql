-- The data of the measurement. Every value is a function of a row's number, so that it is the same at each build.

create function pg_temp.chance(n bigint, salt int) returns double precision language sql immutable parallel safe
return (hashint8extended(n, salt) & 9007199254740991)::double precision / 9007199254740992;

create function pg_temp.among(n bigint, salt int, size int) returns int language sql immutable parallel safe
return 1 + floor(size * pg_temp.chance(n, salt))::int;

create function pg_temp.pick(n bigint, salt int, words text[]) returns text language sql immutable parallel safe
return words[pg_temp.among(n, salt, cardinality(words))];

-- A UUIDv7 of a moment, a kind of row and its number.
create function pg_temp.key(moment timestamptz, kind int, n bigint) returns uuid language sql immutable parallel safe
return (lpad(to_hex(floor(extract(epoch from moment) * 1000)::bigint), 12, '0')
        || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid;

create function pg_temp.member(n bigint) returns uuid language sql immutable parallel safe
return pg_temp.key(timestamptz '2020-01-01 00:00Z' + n * interval '2 hours', 1, n);

create function pg_temp.attribute(n bigint) returns uuid language sql immutable parallel safe
return pg_temp.key('2020-01-01 00:00Z', 2, n);

create function pg_temp.community(n bigint) returns uuid language sql immutable parallel safe
return pg_temp.key(timestamptz '2020-01-01 00:00Z' + n * interval '1 day', 3, n);

create function pg_temp.posted(n bigint) returns timestamptz language sql immutable parallel safe
return timestamptz '2025-01-01 00:00Z' + n * interval '5 minutes' + n % 293 * interval '1 second';

create function pg_temp.post(n bigint) returns uuid language sql immutable parallel safe
return pg_temp.key(pg_temp.posted(n), 4, n);

create temporary table here as select pg_temp.key('2020-01-01 00:00Z', 0, 1) as network;

insert into networks (id, name, slug, locale, time_zone, emojis, created_at)
select network, 'The measured network', 'measured', 'JA', 'Asia/Tokyo', array['👍', '🎉', '❤️', '💡', '🙏', '👀'], '2020-01-01 00:00Z'
from here;
-- Everybody sees everything but openness, which is sealed, for the peers have no audiences; our statements ask them all the same.
update networks set audience_usual = array_fill(65, array[12]) || audience_usual[13:];

insert into accounts (id, locale, time_zone, created_at)
select pg_temp.key('2020-01-01 00:00Z', 5, n), 'JA', 'Asia/Tokyo', '2020-01-01 00:00Z' from generate_series(1, 20000) n;

insert into members (id, network_id, account_id, version, attribute_keys, kind, status, listing, roles, display_name, headline,
                     joined_at, updated_at)
select pg_temp.member(n), network, pg_temp.key('2020-01-01 00:00Z', 5, n), 1, '{}',
    case when pg_temp.chance(n, 1) < 0.85 then 'ALUMNUS' else 'EMPLOYEE' end,
    case when pg_temp.chance(n, 2) < 0.98 then 'ACTIVE' else 'SUSPENDED' end,
    case when pg_temp.chance(n, 3) < 0.97 then 'LISTED' when pg_temp.chance(n, 3) < 0.99 then 'TIES_ONLY' else 'UNLISTED' end,
    case when n % 400 = 0 then array['HR_ADMIN'] else '{}' end,
    pg_temp.pick(n, 4, array['佐藤', '鈴木', '髙橋', '田中', 'Müller', 'Novák', 'O''Neill', '渡邊', 'García', '山﨑', 'Weiß', '小林'])
        || ' ' || pg_temp.pick(n, 5, array['美咲', '蓮', 'さくら', 'Anna', 'Björn', '陽菜', 'Chloé', '翔太', 'Štefan', '結衣']) || ' ' || n,
    case when pg_temp.chance(n, 6) < 0.9 then
        pg_temp.pick(n, 7, array['Senior', 'Lead', 'Junior', 'Principal', 'Staff']) || ' '
        || pg_temp.pick(n, 8, array['engineer', 'designer', 'product manager', 'data scientist', 'recruiter', 'consultant'])
        || ' who likes "' || pg_temp.pick(n, 9, array['graphs', 'people', 'お茶', 'mountains', 'types']) || '"' end,
    timestamptz '2020-01-01 00:00Z' + n * interval '2 hours', '2025-12-01 00:00Z'
from generate_series(1, 20000) n, here;

insert into sessions (id, network_id, member_id, token_hash, created_at, expires_at)
select m.id, m.network_id, m.id, sha256(convert_to('bench-' || m.id, 'utf8')), '2025-12-01 00:00Z', '2125-12-01 00:00Z'
from members m;

insert into attributes (id, network_id, kind, label_ja, aliases)
select pg_temp.attribute(n), network, kind, initcap(kind) || ' ' || n, '{}'
from (select n, (array['SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST',
                       'CERTIFICATION', 'COHORT'])[1 + n % 10] kind from generate_series(1, 300) n) s, here;

-- Eight a member, skewed: the first few are held by a good part of the network.
insert into member_attributes (id, network_id, member_id, attribute_id, source)
select pg_temp.key('2025-01-01 00:00Z', 6, m * 8 + place), network, pg_temp.member(m), pg_temp.attribute(a), 'MEMBER'
from (select m, a, row_number() over (partition by m order by min(draw)) place
      from (select m, draw, 1 + floor(300 * power(pg_temp.chance(m * 64 + draw, 10), 2.2))::int a
            from generate_series(1, 20000) m, generate_series(1, 40) draw) drawn
      group by m, a) s, here
where place <= 8;

select enishi_keep_rarity(network) from here;

insert into positions (id, network_id, version, member_id, company, title, industry_id, started, ended)
select pg_temp.key('2025-01-01 00:00Z', 7, m * 4 + k), network, 1, pg_temp.member(m),
    'Company ' || 1 + floor(1500 * pg_temp.chance(m * 4 + k, 11) * pg_temp.chance(m * 4 + k, 12))::int || ' 株式会社',
    pg_temp.pick(m * 4 + k, 13, array['Engineer', 'Designer', 'Product manager', 'Data scientist', 'Recruiter', 'Consultant']),
    pg_temp.attribute(1 + 10 * (pg_temp.among(m * 4 + k, 14, 30) - 1)),
    2010 + 4 * k || '-04', case when k < 3 or pg_temp.chance(m, 15) < 0.1 then 2014 + 4 * k || '-03' end
from generate_series(1, 20000) m, generate_series(1, 3) k, here
where k > 3 - pg_temp.among(m, 16, 3);

insert into groups (id, network_id, version, name, join_policy, secret, readable_by_hr, created_at)
select pg_temp.community(n), network, 1, 'Group ' || n,
    case when n % 3 > 0 then 'OPEN' when n % 2 = 0 then 'REQUEST' else 'INVITE' end,
    n % 15 = 0, n % 21 > 0, timestamptz '2020-01-01 00:00Z' + n * interval '1 day'
from generate_series(1, 200) n, here;

insert into group_memberships (id, network_id, role, group_id, member_id, status, since)
select distinct on (g, m) pg_temp.key('2025-01-01 00:00Z', 8, n), network, 'MEMBER', pg_temp.community(g), pg_temp.member(m),
    case when pg_temp.chance(n, 17) < 0.94 then 'ACTIVE' when pg_temp.chance(n, 17) < 0.97 then 'REQUESTED'
         when pg_temp.chance(n, 17) < 0.99 then 'INVITED' else 'BANNED' end, '2025-01-01 00:00Z'
from (select n, 1 + floor(200 * power(pg_temp.chance(n, 18), 1.5))::int g, pg_temp.among(n, 19, 20000) m
      from generate_series(1, 120000) n) s, here
order by g, m, n;

insert into posts (id, network_id, version, group_id, author_id, body, created_at)
select pg_temp.post(n), network, 1,
    case when pg_temp.chance(n, 20) < 0.85 then pg_temp.community(1 + floor(200 * power(pg_temp.chance(n, 21), 1.5))::int) end,
    pg_temp.member(pg_temp.among(n, 22, 20000)),
    (select string_agg(pg_temp.pick(n * 64 + w, 23, array['community', 'people', 'meet', 'learn', 'build', '同期会', 'query',
        'throughput', 'café', 'naïve', 'office', '勉強会', 'launch', 'hiring', 'mentor', '退職後', 'talk', 'share', 'idea', '"quoted"']),
        ' ' order by w) from generate_series(1, 36) w),
    pg_temp.posted(n)
from generate_series(1, 100000) n, here;

insert into comments (id, network_id, version, depth, post_id, author_id, body, created_at)
select pg_temp.key(moment, 9, n), network, 1, 0, pg_temp.post(p), pg_temp.member(pg_temp.among(n, 25, 20000)),
    'Comment ' || n || ': ' || repeat('I agree with this. ', 1 + (n % 6)::int), moment
from (select n, p, pg_temp.posted(p) + pg_temp.among(n, 26, 20000) * interval '10 seconds' as moment
      from (select n, pg_temp.among(n, 24, 100000) p from generate_series(1::bigint, 300000) n) s) s, here;

insert into reactions (id, network_id, post_id, member_id, emoji, created_at)
select distinct on (p, m, emoji) pg_temp.key('2026-01-01 00:00Z', 10, n), network, pg_temp.post(p), pg_temp.member(m), emoji, '2026-01-01 00:00Z'
from (select n, pg_temp.among(n, 27, 100000) p, pg_temp.among(n, 28, 20000) m,
             pg_temp.pick(n, 29, array['👍', '👍', '🎉', '💡']) emoji
      from generate_series(1, 500000) n) s, here
order by p, m, emoji, n;

create temporary table pairs as
select a, b, min(n) n, bool_or(n > 200000) blocked
from (select n, least(x, y) a, greatest(x, y) b
      from (select n, pg_temp.among(n, 30, 20000) x, pg_temp.among(n, 31, 20000) y from generate_series(1, 204000) n) s
      where x <> y) s
group by a, b;

insert into ties (id, network_id, member_id, other_id, since)
select pg_temp.key('2025-01-01 00:00Z', 11, n * 2 + side), network,
    pg_temp.member(case side when 0 then a else b end), pg_temp.member(case side when 0 then b else a end), '2025-01-01 00:00Z'
from pairs, generate_series(0, 1) side, here where not blocked;

insert into blocks (id, network_id, member_id, other_id, by_me, since)
select pg_temp.key('2025-01-01 00:00Z', 12, n * 2 + side), network,
    pg_temp.member(case side when 0 then a else b end), pg_temp.member(case side when 0 then b else a end), side = 0, '2025-01-01 00:00Z'
from pairs, generate_series(0, 1) side, here where blocked;

insert into network_heads (id, network_id, position) select network, network, 0 from here on conflict do nothing;
