select convert_to(concat('{"data":{"post":', coalesce((
  select concat('{"body":', coalesce(json_scalar(t1.body)::text, 'null'), ',"reactions":[', (
    select string_agg(concat('{"emoji":', coalesce(json_scalar(t2.emoji)::text, enishi_absent('PostReactions.emoji')), ',"count":', coalesce((t2.count)::text, enishi_absent('PostReactions.count')), ',"viewerHasReacted":', coalesce(case t2.viewer_has_reacted when true then 'true' when false then 'false' end, enishi_absent('PostReactions.viewerHasReacted')), '}'), ',')
    from (
      select t2.*
      from (
        select r.emoji, count(*)::int as count, bool_or(r.member_id = v.id) as viewer_has_reacted, min(r.created_at) as first_at
        from reactions r
        where r.post_id = t1.id
        and ((r.member_id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )))
        group by r.emoji
      ) t2
      where true
      order by t2.first_at, t2.emoji
      limit 100
    ) t2
  ), '],"comments":', (
    select concat('{"edges":[', s.edges0, ']}')
    from (
      select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p3.body)::text, 'null'), ',"replies":', (
        select concat('{"edges":[', s.edges0, ']}')
        from (
          select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p4.body)::text, 'null'), ',"author":', coalesce((
            select concat('{"displayName":', json_scalar(t6.display_name)::text, '}')
            from members t6
            where t6.id = p4.author_id
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
              from comments t4
              where t4.parent_id = p3.id
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
              order by t4.created_at, t4.id
              limit 100
            ) t4
            limit $2::int4
          ) p4
        ) s
      ), '}}'), ',') edges0
      from (
        select *
        from (
          select t3.*
          from comments t3
          where t3.post_id = t1.id
          and t3.parent_id is null
          and ((t3.author_id is null or t3.author_id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          )) and (t3.depth = 0 or not exists(
            select
            from blocks hidden
            where hidden.member_id = v.id
          ) or not enishi_below_blocked(t3.parent_id, v.id)))
          order by t3.created_at, t3.id
          limit 100
        ) t3
        limit $2::int4
      ) p3
    ) s
  ), '}')
  from posts t1
  where t1.id = $3::uuid
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
), 'null'), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
