"""Saved searches: filters of the directory and of jobs, kept under names."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from actions import texts
from actions.action import action
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Conflict, Invalid
from actions.search_times import set_time
from actions.words import Words
from models.saved_searches import LONGEST_FILTER, LONGEST_NAME, MOST_SEARCHES, Alerts, SavedSearch, SearchKind
from models.segments import PERSONAL

Filter = Mapping[str, Any]
EDITED = ("name", "criteria", "alerts", "due_at", "since_at", "alerted_at", "version")
ONE_OF_BOTH = Words(
    "Give a filter of members or one of jobs, not both.", "メンバーの条件か求人の条件のどちらか一方を指定してください。"
)
OTHER_KIND = Words("This search finds something else.", "この検索条件は別の種類の検索に使われています。")
NO_ALERTS = Words(
    "There are no alerts of whom you know, or of what they wrote.",
    "つながりや投稿に関する条件では、新着の通知を受け取れません。",
)
TOO_LONG = Words("This filter is too long to be saved.", "検索条件が長すぎるため保存できません。")
TOO_MANY = Words(f"At most {MOST_SEARCHES} searches.", f"保存できる検索条件は{MOST_SEARCHES}件までです。")


def as_text(filter: Filter, path: str = "filter") -> str:  # noqa: A002 - the word of the graph
    """The filter as it is stored; raises Invalid where it is too long."""
    text = orjson.dumps(filter).decode()
    if len(text) > LONGEST_FILTER:
        raise Invalid(TOO_LONG, path)
    return text


@action()
async def save(
    change: Change,
    *,
    name: str,
    filter: Filter | None = None,  # noqa: A002
    job_filter: Filter | None = None,
    alerts: Alerts | None = None,
) -> Made:
    """Keep a filter of the directory, or of jobs, under a name: a MemberFilter or a JobFilter that the graph looked at.

    Where neither is given it is of all members. Raises Invalid (both; alerts of what cannot have any) and Conflict (too
    many).
    """
    if filter is not None and job_filter is not None:
        raise Invalid(ONE_OF_BOTH, "job_filter")
    await hold(change, change.me.id)
    if await SavedSearch.filter(member_id=change.me.id).count() >= MOST_SEARCHES:
        raise Conflict(TOO_MANY)
    row = SavedSearch(
        network_id=change.network_id,
        member_id=change.me.id,
        name=texts.said(name, LONGEST_NAME, "name"),
        kind=SearchKind.MEMBERS if job_filter is None else SearchKind.JOBS,
        alerts=alerts or Alerts.NONE,
        created_at=change.now,
    )
    ask(row, filter or {} if job_filter is None else None, job_filter)
    await set_time(change, row)
    await row.save(force_create=True)
    change.tell("search.saved", row)
    return {"saved_search": row.id}


@action()
async def update(
    change: Change,
    *,
    saved_search_id: UUID,
    name: str | None = None,
    filter: Filter | None = None,  # noqa: A002
    job_filter: Filter | None = None,
    alerts: Alerts | None = None,
    if_version: int | None = None,
) -> Made:
    """Give a saved search another name, filter or rhythm; none of them can be cleared, and it finds what it found.

    Raises NotFound, Conflict and Invalid (a filter of the other kind; alerts of what cannot have any).
    """
    row = await own(change, SavedSearch, saved_search_id, path="saved_search_id")
    change.check_version(row, if_version)
    if name is not None:
        row.name = texts.said(name, LONGEST_NAME, "name")
    before, row.alerts = row.alerts, alerts or row.alerts
    ask(row, filter, job_filter)
    if before is not row.alerts:
        await set_time(change, row)
    row.version += 1
    await row.save(update_fields=[*EDITED])
    change.tell("search.updated", row)
    return {"saved_search": row.id}


def ask(row: SavedSearch, members: Filter | None, jobs: Filter | None) -> None:
    """Let a search ask this, where something is given; raises Invalid."""
    path, given, wrong = ("filter", members, jobs) if row.kind is SearchKind.MEMBERS else ("job_filter", jobs, members)
    if wrong is not None:
        raise Invalid(OTHER_KIND, "filter" if path == "job_filter" else "job_filter")
    if given is not None:
        row.criteria = as_text(given, path)
    if row.alerts is not Alerts.NONE and row.kind is SearchKind.MEMBERS:
        check_alerts(row, path)


def check_alerts(row: SavedSearch, path: str) -> None:
    """Who has just joined knows nobody and wrote nothing: no alert can ask for that. Raises Invalid."""
    personal = [name for name in PERSONAL if name in orjson.loads(row.criteria)]
    if personal:
        raise Invalid(NO_ALERTS, (path, personal[0]))


@action()
async def delete(change: Change, *, saved_search_id: UUID) -> Made:
    """Forget a saved search."""
    row = await own(change, SavedSearch, saved_search_id, path="saved_search_id")
    await row.delete()
    change.tell("search.deleted", row)
    return {"member": change.me.id}
