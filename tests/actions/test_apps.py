"""Apps and access tokens: let in by owners, granted by members, never more than what both say."""

from uuid import UUID

import pytest

from actions import access_tokens, apps, job_upserts, posts, sessions
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.sessions import Sessions
from actions.tokens import hashed
from models.jobs import JobKind
from models.scopes import TokenScope
from models.viewer import Viewer
from tests.actions.acting import kinds
from tests.community import Community

READ_JOBS, WRITE_JOBS, WRITE_POSTS = TokenScope.JOBS_READ, TokenScope.JOBS_WRITE, TokenScope.POSTS_WRITE


async def owner(community: Community, name: str = "Member 2") -> Viewer:
    """A member who owns the network."""
    await community.connection.execute("update members set roles = '{NETWORK_OWNER}' where id = $1", community[name])
    return community.viewer(name)


async def issued(community: Community, name: str, *scopes: TokenScope, app: str = "app") -> tuple[str, Viewer]:
    """A token of a member, and the viewer that it speaks for."""
    made = await access_tokens.issue(community.viewer(name), app_id=community[app], label="test", scopes=scopes)
    found = await Sessions.open(community.url)
    viewer = await found.viewer(str(made.made["token"]))
    await found.close()
    assert viewer is not None
    return str(made.made["token"]), viewer


async def key_of_token(community: Community) -> UUID:
    """The token that was issued."""
    return UUID(str(await community.value("select id from access_tokens where label = 'test'")))


async def knows(community: Community, token: str) -> bool:
    """Is the token good for anything?"""
    found = await Sessions.open(community.url)
    viewer = await found.viewer(token)
    await found.close()
    return viewer is not None


async def test_an_owner_lets_an_app_in_and_that_is_audited(community: Community) -> None:
    made = await apps.register(
        await owner(community), name=" 採用  連携 ", description="Puts jobs", scopes=[WRITE_JOBS, READ_JOBS, READ_JOBS]
    )
    row = await community.connection.fetchrow("select name, scopes from apps where id = $1", made.made["app"])
    assert row is not None
    assert tuple(row) == ("採用 連携", ["JOBS_READ", "JOBS_WRITE"])
    audited = "select ground from audit_entries where what = 'app.registered' and subject_id = $1"
    assert await community.value(audited, made.made["app"]) == "JOBS_READ, JOBS_WRITE"


@pytest.mark.parametrize("name", ["Aoi", "HR", "Recruiter"])
async def test_nobody_but_an_owner_lets_an_app_in_or_changes_one(community: Community, name: str) -> None:
    viewer = community.viewer(name)
    with pytest.raises(Forbidden):
        await apps.register(viewer, name="x", description="y", scopes=[READ_JOBS])
    with pytest.raises(Forbidden):
        await apps.update(viewer, app_id=community["app"], name="x")
    with pytest.raises(Forbidden):
        await apps.disable(viewer, app_id=community["app"])


async def test_a_token_speaks_for_its_member_with_its_scopes(community: Community) -> None:
    token, viewer = await issued(community, "Recruiter", WRITE_JOBS)
    assert viewer.id == community["Recruiter"]
    assert viewer.scopes == frozenset({WRITE_JOBS})
    kept = await community.value("select token_hash from sessions where id = $1", viewer.session_id)
    assert kept == hashed(token)


async def test_a_token_has_no_scope_that_its_app_may_not_have(community: Community) -> None:
    with pytest.raises(Invalid) as said:
        await issued(community, "Aoi", READ_JOBS, WRITE_POSTS, app="small app")
    assert said.value.path == ("scopes", "1")


