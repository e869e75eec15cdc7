select concat('{"data":{"viewer":', coalesce((
    select concat('{"id":"', v.id, '","displayName":', json_scalar(v.display_name), '}')
    from members v where v.id = $1 and v.status = 'ACTIVE'), 'null'), '}}')
