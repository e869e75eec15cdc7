"""Connections in Python, for the plain way: edges, cursors and PageInfo of rows that were read."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID


def connection(
    rows: list[Any],
    size: int,
    total: int,
    keys: tuple[tuple[str, bool], ...],
    order: str,
    args: Mapping[str, Any],
    *,
    backwards: bool,
) -> dict[str, Any]:
    """The connection of rows read in the direction of paging, one more than the page where there is one."""
    page = rows[:size][:: -1 if backwards else 1]
    edges = [{"node": row, "cursor": cursor(row.values, keys, order)} for row in page]
    more, came_from = len(rows) > size, args.get("before" if backwards else "after") is not None
    info = {
        "hasNextPage": came_from if backwards else more,
        "hasPreviousPage": more if backwards else came_from,
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"edges": edges, "pageInfo": info, "totalCount": total}


def cursor(values: Mapping[str, Any], keys: tuple[tuple[str, bool], ...], order: str) -> str:
    """The cursor of a row: its sort keys, as PostgreSQL writes a JSON array."""
    written = json.dumps([order, *(plain(values[name]) for name, _ in keys)], ensure_ascii=False)
    return base64.b64encode(written.encode()).decode()


def plain(value: Any) -> Any:
    """A sort key as JSON has it."""
    if isinstance(value, datetime):
        text = value.isoformat()
        head, offset = text[:-6], text[-6:]
        return (head.rstrip("0") if "." in head else head) + offset
    return str(value) if isinstance(value, UUID) else value
