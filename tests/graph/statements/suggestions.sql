select convert_to(concat('{"data":{"suggestions":[', (
  select string_agg(concat('{"score":', coalesce((t1.score)::text, enishi_absent('Suggestion.score')), ',"mutualTieCount":', coalesce((t1.mutual_tie_count)::text, enishi_absent('Suggestion.mutualTieCount')), ',"sharedAttributes":[', (
    select string_agg(concat('{"id":"att_', t2.id, '","label":', json_scalar(t2.label_ja)::text, '}'), ',')
    from (
      select t2.*
      from attributes t2
      where t2.key = any((
        select m.attribute_keys
        from members m
        where m.id = t1.member_id
      ) & v.attribute_keys)
      and t2.network_id = v.network_id
      order by t2.rarity desc, t2.id desc
      limit 100
    ) t2
  ), '],"member":', coalesce((
    select concat('{"id":"mem_', t3.id, '","displayName":', json_scalar(t3.display_name)::text, ',"headline":', coalesce(json_scalar(t3.headline)::text, 'null'), '}')
    from members t3
    where t3.id = t1.member_id
    and t3.network_id = v.network_id
    and (t3.status = 'ACTIVE' and (t3.listing = 'LISTED' or t3.id = v.id or t3.listing = 'TIES_ONLY' and t3.id in (
      select tied.other_id
      from ties tied
      where tied.member_id = v.id
    )) and t3.id not in (
      select hidden.other_id
      from blocks hidden
      where hidden.member_id = v.id
    ))
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
where v.id = $1::uuid
and v.status = 'ACTIVE'
