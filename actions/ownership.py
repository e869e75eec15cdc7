"""What is a member's own: rows that nobody else changes, changed one after the other."""

from typing import TypeVar
from uuid import UUID

from actions.change import Change, Path
from actions.refusals import Forbidden
from models.members import Member
from models.table import Table

T = TypeVar("T", bound=Table)

# All that hangs on a member is changed under this lock, which triggers take too: taken first, nobody waits in a circle.
HOLD = "select id from members where id = any($1) order by id for no key update"


async def hold(change: Change, *members: UUID) -> None:
    """Keep others from changing what belongs to these members until the transaction ends."""
    await change.rows(HOLD, list(members))


async def myself(change: Change) -> Member:
    """The row of the acting member, held."""
    await hold(change, change.me.id)
    return await Member.get(id=change.me.id)


async def own(change: Change, table: type[T], key: UUID, *, path: Path) -> T:
    """A row that belongs to the acting member, who is held; raises NotFound, and Forbidden for one of another."""
    await hold(change, change.me.id)
    row = await change.seen(table, key, path=path)
    if row.member_id != change.me.id:  # type: ignore[attr-defined]
        raise Forbidden(path=path)
    return row


async def seen_again(change: Change, table: type[T], key: UUID, *, path: Path) -> T:
    """The row as it is, and may be seen, once its member is held; raises NotFound."""
    row = await change.seen(table, key, path=path)
    await hold(change, row.member_id)  # type: ignore[attr-defined]
    return await change.seen(table, key, path=path)