@pytest.mark.parametrize(("app", "refusal"), [("disabled app", Conflict), ("app there", NotFound)])
async def test_a_disabled_app_and_one_of_another_network_get_no_token(
    community: Community, app: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await issued(community, "Aoi", READ_JOBS, app=app)


async def test_a_secret_is_told_once_and_kept_nowhere(community: Community) -> None:
    given = {"app_id": community["app"], "label": "twice", "scopes": [READ_JOBS]}
    first = await access_tokens.issue.perform(community.viewer("Aoi"), given, "key")
    again = await access_tokens.issue.perform(community.viewer("Aoi"), given, "key")
    assert again.made == {**first.made, "token": None}
    dumped = str(await community.connection.fetch("select * from idempotency_keys"))
    assert str(first.made["token"]) not in dumped


async def test_who_revokes_a_token_ends_it_and_that_is_audited(community: Community) -> None:
    token, _ = await issued(community, "Aoi", READ_JOBS)
    key = await key_of_token(community)
    with pytest.raises(NotFound):
        await access_tokens.revoke(community.viewer("Ben"), id=key)
    assert await knows(community, token)
    await access_tokens.revoke(community.viewer("Aoi"), id=key)
    assert not await knows(community, token)
    assert await community.value("select count(*) from audit_entries where what = 'token.revoked'") == 1
    await access_tokens.revoke(community.viewer("Aoi"), id=key)
    assert (await kinds(community)).count("token.revoked") == 1


async def test_an_owner_revokes_anybodys_token(community: Community) -> None:
    token, _ = await issued(community, "Aoi", READ_JOBS)
    key = await key_of_token(community)
    await access_tokens.revoke(await owner(community), id=key)
    assert not await knows(community, token)


async def test_a_disabled_app_speaks_for_nobody(community: Community) -> None:
    tokens = [(await issued(community, name, READ_JOBS))[0] for name in ("Aoi", "Recruiter")]
    other, _ = await issued(community, "Aoi", READ_JOBS, app="small app")
    await apps.disable(await owner(community), app_id=community["app"])
    assert [await knows(community, token) for token in (*tokens, other)] == [False, False, True]


async def test_an_app_that_may_do_less_loses_the_tokens_that_do_more(community: Community) -> None:
    more, _ = await issued(community, "Aoi", READ_JOBS, WRITE_POSTS)
    less, _ = await issued(community, "Aoi", READ_JOBS)
    await apps.update(await owner(community), app_id=community["app"], scopes=[READ_JOBS])
    assert [await knows(community, token) for token in (more, less)] == [False, True]


@pytest.mark.parametrize("end", ["update members set status = 'SUSPENDED'", "update members set status = 'LEFT'"])
async def test_a_token_ends_with_its_member(community: Community, end: str) -> None:
    token, _ = await issued(community, "Aoi", READ_JOBS)
    await community.connection.execute(f"{end} where id = $1", community["Aoi"])
    assert not await knows(community, token)


async def test_a_token_that_is_over_is_good_for_nothing(community: Community) -> None:
    token, viewer = await issued(community, "Aoi", READ_JOBS)
    await community.connection.execute(
        "update sessions set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'"
        " where id = $1",
        viewer.session_id,
    )
    assert not await knows(community, token)


async def test_a_machine_acts_only_where_its_scopes_write(community: Community) -> None:
    _, reader = await issued(community, "Aoi", TokenScope.POSTS_READ)
    _, writer = await issued(community, "Aoi", WRITE_POSTS)
    with pytest.raises(Forbidden) as said:
        await posts.publish(reader, body="no")
    assert "POSTS_WRITE" in said.value.message
    await posts.publish(writer, body="yes")
    with pytest.raises(Forbidden):
        await sessions.revoke_others(writer)
    with pytest.raises(Forbidden):
        await access_tokens.issue(writer, app_id=community["app"], label="more", scopes=[READ_JOBS])


async def test_a_machine_has_no_role_that_its_member_has_not(community: Community) -> None:
    _, viewer = await issued(community, "Aoi", WRITE_JOBS)
    with pytest.raises(Forbidden):
        await job_upserts.put(viewer, external_id="1", kind=JobKind.REGULAR, title="x", body="y")


async def test_to_leave_no_session_open_ends_those_of_apps_as_well(community: Community) -> None:
    token, _ = await issued(community, "Aoi", READ_JOBS)
    await sessions.revoke_others(community.viewer("Aoi"))
    assert not await knows(community, token)
    assert "token.revoked" in await kinds(community)
