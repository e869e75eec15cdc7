select convert_to(concat('{"data":{"member":', coalesce((
  select concat('{"id":"mem_', t1.id, '","displayName":', json_scalar(t1.display_name)::text, ',"headline":', coalesce(json_scalar(t1.headline)::text, 'null'), ',"positions":[', (
    select string_agg(concat('{"company":', json_scalar(t2.company)::text, ',"title":', coalesce(json_scalar(t2.title)::text, 'null'), ',"industry":', coalesce((
      select concat('{"id":"att_', t3.id, '","label":', json_scalar(t3.label_ja)::text, '}')
      from attributes t3
      where t3.id = t2.industry_id
    ), 'null'), ',"current":', coalesce(case t2.current when true then 'true' when false then 'false' end, 'null'), '}'), ',')
    from (
      select t2.*
      from positions t2
      where t2.member_id = t1.id
      order by t2.started desc, t2.id desc
      limit 100
    ) t2
  ), '],"attributes":[', (
    select string_agg(concat('{"id":"att_', t4.id, '","kind":"', (t4.kind)::text, '","label":', json_scalar(t4.label_ja)::text, '}'), ',')
    from (
      select t4.*
      from attributes t4
      where t4.key = any(t1.attribute_keys)
      and t4.network_id = v.network_id
      order by t4.key
      limit 100
    ) t4
  ), '],"mutualTieCount":', ((
    select count(*)
    from ties a
    join ties b on b.member_id = v.id
    and b.other_id = a.other_id
    join members m on m.id = a.other_id
    where a.member_id = t1.id
    and ((m.status = 'ACTIVE' and (m.listing = 'LISTED' or m.id = v.id or m.listing = 'TIES_ONLY' and m.id in (
      select tied.other_id
      from ties tied
      where tied.member_id = v.id
    )) and m.id not in (
      select hidden.other_id
      from blocks hidden
      where hidden.member_id = v.id
    )))
  ))::text, ',"sharedAttributes":[', (
    select string_agg(concat('{"id":"att_', t5.id, '","label":', json_scalar(t5.label_ja)::text, '}'), ',')
    from (
      select t5.*
      from attributes t5
      where t5.key = any(t1.attribute_keys & v.attribute_keys)
      and t5.network_id = v.network_id
      order by t5.rarity desc, t5.id desc
      limit 100
    ) t5
  ), ']}')
  from members t1
  where t1.id = $2::uuid
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
), 'null'), '}}'), 'UTF8')
from members v
where v.id = $1::uuid
and v.status = 'ACTIVE'
