"""Saved searches: filters of the directory and of jobs under names, the viewer's own."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import saved_searches
from graph.compile.declare import column, enum, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Json, Node
from models.saved_searches import Alerts, SearchKind
from models.saved_searches import SavedSearch as SavedSearchTable

if TYPE_CHECKING:
    from graph.job_filters import JobFilter
    from graph.member_filters import MemberFilter

enum(
    Alerts,
    {
        "NONE": "Not at all.",
        "LIVE": "At once.",
        "DAILY": "Each morning at eight, where the viewer is.",
        "WEEKLY": "Each Monday morning at eight, where the viewer is.",
    },
)
enum(SearchKind, {"MEMBERS": "Members of the directory.", "JOBS": "Jobs."})


@shows(SavedSearchTable, order=("created_at", "id"))
class SavedSearch(Node):
    """A filter that the viewer can run again: `members(filter:)` or `jobs(filter:)` takes it as it stands here.

    Alerts tell of what came since, as far as the viewer may see it and it is found by what they may see.
    """

    name: str = column("What the viewer calls it.")
    kind: SearchKind = column("What it finds.")
    filter: Json = column(
        "The MemberFilter or JobFilter, to be given to `members(filter:)` or `jobs(filter:)` as a variable.",
        source="criteria",
    )
    alerts: Alerts = column("How often the viewer wants to hear of what is new in it.")
    created_at: datetime = column("When it was saved.")
    version: int = column("How often it was saved, from 1.")


FILTER = "Whom it finds: what `members(filter:)` takes."
JOB_FILTER = "Which jobs it finds: what `jobs(filter:)` takes."
ALERTS = (
    "How often the viewer wants to hear of what is new in it. There are no alerts of whom the viewer knows, or of what"
    " was written."
)


@mutation(saved_searches.save, saved_search="SavedSearch")
class SaveSearch:
    """Keep a filter of the directory, or of jobs, under a name; where neither is given, of all members."""

    name: str = given("What the viewer calls it.", longest=100)
    filter: "MemberFilter | None" = given(FILTER)
    job_filter: "JobFilter | None" = given(JOB_FILTER)
    alerts: Alerts | None = given(ALERTS + " None: not at all.")


@mutation(saved_searches.update, saved_search="SavedSearch")
class UpdateSavedSearch:
    """Give a saved search another name, filter or rhythm; what is not given stays as it is."""

    saved_search_id: strawberry.ID = given("The viewer's saved search.", id_of="sea")
    name: str | None = given("What the viewer calls it.", longest=100)
    filter: "MemberFilter | None" = given(FILTER)
    job_filter: "JobFilter | None" = given(JOB_FILTER)
    alerts: Alerts | None = given(ALERTS)
    if_version: int | None = given("The version that the edit starts from; where it is not the newest, it is refused.")


@mutation(saved_searches.delete, member="Member")
class DeleteSavedSearch:
    """Forget a saved search."""

    saved_search_id: strawberry.ID = given("The viewer's saved search.", id_of="sea")
