-- What the peers need beside our own tables: whom to suggest, the best first, as one function for all of them.
create schema peers;

create type peers.suggestion as (member_id uuid, score int);

create function peers.scored(viewer uuid, network uuid, first int) returns setof peers.suggestion language sql stable as $$
with mine as materialized (
    select a.id, a.rarity, sum(a.holders_kept) over (order by a.rarity desc, a.id) - a.holders_kept as before
    from members v join attributes a on a.key = any(v.attribute_keys) where v.id = viewer
), near as materialized (
    select t.other_id as id from ties t where t.member_id = viewer
), scored as (
    select f.id, sum(f.weight)::int as score
    from (
        select x.member_id as id, a.rarity as weight from mine a join member_attributes x on x.attribute_id = a.id
        where a.before < 500
        union all
        select far.other_id, 60
        from near n join members m on m.id = n.id join ties far on far.member_id = n.id
        where m.status = 'ACTIVE' and m.listing in ('LISTED', 'TIES_ONLY')
          and m.id not in (select b.other_id from blocks b where b.member_id = viewer)
    ) f
    group by f.id
)
select m.id, s.score
from (select id, score from scored order by score desc, id desc) s
-- One look per candidate, from the best down: the limit ends it long before all are judged.
cross join lateral (
    select m.id from members m
    where m.id = s.id and m.network_id = network and m.status = 'ACTIVE' and m.id <> viewer and m.listing = 'LISTED'
      and m.id not in (select n.id from near n)
      and m.id not in (select b.other_id from blocks b where b.member_id = viewer)
    offset 0
) m
limit first
$$;
