"""What a machine hears: what its scopes open, for as long as its token is good."""

import pytest

from actions import access_tokens, apps, jobs
from actions.sessions import Sessions
from graph.compile.variables import Refused
from models.jobs import JobKind
from models.scopes import TokenScope
from models.viewer import Viewer
from subscriptions.listener import End
from tests.subscriptions.living import POSTS, STREAM, Living, end_of, heard

JOBS, POSTS_READ = TokenScope.JOBS_READ, TokenScope.POSTS_READ
PUBLISHED = "subscription { jobPublished { cursor job { title %s } } }"


async def machine(living: Living, name: str, *scopes: TokenScope) -> Viewer:
    """A machine with a token of a member."""
    given = {"app_id": living.community["app"], "label": "ear", "scopes": scopes}
    issued = await access_tokens.issue.perform(living.community.viewer(name), given)
    sessions = await Sessions.open(living.community.url)
    viewer = await sessions.viewer(str(issued.made["token"]))
    await sessions.close()
    assert viewer is not None
    return viewer


async def job(living: Living) -> str:
    """A job of the company that everybody sees; its title."""
    recruiter = living.viewer("Recruiter")
    made = await jobs.draft(recruiter, kind=JobKind.REGULAR, title="Live", body="x")
    await jobs.publish(recruiter, job_id=made.made["job"])
    return "Live"


def lacking(said: pytest.ExceptionInfo[Refused]) -> object:
    """The scope that is missing."""
    (error,) = said.value.errors
    assert error.extensions
    assert error.extensions["code"] == "INSUFFICIENT_SCOPE"
    return error.extensions.get("scope")


async def test_a_machine_hears_what_its_scopes_open(living: Living) -> None:
    listener = await living.listen(await machine(living, "Aoi", JOBS), PUBLISHED % "")
    assert await job(living) == (await heard(listener))["job"]["title"]


@pytest.mark.parametrize(
    ("document", "scope"),
    [
        (POSTS, "POSTS_READ"),
        ("subscription { postPublished { cursor } }", "POSTS_READ"),
        (PUBLISHED % "author { displayName }", "MEMBERS_READ"),
        ("subscription { stream(kinds: [POST_PUBLISHED]) { __typename } }", "POSTS_READ"),
        ("subscription { notificationReceived { cursor } }", None),
        ("subscription { presence { count } }", None),
    ],
)
async def test_what_its_scopes_do_not_open_it_cannot_listen_to(
    living: Living, document: str, scope: str | None
) -> None:
    viewer = await machine(living, "Aoi", JOBS)
    with pytest.raises(Refused) as said:
        await living.listen(viewer, document)
    assert lacking(said) == scope


async def test_the_whole_stream_is_what_the_scopes_open_of_it(living: Living) -> None:
    listener = await living.listen(await machine(living, "Aoi", JOBS), STREAM)
    member = await living.listen("Aoi", STREAM)
    assert {(await heard(each))["__typename"] for each in (listener, member)} == {"StreamReady"}
    await living.publish("Aoi")
    await job(living)
    assert (await heard(listener))["kind"] == "JOB_PUBLISHED"
    assert (await heard(member))["kind"] == "POST_PUBLISHED"


async def test_a_member_and_their_machine_are_told_apart(living: Living) -> None:
    narrow = await living.listen(await machine(living, "Aoi", POSTS_READ), STREAM)
    wide = await living.listen(await machine(living, "Aoi", POSTS_READ, JOBS), STREAM)
    for each in (narrow, wide):
        await heard(each)
    await job(living)
    await living.publish("Aoi")
    assert (await heard(narrow))["kind"] == "POST_PUBLISHED"
    assert (await heard(wide))["kind"] == "JOB_PUBLISHED"


@pytest.mark.parametrize("how", ["revoked", "disabled", "narrowed"])
async def test_what_a_machine_listens_to_ends_with_its_token(living: Living, how: str) -> None:
    community = living.community
    listener = await living.listen(await machine(living, "Aoi", JOBS, POSTS_READ), PUBLISHED % "")
    await community.connection.execute(
        "update members set roles = '{NETWORK_OWNER}' where id = $1", community["Member 2"]
    )
    owner = community.viewer("Member 2")
    if how == "revoked":
        key = await community.value("select id from access_tokens where label = 'ear'")
        await access_tokens.revoke.perform(community.viewer("Aoi"), {"id": key})
    elif how == "disabled":
        await apps.disable(owner, app_id=community["app"])
    else:
        await apps.update(owner, app_id=community["app"], scopes=[JOBS])
    end, told = await end_of(listener)
    assert end is End.FORBIDDEN
    assert not [each for each in told if "data" in each]
