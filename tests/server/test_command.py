"""The command line: each command as a program of its own, as a person or another program gives it."""

import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from models.database import connect
from server.command import main
from server.process import bind, url_of
from tests.server.shell import ROOT, SECONDS, Shell, ask, ended, ready_line, status


@pytest.fixture
def shell(database: str) -> Iterator[Shell]:
    """Commands that work on a migrated, empty database."""
    yield from ended(Shell(Path("/nonexistent"), database))


@pytest.fixture
def alone() -> Iterator[Shell]:
    """Commands that start PostgreSQL themselves, where nothing lies yet."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-test-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        yield from ended(Shell(Path(place) / "data"))


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Shell]:
    """Commands where a demonstration network was made before."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-test-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        shell = Shell(Path(place) / "data")
        program = shell.start("demo", "--port", "0", "--members", "60", "--json")
        ready_line(program)
        assert shell.end(program) == 0
        yield from ended(shell)


@pytest.fixture
def quiet_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For commands given in this process: its logging is put back afterwards."""
    monkeypatch.setenv("ENISHI_DATA", "/nonexistent")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("{ viewer { id } }"))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["serve", "--port", "http"],
        ["serve", "--port", "70000"],
        ["demo", "--members", "0"],
        ["demo", "--members", "-3"],
        ["token"],
        ["import"],
        ["import", "payroll", "x.csv"],
        ["explain", "-", "--variables", "{"],
        ["explain", "-", "--variables", "[]"],
    ],
)
def test_wrong_usage_is_one_line_and_code_two(
    words: list[str], capsys: pytest.CaptureFixture[str], quiet_logs: None
) -> None:
    try:
        code = main(words)
    except SystemExit as end:
        code = int(str(end.code))
    out, said = capsys.readouterr()
    assert (code, out) == (2, "")
    assert said.startswith("enishi")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["token", "nobody@example.com"], "no such active member"),
        (["token", "post_1"], "mem_"),
        (["token", "mem_00000000-0000-0000-0000-000000000001"], "no such active member"),
        (["explain", "missing.graphql"], "missing.graphql: No such file"),
        (["import", "roster", "missing.csv"], "missing.csv"),
        (["import", "snb", "missing.tar.gz"], "missing.tar.gz"),
    ],
)
def test_a_failure_is_one_line_and_code_one(shell: Shell, words: list[str], reason: str) -> None:
    code, out, said = shell.run(*words, "--quiet")
    assert (code, out) == (1, "")
    assert reason in said
    assert said.startswith("enishi: ")
    assert said.count("\n") == 1


def test_only_for_debugging_the_trace_is_printed_before_the_line(shell: Shell) -> None:
    _, _, said = shell.run("token", "nobody@example.com", ENISHI_DEBUG="1")
    assert said.startswith("Traceback")
    assert said.splitlines()[-1] == "enishi: There is no such active member."


@pytest.mark.parametrize(
    ("database", "reason"),
    [
        ("postgresql://enishi:hunter2@127.0.0.1:1/enishi", "No PostgreSQL answers at 127.0.0.1, port 1"),
        ("postgresql://enishi:hunter2@/enishi?host=/nonexistent", "No PostgreSQL answers at /nonexistent"),
        ("mysql://enishi:hunter2@127.0.0.1/enishi", "DATABASE_URL"),
    ],
)
def test_a_database_that_is_not_there_is_named_without_its_password(alone: Shell, database: str, reason: str) -> None:
    alone.database = database
    code, _, said = alone.run("serve", "--port", "0")
    assert code in {1, 2}
    assert reason in said
    assert said.count("\n") == 1
    assert "hunter2" not in said


def test_a_database_that_was_not_made_or_not_migrated_says_what_to_run(postgres_url: str, alone: Shell) -> None:
    alone.database = postgres_url
    code, _, said = alone.run("token", "nobody@example.com")
    assert (code, said) == (1, "enishi: The database does not have our tables: run `enishi migrate`.\n")
    alone.database = postgres_url.replace("/postgres?", "/never_made?")
    code, _, said = alone.run("migrate", "--quiet")
    assert (code, said.count("\n")) == (1, 1)
    assert "no such database" in said


async def sql(url: str, statement: str) -> Any:
    connection = await connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_migrate_brings_an_empty_database_to_the_newest_schema(postgres_url: str, alone: Shell) -> None:
    await sql(postgres_url, "create database test_migrate template template0 encoding 'utf8' locale 'C'")
    alone.database = postgres_url.replace("/postgres?", "/test_migrate?")
    for _ in range(2):
        code, out, _ = alone.run("migrate", "--quiet")
        assert (code, out) == (0, "The database has the newest schema.\n")
    assert await sql(alone.database, "select count(*) from sessions") == 0
    assert not alone.data.exists()


async def test_a_roster_is_tried_then_refused_with_each_bad_row_or_taken(shell: Shell, tmp_path: Path) -> None:
    network = "(id, name, slug, locale, time_zone, emojis, created_at) values"
    values = "(gen_random_uuid(), 'Acme', 'acme', 'JA', 'Asia/Tokyo', '{}', now())"
    await sql(shell.database, f"insert into networks {network} {values}")
    file = tmp_path / "roster.csv"
    good = "社員番号,姓,名,部署,入社日,退職日\n1001,鈴木,花,開発部,2010/4/1,2020/3/31\n"
    words = ("import", "roster", str(file), "--network", "acme", "--quiet")

    file.write_text(good + "1002,佐藤,葵,開発部,2010/13/1,\n", encoding="utf-8")
    code, out, said = shell.run(*words)
    assert code == 1
    assert out.startswith(f"{file}:3: 入社日: ")
    assert said == f"enishi: 1 problem in {file}, nothing was written: correct the rows.\n"

    file.write_text(good, encoding="utf-8")
    assert shell.run(*words, "--dry-run")[:2] == (0, "Would be added: 1, changed: 0, unchanged: 0\n")
    assert await sql(shell.database, "select count(*) from roster_entries") == 0
    assert shell.run(*words)[:2] == (0, "Roster entries added: 1, changed: 0, unchanged: 0\n")
    assert shell.run(*words)[:2] == (0, "Roster entries added: 0, changed: 0, unchanged: 1\n")


def test_the_schema_is_printed_and_held_against_the_file(alone: Shell, tmp_path: Path) -> None:
    code, printed, _ = alone.run("schema")
    assert code == 0
    assert "type Query" in printed
    command = [sys.executable, "-m", "server", "schema", "--check"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for text, expected in ((None, 1), (printed, 0), (printed.replace("type Query", "type Queries"), 1)):
        if text is not None:
            (tmp_path / "schema.graphql").write_text(text, encoding="utf-8")
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == expected
        assert done.stderr.count("\n") == expected


def test_a_reader_that_has_enough_of_the_schema_is_no_failure_to_tell(alone: Shell) -> None:
    program = alone.start("schema")
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    assert program.stderr.read() == ""
    assert program.wait(SECONDS) == 1


def test_a_port_that_is_taken_is_said_before_anything_is_started(alone: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, said = alone.run("demo", "--port", str(taken.getsockname()[1]))
    assert (code, said.count("\n")) == (1, 1)
    assert "--port" in said
    assert not alone.data.exists()


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")],
)
def test_what_is_printed_can_be_clicked_on(host: str, expected: str) -> None:
    try:
        taken = bind(host, 0)
    except Exception:
        pytest.skip(f"this machine has no {host}")
    with taken:
        assert url_of(taken).startswith(expected)
        assert not url_of(taken).endswith(":0")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_is_ready_when_it_says_so_and_ends_in_order_by_a_signal(shell: Shell, how: signal.Signals) -> None:
    program = shell.start("serve", "--port", "0", "--quiet")
    url = ready_line(program).split()[-1].removesuffix("/graphql")
    assert status(f"{url}/readyz") == 200
    assert shell.end(program, how) == 0


def test_before_it_closes_its_door_it_says_that_it_is_not_ready(shell: Shell) -> None:
    program = shell.start("serve", "--port", "0", "--quiet", ENISHI_DRAIN="30")
    url = ready_line(program).split()[-1].removesuffix("/graphql")
    program.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 20
    while status(f"{url}/readyz") == 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert status(f"{url}/readyz") == 503
    assert status(f"{url}/healthz") == 200
    assert shell.end(program, signal.SIGTERM) == 0


def test_two_commands_give_a_network_that_answers_and_ctrl_c_ends_all_of_it(alone: Shell) -> None:
    program = alone.start("demo", "--port", "0", "--members", "60", "--quiet", "--json")
    ready = json.loads(ready_line(program))
    assert set(ready) == {"url", "tokens"}
    assert set(ready["tokens"]) == {"alumnus", "employee", "hr"}
    viewers = [ask(ready["url"], "{ viewer { id displayName } }", token) for token in ready["tokens"].values()]
    ids = [answer["data"]["viewer"]["id"] for answer in viewers]
    assert len(set(ids)) == 3

    code, token, _ = alone.run("token", ids[0])
    assert code == 0
    assert ask(ready["url"], "{ viewer { id } }", token.strip())["data"]["viewer"]["id"] == ids[0]

    old = 'mutation { publishPost(input: { body: "x", imported: { at: "2010-01-01T00:00:00Z" } }) '
    old += "{ post { createdAt } refusal { code } } }"
    _, importing, _ = alone.run("token", ids[0], "--import")
    done = [ask(ready["url"], old, each.strip())["data"]["publishPost"] for each in (token, importing)]
    assert done == [
        {"post": None, "refusal": {"code": "FORBIDDEN"}},
        {"post": {"createdAt": "2010-01-01T00:00:00Z"}, "refusal": None},
    ]
    code, counts, _ = alone.run("render", "--quiet")
    assert (code, counts.split()) == (0, ["posts", "0", "comments", "0"])

    assert alone.server is not None
    assert alone.end(program) == 0
    assert alone.server is None


def test_a_demo_killed_outright_is_there_again_with_the_same_members(lived_in: Shell) -> None:
    words = ("demo", "--port", "0", "--json")
    program = lived_in.start(*words)
    ready = json.loads(ready_line(program))
    first = ask(ready["url"], "{ viewer { id } }", ready["tokens"]["alumnus"])
    server = lived_in.server
    assert server is not None
    os.kill(server, signal.SIGKILL)
    lived_in.end(program, signal.SIGKILL)

    again = lived_in.start(*words)
    ready = json.loads(ready_line(again))
    assert ask(ready["url"], "{ viewer { id } }", ready["tokens"]["alumnus"]) == first
    assert lived_in.end(again, signal.SIGTERM) == 0
    assert lived_in.server is None


def test_the_welcome_says_where_to_click_and_how_to_ask(lived_in: Shell) -> None:
    program = lived_in.start("demo", "--port", "0")
    assert program.stdout is not None
    lines: list[str] = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(program.stdout.readline())
        assert lines[-1], lines
    text = "".join(lines)
    url = lines[0].split()[-1]
    token = next(line.split()[1] for line in lines if line.startswith("  alumnus"))
    assert f"{url}/graphql" in text
    assert f"Authorization: Bearer {token}" in text
    assert ask(url, "{ viewer { id } }", token)["data"]["viewer"]["id"].startswith("mem_")
    assert lived_in.end(program) == 0


def test_simulated_members_act_on_the_demonstration_that_runs(lived_in: Shell) -> None:
    program = lived_in.start("demo", "--port", "0", "--json")
    url = json.loads(ready_line(program))["url"]
    code, out, said = lived_in.run("simulate", "--url", url, "--rate", "20", "--seconds", "3")
    assert (code, said) == (0, "")
    assert "members act" in out
    assert "publishPost" in out
    assert "no answer" not in out
    assert lived_in.end(program) == 0


def test_nobody_is_simulated_where_no_server_answers(lived_in: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        code, out, said = lived_in.run("simulate", "--url", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (code, out) == (1, "")
    assert "No Enishi answers" in said


def test_explain_shows_the_statement_and_its_plan(lived_in: Shell, tmp_path: Path) -> None:
    program = lived_in.start("demo", "--port", "0", "--json")
    ready_line(program)
    file = tmp_path / "viewer.graphql"
    file.write_text("query ($n: Int) { viewer { displayName } members(first: $n) { edges { node { id } } } }")
    code, out, said = lived_in.run("explain", str(file), "--variables", '{"n": 3}')
    assert (code, said) == (0, "")
    assert "select" in out
    assert "Planning Time" in out
    assert lived_in.end(program) == 0


def test_a_command_interrupted_before_it_serves_ends_what_it_started(alone: Shell) -> None:
    program = alone.start("demo", "--port", "0", "--json")
    deadline = time.monotonic() + SECONDS
    while alone.server is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert alone.end(program, signal.SIGTERM) in {0, 130}
    assert alone.server is None
