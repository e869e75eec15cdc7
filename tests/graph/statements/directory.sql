select convert_to(concat('{"data":{"members":', (
  with m as materialized (
    select t1.ctid as lies, t1.sort_name, t1.id
    from members t1
    where t1.attribute_keys @> array(
      select a.key
      from attributes a
      where a.id = any($2::uuid[])
    )
    and (cardinality($2::uuid[]) = (
      select count(*)
      from attributes a
      where a.id = any($2::uuid[])
      and a.network_id = v.network_id
    ) and (case when t1.id = v.id then t1.attribute_keys when t1.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (t1.id = v.id or t1.id not in (
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
    ) end) @> array(
      select a.key
      from attributes a
      where a.id = any($2::uuid[])
    ))
    and t1.network_id = v.network_id
    and (t1.status = 'ACTIVE' and (t1.listing = 'LISTED' or t1.id = v.id or t1.listing = 'TIES_ONLY' and t1.id in (
      select tied.other_id
      from ties tied
      where tied.member_id = v.id
    )) and t1.id not in (
      select hidden.other_id
      from blocks hidden
      where hidden.member_id = v.id
    ))
  ) select concat('{"totalCount":', (
    select count(*)
    from m
  ), ',"edges":[', s.edges0, '],"pageInfo":{"hasNextPage":', case when s.read > $3::int4 then 'true' else 'false' end, ',"endCursor":', case when least(s.read, $3::int4) > 0 then concat('"', translate(encode(convert_to(json_build_array('NAME', (s.key0)[least(s.read, $3::int4)], (s.key1)[least(s.read, $3::int4)])::text, 'UTF8'), 'base64'), E'\n', ''), '"') else 'null' end, '}}')
  from (
    select string_agg(case when p1.place <= $3::int4 then concat('{"node":{"id":"mem_', p1.id, '","displayName":', json_scalar(p1.display_name)::text, ',"headline":', coalesce(json_scalar(case when (enishi_clamped(p1.headline_audience, policy.headline_floor, policy.headline_ceiling) & p1.met_mask <> 0 and p1.met_withheld & 2 = 0) then p1.headline end)::text, 'null'), ',"attributes":[', (
      select string_agg(concat('{"id":"att_', t2.id, '","label":', json_scalar(t2.label_ja)::text, '}'), ',')
      from (
        select t2.*
        from attributes t2
        where (t2.key = any((case when p1.id = v.id then p1.attribute_keys when p1.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (p1.id = v.id or p1.id not in (
          select x.member_id
          from exclusions x
          where x.network_id = v.network_id
          and x.tokens && v.belongings
          and x.fields_mask & 2048 <> 0
        )) then p1.attribute_keys else array(
          select a.key
          from member_attributes h
          join attributes a on a.id = h.attribute_id
          where h.member_id = p1.id
          and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
            select case when met.id = v.id then -1 else v.standing | case when met.id in (
              select met_tie.other_id
              from ties met_tie
              where met_tie.member_id = v.id
            ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
            from members met
            where met.id = p1.id
          ) <> 0) and (p1.id = v.id or p1.id not in (
            select x.member_id
            from exclusions x
            where x.network_id = v.network_id
            and x.tokens && v.belongings
            and x.fields_mask & 2048 <> 0
          )))
        ) end)))
        and t2.network_id = v.network_id
        order by t2.key
        limit 100
      ) t2
    ), '],"sharedAttributeCount":', coalesce(((cardinality((case when p1.id = v.id then p1.attribute_keys when p1.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (p1.id = v.id or p1.id not in (
      select x.member_id
      from exclusions x
      where x.network_id = v.network_id
      and x.tokens && v.belongings
      and x.fields_mask & 2048 <> 0
    )) then p1.attribute_keys else array(
      select a.key
      from member_attributes h
      join attributes a on a.id = h.attribute_id
      where h.member_id = p1.id
      and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (
        select case when met.id = v.id then -1 else v.standing | case when met.id in (
          select met_tie.other_id
          from ties met_tie
          where met_tie.member_id = v.id
        ) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end
        from members met
        where met.id = p1.id
      ) <> 0) and (p1.id = v.id or p1.id not in (
        select x.member_id
        from exclusions x
        where x.network_id = v.network_id
        and x.tokens && v.belongings
        and x.fields_mask & 2048 <> 0
      )))
    ) end) & v.attribute_keys)))::text, enishi_absent('Member.sharedAttributeCount')), '}}') end, ',') edges0, count(*) read, array_agg(p1.sort_name) key0, array_agg(p1.id) key1
    from (
      select p1.*, case when p1.id = v.id then -1 else v.standing | case when p1.id in (
        select met_tie.other_id
        from ties met_tie
        where met_tie.member_id = v.id
      ) then 2 else 0 end | case when p1.group_ids && v.group_ids then 4 else 0 end | coalesce(p1.list_masks[array_position(p1.listed_ids, v.id)], 0) end as met_mask, case when p1.excludes
      and p1.id <> v.id then coalesce((
        select bit_or(x.fields_mask)
        from exclusions x
        where x.member_id = p1.id
        and x.tokens && v.belongings
      ), 0) else 0 end as met_withheld
      from (
        select q.*, row_number() over () as place
        from (
          select t1.*
          from (
            select *
            from (
              select t1.*
              from m t1
              order by t1.sort_name, t1.id
              limit 101
            ) t1
            limit $3::int4 + 1
          ) k
          join members t1 on t1.ctid = k.lies
          order by k.sort_name, k.id
        ) q
      ) p1 offset 0
    ) p1
  ) s
), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
