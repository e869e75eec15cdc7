select convert_to(concat('{"data":{"suggestions":[', (
  select string_agg(concat('{"score":', coalesce((t1.score)::text, enishi_absent('Suggestion.score')), ',"mutualTieCount":', coalesce((t1.mutual_tie_count)::text, enishi_absent('Suggestion.mutualTieCount')), ',"reasons":[', (
    select string_agg(concat('{"kind":"', coalesce((t2.kind)::text, enishi_absent('CommonGround.kind')), '","attribute":', coalesce((
      select concat('{"id":"att_', t4.id, '","label":', json_scalar(t4.label_ja)::text, '}')
      from attributes t4
      where t4.id = t2.attribute_id
      and t4.network_id = v.network_id
    ), 'null'), ',"group":', coalesce((
      select concat('{"id":"grp_', t5.id, '","name":', json_scalar(t5.name)::text, '}')
      from groups t5
      where t5.id = t2.group_id
      and t5.network_id = v.network_id
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
    ), 'null'), ',"started":', coalesce(json_scalar(t2.started)::text, 'null'), ',"ended":', coalesce(json_scalar(t2.ended)::text, 'null'), '}'), ',')
    from (
      select t2.*
      from (
        select one.id as member_id, another.id as other_id, coalesce(thing.kind::text, case when ground.group_id is null then 'COHORT' else 'GROUP' end) as kind, ground.attribute_id, ground.group_id, coalesce(ground.cohort, case when thing.kind = 'COHORT' and thing.code ~ '^[0-9]{4}$' then thing.code::int end) as cohort, ground.started, ground.ended, (
          select told.year::int
          from member_attributes told
          where told.member_id = one.id
          and told.attribute_id = thing.id
          and (((enishi_clamped(told.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(told.audience, policy.attributes_floor, policy.attributes_ceiling) & (
            select case when met.id = v.id then -1 else v.standing | case when met.id in (
              select met_tie.other_id
              from ties met_tie
              where met_tie.member_id = v.id
            ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
            from members met
            where met.id = told.member_id
          ) <> 0) and (told.member_id = v.id or told.member_id not in (
            select x.member_id
            from exclusions x
            where x.network_id = v.network_id
            and x.tokens && v.belongings
            and x.fields_mask & 2048 <> 0
          ))))
        ) as year, (
          select told.year::int
          from member_attributes told
          where told.member_id = another.id
          and told.attribute_id = thing.id
          and (((enishi_clamped(told.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(told.audience, policy.attributes_floor, policy.attributes_ceiling) & (
            select case when met.id = v.id then -1 else v.standing | case when met.id in (
              select met_tie.other_id
              from ties met_tie
              where met_tie.member_id = v.id
            ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
            from members met
            where met.id = told.member_id
          ) <> 0) and (told.member_id = v.id or told.member_id not in (
            select x.member_id
            from exclusions x
            where x.network_id = v.network_id
            and x.tokens && v.belongings
            and x.fields_mask & 2048 <> 0
          ))))
        ) as other_year, coalesce(thing.rarity, case when ground.group_id is null then 230 else 60 end) as weight
        from members one, members another, lateral (
          select found.attribute_id, found.group_id, max(found.cohort) as cohort, max(found.started collate "C") as started, case when not bool_or(found.started is not null and found.ended is null) then max(found.ended collate "C") end as ended
          from (
            select held.id as attribute_id, null::uuid as group_id, null::int as cohort, null as started, null as ended
            from attributes held
            where held.key = any((case when one.id = v.id then one.attribute_keys when one.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (one.id = v.id or one.id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 2048 <> 0
            )) then one.attribute_keys else array(
              select a.key
              from member_attributes h
              join attributes a on a.id = h.attribute_id
              where h.member_id = one.id
              and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
                select case when met.id = v.id then -1 else v.standing | case when met.id in (
                  select met_tie.other_id
                  from ties met_tie
                  where met_tie.member_id = v.id
                ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
                from members met
                where met.id = one.id
              ) <> 0) and (one.id = v.id or one.id not in (
                select x.member_id
                from exclusions x
                where x.network_id = v.network_id
                and x.tokens && v.belongings
                and x.fields_mask & 2048 <> 0
              )))
            ) end) & (case when another.id = v.id then another.attribute_keys when another.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (another.id = v.id or another.id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 2048 <> 0
            )) then another.attribute_keys else array(
              select a.key
              from member_attributes h
              join attributes a on a.id = h.attribute_id
              where h.member_id = another.id
              and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
                select case when met.id = v.id then -1 else v.standing | case when met.id in (
                  select met_tie.other_id
                  from ties met_tie
                  where met_tie.member_id = v.id
                ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
                from members met
                where met.id = another.id
              ) <> 0) and (another.id = v.id or another.id not in (
                select x.member_id
                from exclusions x
                where x.network_id = v.network_id
                and x.tokens && v.belongings
                and x.fields_mask & 2048 <> 0
              )))
            ) end))
            union all select job.industry_id, null, null, null, null
            from positions job
            join positions other_job on other_job.industry_id = job.industry_id
            where job.member_id = one.id
            and job.ended is null
            and (((enishi_clamped(job.audience, policy.positions_floor, policy.positions_ceiling) & v.standing <> 0 or enishi_clamped(job.audience, policy.positions_floor, policy.positions_ceiling) & (
              select case when met.id = v.id then -1 else v.standing | case when met.id in (
                select met_tie.other_id
                from ties met_tie
                where met_tie.member_id = v.id
              ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
              from members met
              where met.id = job.member_id
            ) <> 0) and (job.member_id = v.id or job.member_id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 1024 <> 0
            ))))
            and other_job.member_id = another.id
            and other_job.ended is null
            and (((enishi_clamped(other_job.audience, policy.positions_floor, policy.positions_ceiling) & v.standing <> 0 or enishi_clamped(other_job.audience, policy.positions_floor, policy.positions_ceiling) & (
              select case when met.id = v.id then -1 else v.standing | case when met.id in (
                select met_tie.other_id
                from ties met_tie
                where met_tie.member_id = v.id
              ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
              from members met
              where met.id = other_job.member_id
            ) <> 0) and (other_job.member_id = v.id or other_job.member_id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 1024 <> 0
            ))))
            union all select ways.attribute_id, null, ways.cohort, ways.started, ways.ended
            from employments stay
            join employments other_stay on other_stay.member_id = another.id, lateral (
              select stay.department_id as attribute_id, null::int as cohort, greatest(stay.started, other_stay.started collate "C") as started, least(stay.ended, other_stay.ended collate "C") as ended
              where other_stay.department_id = stay.department_id
              and other_stay.spell && stay.spell
              union all select (
                select joined.id
                from attributes joined
                where joined.network_id = stay.network_id
                and joined.kind = 'COHORT'
                and joined.code = stay.cohort::text
              ), stay.cohort, null, null
              where other_stay.cohort = stay.cohort
            ) ways
            where stay.member_id = one.id
            and (((enishi_clamped(stay.audience, policy.employments_floor, policy.employments_ceiling) & v.standing <> 0 or enishi_clamped(stay.audience, policy.employments_floor, policy.employments_ceiling) & (
              select case when met.id = v.id then -1 else v.standing | case when met.id in (
                select met_tie.other_id
                from ties met_tie
                where met_tie.member_id = v.id
              ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
              from members met
              where met.id = stay.member_id
            ) <> 0) and (stay.member_id = v.id or stay.member_id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 512 <> 0
            ))))
            and (((enishi_clamped(other_stay.audience, policy.employments_floor, policy.employments_ceiling) & v.standing <> 0 or enishi_clamped(other_stay.audience, policy.employments_floor, policy.employments_ceiling) & (
              select case when met.id = v.id then -1 else v.standing | case when met.id in (
                select met_tie.other_id
                from ties met_tie
                where met_tie.member_id = v.id
              ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
              from members met
              where met.id = other_stay.member_id
            ) <> 0) and (other_stay.member_id = v.id or other_stay.member_id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 512 <> 0
            ))))
            union all select null, belongs.group_id, null, null, null
            from group_memberships belongs
            join group_memberships belongs_too on belongs_too.group_id = belongs.group_id
            where belongs.member_id = one.id
            and belongs.status = 'ACTIVE'
            and belongs_too.member_id = another.id
            and belongs_too.status = 'ACTIVE'
            and (exists(
              select
              from groups r3
              where r3.id = belongs.group_id
              and ((not r3.secret or r3.id in (
                select mine.group_id
                from group_memberships mine
                where mine.member_id = v.id
                and mine.status in ('ACTIVE', 'INVITED')
              )) and (r3.join_policy = 'OPEN' or r3.id not in (
                select mine.group_id
                from group_memberships mine
                where mine.member_id = v.id
                and mine.status = 'BANNED'
              )))
            ) and (belongs.member_id = v.id and belongs.status <> 'BANNED' or belongs.invited_by_id = v.id or (belongs.status = 'ACTIVE' or belongs.status <> 'OPTED_OUT' and belongs.group_id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.role <> 'MEMBER'
              union all select led.id
              from groups led
              where 'COMMUNITY_MANAGER' = any(v.roles)
              and led.network_id = v.network_id
              and led.join_policy = 'OPEN'
            )) and (belongs.group_id is null or (
              select (place.join_policy = 'OPEN' or place.id in (
                select mine.group_id
                from group_memberships mine
                where mine.member_id = v.id
                and mine.status = 'ACTIVE'
              ))
              and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
              from groups place
              where place.id = belongs.group_id
            ))))
            and ((belongs_too.member_id = v.id and belongs_too.status <> 'BANNED' or belongs_too.invited_by_id = v.id or (belongs_too.status = 'ACTIVE' or belongs_too.status <> 'OPTED_OUT' and belongs_too.group_id in (
              select mine.group_id
              from group_memberships mine
              where mine.member_id = v.id
              and mine.role <> 'MEMBER'
              union all select led.id
              from groups led
              where 'COMMUNITY_MANAGER' = any(v.roles)
              and led.network_id = v.network_id
              and led.join_policy = 'OPEN'
            )) and (belongs_too.group_id is null or (
              select (place.join_policy = 'OPEN' or place.id in (
                select mine.group_id
                from group_memberships mine
                where mine.member_id = v.id
                and mine.status = 'ACTIVE'
              ))
              and (place.readable_by_hr or not (v.roles && array['HR_ADMIN', 'RECRUITER']))
              from groups place
              where place.id = belongs_too.group_id
            ))))
          ) found
          group by found.attribute_id, found.group_id, case when found.attribute_id is null then found.cohort end
        ) ground
        left join attributes thing on thing.id = ground.attribute_id
        where one.network_id = v.network_id
        and ((one.status = 'ACTIVE' and (one.listing = 'LISTED' or one.id = v.id or one.listing = 'TIES_ONLY' and one.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and one.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )))
        and another.network_id = v.network_id
        and ((another.status = 'ACTIVE' and (another.listing = 'LISTED' or another.id = v.id or another.listing = 'TIES_ONLY' and another.id in (
          select tied.other_id
          from ties tied
          where tied.member_id = v.id
        )) and another.id not in (
          select hidden.other_id
          from blocks hidden
          where hidden.member_id = v.id
        )))
      ) t2
      where t2.member_id = t1.member_id
      and t2.other_id = v.id
      order by t2.weight desc, t2.attribute_id desc, t2.group_id desc, t2.cohort desc
      limit 100
    ) t2
  ), '],"member":', coalesce((
    select concat('{"id":"mem_', t6.id, '","displayName":', json_scalar(t6.display_name)::text, ',"headline":', coalesce(json_scalar(case when (enishi_clamped(t6.headline_audience, policy.headline_floor, policy.headline_ceiling) & t6.met_mask <> 0 and t6.met_withheld & 2 = 0) then t6.headline end)::text, 'null'), '}')
    from (
      select t6.*, case when t6.id = v.id then -1 else v.standing | case when t6.id in (
        select met_tie.other_id
        from ties met_tie
        where met_tie.member_id = v.id
      ) then 2 else 0 end | case when t6.group_ids && v.group_ids then 4 else 0 end | coalesce(t6.list_masks[array_position(t6.listed_ids, v.id)], 0) end as met_mask, case when t6.excludes
      and t6.id <> v.id then coalesce((
        select bit_or(x.fields_mask)
        from exclusions x
        where x.member_id = t6.id
        and x.tokens && v.belongings
      ), 0) else 0 end as met_withheld
      from members t6
      where t6.id = t1.member_id
      and t6.network_id = v.network_id
      and (t6.status = 'ACTIVE' and (t6.listing = 'LISTED' or t6.id = v.id or t6.listing = 'TIES_ONLY' and t6.id in (
        select tied.other_id
        from ties tied
        where tied.member_id = v.id
      )) and t6.id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )) offset 0
    ) t6
  ), 'null'), '}'), ',')
  from (
    select *
    from (
      select t1.*
      from (
        select best.*
        from (
          select found.member_id, sum(found.weight)::int as score, sum(found.mutual)::int as mutual_tie_count
          from (
            select h.member_id, telling.rarity as weight, 0 as mutual
            from (
              select a.id, a.rarity, sum(a.holders_kept) over (order by a.rarity desc, a.id) - a.holders_kept as before
              from attributes a
              where a.key = any(v.attribute_keys)
            ) telling
            join member_attributes h on h.attribute_id = telling.id
            where telling.before < 500
            and (((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
              select case when met.id = v.id then -1 else v.standing | case when met.id in (
                select met_tie.other_id
                from ties met_tie
                where met_tie.member_id = v.id
              ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
              from members met
              where met.id = h.member_id
            ) <> 0) and (h.member_id = v.id or h.member_id not in (
              select x.member_id
              from exclusions x
              where x.network_id = v.network_id
              and x.tokens && v.belongings
              and x.fields_mask & 2048 <> 0
            ))))
            union all select far.other_id, 60, 1
            from ties near
            join ties far on far.member_id = near.other_id
            join members m on m.id = near.other_id
            where near.member_id = v.id
            and ((m.status = 'ACTIVE' and (m.listing = 'LISTED' or m.id = v.id or m.listing = 'TIES_ONLY' and m.id in (
              select tied.other_id
              from ties tied
              where tied.member_id = v.id
            )) and m.id not in (
              select hidden.other_id
              from blocks hidden
              where hidden.member_id = v.id
            )))
          ) found
          group by found.member_id
          order by score desc, member_id desc offset 0
        ) best, lateral (
          select
          from members s
          where s.id = best.member_id
          and s.id <> v.id
          and s.id not in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )
          and s.id not in (
            select gone.other_id
            from dismissals gone
            where gone.member_id = v.id
            and (gone.until is null or gone.until > now())
          )
          and ((s.status = 'ACTIVE' and (s.listing = 'LISTED' or s.id = v.id or s.listing = 'TIES_ONLY' and s.id in (
            select tied.other_id
            from ties tied
            where tied.member_id = v.id
          )) and s.id not in (
            select hidden.other_id
            from blocks hidden
            where hidden.member_id = v.id
          ))) offset 0
        ) seen
      ) t1
      order by t1.score desc, t1.member_id desc
      limit 100
    ) t1
    limit $2::int4
  ) t1
), ']}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
