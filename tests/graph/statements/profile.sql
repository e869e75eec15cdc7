select convert_to(concat('{"data":{"member":', coalesce((
  select concat('{"id":"mem_', t1.id, '","displayName":', json_scalar(t1.display_name)::text, ',"headline":', coalesce(json_scalar(case when (enishi_clamped(t1.headline_audience, policy.headline_floor, policy.headline_ceiling) & t1.met_mask <> 0 and t1.met_withheld & 2 = 0) then t1.headline end)::text, 'null'), ',"positions":[', (
    select string_agg(concat('{"company":', json_scalar(t2.company)::text, ',"title":', coalesce(json_scalar(t2.title)::text, 'null'), ',"industry":', coalesce((
      select concat('{"id":"att_', t3.id, '","label":', json_scalar(t3.label_ja)::text, '}')
      from attributes t3
      where t3.id = t2.industry_id
    ), 'null'), ',"current":', coalesce(case t2.current when true then 'true' when false then 'false' end, 'null'), '}'), ',')
    from (
      select t2.*
      from positions t2
      where t2.member_id = t1.id
      and (enishi_clamped(t2.audience, policy.positions_floor, policy.positions_ceiling) & t1.met_mask <> 0 and t1.met_withheld & 1024 = 0)
      order by t2.started desc, t2.id desc
      limit 100
    ) t2
  ), '],"attributes":[', (
    select string_agg(concat('{"id":"att_', t4.id, '","kind":"', (t4.kind)::text, '","label":', json_scalar(t4.label_ja)::text, '}'), ',')
    from (
      select t4.*
      from attributes t4
      where (t4.key = any((case when t1.id = v.id then t1.attribute_keys when t1.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (t1.id = v.id or t1.id not in (
        select x.member_id
        from exclusions x
        where x.network_id = v.network_id
        and x.tokens && v.belongings
        and x.fields_mask & 2048 <> 0
      )) then t1.attribute_keys else array(
        select a.key
        from member_attributes h
        join attributes a on a.id = h.attribute_id
        where h.member_id = t1.id
        and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
          select case when met.id = v.id then -1 else v.standing | case when met.id in (
            select met_tie.other_id
            from ties met_tie
            where met_tie.member_id = v.id
          ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
          from members met
          where met.id = t1.id
        ) <> 0) and (t1.id = v.id or t1.id not in (
          select x.member_id
          from exclusions x
          where x.network_id = v.network_id
          and x.tokens && v.belongings
          and x.fields_mask & 2048 <> 0
        )))
      ) end)))
      and t4.network_id = v.network_id
      order by t4.key
      limit 100
    ) t4
  ), '],"mutualTieCount":', ((
    select count(*)
    from ties near_tie
    join ties far_tie on far_tie.other_id = near_tie.other_id
    join members one on one.id = near_tie.other_id
    where near_tie.member_id = t1.id
    and far_tie.member_id = coalesce(null, v.id)
    and ((one.status = 'ACTIVE' and (one.listing = 'LISTED' or one.id = v.id or one.listing = 'TIES_ONLY' and one.id in (
      select tied.other_id
      from ties tied
      where tied.member_id = v.id
    )) and one.id not in (
      select hidden.other_id
      from blocks hidden
      where hidden.member_id = v.id
    )))
    and exists(
      select
      from members far_end
      where far_end.id = coalesce(null, v.id)
      and far_end.network_id = v.network_id
      and ((far_end.status = 'ACTIVE' and (far_end.listing = 'LISTED' or far_end.id = v.id or far_end.listing = 'TIES_ONLY' and far_end.id in (
        select tied.other_id
        from ties tied
        where tied.member_id = v.id
      )) and far_end.id not in (
        select hidden.other_id
        from blocks hidden
        where hidden.member_id = v.id
      )))
    )
  ))::text, ',"sharedAttributes":[', (
    select string_agg(concat('{"id":"att_', t5.id, '","label":', json_scalar(t5.label_ja)::text, '}'), ',')
    from (
      select t5.*
      from attributes t5
      where (t5.key = any((case when t1.id = v.id then t1.attribute_keys when t1.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (t1.id = v.id or t1.id not in (
        select x.member_id
        from exclusions x
        where x.network_id = v.network_id
        and x.tokens && v.belongings
        and x.fields_mask & 2048 <> 0
      )) then t1.attribute_keys else array(
        select a.key
        from member_attributes h
        join attributes a on a.id = h.attribute_id
        where h.member_id = t1.id
        and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
          select case when met.id = v.id then -1 else v.standing | case when met.id in (
            select met_tie.other_id
            from ties met_tie
            where met_tie.member_id = v.id
          ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
          from members met
          where met.id = t1.id
        ) <> 0) and (t1.id = v.id or t1.id not in (
          select x.member_id
          from exclusions x
          where x.network_id = v.network_id
          and x.tokens && v.belongings
          and x.fields_mask & 2048 <> 0
        )))
      ) end)))
      and (t5.key = any(v.attribute_keys)) = $2::bool
      and t5.network_id = v.network_id
      order by t5.key
      limit 100
    ) t5
  ), ']}')
  from (
    select t1.*, case when t1.id = v.id then -1 else v.standing | case when t1.id in (
      select met_tie.other_id
      from ties met_tie
      where met_tie.member_id = v.id
    ) then 2 else 0 end | case when t1.group_ids && v.group_ids then 4 else 0 end | coalesce(t1.list_masks[array_position(t1.listed_ids, v.id)], 0) end as met_mask, case when t1.excludes
    and t1.id <> v.id then coalesce((
      select bit_or(x.fields_mask)
      from exclusions x
      where x.member_id = t1.id
      and x.tokens && v.belongings
    ), 0) else 0 end as met_withheld
    from members t1
    where t1.id = $3::uuid
    and t1.network_id = v.network_id
    and (t1.status = 'ACTIVE' and (t1.listing = 'LISTED' or t1.id = v.id or t1.listing = 'TIES_ONLY' and t1.id in (
      select tied.other_id
      from ties tied
      where tied.member_id = v.id
    )) and t1.id not in (
      select hidden.other_id
      from blocks hidden
      where hidden.member_id = v.id
    )) offset 0
  ) t1
), 'null'), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
