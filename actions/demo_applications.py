"""Applications in the demonstration network: for the company's jobs that are shown or over, at every stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from actions.demo_jobs import Job, jobs
from actions.demo_people import Person
from models.application_stages import BY_APPLICANT, ApplicationReason, ApplicationStage
from models.applications import SharedField
from models.jobs import JobStatus
from models.members import HR_ROLES, MemberKind, MemberStatus

if TYPE_CHECKING:
    from actions.demo_rows import Row, World

S = ApplicationStage
WAYS = (
    (S.SUBMITTED,),
    (S.SUBMITTED,),
    (S.SUBMITTED, S.SCREENING),
    (S.SUBMITTED, S.CASUAL_TALK),
    (S.SUBMITTED, S.CASUAL_TALK, S.INTERVIEW),
    (S.SUBMITTED, S.INTERVIEW, S.OFFER),
    (S.SUBMITTED, S.INTERVIEW, S.OFFER, S.ACCEPTED),
    (S.SUBMITTED, S.SCREENING, S.REJECTED),
    (S.SUBMITTED, S.CASUAL_TALK, S.WITHDRAWN),
)
REASONS = {S.REJECTED: ApplicationReason.REQUIREMENTS, S.WITHDRAWN: ApplicationReason.OTHER_OFFER}
NOTES = {
    S.SCREENING: "ご応募ありがとうございます。書類を拝見します。",
    S.CASUAL_TALK: "まずはカジュアルにお話ししませんか。日程の候補をお送りします。",
    S.INTERVIEW: "面談のご案内をお送りします。",
    S.OFFER: "ぜひご一緒させてください。条件の詳細をお送りします。",
    S.REJECTED: "今回は見送りとさせていただきます。またの機会にぜひご応募ください。",
}
LETTER = "離れていた間の経験を活かして、もう一度ご一緒したいと思い応募しました。"
INTERNAL = "以前の所属の上長にも話を聞いておくこと。"
MOST, HOURS_BETWEEN = 3, 48  # applications for a job; hours from one step to the next, about


@dataclass(frozen=True, eq=False)
class Application:
    """An application to be: each stage that it came to, and when."""

    id: UUID
    job: Job
    applicant: Person
    recruiter: Person
    steps: list[tuple[ApplicationStage, datetime]]

    @property
    def stage(self) -> ApplicationStage:
        """Where it stands."""
        return self.steps[-1][0]


def applications(world: "World") -> list[Application]:
    """All applications, invented when they are first asked for."""
    if not world.applications:
        people = [person for person in world.people if may_apply(person)]
        recruiters = [person for person in world.people if set(HR_ROLES) & set(person.roles)]
        for job in jobs(world):
            if job.by_company and job.status is not JobStatus.DRAFT:
                for applicant in world.chance.some(people, MOST):
                    recruiter = world.chance.choice(recruiters)
                    world.applications.append(application(world, job, applicant, recruiter))
    return world.applications


def may_apply(person: Person) -> bool:
    """Whether somebody could come back."""
    return person.kind is MemberKind.ALUMNUS and person.status is MemberStatus.ACTIVE


def application(world: "World", job: Job, applicant: Person, recruiter: Person) -> Application:
    """One application, some way on."""
    steps, at = [], job.begun
    for stage in world.chance.choice(WAYS):
        at = world.chance.later(at, world.now, hours=HOURS_BETWEEN)
        steps.append((stage, at))
    return Application(world.key(steps[0][1]), job, applicant, recruiter, steps)


def application_rows(world: "World") -> Iterator["Row"]:
    """The applications."""
    for one in applications(world):
        times = (one.steps[0][1], one.steps[-1][1])
        yield one.id, world.network, one.job.id, one.applicant.id, one.stage, *times, len(one.steps)


def step_rows(world: "World") -> Iterator["Row"]:
    """Their steps."""
    for one in applications(world):
        for stage, at in one.steps:
            actor = one.applicant if stage in BY_APPLICANT else one.recruiter
            yield world.key(at), world.network, one.id, actor.id, stage, REASONS.get(stage), NOTES.get(stage), at


def shared_rows(world: "World") -> Iterator["Row"]:
    """What those share that were not withdrawn."""
    for one in applications(world):
        values = [(SharedField.NAME, one.applicant.name.display), (SharedField.LETTER, LETTER)]
        values += [(SharedField.ATTRIBUTES, attribute.ja) for attribute in list(one.applicant.held)[:8]]
        for number, (field, value) in enumerate(values if one.stage is not S.WITHDRAWN else ()):
            yield world.key(one.steps[0][1]), world.network, one.id, field, number, value


def note_rows(world: "World") -> Iterator["Row"]:
    """What recruiters write of some for each other."""
    for one in applications(world):
        if one.stage in (S.INTERVIEW, S.OFFER):
            at = one.steps[-1][1]
            yield world.key(at), world.network, one.id, one.recruiter.id, INTERNAL, at
