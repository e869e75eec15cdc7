-- $1 viewer, $2 network, $3 first, $4 attributes
with found as materialized (
    select m.id, m.display_name, m.headline, m.sort_name, m.attribute_keys
    from members m
    where m.network_id = $2
      and m.attribute_keys @> (select array_agg(a.key) from attributes a where a.id = any($4::uuid[]))
      and m.status = 'ACTIVE'
      and (m.listing = 'LISTED' or m.id = $1
           or m.listing = 'TIES_ONLY' and m.id in (select t.other_id from ties t where t.member_id = $1))
      and m.id not in (select b.other_id from blocks b where b.member_id = $1)
), page as materialized (
    select * from found order by sort_name, id limit 101
), ranked as materialized (
    select *, row_number() over (order by sort_name, id) as place from page limit $3::int + 1
)
select concat('{"data":{"members":{"totalCount":', (select count(*) from found), ',"edges":[', (
    select string_agg(concat(
        '{"node":{"id":"', p.id, '","displayName":', json_scalar(p.display_name),
        ',"headline":', coalesce(json_scalar(p.headline)::text, 'null'),
        ',"attributes":[', (select string_agg(concat('{"id":"', a.id, '","label":', json_scalar(a.label_ja), '}'), ',' order by a.key) from attributes a where a.key = any(p.attribute_keys)),
        '],"sharedAttributeCount":', cardinality(p.attribute_keys & (select v.attribute_keys from members v where v.id = $1)),
        '}}'), ',' order by p.place)
    from ranked p where p.place <= $3
), '],"pageInfo":{"hasNextPage":', case when (select count(*) from ranked) > $3 then 'true' else 'false' end,
    ',"endCursor":', coalesce((select json_scalar(p.sort_name || ',' || p.id)::text
                               from ranked p where p.place <= $3 order by p.place desc limit 1), 'null'), '}}}}')
