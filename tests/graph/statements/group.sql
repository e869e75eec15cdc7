select convert_to(concat('{"data":{"group":', coalesce((
  select concat('{"name":', json_scalar(t1.name)::text, ',"memberCount":', ((
    select count(*)
    from group_memberships c2
    where c2.group_id = t1.id
    and exists(
      select
      from members r3
      where r3.id = c2.member_id
      and (r3.status = 'ACTIVE' and (r3.listing = 'LISTED' or r3.id = v.id or r3.listing = 'TIES_ONLY' and r3.id in (
        select tied.other_id
        from ties tied
        where tied.member_id = v.id
      )) and r3.id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      ))
    )
    and (c2.member_id = v.id and c2.status <> 'BANNED' or c2.invited_by_id = v.id or (c2.status = 'ACTIVE' or c2.status <> 'OPTED_OUT' and c2.group_id in (
      select mine.group_id
      from group_memberships mine
      where mine.member_id = v.id
      and mine.role <> 'MEMBER'
      union all select led.id
      from groups led
      where 'COMMUNITY_MANAGER' = any(v.roles)
      and led.network_id = v.network_id
      and led.join_policy = 'OPEN'
    )) and (c2.group_id is null or (
      select (place.join_policy = 'OPEN' or place.id in (
        select mine.group_id
        from group_memberships mine
        where mine.member_id = v.id
        and mine.status = 'ACTIVE'
      ))
      and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
      from groups place
      where place.id = c2.group_id
    )))
    and c2.status = 'ACTIVE'
  ))::text, ',"memberships":', (
    select concat('{"edges":[', s.edges0, ']}')
    from (
      select string_agg(concat('{"node":{"role":"', (p4.role)::text, '","member":', coalesce((
        select concat('{"displayName":', json_scalar(t6.display_name)::text, '}')
        from members t6
        where t6.id = p4.member_id
        and (t6.status = 'ACTIVE' and (t6.listing = 'LISTED' or t6.id = v.id or t6.listing = 'TIES_ONLY' and t6.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t6.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), '}}'), ',') edges0
      from (
        select *
        from (
          select t4.*
          from group_memberships t4
          where t4.group_id = t1.id
          and t4.status = 'ACTIVE'
          and exists(
            select
            from members r5
            where r5.id = t4.member_id
            and (r5.status = 'ACTIVE' and (r5.listing = 'LISTED' or r5.id = v.id or r5.listing = 'TIES_ONLY' and r5.id in (
              select tied.other_id
              from ties tied
              where tied.member_id = v.id
            )) and r5.id not in (
              select hidden.other_id
              from blocks hidden
              where hidden.member_id = v.id
            ))
          )
          and (t4.member_id = v.id and t4.status <> 'BANNED' or t4.invited_by_id = v.id or (t4.status = 'ACTIVE' or t4.status <> 'OPTED_OUT' and t4.group_id in (
            select mine.group_id
            from group_memberships mine
            where mine.member_id = v.id
            and mine.role <> 'MEMBER'
            union all select led.id
            from groups led
            where 'COMMUNITY_MANAGER' = any(v.roles)
            and led.network_id = v.network_id
            and led.join_policy = 'OPEN'
          )) and (t4.group_id is null or (
            select (place.join_policy = 'OPEN' or place.id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.status = 'ACTIVE'
            ))
            and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
            from groups place
            where place.id = t4.group_id
          )))
          order by t4.since, t4.id
          limit 100
        ) t4
        limit $2::int4
      ) p4
    ) s
  ), ',"posts":', (
    select concat('{"edges":[', s.edges0, ']}')
    from (
      select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p7.body)::text, 'null'), '}}'), ',') edges0
      from (
        select *
        from (
          select t7.*
          from posts t7
          where t7.group_id = t1.id
          and t7.deleted_at is null
          and (t7.announcement_id is null or exists(
            select
            from announcements r8
            where r8.id = t7.announcement_id
            and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r8.status = 'SENT' and (r8.segment_id is null or exists(
              select
              from deliveries got
              where got.announcement_id = r8.id
              and got.member_id = v.id
            )))
          ))
          and ((t7.group_id is null or (
            select (place.join_policy = 'OPEN' or place.id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.status = 'ACTIVE'
            ))
            and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
            from groups place
            where place.id = t7.group_id
          )) and (t7.author_id is null or t7.author_id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          )) and (t7.told_to & v.standing <> 0 or t7.author_id = v.id or t7.told_to & 2 <> 0 and t7.author_id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )))
          order by t7.created_at desc, t7.id desc
          limit 100
        ) t7
        limit $2::int4
      ) p7
    ) s
  ), '}')
  from groups t1
  where t1.id = $3::uuid
  and t1.network_id = v.network_id
  and ((not t1.secret or t1.id in (
    select mine.group_id
    from group_memberships mine
    where mine.member_id = v.id
    and mine.status in ('ACTIVE', 'INVITED')
  )) and (t1.join_policy = 'OPEN' or t1.id not in (
    select mine.group_id
    from group_memberships mine
    where mine.member_id = v.id
    and mine.status = 'BANNED'
  )))
), 'null'), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
