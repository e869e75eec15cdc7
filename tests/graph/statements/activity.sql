select convert_to(concat('{"data":{"activity":', (
  select concat('{"edges":[', s.edges0, ']}')
  from (
    select string_agg(concat('{"node":', case p1.kind when 'Comment' then (
      select concat('{"__typename":"Comment","id":"com_', t6.id, '","body":', coalesce(json_scalar(t6.body)::text, 'null'), ',"createdAt":', left(json_scalar(t6.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t9.display_name)::text, '}')
        from members t9
        where t9.id = t6.author_id
        and (t9.status = 'ACTIVE' and (t9.listing = 'LISTED' or t9.id = v.id or t9.listing = 'TIES_ONLY' and t9.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t9.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), ',"post":', coalesce((
        select concat('{"id":"post_', t10.id, '"}')
        from posts t10
        where t10.id = t6.post_id
        and (t10.announcement_id is null or exists(
          select
          from announcements r11
          where r11.id = t10.announcement_id
          and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r11.status = 'SENT' and (r11.segment_id is null or exists(
            select
            from deliveries got
            where got.announcement_id = r11.id
            and got.member_id = v.id
          )))
        ))
        and ((t10.group_id is null or (
          select (place.join_policy = 'OPEN' or place.id in (
            select mine.group_id
            from group_memberships mine
            where mine.member_id = v.id
            and mine.status = 'ACTIVE'
          ))
          and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
          from groups place
          where place.id = t10.group_id
        )) and (t10.author_id is null or t10.author_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) and (t10.told_to & v.standing <> 0 or t10.author_id = v.id or t10.told_to & 2 <> 0 and t10.author_id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )))
      ), 'null'), '}')
      from comments t6
      where t6.id = p1.id
      and t6.network_id = v.network_id
      and exists(
        select
        from posts r7
        where r7.id = t6.post_id
        and (r7.announcement_id is null or exists(
          select
          from announcements r8
          where r8.id = r7.announcement_id
          and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r8.status = 'SENT' and (r8.segment_id is null or exists(
            select
            from deliveries got
            where got.announcement_id = r8.id
            and got.member_id = v.id
          )))
        ))
        and ((r7.group_id is null or (
          select (place.join_policy = 'OPEN' or place.id in (
            select mine.group_id
            from group_memberships mine
            where mine.member_id = v.id
            and mine.status = 'ACTIVE'
          ))
          and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
          from groups place
          where place.id = r7.group_id
        )) and (r7.author_id is null or r7.author_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) and (r7.told_to & v.standing <> 0 or r7.author_id = v.id or r7.told_to & 2 <> 0 and r7.author_id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )))
      )
      and ((t6.author_id is null or t6.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (t6.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(t6.parent_id, v.id)))
    ) when 'Post' then (
      select concat('{"__typename":"Post","id":"post_', t12.id, '","body":', coalesce(json_scalar(t12.body)::text, 'null'), ',"createdAt":', left(json_scalar(t12.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t14.display_name)::text, '}')
        from members t14
        where t14.id = t12.author_id
        and (t14.status = 'ACTIVE' and (t14.listing = 'LISTED' or t14.id = v.id or t14.listing = 'TIES_ONLY' and t14.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t14.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), '}')
      from posts t12
      where t12.id = p1.id
      and t12.network_id = v.network_id
      and (t12.announcement_id is null or exists(
        select
        from announcements r13
        where r13.id = t12.announcement_id
        and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r13.status = 'SENT' and (r13.segment_id is null or exists(
          select
          from deliveries got
          where got.announcement_id = r13.id
          and got.member_id = v.id
        )))
      ))
      and ((t12.group_id is null or (
        select (place.join_policy = 'OPEN' or place.id in (
          select mine.group_id
          from group_memberships mine
          where mine.member_id = v.id
          and mine.status = 'ACTIVE'
        ))
        and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
        from groups place
        where place.id = t12.group_id
      )) and (t12.author_id is null or t12.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (t12.told_to & v.standing <> 0 or t12.author_id = v.id or t12.told_to & 2 <> 0 and t12.author_id in (
        select tied.other_id
        from ties tied
        where tied.member_id = v.id
      )))
    ) end, '}'), ',') edges0
    from (
      select *
      from (
        select t1.*
        from (
          select tied.other_id
          from ties tied
          join members friend on friend.id = tied.other_id
          where tied.member_id = v.id
          and ((friend.status = 'ACTIVE' and (friend.listing = 'LISTED' or friend.id = v.id or friend.listing = 'TIES_ONLY' and friend.id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )) and friend.id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          )))
        ) e, lateral ((
          select *
          from (
            select t1.*
            from (
              select 'Post'::text as kind, said.id, said.author_id, said.created_at
              from posts said
              where said.network_id = v.network_id
              and said.deleted_at is null
              and ((said.announcement_id is null or exists(
                select
                from announcements r3
                where r3.id = said.announcement_id
                and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r3.status = 'SENT' and (r3.segment_id is null or exists(
                  select
                  from deliveries got
                  where got.announcement_id = r3.id
                  and got.member_id = v.id
                )))
              )) and ((said.group_id is null or (
                select (place.join_policy = 'OPEN' or place.id in (
                  select mine.group_id
                  from group_memberships mine
                  where mine.member_id = v.id
                  and mine.status = 'ACTIVE'
                ))
                and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
                from groups place
                where place.id = said.group_id
              )) and (said.author_id is null or said.author_id not in (
                select hidden.other_id
                from blocks hidden
                where hidden.member_id = v.id
              )) and (said.told_to & v.standing <> 0 or said.author_id = v.id or said.told_to & 2 <> 0 and said.author_id in (
                select tied.other_id
                from ties tied
                where tied.member_id = v.id
              ))))
            ) t1
            where ((t1.author_id is null or t1.author_id not in (
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
            and t1.author_id = e.other_id
            order by t1.created_at desc, t1.id desc
            limit 100
          ) t1
          limit $2::int4
        ) union all (
          select *
          from (
            select t1.*
            from (
              select 'Comment'::text as kind, said.id, said.author_id, said.created_at
              from comments said
              where said.network_id = v.network_id
              and said.deleted_at is null
              and (exists(
                select
                from posts r4
                where r4.id = said.post_id
                and (r4.announcement_id is null or exists(
                  select
                  from announcements r5
                  where r5.id = r4.announcement_id
                  and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r5.status = 'SENT' and (r5.segment_id is null or exists(
                    select
                    from deliveries got
                    where got.announcement_id = r5.id
                    and got.member_id = v.id
                  )))
                ))
                and ((r4.group_id is null or (
                  select (place.join_policy = 'OPEN' or place.id in (
                    select mine.group_id
                    from group_memberships mine
                    where mine.member_id = v.id
                    and mine.status = 'ACTIVE'
                  ))
                  and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
                  from groups place
                  where place.id = r4.group_id
                )) and (r4.author_id is null or r4.author_id not in (
                  select hidden.other_id
                  from blocks hidden
                  where hidden.member_id = v.id
                )) and (r4.told_to & v.standing <> 0 or r4.author_id = v.id or r4.told_to & 2 <> 0 and r4.author_id in (
                  select tied.other_id
                  from ties tied
                  where tied.member_id = v.id
                )))
              ) and ((said.author_id is null or said.author_id not in (
                select hidden.other_id
                from blocks hidden
                where hidden.member_id = v.id
              )) and (said.depth = 0 or not exists(
                select
                from blocks hidden
                where hidden.member_id = v.id
              ) or not enishi_below_blocked(said.parent_id, v.id))))
            ) t1
            where ((t1.author_id is null or t1.author_id not in (
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
            and t1.author_id = e.other_id
            order by t1.created_at desc, t1.id desc
            limit 100
          ) t1
          limit $2::int4
        )) t1
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
