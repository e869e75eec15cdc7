"""The clients of the cookbook: they do what partners copy them for, and what docs/partners.md says of them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from actions import access_tokens, applications, job_upserts
from models.jobs import JobKind
from models.scopes import TokenScope
from tests.server.conftest import Stage
from tests.server.lively import Lively, lively
from tests.server.packages import node
from tests.server.partners import COOKBOOK, ROOT, Partner, curl, done, python, token, typescript
from tests.server.talking import SECONDS

CLIENTS: dict[str, Callable[[Path], Partner]] = {"python": python, "typescript": typescript, "curl": curl}
# What a client prints who may not put, nor read what it puts, nor hear of applications, and whom nobody knows.
TOLD = (
    ("FORBIDDEN", "このトークンにはJOBS_WRITEのスコープがありません。"),
    ("INSUFFICIENT_SCOPE", "This token lacks the scope JOBS_READ."),
    ("INSUFFICIENT_SCOPE", "This token lacks the scope APPLICATIONS_READ."),
    ("UNAUTHENTICATED", "The token is malformed, unknown or no longer valid."),
)
BOTH = (TokenScope.JOBS_WRITE, TokenScope.APPLICATIONS_WRITE)
JOBS = "select count(*) from jobs where external_id like 'ats-%'"


@pytest.fixture(scope="module", params=CLIENTS)
def partner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Partner:
    return CLIENTS[request.param](tmp_path_factory.mktemp("partner"))


@asynccontextmanager
async def served(stage: Stage) -> AsyncIterator[tuple[Lively, str]]:
    """A server, and its address as partners write it."""
    async with lively(stage.engine, stage.sessions) as server:
        yield server, f"http://127.0.0.1:{server.port}/graphql"
        await server.empty()


async def put(stage: Stage, *external_ids: str) -> None:
    """Let the company have jobs under these ids."""
    for key in external_ids:
        given = {"external_id": key, "kind": JobKind.COMEBACK, "title": key, "body": "x"}
        await job_upserts.put.perform(stage.community.viewer("Recruiter"), given)


async def end(stage: Stage) -> None:
    """Revoke the token that the partner has."""
    key = await stage.community.value("select id from access_tokens where label = 'partner'")
    await access_tokens.revoke.perform(stage.community.viewer("Recruiter"), {"id": key})


async def line(program: asyncio.subprocess.Process) -> Any:
    """The next item that a client prints; those of curl's are whole answers."""
    assert program.stdout is not None
    item = json.loads(await asyncio.wait_for(program.stdout.readline(), SECONDS * 2))
    return item["data"]["stream"] if "data" in item else item


async def events(program: asyncio.subprocess.Process, count: int = 1) -> list[Any]:
    """The next events, past the items that only say where the stream stands."""
    found: list[Any] = []
    while len(found) < count:
        item = await line(program)
        found += [item] if "kind" in item else []
    return found


def which(items: list[Any]) -> list[str]:
    """The ids of the jobs that were published."""
    assert {item["kind"] for item in items} == {"JOB_PUBLISHED"}
    return [item["subject"]["externalId"] for item in items]


