-- A network with one conversation of 500 members, and 1,000 conversations of two.
insert into networks (id, name, slug, locale, time_zone, emojis, created_at)
values (gen_random_uuid(), 'Bench', 'bench', 'JA', 'Asia/Tokyo', '{👍}', now());

create temporary table people as select number, gen_random_uuid() as id, gen_random_uuid() as account_id
from generate_series(1, 2000) number;

insert into accounts (id, locale, time_zone, created_at) select account_id, 'JA', 'Asia/Tokyo', now() from people;
insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, joined_at, updated_at,
    version, attribute_keys)
select p.id, n.id, p.account_id, 'ALUMNUS', 'ACTIVE', 'LISTED', '{}', 'Member ' || p.number, now(), now(), 1, '{}'
from people p, networks n;
insert into sessions (id, network_id, member_id, token_hash, created_at, expires_at)
select gen_random_uuid(), m.network_id, m.id, sha256(convert_to('bench-' || m.id, 'UTF8')), now(),
    now() + interval '1 year' from members m;

insert into conversations (id, network_id, kind, title, created_at, last_number, version)
select gen_random_uuid(), id, 'GROUP', 'All', now(), 0, 1 from networks;
insert into participants (id, network_id, conversation_id, member_id, role, state, joined_at, first_number, read_up_to,
    muted)
select gen_random_uuid(), c.network_id, c.id, p.id, case p.number when 1 then 'OWNER' else 'MEMBER' end, 'ACTIVE',
    now(), 1, 0, false
from conversations c, people p where p.number <= 500;

insert into conversations (id, network_id, kind, one_id, other_id, created_at, last_number, version)
select gen_random_uuid(), n.id, 'DIRECT', least(p.id, q.id), greatest(p.id, q.id), now(), 0, 1
from networks n, people p join people q on q.number = p.number + 1000;
insert into participants (id, network_id, conversation_id, member_id, role, state, joined_at, first_number, read_up_to,
    muted)
select gen_random_uuid(), c.network_id, c.id, m, 'MEMBER', 'ACTIVE', now(), 1, 0, false
from conversations c, unnest(array[c.one_id, c.other_id]) m where c.kind = 'DIRECT';
