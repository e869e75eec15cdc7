select convert_to(concat('{"data":{"feed":', (
  select concat('{"edges":[', s.edges0, '],"pageInfo":{"hasNextPage":', case when s.read > $2::int4 then 'true' else 'false' end, ',"endCursor":', case when least(s.read, $2::int4) > 0 then concat('"', translate(encode(convert_to(json_build_array('', (s.key0)[least(s.read, $2::int4)], (s.key1)[least(s.read, $2::int4)])::text, 'UTF8'), 'base64'), E'\n', ''), '"') else 'null' end, '}}')
  from (
    select string_agg(case when p1.place <= $2::int4 then concat('{"node":{"id":"post_', p1.id, '","body":', coalesce(json_scalar(p1.body)::text, 'null'), ',"createdAt":', left(json_scalar(p1.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
      select concat('{"id":"mem_', t4.id, '","displayName":', json_scalar(t4.display_name)::text, ',"headline":', coalesce(json_scalar(case when (enishi_clamped(t4.headline_audience, policy.headline_floor, policy.headline_ceiling) & t4.met_mask <> 0 and t4.met_withheld & 2 = 0) then t4.headline end)::text, 'null'), '}')
      from (
        select t4.*, case when t4.id = v.id then -1 else v.standing | case when t4.id in (
          select met_tie.other_id
          from ties met_tie
          where met_tie.member_id = v.id
        ) then 2 else 0 end | case when t4.group_ids && v.group_ids then 4 else 0 end | coalesce(t4.list_masks[array_position(t4.listed_ids, v.id)], 0) end as met_mask, case when t4.excludes
        and t4.id <> v.id then coalesce((
          select bit_or(x.fields_mask)
          from exclusions x
          where x.member_id = t4.id
          and x.tokens && v.belongings
        ), 0) else 0 end as met_withheld
        from members t4
        where t4.id = p1.author_id
        and (t4.status = 'ACTIVE' and (t4.listing = 'LISTED' or t4.id = v.id or t4.listing = 'TIES_ONLY' and t4.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t4.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) offset 0
      ) t4
    ), 'null'), ',"group":', coalesce((
      select concat('{"id":"grp_', t5.id, '","name":', json_scalar(t5.name)::text, '}')
      from groups t5
      where t5.id = p1.group_id
      and ((not t5.secret or t5.id in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status in ('ACTIVE', 'INVITED')
      )) and (t5.join_policy = 'OPEN' or t5.id not in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status = 'BANNED'
      )))
    ), 'null'), ',"reactionCount":', ((
      select count(*)
      from reactions c6
      where c6.post_id = p1.id
      and (c6.member_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      ))
    ))::text, ',"commentCount":', ((
      select count(*)
      from comments c7
      where c7.post_id = p1.id
      and ((c7.author_id is null or c7.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (c7.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(c7.parent_id, v.id)))
      and c7.deleted_at is null
    ))::text, ',"viewerHasReacted":', case (exists(
      select
      from reactions r
      where r.post_id = p1.id
      and r.member_id = v.id
    )) when true then 'true' when false then 'false' end, ',"comments":', (
      select concat('{"edges":[', s.edges0, ']}')
      from (
        select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p8.body)::text, 'null'), ',"author":', coalesce((
          select concat('{"displayName":', json_scalar(t9.display_name)::text, '}')
          from members t9
          where t9.id = p8.author_id
          and (t9.status = 'ACTIVE' and (t9.listing = 'LISTED' or t9.id = v.id or t9.listing = 'TIES_ONLY' and t9.id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )) and t9.id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          ))
        ), 'null'), '}}'), ',') edges0
        from (
          select *
          from (
            select t8.*
            from comments t8
            where t8.post_id = p1.id
            and t8.parent_id is null
            and ((t8.author_id is null or t8.author_id not in (
              select hidden.other_id
              from blocks hidden
              where hidden.member_id = v.id
            )) and (t8.depth = 0 or not exists(
              select
              from blocks hidden
              where hidden.member_id = v.id
            ) or not enishi_below_blocked(t8.parent_id, v.id)))
            order by t8.created_at, t8.id
            limit 100
          ) t8
          limit $3::int4
        ) p8
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
          and (t1.announcement_id is null or exists(
            select
            from announcements r3
            where r3.id = t1.announcement_id
            and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r3.status = 'SENT' and (r3.segment_id is null or exists(
              select
              from deliveries got
              where got.announcement_id = r3.id
              and got.member_id = v.id
            )))
          ))
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
