select convert_to(concat('{"data":{"feed":', (
  select concat('{"edges":[', s.edges0, '],"pageInfo":{"hasNextPage":', case when s.read > $2::int4 then 'true' else 'false' end, ',"endCursor":', case when least(s.read, $2::int4) > 0 then concat('"', translate(encode(convert_to(json_build_array('', (s.key0)[least(s.read, $2::int4)], (s.key1)[least(s.read, $2::int4)])::text, 'UTF8'), 'base64'), E'\n', ''), '"') else 'null' end, '}}')
  from (
    select string_agg(case when p1.place <= $2::int4 then concat('{"node":{"id":"post_', p1.id, '","body":', json_scalar(p1.body)::text, ',"createdAt":', left(json_scalar(p1.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
      select concat('{"id":"mem_', t2.id, '","displayName":', json_scalar(t2.display_name)::text, ',"headline":', coalesce(json_scalar(case when (((t2.headline_audience | policy.headline_floor) & policy.headline_ceiling) & t2.met_mask <> 0 and t2.met_withheld & 2 = 0) then t2.headline end)::text, 'null'), '}')
      from (
        select t2.*, case when t2.id = v.id then -1 else v.standing | case when t2.id in (
          select met_tie.other_id
          from ties met_tie
          where met_tie.member_id = v.id
        ) then 2 else 0 end | case when t2.group_ids && v.group_ids then 4 else 0 end | coalesce(t2.list_masks[array_position(t2.listed_ids, v.id)], 0) end as met_mask, case when t2.excludes
        and t2.id <> v.id then coalesce((
          select bit_or(x.fields_mask)
          from exclusions x
          where x.member_id = t2.id
          and x.tokens && v.belongings
        ), 0) else 0 end as met_withheld
        from members t2
        where t2.id = p1.author_id
        and (t2.status = 'ACTIVE' and (t2.listing = 'LISTED' or t2.id = v.id or t2.listing = 'TIES_ONLY' and t2.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t2.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) offset 0
      ) t2
    ), 'null'), ',"group":', coalesce((
      select concat('{"id":"grp_', t3.id, '","name":', json_scalar(t3.name)::text, '}')
      from groups t3
      where t3.id = p1.group_id
      and (not t3.secret or t3.id in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status in ('ACTIVE', 'INVITED')
      ))
    ), 'null'), ',"reactionCount":', ((
      select count(*)
      from reactions c4
      where c4.post_id = p1.id
      and (c4.member_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      ))
    ))::text, ',"commentCount":', ((
      select count(*)
      from comments c5
      where c5.post_id = p1.id
      and ((c5.author_id is null or c5.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (c5.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(c5.parent_id, v.id)))
    ))::text, ',"viewerHasReacted":', case (exists(
      select
      from reactions r
      where r.post_id = p1.id
      and r.member_id = v.id
    )) when true then 'true' when false then 'false' end, ',"comments":', (
      select concat('{"edges":[', s.edges0, ']}')
      from (
        select string_agg(concat('{"node":{"body":', json_scalar(p6.body)::text, ',"author":', coalesce((
          select concat('{"displayName":', json_scalar(t7.display_name)::text, '}')
          from members t7
          where t7.id = p6.author_id
          and (t7.status = 'ACTIVE' and (t7.listing = 'LISTED' or t7.id = v.id or t7.listing = 'TIES_ONLY' and t7.id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )) and t7.id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          ))
        ), 'null'), '}}'), ',') edges0
        from (
          select *
          from (
            select t6.*
            from comments t6
            where t6.post_id = p1.id
            and t6.parent_id is null
            and ((t6.author_id is null or t6.author_id not in (
              select hidden.other_id
              from blocks hidden
              where hidden.member_id = v.id
            )) and (t6.depth = 0 or not exists(
              select
              from blocks hidden
              where hidden.member_id = v.id
            ) or not enishi_below_blocked(t6.parent_id, v.id)))
            order by t6.created_at, t6.id
            limit 100
          ) t6
          limit $3::int4
        ) p6
      ) s
    ), '}}') end, ',') edges0, count(*) read, array_agg(p1.created_at) key0, array_agg(p1.id) key1
    from (
      select q.*, row_number() over () as place
      from (
        select *
        from (
          select t1.*
          from posts t1
          where t1.network_id = v.network_id
          and ((t1.group_id is null or (
            select (place.join_policy = 'OPEN' or place.id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.status = 'ACTIVE'
            ))
            and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
            from groups place
            where place.id = t1.group_id
          )) and (t1.author_id is null or t1.author_id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          )))
          order by t1.created_at desc, t1.id desc
          limit 101
        ) t1
        limit $2::int4 + 1
      ) q
    ) p1
  ) s
), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
