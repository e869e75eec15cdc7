select convert_to(concat('{"data":{"answers":', (
  select concat('{"edges":[', s.edges0, ']}')
  from (
    select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p1.body)::text, 'null'), ',"createdAt":', left(json_scalar(p1.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
      select concat('{"displayName":', json_scalar(t4.display_name)::text, '}')
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
      ))
    ), 'null'), '}}'), ',') edges0
    from (
      select *
      from (
        select t1.*
        from comments t1
        where t1.id in (
          select said.id
          from comments said
          join posts asked on asked.id = said.post_id
          where said.parent_id is null
          and asked.author_id = v.id
          union all select said.id
          from comments said
          join comments asked on asked.id = said.parent_id
          where asked.author_id = v.id
        )
        and t1.deleted_at is null
        and t1.network_id = v.network_id
        and exists(
          select
          from posts r2
          where r2.id = t1.post_id
          and (r2.announcement_id is null or exists(
            select
            from announcements r3
            where r3.id = r2.announcement_id
            and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r3.status = 'SENT' and (r3.segment_id is null or exists(
              select
              from deliveries got
              where got.announcement_id = r3.id
              and got.member_id = v.id
            )))
          ))
          and ((r2.group_id is null or (
            select (place.join_policy = 'OPEN' or place.id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.status = 'ACTIVE'
            ))
            and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
            from groups place
            where place.id = r2.group_id
          )) and (r2.author_id is null or r2.author_id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          )) and (r2.told_to & v.standing <> 0 or r2.author_id = v.id or r2.told_to & 2 <> 0 and r2.author_id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )))
        )
        and ((t1.author_id is null or t1.author_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) and (t1.depth = 0 or not exists(
          select
          from blocks hidden
          where hidden.member_id = v.id
        ) or not enishi_below_blocked(t1.parent_id, v.id)))
        order by t1.created_at desc, t1.id desc
        limit 100
      ) t1
      limit $2::int4
    ) p1
  ) s
), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
