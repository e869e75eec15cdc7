-- $1 viewer, $2 network, $3 first
with mine as materialized (
    select a.key, a.id, a.rarity, a.label_ja,
        sum(a.holders_kept) over (order by a.rarity desc, a.id) - a.holders_kept as before
    from members v join attributes a on a.key = any(v.attribute_keys) where v.id = $1
), near as materialized (
    select t.other_id as id from ties t where t.member_id = $1
), scored as (
    select f.id, sum(f.weight) as score
    from (
        select x.member_id as id, a.rarity as weight
        from mine a join member_attributes x on x.attribute_id = a.id where a.before < 500
        union all
        select far.other_id, 60
        from near n join members m on m.id = n.id join ties far on far.member_id = n.id
        where m.status = 'ACTIVE' and m.listing in ('LISTED', 'TIES_ONLY')
          and m.id not in (select b.other_id from blocks b where b.member_id = $1)
    ) f
    group by f.id
), best as materialized (
    select m.*, s.score
    from (select id, score from scored order by score desc, id desc) s
    -- One look per candidate, from the best down: the limit ends it long before all are judged.
    cross join lateral (
        select m.id, m.display_name, m.headline, m.attribute_keys
        from members m
        where m.id = s.id and m.network_id = $2 and m.status = 'ACTIVE' and m.id <> $1 and m.listing = 'LISTED'
          and m.id not in (select n.id from near n)
          and m.id not in (select b.other_id from blocks b where b.member_id = $1)
        offset 0
    ) m
    limit $3::int
)
select concat('{"data":{"suggestions":[', (
    select string_agg(concat(
        '{"score":', b.score, ',"member":{"id":"', b.id, '","displayName":', json_scalar(b.display_name),
        ',"headline":', coalesce(json_scalar(b.headline)::text, 'null'), ',"sharedAttributes":[', (
            select string_agg(concat('{"id":"', a.id, '","label":', json_scalar(a.label_ja), '}'), ',' order by a.key)
            from mine a where a.key = any(b.attribute_keys)),
        ']}}'), ',' order by b.score desc, b.id desc)
    from best b), ']}}')
