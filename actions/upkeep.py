"""Upkeep: what time brings about and nobody asks for. Any process may do it; one does at a time."""

from actions.group_rules import follow_all
from actions.requests import FORGET
from actions.transaction import transaction

# Keys of PostgreSQL's advisory locks: whoever has one does this, the others leave it.
FORGETTING, WEIGHING = 0x656E6901, 0x656E6902
TAKEN = "select pg_try_advisory_xact_lock($1)"
NETWORKS = "select id from networks order by id"
# How far back a listener that was away can go on: domain.md, realtime contract.
KEPT_DAYS, KEPT_EVENTS = 7, 1_000_000
AT_ONCE = 5_000
# Whoever writes the log adds to its end under the head, and waits for none of this.
FORGET_EVENTS = """
delete from outbox_events where id in (
    select id from outbox_events where network_id = $1 and position <= greatest(
        (select max(position) from outbox_events where network_id = $1 and at < now() - make_interval(days => $2)),
        (select position - $3 from network_heads where network_id = $1)
    ) order by position limit $4
)
"""
NOTIFIED_DAYS = 180
FORGET_NOTIFICATIONS = """
delete from notifications where id in (
    select id from notifications where network_id = $1 and at < now() - make_interval(days => $2) order by at limit $3
)
"""
# Expired they are as if they had never been said, and nobody's to keep (domain.md, invariant 9).
FORGET_WISHES = tuple(
    f"delete from {table} where id in (select id from {table} where expires_at <= now() limit $1)"
    for table in ("comeback_interests", "openness")
)
WEIGH = "select enishi_keep_rarity($1)"


async def follow_rules() -> int:
    """Let in and out whom the rules of groups ask for; how many standings were looked at."""
    return await follow_all()


async def forget_requests() -> int:
    """Forget the idempotency keys of before yesterday; how many there were."""
    async with transaction() as connection:
        if not await connection.fetchval(TAKEN, FORGETTING):
            return 0
        return int(str(await connection.execute(FORGET)).rpartition(" ")[2])


async def forget_events() -> int:
    """Forget what happened too long ago, or too many events ago; how many there were."""
    async with transaction() as connection:
        networks = [row["id"] for row in await connection.fetch(NETWORKS)]
    return sum([await _forget_events_of(network) for network in networks])


async def _forget_events_of(network: object) -> int:
    return await _forget_until_none(FORGET_EVENTS, network, KEPT_DAYS, KEPT_EVENTS)


async def forget_notifications() -> int:
    """Forget what members were notified of half a year ago; how many there were."""
    async with transaction() as connection:
        networks = [row["id"] for row in await connection.fetch(NETWORKS)]
    return sum([await _forget_until_none(FORGET_NOTIFICATIONS, network, NOTIFIED_DAYS) for network in networks])


async def forget_wishes() -> int:
    """Forget what members were open to until a while ago; how many there were."""
    return sum([await _forget_until_none(sql) for sql in FORGET_WISHES])


async def _forget_until_none(sql: str, *values: object) -> int:
    total = 0
    while count := await _forgotten(sql, *values, AT_ONCE):
        total += count
    return total


async def _forgotten(sql: str, *values: object) -> int:
    async with transaction() as connection:
        return int(str(await connection.execute(sql, *values)).rpartition(" ")[2])


async def weigh_attributes() -> int:
    """Renew how much sharing an attribute says of two members, network by network; how many networks there are."""
    async with transaction() as connection:
        networks = [row["id"] for row in await connection.fetch(NETWORKS)]
    for network in networks:
        await _weigh(network)
    return len(networks)


async def _weigh(network: object) -> None:
    async with transaction() as connection:
        await connection.execute("set local statement_timeout = '10min'")
        if await connection.fetchval(TAKEN, WEIGHING):
            await connection.execute(WEIGH, network)
