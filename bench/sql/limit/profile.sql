-- $1 viewer, $2 network, $3 member
select concat('{"data":{"member":', coalesce((
    select concat(
        '{"id":"', m.id, '","displayName":', json_scalar(m.display_name),
        ',"headline":', coalesce(json_scalar(m.headline)::text, 'null'),
        ',"positions":[', (
            select string_agg(concat(
                '{"company":', json_scalar(p.company), ',"title":', coalesce(json_scalar(p.title)::text, 'null'),
                ',"industry":', case when i.id is null then 'null'
                                else concat('{"id":"', i.id, '","label":', json_scalar(i.label_ja), '}') end,
                ',"current":', case when p.current then 'true' else 'false' end, '}'), ',' order by p.started desc, p.id desc)
            from positions p left join attributes i on i.id = p.industry_id
            where p.network_id = $2 and p.member_id = m.id),
        '],"attributes":[', (
            select string_agg(concat('{"id":"', a.id, '","kind":"', a.kind, '","label":', json_scalar(a.label_ja), '}'),
                              ',' order by a.key)
            from attributes a where a.key = any(m.attribute_keys)),
        '],"mutualTieCount":', (
            select count(*) from ties x join ties y on y.member_id = $1 and y.other_id = x.other_id
            join members o on o.id = x.other_id
            where x.member_id = m.id and o.status = 'ACTIVE'
              and (o.listing = 'LISTED' or o.id = $1
                   or o.listing = 'TIES_ONLY' and o.id in (select t.other_id from ties t where t.member_id = $1))
              and o.id not in (select b.other_id from blocks b where b.member_id = $1)),
        ',"sharedAttributes":[', (
            select string_agg(concat('{"id":"', a.id, '","label":', json_scalar(a.label_ja), '}'), ',' order by a.key)
            from attributes a
            where a.key = any(m.attribute_keys & (select v.attribute_keys from members v where v.id = $1))),
        ']}')
    from members m
    where m.id = $3 and m.network_id = $2 and m.status = 'ACTIVE'
      and (m.listing = 'LISTED' or m.id = $1
           or m.listing = 'TIES_ONLY' and m.id in (select t.other_id from ties t where t.member_id = $1))
      and m.id not in (select b.other_id from blocks b where b.member_id = $1)
), 'null'), '}}')
