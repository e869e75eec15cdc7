"""Saved searches: filters of the directory, kept under names."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from actions import texts
from actions.action import action
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.saved_searches import LONGEST_FILTER, LONGEST_NAME, MOST_SEARCHES, Alerts, SavedSearch

TOO_LONG = Words("This filter is too long to be saved.", "検索条件が長すぎるため保存できません。")
TOO_MANY = Words(f"At most {MOST_SEARCHES} searches.", f"保存できる検索条件は{MOST_SEARCHES}件までです。")


def as_text(filter: Mapping[str, Any], path: str = "filter") -> str:  # noqa: A002 - the word of the graph
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
    filter: Mapping[str, Any],  # noqa: A002
    alerts: Alerts | None = None,
) -> Made:
    """Keep a filter of the directory under a name; ``filter`` is a MemberFilter that the graph has looked at."""
    await hold(change, change.me.id)
    if await SavedSearch.filter(member_id=change.me.id).count() >= MOST_SEARCHES:
        raise Conflict(TOO_MANY)
    row = await SavedSearch.create(
        network_id=change.network_id,
        member_id=change.me.id,
        name=texts.said(name, LONGEST_NAME, "name"),
        criteria=as_text(filter),
        alerts=alerts or Alerts.NONE,
        created_at=change.now,
    )
    change.tell("search.saved", row)
    return {"saved_search": row.id}


@action()
async def update(
    change: Change,
    *,
    saved_search_id: UUID,
    name: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002
    alerts: Alerts | None = None,
    if_version: int | None = None,
) -> Made:
    """Give a saved search another name, filter or rhythm; none of them can be cleared."""
    row = await own(change, SavedSearch, saved_search_id, path="saved_search_id")
    change.check_version(row, if_version)
    if name is not None:
        row.name = texts.said(name, LONGEST_NAME, "name")
    if filter is not None:
        row.criteria = as_text(filter)
    if alerts is not None:
        row.alerts = alerts
    row.version += 1
    await row.save(update_fields=["name", "criteria", "alerts", "version"])
    change.tell("search.updated", row)
    return {"saved_search": row.id}


@action()
async def delete(change: Change, *, saved_search_id: UUID) -> Made:
    """Forget a saved search."""
    row = await own(change, SavedSearch, saved_search_id, path="saved_search_id")
    await row.delete()
    change.tell("search.deleted", row)
    return {"member": change.me.id}
