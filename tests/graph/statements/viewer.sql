select convert_to(concat('{"data":{"viewer":{"id":"mem_', v.id, '","displayName":', json_scalar(v.display_name)::text, '}}}'), 'UTF8')
from members v
cross join lateral enishi_policy(v.network_id) policy
where v.status = 'ACTIVE'
and v.id = $1::uuid
