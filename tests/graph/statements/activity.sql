select convert_to(concat('{"data":{"activity":', (
  select concat('{"edges":[', s.edges0, ']}')
  from (
    select string_agg(concat('{"node":', case p1.kind when 'Comment' then (
      select concat('{"__typename":"Comment","id":"com_', t4.id, '","body":', coalesce(json_scalar(t4.body)::text, 'null'), ',"createdAt":', left(json_scalar(t4.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t6.display_name)::text, '}')
        from members t6
        where t6.id = t4.author_id
        and (t6.status = 'ACTIVE' and (t6.listing = 'LISTED' or t6.id = v.id or t6.listing = 'TIES_ONLY' and t6.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t6.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), ',"post":', coalesce((
        select concat('{"id":"post_', t7.id, '"}')
        from posts t7
        where t7.id = t4.post_id
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
      ), 'null'), '}')
      from comments t4
      where t4.id = p1.id
      and t4.network_id = v.network_id
      and exists(
        select
        from posts r5
        where r5.id = t4.post_id
        and ((r5.group_id is null or (
          select (place.join_policy = 'OPEN' or place.id in (
            select mine.group_id
            from group_memberships mine
            where mine.member_id = v.id
            and mine.status = 'ACTIVE'
          ))
          and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
          from groups place
          where place.id = r5.group_id
        )) and (r5.author_id is null or r5.author_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )) and (r5.told_to & v.standing <> 0 or r5.author_id = v.id or r5.told_to & 2 <> 0 and r5.author_id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )))
      )
      and ((t4.author_id is null or t4.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (t4.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(t4.parent_id, v.id)))
    ) when 'Post' then (
      select concat('{"__typename":"Post","id":"post_', t8.id, '","body":', coalesce(json_scalar(t8.body)::text, 'null'), ',"createdAt":', left(json_scalar(t8.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t9.display_name)::text, '}')
        from members t9
        where t9.id = t8.author_id
        and (t9.status = 'ACTIVE' and (t9.listing = 'LISTED' or t9.id = v.id or t9.listing = 'TIES_ONLY' and t9.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t9.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), '}')
      from posts t8
      where t8.id = p1.id
      and t8.network_id = v.network_id
      and ((t8.group_id is null or (
        select (place.join_policy = 'OPEN' or place.id in (
          select mine.group_id
          from group_memberships mine
          where mine.member_id = v.id
          and mine.status = 'ACTIVE'
        ))
        and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
        from groups place
        where place.id = t8.group_id
      )) and (t8.author_id is null or t8.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (t8.told_to & v.standing <> 0 or t8.author_id = v.id or t8.told_to & 2 <> 0 and t8.author_id in (
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
              and (((said.group_id is null or (
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
                from posts r3
                where r3.id = said.post_id
                and ((r3.group_id is null or (
                  select (place.join_policy = 'OPEN' or place.id in (
                    select mine.group_id
                    from group_memberships mine
                    where mine.member_id = v.id
                    and mine.status = 'ACTIVE'
                  ))
                  and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
                  from groups place
                  where place.id = r3.group_id
                )) and (r3.author_id is null or r3.author_id not in (
                  select hidden.other_id
                  from blocks hidden
                  where hidden.member_id = v.id
                )) and (r3.told_to & v.standing <> 0 or r3.author_id = v.id or r3.told_to & 2 <> 0 and r3.author_id in (
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
