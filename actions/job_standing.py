"""Who may do what with a job, and what must be true of one that is shown."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from actions.change import Change
from actions.refusals import Conflict, Forbidden, Invalid
from actions.words import Words
from models.contract_terms import MUST_BE_STATED, ContractTerms
from models.jobs import MOST_DAYS, NEEDS_TERMS, Job, JobStatus
from models.members import HR_ROLES

OFFICE_ONLY = Words(
    "Here only those who recruit for the company offer work.",
    "このネットワークで求人を掲載できるのは採用担当者のみです。",
)
NOT_YOURS = Words("This is another's to change.", "この求人を変更できるのは掲載者だけです。")
NOT_NOW = Words("This does not go with where the job stands: {status}.", "求人の状態が{status}のため、実行できません。")
OVER = Words("It is over: extend it first.", "掲載期間が終了しています。先に期間を延長してください。")
NOT_STATED = Words(
    "A side job or a contract is not published without this term.",
    "副業・業務委託の求人を公開するには、この取引条件の明示が必要です。",
)
TOO_LONG_OPEN = Words(
    f"A day from today on, {MOST_DAYS} days ahead at most.",
    f"本日から{MOST_DAYS}日以内の日付を指定してください。",
)
MAY_POST = "select members_may_post_jobs from networks where id = $1"
# Days begin and end where the network is.
DAYS = (
    "select today, $2::date as last, ($2::date + 1)::timestamp at time zone time_zone as ends_at,"
    f" $2::date between today and today + {MOST_DAYS} as within from networks,"
    " lateral (select (now() at time zone time_zone)::date as today) now where id = $1"
)
FARTHEST = f"select (now() at time zone time_zone)::date + {MOST_DAYS} from networks where id = $1"


async def for_whom(change: Change, by_company: bool | None) -> bool:
    """Whether one speaks for the company: unless said otherwise, who recruits does. Raises Forbidden."""
    recruits = bool(change.me.roles & set(HR_ROLES))
    if recruits if by_company is None else by_company:
        change.must_be(*HR_ROLES)
        return True
    await check_members_may(change)
    return False


async def check_members_may(change: Change) -> None:
    """Only where the network lets its members offer work; raises Forbidden."""
    if not await change.value(MAY_POST, change.network_id):
        raise Forbidden(OFFICE_ONLY)


def keeps(change: Change, job: Job) -> bool:
    """Does the acting member keep the job: as who recruits for the company, or as the member who offers it?"""
    return bool(change.me.roles & set(HR_ROLES)) if job.by_company else job.author_id == change.me.id


async def kept(change: Change, job_id: UUID, statuses: Collection[JobStatus]) -> Job:
    """The job, held, for those who keep it, where it stands so; raises NotFound, Forbidden and Conflict."""
    job = await change.seen(Job, job_id, path="job_id", lock=True)
    if not keeps(change, job):
        raise Forbidden(NOT_YOURS, "job_id")
    if job.status not in statuses:
        raise Conflict(NOT_NOW, "job_id", status=job.status.value)
    return job


async def check_stated(job: Job) -> None:
    """A side job or a contract is shown with complete terms only; raises Invalid with the first that is missing."""
    if job.kind not in NEEDS_TERMS:
        return
    terms = await ContractTerms.get_or_none(job_id=job.id)
    missing = [each for each in MUST_BE_STATED if terms is None or getattr(terms, each) is None]
    if missing:
        raise Invalid(NOT_STATED, ("contract_terms", missing[0]))


def over(change: Change, job: Job) -> bool:
    """Has its last day ended?"""
    return job.ends_at is not None and job.ends_at <= change.now


def check_not_over(change: Change, job: Job) -> None:
    """Only what is open still; raises Conflict."""
    if over(change, job):
        raise Conflict(OVER, "job_id")


async def keep_open(change: Change, job: Job, last: date | None) -> None:
    """Say that it is open through this day, as long as possible where nothing is said; raises Invalid."""
    day = last or await change.value(FARTHEST, change.network_id)
    (found,) = await change.rows(DAYS, change.network_id, day)
    if not found["within"]:
        raise Invalid(TOO_LONG_OPEN, "valid_through")
    job.confirmed_at, job.valid_through, job.ends_at = change.now, day, found["ends_at"]
