"""What members are notified of by the alerts of their searches: at once, and once a day or a week."""

from collections.abc import Mapping
from functools import partial

from actions.derivation import DAY, Derivation
from models.notification_kinds import NotificationKind as Kind
from models.saved_searches import SearchKind
from models.search_alerts import found_at_once, found_since

MEMBERS, JOBS = SearchKind.MEMBERS, SearchKind.JOBS
IN_SEARCH = "saved_search"

OF_ALERTS: Mapping[str, tuple[Derivation, ...]] = {
    "job.published": (Derivation(Kind.JOB_MATCHED, "job", partial(found_at_once, JOBS), anonymous=True),),
    "member.joined": (
        Derivation(Kind.MEMBERS_FOUND, IN_SEARCH, partial(found_at_once, MEMBERS), cause="member", window=DAY),
    ),
    "search.alerted": (
        Derivation(Kind.JOBS_FOUND, IN_SEARCH, partial(found_since, JOBS), cause="job", window=DAY),
        Derivation(Kind.MEMBERS_FOUND, IN_SEARCH, partial(found_since, MEMBERS), cause="member", window=DAY),
    ),
}
