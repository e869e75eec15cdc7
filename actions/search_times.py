"""When searches alert: each morning or each Monday morning where the member is, on exactly one process."""

from datetime import datetime, timedelta
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.notifications import SPANS, next_due
from models.notification_preferences import Digest
from models.saved_searches import Alerts, SavedSearch
from models.search_alerts import ON_ITS_WAY

SEARCHES_AT_ONCE = 500
RHYTHMS = {Alerts.DAILY: (Digest.DAILY, timedelta(days=1)), Alerts.WEEKLY: (Digest.WEEKLY, timedelta(days=7))}
# Those of one network, held: another process takes the next. Whoever is not active is not told, and does not wait.
DUE = """
select it.id, it.network_id, it.member_id, it.alerts, owner.account_id from saved_searches it
join members owner on owner.id = it.member_id
where it.due_at <= now() and it.network_id = (
    select first.network_id from saved_searches first where first.due_at <= now()
    order by first.due_at, first.id limit 1
) order by it.due_at, it.id limit $1 for no key update of it skip locked
"""
MOVE_ON = "update saved_searches set since_at = least(alerted_at, $2), alerted_at = $2, due_at = $3 where id = $1"


async def set_time(change: Change, row: SavedSearch) -> None:
    """Let a search alert from now on as it is to: what came before is not new."""
    if row.alerts not in RHYTHMS:
        row.due_at = row.since_at = row.alerted_at = None
        return
    row.due_at = await due(change, row.alerts, change.me.account_id)
    row.since_at = row.alerted_at = change.now + timedelta(seconds=ON_ITS_WAY)


async def due(change: Change, alerts: Alerts, account_id: UUID | None) -> datetime:
    """When it is time next; for whoever has no account after just so long."""
    digest, step = RHYTHMS[alerts]
    if account_id is None:
        return change.now + step
    return await next_due(change, account_id, *SPANS[digest])


@action(signed_in=False)
async def alert(change: Change) -> Made:
    """Say of some searches of a network that their time has come; how many there were."""
    found = await change.rows(DUE, SEARCHES_AT_ONCE)
    if found:
        change.enter(found[0]["network_id"])
    for row in found:
        await change.run(MOVE_ON, row["id"], change.now, await due(change, Alerts(row["alerts"]), row["account_id"]))
        change.tell("search.alerted", ("SavedSearch", row["id"]), place=row["member_id"])
    return {"searches": len(found)}


async def alert_all() -> int:
    """Say so of every search whose time has come; how many there were."""
    total = 0
    while count := (await alert(None)).made["searches"]:
        total += count
    return total
