"""What a saved search finds, asked of one row for many searches: conditions stand once, the values are theirs.

In these statements ``search`` is the saved search and ``v`` its owner, by whose rights it finds.
"""

from collections.abc import Iterator, Mapping

from models import job_conditions as of_jobs
from models.audiences import VIEWER_AND_POLICY
from models.jobs import Job
from models.member_conditions import OF_SEGMENT
from models.members import Member
from models.rules import asks, numbers, visible
from models.saved_searches import SearchKind
from models.table import Table

MOST_FOUND = 100  # that one alert tells of: whoever finds more looks themselves
# What began before an alert and was not committed yet is told by the next one: spans end so many seconds earlier.
ON_ITS_WAY = 60
LATE = f"interval '{ON_ITS_WAY} seconds'"


def text(path: str) -> str:
    """A text in the filter."""
    return f"(search.asked #>> '{{{path}}}')"


def key(path: str) -> str:
    """The key in an id of the filter, behind its prefix."""
    return f"substr({text(path)}, 5)::uuid"


def texts(path: str) -> str:
    """A list of texts."""
    return f"enishi_texts(search.asked #> '{{{path}}}')"


def keys(path: str) -> str:
    """The keys in a list of ids."""
    return f"enishi_keys(search.asked #> '{{{path}}}')"


# By the column of `segments` that holds the same.
ASKED_OF_MEMBERS = {
    "named": text("name"),
    "searched": text("search"),
    "kinds": texts("kinds"),
    "all_of": keys("attributes,allOf"),
    "any_of": keys("attributes,anyOf"),
    "department_id": key("department"),
    "cohort": f"{text('cohort')}::int",
    "industry_id": key("industry"),
    "company": text("company"),
    "place_id": key("place"),
}
ASKED_OF_JOBS = (
    (texts("kinds"), of_jobs.OF_KIND),
    (texts("remote"), of_jobs.DONE_SO),
    (f"{text('byCompany')}::bool", of_jobs.OFFERED_BY_COMPANY),
    (f"{text('mostHours')}::int", of_jobs.TAKES_AT_MOST),
    (f"{text('compensation,atLeast')}::int", of_jobs.PAYS_AT_LEAST),
    (text("compensation,unit"), of_jobs.PAID_BY),
    (text("compensation,currency"), of_jobs.PAID_IN),
    (f"{text('open')}::bool", of_jobs.OPEN),
    (texts("statuses"), of_jobs.STANDS_SO),
    (f"{text('mine')}::bool", of_jobs.IS_MINE),
    (keys("wanted"), of_jobs.WANTS),
    (text("search"), of_jobs.HAS_WORDS),
    (key("place"), of_jobs.IS_AT),
    (f"{text('minScore')}::int", of_jobs.FITS),
)
ASKED: Mapping[SearchKind, list[tuple[str, str]]] = {
    SearchKind.MEMBERS: [(ASKED_OF_MEMBERS[column], template) for column, template in OF_SEGMENT.items()],
    SearchKind.JOBS: [*ASKED_OF_JOBS],
}
FOUND: Mapping[SearchKind, type[Table]] = {SearchKind.MEMBERS: Member, SearchKind.JOBS: Job}
# Nobody is told of themselves, or of what they wrote; what is new is what came, not what somebody let be seen.
OTHERS = {
    SearchKind.MEMBERS: "it.id <> v.id and it.status = 'ACTIVE' and not exists(select from mutes silent"
    " where silent.member_id = v.id and silent.other_id = it.id)",
    SearchKind.JOBS: "it.author_id is distinct from v.id and it.status = 'PUBLISHED' and it.ends_at > now()",
}
CAME_AT = {SearchKind.MEMBERS: "it.joined_at", SearchKind.JOBS: "it.recent_at"}


def finds(kind: SearchKind, aliases: Iterator[int]) -> str:
    """That ``search`` finds the row ``it`` for its owner, who is ``v``."""
    rule = visible(FOUND[kind], "it", aliases, same_network=True)
    asked = [asks(value, template, "it", aliases) for value, template in ASKED[kind]]
    return " and ".join(["v.status = 'ACTIVE'", OTHERS[kind], *rule, *asked])


def found_at_once(kind: SearchKind) -> str:
    """The SELECT of whom the lines in ``line`` are to be told, each of which is about something that came then."""
    subject, cause = ("search.id", "it.id") if kind is SearchKind.MEMBERS else ("it.id", "null::uuid")
    return (
        f"select distinct line.position, v.id as member_id, {subject} as subject_id, {cause} as cause_id"
        f" from line join {FOUND[kind]._meta.db_table} it on it.id = line.subject_id and {CAME_AT[kind]} = line.at"
        " join saved_searches search on search.network_id = it.network_id"
        f" and search.kind = '{kind.value}' and search.alerts = 'LIVE'"
        f" join {VIEWER_AND_POLICY} on v.id = search.member_id where {finds(kind, numbers())}"
    )


def found_since(kind: SearchKind) -> str:
    """The SELECT of what was new in the searches that the lines in ``line`` are about, for their owners."""
    return (
        "select line.position, v.id as member_id, search.id as subject_id, new.id as cause_id from line"
        " join saved_searches search on search.id = line.subject_id and search.alerted_at = line.at"
        f" and search.kind = '{kind.value}' join {VIEWER_AND_POLICY} on v.id = search.member_id"
        f" cross join lateral (select it.id from {FOUND[kind]._meta.db_table} it"
        f" where it.network_id = search.network_id and {CAME_AT[kind]} > search.since_at - {LATE}"
        f" and {CAME_AT[kind]} <= search.alerted_at - {LATE} and {finds(kind, numbers())}"
        f" order by {CAME_AT[kind]} desc, it.id desc limit {MOST_FOUND}) new"
    )
