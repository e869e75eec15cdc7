"""Work that the demonstration network offers: the company's in every standing, and projects of members."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from actions.demo_attributes import Attribute, Calling
from actions.demo_chance import TOKYO
from actions.demo_people import Person
from actions.markdown import rendered
from models.attributes import AttributeKind as Kind
from models.jobs import NEEDS_TERMS, JobKind, JobStatus, PayUnit, Remote
from models.members import HR_ROLES, MemberKind, MemberStatus

if TYPE_CHECKING:
    from actions.demo_rows import Row, World

TITLES = {
    JobKind.COMEBACK: "{occupation}（{department}）カムバック採用",
    JobKind.REGULAR: "{occupation}を募集します（{department}）",
    JobKind.SIDE_JOB: "【副業】{skill}の相談役",
    JobKind.CONTRACT: "【業務委託】{skill}を使った{department}の業務支援",
    JobKind.PROJECT: "{skill}の勉強会を一緒に立ち上げませんか",
}
BODIES = {
    JobKind.COMEBACK: "{department}で、**もう一度一緒に働く**仲間を探しています。離れていた間の経験を活かせます。\n\n"
    "- まずはカジュアル面談から\n- 以前の等級は問いません",
    JobKind.REGULAR: "{department}の{occupation}です。{skill}の経験を歓迎します。",
    JobKind.SIDE_JOB: "本業のかたわら、{skill}について月に数回相談に乗ってください。",
    JobKind.CONTRACT: "{department}の業務を{skill}の面から支援していただきます。取引条件は明示のとおりです。",
    JobKind.PROJECT: "{skill}に関心のある方、月に一度オンラインで集まりませんか。",
}
PAID = {
    JobKind.COMEBACK: (6_000_000, PayUnit.YEAR),
    JobKind.REGULAR: (5_500_000, PayUnit.YEAR),
    JobKind.SIDE_JOB: (6_000, PayUnit.HOUR),
    JobKind.CONTRACT: (400_000, PayUnit.MONTH),
}
HOURS = {JobKind.SIDE_JOB: 4, JobKind.CONTRACT: 16}
STANDINGS = (*[JobStatus.PUBLISHED] * 7, JobStatus.DRAFT, JobStatus.PAUSED, JobStatus.FILLED)
OF_COMPANY = (JobKind.COMEBACK, JobKind.REGULAR, JobKind.SIDE_JOB, JobKind.CONTRACT)
EACH, OF_MEMBERS = 3, 6  # of each calling, and of members
OPEN_FOR = timedelta(days=85)
FOR_ALUMNI = '{"kinds":["ALUMNUS"]}'
TERMS = (
    "株式会社縁科",
    "{title}に関する助言と資料の作成",
    "契約の日から3か月",
    "自宅（オンライン）",
    "定めない（会議は平日の夜）",
    "{pay}円（税別、{unit}）",
    30,
    "双方とも30日前までに通知して解除できる。更新は協議による。",
    "受領の日から10日以内",
    "成果物の著作権は検査の完了時に移転し、その対価は報酬に含む。",
)
UNITS = {PayUnit.HOUR: "1時間あたり", PayUnit.MONTH: "月額", PayUnit.YEAR: "年額"}


@dataclass(frozen=True, eq=False)
class Job:
    """A job to be."""

    id: UUID
    author: Person
    kind: JobKind
    status: JobStatus
    title: str
    body: str
    wanted: list[Attribute]
    place: Attribute
    remote: Remote
    begun: datetime
    segment: UUID | None = None

    @property
    def by_company(self) -> bool:
        """Whether the company offers it."""
        return self.kind is not JobKind.PROJECT


def jobs(world: "World") -> list[Job]:
    """All jobs, invented when they are first asked for."""
    if not world.jobs:
        offices = [person for person in world.people if set(HR_ROLES) & set(person.roles)]
        members = [person for person in world.people if is_free(person)]
        for calling in world.catalogue.callings:
            for _ in range(EACH):
                kind = world.chance.choice(OF_COMPANY)
                world.jobs.append(job(world, world.chance.choice(offices), kind, calling))
        for author in world.chance.sample(members, min(OF_MEMBERS, len(members))):
            world.jobs.append(job(world, author, JobKind.PROJECT, author.calling))
    return world.jobs


def is_free(person: Person) -> bool:
    """Whether somebody has time for a project of their own."""
    return person.kind is MemberKind.ALUMNUS and person.status is MemberStatus.ACTIVE


def job(world: "World", author: Person, kind: JobKind, calling: Calling) -> Job:
    """One job of a calling."""
    chance = world.chance
    wanted = chance.some(calling.skills, 3)
    said = {
        "occupation": chance.choice(calling.occupations).ja,
        "department": chance.choice(calling.departments).ja,
        "skill": wanted[0].ja,
    }
    begun = chance.at_waking_hour(chance.between(world.now - timedelta(days=80), world.now), world.now)
    place, remote = chance.choice(world.catalogue.of(Kind.PLACE)), chance.choice(list(Remote))
    status = JobStatus.PUBLISHED if kind is JobKind.PROJECT else chance.choice(STANDINGS)
    words = (TITLES[kind].format(**said), BODIES[kind].format(**said))
    segment = chance.id_at(begun) if kind is JobKind.COMEBACK else None
    return Job(chance.id_at(begun), author, kind, status, *words, wanted, place, remote, begun, segment)


def segment_rows(world: "World") -> Iterator["Row"]:
    """Whom jobs are meant for: who comes back has been here."""
    for one in jobs(world):
        if one.segment:
            yield one.segment, world.network, one.author.id, FOR_ALUMNI


def job_rows(world: "World") -> Iterator["Row"]:
    """The jobs."""
    for one in jobs(world):
        of = (one.author.id, one.segment, one.place.id, one.by_company)
        said = (one.kind, one.status, one.title, one.body, rendered(one.body).html, one.remote, HOURS.get(one.kind))
        yield one.id, world.network, *of, *said, *pay(one), one.begun, *shown(one), 1


def pay(one: Job) -> tuple[Any, ...]:
    """What it pays."""
    if one.kind not in PAID:
        return None, None, None, None
    least, unit = PAID[one.kind]
    return least, least * 3 // 2, "JPY", unit


def shown(one: Job) -> tuple[Any, ...]:
    """Since when it is shown, when that was said, through which day, and when that ends."""
    if one.status is JobStatus.DRAFT:
        return None, None, None, None
    last: date = (one.begun.astimezone(TOKYO) + OPEN_FOR).date()
    end = datetime(last.year, last.month, last.day, tzinfo=TOKYO) + timedelta(days=1)
    return one.begun, one.begun, last, end


def wanted_rows(world: "World") -> Iterator["Row"]:
    """What they want."""
    for one in jobs(world):
        for attribute in one.wanted:
            yield world.key(one.begun), world.network, one.id, attribute.id


def terms_rows(world: "World") -> Iterator["Row"]:
    """Their terms."""
    for one in jobs(world):
        if one.kind in NEEDS_TERMS:
            least, unit = PAID[one.kind]
            said = {"title": one.title, "pay": f"{least:,}", "unit": UNITS[unit]}
            terms = [each.format(**said) if isinstance(each, str) else each for each in TERMS]
            yield world.key(one.begun), world.network, one.id, *terms
