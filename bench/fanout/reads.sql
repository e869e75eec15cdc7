-- What both peers read, each statement for many viewers at once ($1), about one post or its author ($2).

-- name: seen
select v.id as viewer, true as value
from unnest($1::uuid[]) u(id)
join members v on v.id = u.id
join posts s on s.id = $2 and s.network_id = v.network_id
left join groups g on g.id = s.group_id
where v.status = 'ACTIVE'
  and not exists (select from blocks b where b.member_id = v.id and b.other_id = s.author_id)
  and (s.group_id is null
    or (g.join_policy = 'OPEN' or exists (
        select from group_memberships i where i.group_id = g.id and i.member_id = v.id and i.status = 'ACTIVE'))
      and (g.readable_by_hr or not v.roles && array['HR_ADMIN', 'RECRUITER']))

-- name: known
select u.id as viewer, true as value
from unnest($1::uuid[]) u(id)
join members m on m.id = $2 and m.status = 'ACTIVE'
where (m.listing = 'LISTED' or m.id = u.id
    or m.listing = 'TIES_ONLY' and exists (select from ties t where t.member_id = u.id and t.other_id = m.id))
  and not exists (select from blocks b where b.member_id = u.id and b.other_id = m.id)

-- name: shared
select v.id as viewer, cardinality(v.attribute_keys & m.attribute_keys) as value
from members v, members m
where v.id = any($1::uuid[]) and m.id = $2

-- name: reactions
select u.id as viewer, count(*)::int as value
from unnest($1::uuid[]) u(id), reactions r
where r.post_id = $2 and not exists (select from blocks b where b.member_id = u.id and b.other_id = r.member_id)
group by u.id

-- name: comments
select u.id as viewer, count(*)::int as value
from unnest($1::uuid[]) u(id), comments c
where c.post_id = $2
  and not exists (select from blocks b where b.member_id = u.id and b.other_id = c.author_id)
group by u.id

-- name: reacted
select distinct r.member_id as viewer, true as value
from reactions r
where r.post_id = $2 and r.member_id = any($1::uuid[])

-- name: post
select id, body, created_at, author_id, group_id from posts where id = $1

-- name: author
select id, display_name, headline from members where id = $1

-- name: group
select id, name from groups where id = $1

-- name: attributes
select a.id, a.label_ja as label
from member_attributes x
join attributes a on a.id = x.attribute_id
where x.member_id = $1
order by a.key
