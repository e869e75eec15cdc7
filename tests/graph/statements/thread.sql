select convert_to(concat('{"data":{"post":', coalesce((
  select concat('{"body":', coalesce(json_scalar(t1.body)::text, 'null'), ',"reactions":[', (
    select string_agg(concat('{"emoji":', coalesce(json_scalar(t3.emoji)::text, enishi_absent('PostReactions.emoji')), ',"count":', coalesce((t3.count)::text, enishi_absent('PostReactions.count')), ',"viewerHasReacted":', coalesce(case t3.viewer_has_reacted when true then 'true' when false then 'false' end, enishi_absent('PostReactions.viewerHasReacted')), '}'), ',')
    from (
      select t3.*
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
      ) t3
      where true
      order by t3.first_at, t3.emoji
      limit 100
    ) t3
  ), '],"comments":', (
    select concat('{"edges":[', s.edges0, ']}')
    from (
      select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p4.body)::text, 'null'), ',"replies":', (
        select concat('{"edges":[', s.edges0, ']}')
        from (
          select string_agg(concat('{"node":{"body":', coalesce(json_scalar(p5.body)::text, 'null'), ',"author":', coalesce((
            select concat('{"displayName":', json_scalar(t8.display_name)::text, '}')
            from members t8
            where t8.id = p5.author_id
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
              select t5.*
              from comments t5
              where t5.parent_id = p4.id
              and exists(
                select
                from posts r6
                where r6.id = t5.post_id
                and (r6.announcement_id is null or exists(
                  select
                  from announcements r7
                  where r7.id = r6.announcement_id
                  and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r7.status = 'SENT' and (r7.segment_id is null or exists(
                    select
                    from deliveries got
                    where got.announcement_id = r7.id
                    and got.member_id = v.id
                  )))
                ))
                and ((r6.group_id is null or (
                  select (place.join_policy = 'OPEN' or place.id in (
                    select mine.group_id
                    from group_memberships mine
                    where mine.member_id = v.id
                    and mine.status = 'ACTIVE'
                  ))
                  and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
                  from groups place
                  where place.id = r6.group_id
                )) and (r6.author_id is null or r6.author_id not in (
                  select hidden.other_id
                  from blocks hidden
                  where hidden.member_id = v.id
                )) and (r6.told_to & v.standing <> 0 or r6.author_id = v.id or r6.told_to & 2 <> 0 and r6.author_id in (
                  select tied.other_id
                  from ties tied
                  where tied.member_id = v.id
                )))
              )
              and ((t5.author_id is null or t5.author_id not in (
                select hidden.other_id
                from blocks hidden
                where hidden.member_id = v.id
              )) and (t5.depth = 0 or not exists(
                select
                from blocks hidden
                where hidden.member_id = v.id
              ) or not enishi_below_blocked(t5.parent_id, v.id)))
              order by t5.created_at, t5.id
              limit 100
            ) t5
            limit $2::int4
          ) p5
        ) s
      ), '}}'), ',') edges0
      from (
        select *
        from (
          select t4.*
          from comments t4
          where t4.post_id = t1.id
          and t4.parent_id is null
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
  ), '}')
  from posts t1
  where t1.id = $3::uuid
  and t1.network_id = v.network_id
  and (t1.announcement_id is null or exists(
    select
    from announcements r2
    where r2.id = t1.announcement_id
    and (v.roles && array['COMMUNITY_MANAGER', 'NETWORK_OWNER']::text[] or r2.status = 'SENT' and (r2.segment_id is null or exists(
      select
      from deliveries got
      where got.announcement_id = r2.id
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
), 'null'), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
