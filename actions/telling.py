"""What ends a change: its lines of the outbox and the audit, written under the network's head, which is taken last."""

from typing import Any
from uuid import UUID

from actions.change import Change
from models.audit import HASH
from models.ids import uuid7

# Whoever holds the head has the next positions; it is given back by the commit that makes them visible.
AT_HEAD = """
insert into network_heads (id, network_id, position) values ($1, $2, 0)
on conflict (network_id) do update set position = network_heads.position returning position
"""
TELL = """
with head as (
    insert into network_heads (id, network_id, position) values ($1, $2, cardinality($5::uuid[]))
    on conflict (network_id) do update set position = network_heads.position + cardinality($5::uuid[])
    returning position
), told as (
    insert into outbox_events (id, network_id, position, kind, subject_type, subject_id, place_id, actor_id, at)
    select it.id, $2, head.position - cardinality($5::uuid[]) + it.number,
        it.kind, it.subject_type, it.subject_id, it.place_id, $3, $4
    from head, unnest($5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::uuid[])
        with ordinality it(id, kind, subject_type, subject_id, place_id, number)
) select position from head
"""
WHERE_IT_STANDS = "select position from network_heads where network_id = $1"
ENTRY = (
    "select $2::uuid as network_id, coalesce(last.number, 0) + 1 as number, $3::text as what, $4::uuid as actor_id,"
    " $5::text as subject_type, $6::uuid as subject_id, $7::text as ground, $8::timestamptz as at,"
    " coalesce(last.hash, ''::bytea) as before from (select) one left join"
    " (select number, hash from audit_entries where network_id = $2 order by number desc limit 1) last on true"
)
AUDIT = (
    "insert into audit_entries (id, network_id, number, what, actor_id, subject_type, subject_id, ground, at, hash)"
    " select $1, e.network_id, e.number, e.what, e.actor_id, e.subject_type, e.subject_id, e.ground, e.at, "
    + HASH.format(it="e", before="e.before")
    + f" from ({ENTRY}) e"
)


async def tell_all(change: Change) -> int:
    """Write what the change tells; the position of its last event, or of the newest where it tells nothing."""
    if not change.told and not change.audited:
        return int(await change.value(WHERE_IT_STANDS, change.network_id) or 0)
    actor = change.member.id if change.member else None
    if change.audited:
        await change.value(AT_HEAD, uuid7(), change.network_id)
        await audit_all(change, actor)
    columns: list[Any] = [list(column) for column in zip(*change.told, strict=True)] or [[], [], [], []]
    kinds, types, subjects, places = columns
    ids = [uuid7() for _ in change.told]
    told = (uuid7(), change.network_id, actor, change.now, ids, kinds, types, subjects, places)
    return int(await change.value(TELL, *told))


async def audit_all(change: Change, actor: UUID | None) -> None:
    """Write the entries of the audit, each with the hash of the one before it."""
    for what, subject_type, subject_id, ground in change.audited:
        said = (what, actor, subject_type, subject_id, ground, change.now)
        await change.run(AUDIT, uuid7(), change.network_id, *said)
