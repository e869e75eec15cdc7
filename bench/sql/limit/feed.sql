-- $1 viewer, $2 network, $3 first
with page as materialized (
    select p.id, p.body, p.created_at, p.author_id, p.group_id, row_number() over (order by p.created_at desc, p.id desc) as place
    from (
        select p.id, p.body, p.created_at, p.author_id, p.group_id
        from posts p
        where p.network_id = $2
          and (p.group_id is null or exists(
              select from groups g
              where g.id = p.group_id
                and (g.join_policy = 'OPEN' or g.id in (
                    select s.group_id from group_memberships s where s.member_id = $1 and s.status = 'ACTIVE'))
                and (g.readable_by_hr or not (select v.roles && array['HR_ADMIN', 'RECRUITER'] from members v where v.id = $1))))
          and (p.author_id is null or p.author_id not in (select b.other_id from blocks b where b.member_id = $1))
        order by p.created_at desc, p.id desc
        limit 101
    ) p
    limit $3::int + 1
)
select concat('{"data":{"feed":{"edges":[', (
    select string_agg(concat(
        '{"node":{"id":"', p.id, '","body":', json_scalar(p.body), ',"createdAt":', json_scalar(p.created_at),
        ',"author":', coalesce(author.node, 'null'), ',"group":', coalesce(place.node, 'null'),
        ',"reactionCount":', (
            select count(*) from reactions r
            where r.post_id = p.id and r.member_id not in (select b.other_id from blocks b where b.member_id = $1)),
        ',"commentCount":', (
            select count(*) from comments c
            where c.post_id = p.id
              and (c.author_id is null or c.author_id not in (select b.other_id from blocks b where b.member_id = $1))),
        ',"viewerHasReacted":', case when exists(select from reactions r where r.post_id = p.id and r.member_id = $1)
                                then 'true' else 'false' end,
        ',"comments":{"edges":[', (
            select string_agg(concat(
                '{"node":{"body":', json_scalar(c.body),
                ',"author":', case when w.id is null then 'null' else concat('{"displayName":', json_scalar(w.display_name), '}') end,
                '}}'), ',' order by c.created_at, c.id)
            from (
                select c.id, c.body, c.created_at, c.author_id from comments c
                where c.post_id = p.id
                  and (c.author_id is null or c.author_id not in (select b.other_id from blocks b where b.member_id = $1))
                order by c.created_at, c.id limit 2
            ) c
            left join members w on w.id = c.author_id and w.status = 'ACTIVE'
                and (w.listing = 'LISTED' or w.id = $1
                     or w.listing = 'TIES_ONLY' and w.id in (select t.other_id from ties t where t.member_id = $1))
        ), ']}}}'), ',' order by p.place)
    from page p
    left join lateral (
        select concat('{"id":"', w.id, '","displayName":', json_scalar(w.display_name),
                      ',"headline":', coalesce(json_scalar(w.headline)::text, 'null'), '}') as node
        from members w
        where w.id = p.author_id and w.status = 'ACTIVE'
          and (w.listing = 'LISTED' or w.id = $1
               or w.listing = 'TIES_ONLY' and w.id in (select t.other_id from ties t where t.member_id = $1))
    ) author on true
    left join lateral (
        select concat('{"id":"', g.id, '","name":', json_scalar(g.name), '}') as node from groups g where g.id = p.group_id
    ) place on true
    where p.place <= $3
), ']', ',"pageInfo":{"hasNextPage":', case when (select count(*) from page) > $3 then 'true' else 'false' end,
    ',"endCursor":', (select concat('"', extract(epoch from p.created_at), ',', p.id, '"')
                      from page p where p.place <= $3 order by p.place desc limit 1), '}}}}')
