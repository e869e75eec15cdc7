select convert_to(concat('{"data":{"feed":', (
  select concat('{"edges":[', s.edges0, '],"pageInfo":{"hasNextPage":', case when s.read > $2::int4 then 'true' else 'false' end, ',"endCursor":', case when least(s.read, $2::int4) > 0 then concat('"', translate(encode(convert_to(json_build_array('', (s.key0)[least(s.read, $2::int4)], (s.key1)[least(s.read, $2::int4)])::text, 'UTF8'), 'base64'), E'\n', ''), '"') else 'null' end, '}}')
  from (
    select string_agg(case when p1.place <= $2::int4 then concat('{"node":{"id":"post_', p1.id, '","body":', coalesce(json_scalar(p1.body)::text, 'null'), ',"createdAt":', left(json_scalar(p1.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
      select concat('{"id":"mem_', t3.id, '","displayName":', json_scalar(t3.display_name)::text, ',"headline":', coalesce(json_scalar(case when (enishi_clamped(t3.headline_audience, policy.headline_floor, policy.headline_ceiling) & t3.met_mask <> 0 and t3.met_withheld & 2 = 0) then t3.headline end)::text, 'null'), '}')
      from (
        select t3.*, case when t3.id = v.id then -1 else v.standing | case when t3.id in (
          select met_tie.other_id
          from ties met_tie
          where met_tie.member_id = v.id
        ) then 2 else 0 end | case when t3.group_ids && v.group_ids then 4 else 0 end | coalesce(t3.list_masks[array_position(t3.listed_ids, v.id)], 0) end as met_mask, case when t3.excludes
        and t3.id <> v.id then coalesce((
          select bit_or(x.fields_mask)
          from exclusions x
          where x.member_id = t3.id
          and x.tokens && v.belongings
        ), 0) else 0 end as met_withheld
        from members t3
        where t3.id = p1.author_id
        and (t3.status = 'ACTIVE' and (t3.listing = 'LISTED' or t3.id = v.id or t3.listing = 'TIES_ONLY' and t3.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t3.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) offset 0
      ) t3
    ), 'null'), ',"group":', coalesce((
      select concat('{"id":"grp_', t4.id, '","name":', json_scalar(t4.name)::text, '}')
      from groups t4
      where t4.id = p1.group_id
      and ((not t4.secret or t4.id in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status in ('ACTIVE', 'INVITED')
      )) and (t4.join_policy = 'OPEN' or t4.id not in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status = 'BANNED'
      )))
    ), 'null'), ',"reactionCount":', ((
      select count(*)
      from reactions c5
      where c5.post_id = p1.id
      and (c5.member_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      ))
    ))::text, ',"commentCount":', ((
      select count(*)
      from comments c6
      where c6.post_id = p1.id
      and ((c6.author_id is null or c6.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (c6.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(c6.parent_id, v.id)))
      and c6.deleted_at is null
    ))::text, ',"viewerHasReacted":', case (exists(
      select
      from reactions r
      where r.post_id = p1.id
      and r.member_id = v.id
    )) when true then 'true' when false then 'false' end, ',"comments":', (
      select concat('{"edges":[', s.edges0, ']}')
      from (
        select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p7.body)::text, 'null'), ',"author":', coalesce((
          select concat('{"displayName":', json_scalar(t8.display_name)::text, '}')
          from members t8
          where t8.id = p7.author_id
          and (t8.status = 'ACTIVE' and (t8.listing = 'LISTED' or t8.id = v.id or t8.listing = 'TIES_ONLY' and t8.id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )) and t8.id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          ))
        ), 'null'), '}}'), ',') edges0
        from (
          select *
          from (
            select t7.*
            from comments t7
            where t7.post_id = p1.id
            and t7.parent_id is null
            and ((t7.author_id is null or t7.author_id not in (
              select hidden.other_id
              from blocks hidden
              where hidden.member_id = v.id
            )) and (t7.depth = 0 or not exists(
              select
              from blocks hidden
              where hidden.member_id = v.id
            ) or not enishi_below_blocked(t7.parent_id, v.id)))
            order by t7.created_at, t7.id
            limit 100
          ) t7
          limit $3::int4
        ) p7
      ) s
    ), '}}') end, ',') edges0, count(*) read, array_agg(p1.created_at) key0, array_agg(p1.id) key1
    from (
      select q.*, row_number() over () as place
      from (
        select *
        from (
          select t1.*
          from posts t1
          where (t1.deleted_at is null and (t1.author_id is null or t1.author_id not in (
            select muted.other_id
            from mutes muted
            where muted.member_id = v.id
            and (exists(
              select
              from members r2
              where r2.id = muted.other_id
              and (r2.status = 'ACTIVE' and (r2.listing = 'LISTED' or r2.id = v.id or r2.listing = 'TIES_ONLY' and r2.id in (
                select tied.other_id
                from ties tied
                where tied.member_id = v.id
              )) and r2.id not in (
                select hidden.other_id
                from blocks hidden
                where hidden.member_id = v.id
              ))
            ) and (muted.member_id = v.id))
          )))
          and t1.network_id = v.network_id
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
          )) and (t1.told_to & v.standing <> 0 or t1.author_id = v.id or t1.told_to & 2 <> 0 and t1.author_id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
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