async def kept(file: Path, cursor: str) -> None:
    """Return when a client has kept a cursor; it does so after it has printed, and tells nobody."""
    async with asyncio.timeout(SECONDS):
        while cursor_in(file) != cursor:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def cursor_in(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


async def test_a_job_put_twice_is_one_job(partner: Partner, stage: Stage) -> None:
    recruiting = await token(stage, "Recruiter", TokenScope.JOBS_WRITE)
    async with served(stage) as (_, url):
        first = await partner.run(url, recruiting, "put", partner.jobs)
        told = await stage.community.told()
        again = await partner.run(url, recruiting, "put", partner.jobs)
    assert (first.status, first.complaint, again.status) == (0, "", 0)
    assert first.lines == again.lines
    assert '"ats-1001"' in first.lines[0]
    assert '"PUBLISHED"' in first.lines[0]
    assert await stage.community.value(JOBS) == len(first.lines) == [kind for kind, _ in told].count("job.published")
    assert await stage.community.told() == told


async def test_nothing_is_missed_while_a_client_is_cut_off_or_away(
    partner: Partner, stage: Stage, tmp_path: Path
) -> None:
    file = tmp_path / "cursor"
    recruiting = await token(stage, "Recruiter", *BOTH)
    async with served(stage) as (server, url):
        async with partner.running(url, recruiting, "follow", str(file)) as program:
            assert "cursor" in await line(program)
            await put(stage, "new")
            assert which(await events(program)) == ["new"]
            server.connections.leave(0)
            await server.empty()
            await put(stage, "cut 1", "cut 2")
            server.connections.ending = False
            assert which(await events(program, 2)) == ["cut 1", "cut 2"]
            await put(stage, "last")
            (last,) = await events(program)
            assert which([last]) == ["last"]
            await kept(file, last["cursor"])
        await server.empty()
        await put(stage, "away 1", "away 2")
        async with partner.running(url, recruiting, "follow", str(file)) as program:
            await put(stage, "back")
            assert which(await events(program, 3)) == ["away 1", "away 2", "back"]
            await end(stage)
            ended = await asyncio.wait_for(program.wait(), SECONDS * 2)
        assert ended != 0


def written(folder: Path, partner: Partner, row: dict[str, str]) -> str:
    """A file with what a partner wants to do, as the client of this kind reads it."""
    path = folder / f"moves{Path(partner.jobs).suffix}"
    table = f"{','.join(row)}\n{','.join(row.values())}\n"
    as_json = json.dumps(row if partner.command[0] == "sh" else [row])
    path.write_text(table if path.suffix == ".csv" else as_json)
    return str(path)


async def test_an_application_for_a_job_of_the_partner_is_heard_and_brought_on(
    partner: Partner, stage: Stage, tmp_path: Path
) -> None:
    community = stage.community
    recruiting = await token(stage, "Recruiter", *BOTH)
    await put(stage, "ats-1001")
    job = await community.value("select id from jobs where external_id = 'ats-1001'")
    async with (
        served(stage) as (_, url),
        partner.running(url, recruiting, "follow", str(tmp_path / "cursor")) as program,
    ):
        assert "cursor" in await line(program)
        await applications.apply.perform(community.viewer("Aoi"), {"job_id": job, "fields": ()})
        (heard,) = await events(program)
        assert (heard["kind"], heard["subject"]["stage"]) == ("APPLICATION_SUBMITTED", "SUBMITTED")
        assert heard["subject"]["job"]["externalId"] == "ats-1001"
        move = written(tmp_path, partner, {"applicationId": heard["subject"]["id"], "stage": "SCREENING"})
        moved, again = [await partner.run(url, recruiting, "advance", move) for _ in range(2)]
        (brought_on,) = await events(program)
    assert (moved.status, moved.complaint) == (0, "")
    assert again.status != 0
    assert "CONFLICT" in again.printed
    assert (brought_on["kind"], brought_on["subject"]["stage"]) == ("APPLICATION_ADVANCED", "SCREENING")
    assert await community.value("select stage from applications where job_id = $1", job) == "SCREENING"


async def test_a_token_without_the_scope_is_told_what_the_documentation_says(
    partner: Partner, stage: Stage, tmp_path: Path
) -> None:
    reading = await token(stage, "Recruiter", TokenScope.JOBS_READ)
    posting = await token(stage, "Recruiter", TokenScope.POSTS_WRITE)
    async with served(stage) as (_, url):
        said = [
            await partner.run(url, reading, "put", partner.jobs),
            await partner.run(url, posting, "put", partner.jobs),
            await partner.run(url, reading, "follow", str(tmp_path / "cursor")),
            await partner.run(url, "nobody", "put", partner.jobs),
        ]
    documented = (ROOT / "docs" / "partners.md").read_text()
    for each, words in zip(said, TOLD, strict=True):
        assert each.status != 0
        assert all(word in each.printed for word in words), each.printed
        assert all(f'"{word}"' in documented for word in words)
        if partner.command[0] == "sh":
            assert each.printed.strip() in documented
    assert await stage.community.value(JOBS) == 0


def test_the_client_of_python_and_its_generated_types_are_strictly_typed(tmp_path: Path) -> None:
    client = python(tmp_path)
    # Strict: it would complain of an ignored line in which nothing is wrong.
    wrong = "from enishi_client import PutJobInput\n\nPutJobInput(title=1)  # type: ignore[arg-type, call-arg]\n"
    (client.folder / "wrong.py").write_text(wrong)
    cache = str(COOKBOOK / "python" / ".mypy_cache")
    words = ["--cache-dir", cache, "--python-executable", client.command[0], "--exclude", "^over_gql.py$", "."]
    assert "no issues found" in done(client.folder, sys.executable, "-m", "mypy", *words)


def test_the_client_of_typescript_and_its_generated_types_are_strictly_typed(tmp_path: Path) -> None:
    client = typescript(tmp_path)
    wrong = 'import type { PutJobInput } from "./generated/graphql.ts";\n// @ts-expect-error\n'
    (client.folder / "wrong.ts").write_text(f"{wrong}export const it: PutJobInput = {{ title: 1 }};\n")
    assert done(client.folder, *node("node_modules/typescript/bin/tsc")) == ""


def test_both_typed_clients_ask_the_same() -> None:
    asked = [
        {path.name: path.read_text() for path in (COOKBOOK / name / "documents").iterdir()}
        for name in ("python", "typescript")
    ]
    assert asked[0] == asked[1] != {}


def test_the_lock_files_pin_by_content_and_name_no_place() -> None:
    packages = json.loads((COOKBOOK / "typescript" / "package-lock.json").read_text())["packages"]
    locked = [package for name, package in packages.items() if name]
    assert locked
    assert all("integrity" in package and "resolved" not in package for package in locked)
    requirements = (COOKBOOK / "python" / "requirements.txt").read_text()
    assert "--hash=sha256:" in requirements
    assert "index-url" not in requirements
