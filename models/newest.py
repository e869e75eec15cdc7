"""The newest schema in one go, for a database that has none: what all migrations together make.

`schema.sql` beside this file is generated (`SNAPSHOTS=1 pytest tests/models/test_newest.py`) and held against the
migrations by that test. Running them one by one takes the ORM ten seconds and more, for it builds every model's
state anew for each of their operations.
"""

from pathlib import Path

import asyncpg

SCHEMA = Path(__file__).with_name("schema.sql")
# The file names the schema of its tables; whoever keeps them elsewhere takes the migrations.
BLANK = """
select coalesce(current_schema() = 'public', false)
    and to_regclass('networks') is null and to_regclass('tortoise_migrations') is null
"""


async def lay(connection: asyncpg.Connection) -> bool:
    """Make the newest schema where there is none, all of it or nothing, and say whether that was so."""
    if not await connection.fetchval(BLANK):
        return False
    async with connection.transaction():
        await connection.execute(SCHEMA.read_bytes().decode())
    return True
