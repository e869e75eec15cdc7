select convert_to(concat('{"data":{"activity":', (
  select concat('{"edges":[', s.edges0, ']}')
  from (
    select string_agg(concat('{"node":', case p1.kind when 'Comment' then (
      select concat('{"__typename":"Comment","id":"com_', t3.id, '","body":', json_scalar(t3.body)::text, ',"createdAt":', left(json_scalar(t3.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t5.display_name)::text, '}')
        from members t5
        where t5.id = t3.author_id
        and (t5.status = 'ACTIVE' and (t5.listing = 'LISTED' or t5.id = v.id or t5.listing = 'TIES_ONLY' and t5.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t5.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), ',"post":', coalesce((
        select concat('{"id":"post_', t6.id, '"}')
        from posts t6
        where t6.id = t3.post_id
        and ((t6.group_id is null or (
          select (place.join_policy = 'OPEN' or place.id in (
            select mine.group_id
            from group_memberships mine
            where mine.member_id = v.id
            and mine.status = 'ACTIVE'
          ))
          and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
          from groups place
          where place.id = t6.group_id
        )) and (t6.author_id is null or t6.author_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )))
      ), 'null'), '}')
      from comments t3
      where t3.id = p1.id
      and t3.network_id = v.network_id
      and exists(
        select
        from posts r4
        where r4.id = t3.post_id
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
        )))
      )
      and ((t3.author_id is null or t3.author_id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) and (t3.depth = 0 or not exists(
        select
        from blocks hidden
        where hidden.member_id = v.id
      ) or not enishi_below_blocked(t3.parent_id, v.id)))
    ) when 'Post' then (
      select concat('{"__typename":"Post","id":"post_', t7.id, '","body":', json_scalar(t7.body)::text, ',"createdAt":', left(json_scalar(t7.created_at)::text, -7) || 'Z"', ',"author":', coalesce((
        select concat('{"displayName":', json_scalar(t8.display_name)::text, '}')
        from members t8
        where t8.id = t7.author_id
        and (t8.status = 'ACTIVE' and (t8.listing = 'LISTED' or t8.id = v.id or t8.listing = 'TIES_ONLY' and t8.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and t8.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        ))
      ), 'null'), '}')
      from posts t7
      where t7.id = p1.id
      and t7.network_id = v.network_id
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
              ))))
            ) t1
            where t1.author_id = e.other_id
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
              and (exists(
                select
                from posts r2
                where r2.id = said.post_id
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
            where t1.author_id = e.other_id
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
