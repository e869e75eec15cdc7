"""Saved searches: filters of the directory under names, the viewer's own."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import saved_searches
from graph.compile.declare import column, enum, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Json, Node
from models.saved_searches import Alerts
from models.saved_searches import SavedSearch as SavedSearchTable

if TYPE_CHECKING:
    from graph.member_filters import MemberFilter

enum(
    Alerts,
    {
        "NONE": "Not at all.",
        "LIVE": "At once.",
        "DAILY": "Once a day.",
        "WEEKLY": "Once a week.",
    },
)


@shows(SavedSearchTable, order=("created_at", "id"))
class SavedSearch(Node):
    """A filter of the directory that the viewer can run again: `members(filter:)` takes it as it stands here."""

    name: str = column("What the viewer calls it.")
    filter: Json = column("The MemberFilter, to be given to `members(filter:)` as a variable.", source="criteria")
    alerts: Alerts = column("How often the viewer wants to hear of who is new in it.")
    created_at: datetime = column("When it was saved.")
    version: int = column("How often it was saved, from 1.")


FILTER = "Whom it finds: what `members(filter:)` takes."


@mutation(saved_searches.save, saved_search="SavedSearch")
class SaveSearch:
    """Keep a filter of the directory under a name."""

    name: str = given("What the viewer calls it.", longest=100)
    filter: "MemberFilter" = given(FILTER)
    alerts: Alerts | None = given("How often the viewer wants to hear of who is new in it; none: not at all.")


@mutation(saved_searches.update, saved_search="SavedSearch")
class UpdateSavedSearch:
    """Give a saved search another name, filter or rhythm; what is not given stays as it is."""

    saved_search_id: strawberry.ID = given("The viewer's saved search.", id_of="sea")
    name: str | None = given("What the viewer calls it.", longest=100)
    filter: "MemberFilter | None" = given(FILTER)
    alerts: Alerts | None = given("How often the viewer wants to hear of who is new in it.")
    if_version: int | None = given("The version that the edit starts from; where it is not the newest, it is refused.")


@mutation(saved_searches.delete, member="Member")
class DeleteSavedSearch:
    """Forget a saved search."""

    saved_search_id: strawberry.ID = given("The viewer's saved search.", id_of="sea")
