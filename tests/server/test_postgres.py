"""The embedded PostgreSQL: started, shared, stopped, and found again after every way to die."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from models.database import connect
from server import postgres
from server.failure import Failure

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from server import postgres
with postgres.start(Path(sys.argv[1])) as server:
    print(server.get_uri(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def empty() -> Iterator[Path]:
    """A short, reachable place where nothing lies yet: pytest's own are neither."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-test-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        yield Path(place) / "postgres"


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The files of a server that ran and stopped; making them is what takes a test's time."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-test-", ignore_cleanup_errors=True) as place:
        with postgres.start(Path(place) / "postgres"):
            pass
        yield Path(place) / "postgres"


@pytest.fixture
def directory(empty: Path, made: Path) -> Path:
    """A data directory of a server that ran and stopped."""
    subprocess.run(["cp", "-a", made, empty], check=True)
    return empty


def hold(directory: Path) -> subprocess.Popen[str]:
    """Another program that uses the server until its stdin ends."""
    words = [sys.executable, "-c", HOLD, str(directory)]
    program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert program.stdout is not None
    assert program.stdout.readline().startswith("postgresql://")
    return program


def end(program: subprocess.Popen[str], how: signal.Signals | None = None) -> None:
    """Let the other program go, by a signal if one is named."""
    if how is not None:
        program.send_signal(how)
    program.communicate(timeout=60)


def server_pid(directory: Path) -> int | None:
    """The number of the server's process, if there is one."""
    file = directory / "postmaster.pid"
    pid = int(file.read_text().split()[0]) if file.exists() else None
    return pid if pid is not None and psutil.pid_exists(pid) else None


async def fetch(url: str, sql: str) -> object:
    connection = await connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def run(url: str, sql: str) -> None:
    connection = await connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_it_stops_with_its_only_program_and_keeps_what_was_written(empty: Path) -> None:
    with postgres.start(empty) as server:
        url = await postgres.create_database(server, "enishi")
        await run(url, "create table kept as select 7 as number")
        assert server_pid(empty)
    assert server_pid(empty) is None
    with postgres.start(empty) as server:
        assert await fetch(server.get_uri("enishi"), "select number from kept") == 7


async def test_the_database_is_utf8_with_locale_c_and_made_once(directory: Path) -> None:
    with postgres.start(directory) as server:
        assert await postgres.create_database(server, "enishi") == await postgres.create_database(server, "enishi")
        url = server.get_uri("enishi")
        sql = "select pg_encoding_to_char(encoding) || ' ' || datcollate from pg_database where datname = 'enishi'"
        assert await fetch(url, sql) == "UTF8 C"


async def test_it_is_tuned_and_its_settings_can_be_overridden(directory: Path) -> None:
    with postgres.start(directory, fsync="off", work_mem="3MB") as server:
        values = [await fetch(server.get_uri(), f"show {name}") for name in ("fsync", "work_mem", "jit", "timezone")]
        assert values == ["off", "3MB", "off", "UTC"]
        assert await fetch(server.get_uri(), "show log_min_error_statement") == "panic"
        pid = server_pid(directory)
        assert pid is not None
        assert psutil.Process(pid).environ()["MALLOC_TRIM_THRESHOLD_"] == "134217728"


def test_two_programs_share_one_server_and_the_last_one_stops_it(directory: Path) -> None:
    first = hold(directory)
    pid = server_pid(directory)
    second = hold(directory)
    assert server_pid(directory) == pid
    end(first)
    assert server_pid(directory) == pid
    end(second)
    assert server_pid(directory) is None


def test_programs_that_start_at_the_same_moment_share_one_server(empty: Path) -> None:
    words = [sys.executable, "-c", HOLD, str(empty)]
    programs = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    answers = [program.communicate(timeout=60)[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert len(set(answers)) == 1
    assert server_pid(empty) is None


def test_a_program_killed_outright_leaves_a_server_that_the_next_one_takes_over_and_stops(directory: Path) -> None:
    end(hold(directory), signal.SIGKILL)
    pid = server_pid(directory)
    assert pid
    with postgres.start(directory):
        assert server_pid(directory) == pid
    assert server_pid(directory) is None


async def test_a_server_killed_outright_is_started_anew_and_has_all_that_was_committed(directory: Path) -> None:
    with postgres.start(directory) as server:
        await run(server.get_uri(), "create table kept as select 7 as number")
        pid = server_pid(directory)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with postgres.start(directory) as again:
            assert await fetch(again.get_uri(), "select number from kept") == 7
            assert server_pid(directory) != pid


def test_both_killed_outright_recover_at_the_next_start(directory: Path) -> None:
    program = hold(directory)
    pid = server_pid(directory)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    end(program, signal.SIGKILL)
    with postgres.start(directory):
        assert server_pid(directory) not in {None, pid}


def test_a_pid_file_that_names_some_other_program_is_not_believed(directory: Path) -> None:
    with postgres.start(directory):
        lines = (directory / "postmaster.pid").read_text().splitlines()
    (directory / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with postgres.start(directory):
        assert server_pid(directory) not in {None, os.getpid()}


def test_an_interrupted_making_of_the_files_is_begun_again(empty: Path) -> None:
    half = empty.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with postgres.start(empty):
        assert server_pid(empty)


def test_a_long_or_spaced_path_gets_a_private_socket_directory(made: Path, empty: Path) -> None:
    for name in ("x" * 120, "名 前"):
        place = empty.with_name(name)
        subprocess.run(["cp", "-a", made, place], check=True)
        with postgres.start(place) as server:
            assert server.sockets.stat().st_mode & 0o777 == 0o700
            assert server.sockets != server.directory
        server.sockets.rmdir()


def test_a_directory_of_other_files_is_left_alone(empty: Path) -> None:
    empty.mkdir()
    (empty / "letter.txt").write_text("mine")
    with pytest.raises(Failure, match="is not empty and no PostgreSQL data directory"), postgres.start(empty):
        pass
    assert [file.name for file in empty.iterdir()] == ["letter.txt"]


def test_a_path_that_a_shell_would_expand_is_refused(empty: Path) -> None:
    with pytest.raises(Failure, match="ENISHI_DATA"), postgres.start(empty.with_name("$(touch x)")):
        pass


def test_files_of_another_version_are_refused_in_one_line(directory: Path) -> None:
    with postgres.start(directory):
        pass
    (directory / "PG_VERSION").write_text("13\n")
    with pytest.raises(Failure, match=r"does not start: .*incompatible") as caught, postgres.start(directory):
        pass
    assert "\n" not in caught.value.message


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users' ways to open")


@as_root
def test_as_root_a_closed_way_is_named_and_never_opened(empty: Path) -> None:
    closed = empty.parent
    closed.chmod(0o700)
    (closed / "secret").write_text("x")
    with pytest.raises(Failure, match=f"`chmod o\\+x {closed}`"), postgres.start(empty):
        pass
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not empty.exists()


@as_root
def test_a_normal_user_needs_no_help_of_root(empty: Path, made: Path) -> None:
    other = pwd.getpwnam("embedded_postgres")
    home = empty.with_name("home")
    home.mkdir()
    os.chown(home, other.pw_uid, other.pw_gid)
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(other.pw_gid)
        os.setuid(other.pw_uid)
        status = 1
        try:
            with postgres.start(home / "postgres"):
                status = 0 if (home / "postgres").stat().st_uid == other.pw_uid else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_ctrl_c_ends_the_server_with_its_program(directory: Path) -> None:
    program = hold(directory)
    end(program, signal.SIGINT)
    deadline = time.monotonic() + 10
    while server_pid(directory) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server_pid(directory) is None
