select convert_to(concat('{"data":{"members":', (
  with m as materialized (
    select t1.ctid as lies, t1.sort_name, t1.id
    from members t1
    where cardinality($2::uuid[]) = (
      select count(*)
      from attributes a
      where a.id = any($2::uuid[])
      and a.network_id = v.network_id
    )
    and t1.attribute_keys @> array(
      select a.key
      from attributes a
      where a.id = any($2::uuid[])
    )
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
    select string_agg(case when p1.place <= $3::int4 then concat('{"node":{"id":"mem_', p1.id, '","displayName":', json_scalar(p1.display_name)::text, ',"headline":', coalesce(json_scalar(p1.headline)::text, 'null'), ',"attributes":[', (
      select string_agg(concat('{"id":"att_', t2.id, '","label":', json_scalar(t2.label_ja)::text, '}'), ',')
      from (
        select t2.*
        from attributes t2
        where t2.key = any(p1.attribute_keys)
        and t2.network_id = v.network_id
        order by t2.key
        limit 100
      ) t2
    ), '],"sharedAttributeCount":', coalesce(((cardinality(p1.attribute_keys & v.attribute_keys)))::text, enishi_absent('Member.sharedAttributeCount')), '}}') end, ',') edges0, count(*) read, array_agg(p1.sort_name) key0, array_agg(p1.id) key1
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
        order by t1.sort_name, t1.id
      ) q
    ) p1
  ) s
), '}}'), 'UTF8')
from members v
where v.id = $1::uuid
and v.status = 'ACTIVE'
