select convert_to(concat('{"data":{"members":', (
  select concat('{"edges":[', s.edges0, ']}')
  from (
    select string_agg(concat('{"node":{"displayName":', json_scalar(p1.display_name)::text, '}}'), ',') edges0
    from (
      select *
      from (
        select t1.*
        from members t1
        where t1.name_fold like (
          select '%' || enishi_pattern($2::text) || '%'
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
        order by t1.sort_name, t1.id
        limit 100
      ) t1
      limit $3::int4
    ) p1
  ) s
), '}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
