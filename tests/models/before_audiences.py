"""A network as it was stored before there were audiences: a row of every kind, as SQL for the schema of 0003."""

# In the order in which the tables refer to each other. Ids are made of a number each: key(7) is …0007.
ROWS = """
create function pg_temp.key(number int) returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid;

insert into accounts (id, locale, time_zone, created_at)
select pg_temp.key(number), 'JA', 'Asia/Tokyo', '2024-01-01Z' from generate_series(1, 5) number;
insert into account_emails (id, address, verified_at, account_id) values
    (pg_temp.key(11), 'aoi@example.com', '2024-01-01Z', pg_temp.key(1)),
    (pg_temp.key(12), 'aoi@kyoto.toho.example', null, pg_temp.key(1)),
    (pg_temp.key(13), 'ben@example.com', null, pg_temp.key(2));

insert into networks (id, name, slug, locale, time_zone, emojis, created_at) values
    (pg_temp.key(20), '縁株式会社', 'enishi', 'JA', 'Asia/Tokyo', '{👍,🎉}', '2024-01-01Z'),
    (pg_temp.key(21), 'Elsewhere', 'elsewhere', 'EN', 'UTC', '{👍}', '2024-01-01Z');
insert into network_heads (id, position, network_id) values
    (pg_temp.key(22), 1, pg_temp.key(20)), (pg_temp.key(23), 0, pg_temp.key(21));

insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, family_name, given_name,
    family_name_kana, given_name_kana, former_name, headline, bio, gender, birthday, joined_at, updated_at, version,
    attribute_keys)
values
    (pg_temp.key(31), pg_temp.key(20), pg_temp.key(1), 'ALUMNUS', 'ACTIVE', 'LISTED', '{}', '山田 葵', '山田', '葵',
        'ヤマダ', 'アオイ', '髙橋', '縁側で働く', '線', 'F', '1980-01-01', '2024-01-01Z', '2024-01-02Z', 3, '{}'),
    (pg_temp.key(32), pg_temp.key(20), pg_temp.key(2), 'EMPLOYEE', 'ACTIVE', 'LISTED', '{HR_ADMIN}', 'Ben', null, null,
        null, null, null, null, null, null, null, '2024-01-01Z', '2024-01-01Z', 1, '{}'),
    (pg_temp.key(33), pg_temp.key(20), pg_temp.key(3), 'ALUMNUS', 'ACTIVE', 'TIES_ONLY', '{}', 'Chie', null, null,
        null, null, null, 'Quiet', null, null, null, '2024-01-01Z', '2024-01-01Z', 1, '{}'),
    (pg_temp.key(34), pg_temp.key(20), pg_temp.key(4), 'GUEST', 'SUSPENDED', 'UNLISTED', '{}', 'Dan', null, null,
        null, null, null, null, null, null, null, '2024-01-01Z', '2024-01-01Z', 1, '{}'),
    (pg_temp.key(35), pg_temp.key(20), null, 'ALUMNUS', 'INVITED', 'LISTED', '{}', 'Eri', null, null,
        null, null, null, null, null, null, null, '2024-01-01Z', '2024-01-01Z', 1, '{}'),
    (pg_temp.key(36), pg_temp.key(21), pg_temp.key(1), 'ALUMNUS', 'ACTIVE', 'LISTED', '{}', 'Aoi elsewhere', null, null,
        null, null, null, 'Elsewhere too', null, null, null, '2024-01-01Z', '2024-01-01Z', 1, '{}');
insert into sessions (id, token_hash, device, created_at, expires_at, member_id, network_id) values
    (pg_temp.key(41), sha256('one'), 'phone', '2024-01-01Z', '2034-01-01Z', pg_temp.key(31), pg_temp.key(20));

insert into attributes (id, kind, label_ja, label_en, aliases, code, rarity, network_id, parent_id) values
    (pg_temp.key(51), 'DEPARTMENT', '営業部', 'Sales', '{}', null, 120, pg_temp.key(20), null),
    (pg_temp.key(52), 'INDUSTRY', '電機', null, '{}', 'E', 80, pg_temp.key(20), null),
    (pg_temp.key(53), 'SKILL', '溶接', 'Welding', '{weld}', null, 300, pg_temp.key(20), pg_temp.key(52)),
    (pg_temp.key(54), 'PLACE', '京都', 'Kyoto', '{}', null, 0, pg_temp.key(20), null),
    (pg_temp.key(55), 'SKILL', '溶接', null, '{}', null, 0, pg_temp.key(21), null);
insert into member_attributes (id, source, year, confirmed_at, attribute_id, member_id, network_id) values
    (pg_temp.key(61), 'MEMBER', null, null, pg_temp.key(53), pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(62), 'HR', 2010, '2024-01-01Z', pg_temp.key(51), pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(63), 'IMPORT', null, null, pg_temp.key(53), pg_temp.key(32), pg_temp.key(20)),
    (pg_temp.key(64), 'MEMBER', null, null, pg_temp.key(55), pg_temp.key(36), pg_temp.key(21));

-- Two spells of a boomerang, and one that is still open: it is of a current employee.
insert into employments (id, title, started, ended, verified_by, version, department_id, member_id, network_id) values
    (pg_temp.key(71), '主任', '2010-04', '2015-03-31', 'HR', 1, pg_temp.key(51), pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(72), null, '2017', '2020', 'SELF', 2, null, pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(73), null, '2012-04-01', null, 'HR', 1, pg_temp.key(51), pg_temp.key(32), pg_temp.key(20));
insert into positions (id, company, title, started, ended, version, industry_id, member_id, network_id, place_id) values
    (pg_temp.key(81), '㈱東邦電機', '係長', '2020-04', null, 1, pg_temp.key(52), pg_temp.key(31), pg_temp.key(20),
        pg_temp.key(54)),
    (pg_temp.key(82), 'キヤノン', null, '2015', '2017', 1, null, pg_temp.key(31), pg_temp.key(20), null);

insert into ties (id, since, member_id, network_id, other_id) values
    (pg_temp.key(91), '2024-01-01Z', pg_temp.key(31), pg_temp.key(20), pg_temp.key(33)),
    (pg_temp.key(92), '2024-01-01Z', pg_temp.key(33), pg_temp.key(20), pg_temp.key(31));
insert into blocks (id, by_me, since, member_id, network_id, other_id) values
    (pg_temp.key(93), true, '2024-01-01Z', pg_temp.key(32), pg_temp.key(20), pg_temp.key(33)),
    (pg_temp.key(94), false, '2024-01-01Z', pg_temp.key(33), pg_temp.key(20), pg_temp.key(32));

insert into groups (id, name, description, join_policy, secret, readable_by_hr, created_at, version, network_id) values
    (pg_temp.key(101), '溶接の会', null, 'OPEN', false, true, '2024-01-01Z', 1, pg_temp.key(20)),
    (pg_temp.key(102), 'Secret', 'hush', 'INVITE', true, false, '2024-01-01Z', 1, pg_temp.key(20));
insert into group_memberships (id, role, status, since, group_id, member_id, network_id) values
    (pg_temp.key(103), 'OWNER', 'ACTIVE', '2024-01-01Z', pg_temp.key(101), pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(104), 'MEMBER', 'ACTIVE', '2024-01-01Z', pg_temp.key(101), pg_temp.key(32), pg_temp.key(20)),
    (pg_temp.key(105), 'OWNER', 'ACTIVE', '2024-01-01Z', pg_temp.key(102), pg_temp.key(32), pg_temp.key(20)),
    (pg_temp.key(106), 'MEMBER', 'INVITED', '2024-01-01Z', pg_temp.key(102), pg_temp.key(31), pg_temp.key(20));

insert into posts (id, body, created_at, edited_at, version, author_id, group_id, network_id) values
    (pg_temp.key(111), '京都で会いましょう', '2024-01-01Z', null, 1, pg_temp.key(31), null, pg_temp.key(20)),
    (pg_temp.key(112), 'In the group', '2024-01-01Z', '2024-01-02Z', 2, null, pg_temp.key(101), pg_temp.key(20));
insert into comments (id, depth, body, created_at, version, author_id, network_id, parent_id, post_id) values
    (pg_temp.key(113), 0, 'はい', '2024-01-01Z', 1, pg_temp.key(32), pg_temp.key(20), null, pg_temp.key(111)),
    (pg_temp.key(114), 1, 'では', '2024-01-01Z', 1, pg_temp.key(31), pg_temp.key(20), pg_temp.key(113),
        pg_temp.key(111));
insert into reactions (id, emoji, created_at, comment_id, member_id, network_id, post_id) values
    (pg_temp.key(115), '👍', '2024-01-01Z', null, pg_temp.key(32), pg_temp.key(20), pg_temp.key(111)),
    (pg_temp.key(116), '🎉', '2024-01-01Z', pg_temp.key(113), pg_temp.key(31), pg_temp.key(20), null);
insert into outbox_events (id, position, kind, place_id, subject_type, subject_id, at, actor_id, network_id) values
    (pg_temp.key(117), 1, 'post.published', null, 'Post', pg_temp.key(111), '2024-01-01Z', pg_temp.key(31),
        pg_temp.key(20));

insert into roster_entries (id, external_id, family_name, given_name, family_name_kana, given_name_kana, former_name,
    email, updated_at, claimed_by_id, network_id)
values
    (pg_temp.key(121), 'E001', '山田', '葵', 'ヤマダ', 'アオイ', '髙橋', 'aoi@example.com', '2024-01-01Z',
        pg_temp.key(31), pg_temp.key(20)),
    (pg_temp.key(122), 'E002', '佐藤', '次郎', null, null, null, null, '2024-01-01Z', null, pg_temp.key(20));
insert into roster_spells (id, department, started, ended, reason, entry_id, network_id) values
    (pg_temp.key(123), '営業部', '2010-04', '2015-03-31', '転職のため', pg_temp.key(121), pg_temp.key(20)),
    (pg_temp.key(124), null, '2012', null, null, pg_temp.key(122), pg_temp.key(20));
"""
