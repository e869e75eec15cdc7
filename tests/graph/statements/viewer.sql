select convert_to(concat('{"data":{"viewer":{"id":"mem_', v.id, '","displayName":', json_scalar(v.display_name)::text, '}}}'), 'UTF8')
from members v
where v.id = $1::uuid
and v.status = 'ACTIVE'
