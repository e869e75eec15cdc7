"""Rendering of what came without HTML: rows of before there was any, and of importers that wrote words alone."""

from collections.abc import Callable
from uuid import UUID

import asyncpg

from actions.markdown import rendered
from models.database import connect

ROWS_AT_ONCE = 1_000
FIRST = UUID(int=0)
COUNT = "select count(*) from {table} where body_html is null and deleted_at is null"
NEXT = """
select id, body from {table} where body_html is null and deleted_at is null and id > $1 order by id limit $2
"""
# Only while they still say what was rendered.
WRITE = """
update {table} it set body_html = said.html from unnest($1::uuid[], $2::text[], $3::text[]) said(id, body, html)
where it.id = said.id and it.body = said.body
"""
Report = Callable[[str, int, int], None]


async def render_all(url: str, *, report: Report) -> dict[str, int]:
    """Render the Markdown of every post and comment that has no HTML and needs it; how many, by table.

    Names in them stay names: who is mentioned is settled when something is written. What was done stays done when it
    is ended half way.
    """
    connection = await connect(url)
    try:
        return {table: await _render_table(connection, table, report) for table in ("posts", "comments")}
    finally:
        await connection.close()


async def _render_table(connection: asyncpg.Connection, table: str, report: Report) -> int:
    total = await connection.fetchval(COUNT.format(table=table))
    report(table, 0, total)
    seen, written, last = 0, 0, FIRST
    while rows := await connection.fetch(NEXT.format(table=table), last, ROWS_AT_ONCE):
        written += await _write(connection, table, rows)
        seen, last = seen + len(rows), rows[-1]["id"]
        report(table, min(seen, total), total)
    report(table, total, total)
    return written


async def _write(connection: asyncpg.Connection, table: str, rows: list[asyncpg.Record]) -> int:
    made = [(row["id"], row["body"], rendered(row["body"]).html) for row in rows]
    needed = [each for each in made if each[2] is not None]
    if not needed:
        return 0
    columns = [list(column) for column in zip(*needed, strict=True)]
    done = await connection.execute(WRITE.format(table=table), *columns)
    return int(done.removeprefix("UPDATE "))
