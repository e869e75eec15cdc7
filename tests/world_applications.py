"""Applications of the world: at every stage, to the company and to members, of those whom the directory hides too."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.world import World

# How an application came where it stands.
WAYS: dict[str, tuple[str, ...]] = {
    "SUBMITTED": ("SUBMITTED",),
    "SCREENING": ("SUBMITTED", "SCREENING"),
    "CASUAL_TALK": ("SUBMITTED", "CASUAL_TALK"),
    "INTERVIEW": ("SUBMITTED", "SCREENING", "INTERVIEW"),
    "OFFER": ("SUBMITTED", "INTERVIEW", "OFFER"),
    "ACCEPTED": ("SUBMITTED", "OFFER", "ACCEPTED"),
    "DECLINED": ("SUBMITTED", "OFFER", "DECLINED"),
    "REJECTED": ("SUBMITTED", "REJECTED"),
    "WITHDRAWN": ("SUBMITTED", "SCREENING", "WITHDRAWN"),
}
REASONS = {"DECLINED": "OTHER_OFFER", "REJECTED": "REQUIREMENTS", "WITHDRAWN": "PERSONAL"}
OWN = ("SUBMITTED", "ACCEPTED", "DECLINED", "WITHDRAWN")
# The job, who applies, and where that stands: some cannot be found, have left, or keep the job themselves.
MADE = (
    ("open job of HR", "Aoi", "SCREENING"),
    ("open job of HR", "Ben", "SUBMITTED"),
    ("open job of HR", "Hana", "OFFER"),
    ("open job of HR", "Eri", "INTERVIEW"),
    ("open job of HR", "Dan", "ACCEPTED"),
    ("open job of HR", "Fumi", "SUBMITTED"),
    ("open job of HR", "Gen", "WITHDRAWN"),
    ("open job of HR", "Member 2", "REJECTED"),
    ("open job of HR", "Member 2", "CASUAL_TALK"),
    ("open job of HR", "Member 3", "ACCEPTED"),
    ("open job of HR", "Member 4", "ACCEPTED"),
    ("open job of HR", "Member 5", "ACCEPTED"),
    ("open job of Recruiter", "Aoi", "OFFER"),
    ("open job of Recruiter", "Ben", "ACCEPTED"),
    ("open job of Recruiter", "Member 4", "ACCEPTED"),
    ("open job of Recruiter", "HR", "SUBMITTED"),
    ("open job of None", "Ivan", "WITHDRAWN"),
    ("open job of Aoi", "Ben", "SUBMITTED"),
    ("open job of Aoi", "Member 1", "SCREENING"),
    ("open job of Aoi", "Hana", "WITHDRAWN"),
    ("open job of Hana", "Ivan", "OFFER"),
    ("open job of Eri", "Ben", "INTERVIEW"),
    ("open job of Eri", "Aoi", "SUBMITTED"),
    ("open job of Gen", "Aoi", "DECLINED"),
    ("paused job of HR", "Aoi", "SUBMITTED"),
    ("closed job of HR", "Ben", "REJECTED"),
    ("closed job of HR", "Hana", "WITHDRAWN"),
    ("over job of Ben", "Aoi", "SUBMITTED"),
    ("filled job of Ben", "Hana", "ACCEPTED"),
    ("paused job of Ben", "Dan", "WITHDRAWN"),
)
# Who asked about what of the company's.
ASKED = (("open job of HR", "Aoi"), ("open job of HR", "Eri"), ("closed job of HR", "Member 0"))


async def applications(world: "World") -> None:
    """All of them, and what was asked about jobs."""
    for number, (job, applicant, stage) in enumerate(MADE):
        await applied(world, job, applicant, stage, number)
    for job, asker in ASKED:
        await question(world, job, asker)
    await applied(world, "job there", "Aoi there", "SUBMITTED", 1, "there", by="Outsider")


async def applied(
    world: "World", job: str, applicant: str, stage: str, number: int, network: str = "here", by: str = "Recruiter"
) -> UUID:
    """An application with the steps to where it stands, what it shares, and a note about it."""
    at, here = world.when(), {"network_id": world[network]}
    more: dict[str, Any] = {"hired_at": world.when()} if applicant == "Dan" and stage == "ACCEPTED" else {}
    row = {**here, "job_id": world[job], "applicant_id": world[applicant], "stage": stage}
    times = {"applied_at": at, "moved_at": at, "version": len(WAYS[stage])}
    made = await world.add("applications", f"{applicant} for {job}", **row, **times, **more)
    for each in WAYS[stage]:
        await stepped(world, here, made, each, world[applicant] if each in OWN else world[by], number)
    if stage != "WITHDRAWN":
        await shared(world, here, made, applicant, number)
        note = {"author_id": world[by], "body": f"内部メモ {number}", "created_at": world.when()}
        await world.add("application_notes", **here, application_id=made, **note)
    return made


async def stepped(world: "World", here: dict[str, Any], made: UUID, stage: str, actor: UUID, number: int) -> None:
    """One step."""
    said = {"reason": REASONS.get(stage), "note": None if stage in OWN else f"ご応募ありがとうございます {number}"}
    of = {"application_id": made, "stage": stage, "actor_id": actor, "at": world.when()}
    await world.add("application_steps", **here, **of, **said)


async def shared(world: "World", here: dict[str, Any], made: UUID, applicant: str, number: int) -> None:
    """The name, and some fields."""
    values = [
        ("NAME", applicant),
        ("LETTER", "志望動機\n<b>"),
        ("EMPLOYMENTS", "2012-04 – 2019-03"),
        ("EMAIL", "a@b.c"),
    ]
    for place, (field, value) in enumerate(values[: 1 + number % 4]):
        of = {"application_id": made, "field": field, "number": place, "value": value}
        await world.add("shared_values", **here, **of)


async def question(world: "World", job: str, asker: str) -> None:
    """What somebody asked the recruiting office about a job."""
    here = {"network_id": world["here"]}
    about = {"office_id": world["office RECRUITING"], "job_id": world[job], "subject": "求人について"}
    said = {"last_number": 1, "last_message_at": world.when(), "created_at": world.when(), "version": 1}
    started = {"kind": "OFFICE", "starter_id": world[asker]}
    made = await world.add("conversations", f"{asker} about {job}", **here, **about, **said, **started)
    standing = {"role": "MEMBER", "state": "ACTIVE", "joined_at": world.when(), "first_number": 1, "read_up_to": 1}
    taking = {"conversation_id": made, "member_id": world[asker], "muted": False}
    await world.add("participants", **here, **taking, **standing)
    words = {
        "number": 1,
        "author_id": world[asker],
        "body": "会議は京都ですか。３度目の質問です",
        "created_at": world.when(),
        "version": 1,
    }
    await world.add("messages", **here, conversation_id=made, **words)
