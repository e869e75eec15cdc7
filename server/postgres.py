"""The embedded PostgreSQL: the wheel's server, shared by the programs that use one directory."""

import fcntl
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from models.database import connect
from server.failure import Failure
from server.postgres_files import SOCKET_NAME, Account, account_for, give, prepare, programs, socket_directory

PATIENCE = 60.0  # seconds: replaying a long log after a crash takes some
DATABASE_LOCK = 0x656E64  # "end", the key of the advisory lock under which a database is made

# glibc gives freed memory back and faults it in again with every statement: a quarter of some statements' time.
MEMORY = {"MALLOC_TRIM_THRESHOLD_": "134217728", "MALLOC_TOP_PAD_": "16777216"}


@dataclass(frozen=True)
class Server:
    """A running server and how to reach it."""

    directory: Path
    sockets: Path
    account: Account | None

    def get_uri(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://postgres:@/{database}?host={quote(str(self.sockets))}"


@contextmanager
def start(directory: Path, **settings: str) -> Iterator[Server]:
    """Start or join the server whose files lie in ``directory``; it stops when its last program has left.

    ``settings`` are PostgreSQL's and go over ours; a program that joins takes what it finds.
    """
    directory = directory.expanduser().resolve()
    account = account_for(directory)
    prepare(directory, account)
    # The kernel lets go of a lock with its process, however that ends: no list of users can go stale.
    with _opened(directory, "users") as users:
        try:
            with _gate(directory):
                fcntl.flock(users, fcntl.LOCK_SH)
                server = _join(directory, account) or _launch(directory, account, settings)
            yield server
        finally:
            with _gate(directory):
                _stop_if_last(directory, account, users)


async def create_database(server: Server, name: str) -> str:
    """The URL of the database ``name``, made first if it is not there; two at once wait for each other."""
    connection = await connect(server.get_uri())
    try:
        await connection.execute("select pg_advisory_lock($1)", DATABASE_LOCK)
        if not await connection.fetchval("select true from pg_database where datname = $1", name):
            await connection.execute(f"create database \"{name}\" template template0 encoding 'utf8' locale 'C'")
    finally:
        await connection.close()
    return server.get_uri(name)


@contextmanager
def _opened(directory: Path, purpose: str) -> Iterator[int]:
    try:
        file = os.open(directory.with_name(f"{directory.name}.{purpose}"), os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise Failure(f"{error.filename} may not be opened: set ENISHI_DATA to a directory of your own.") from None
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def _gate(directory: Path) -> Iterator[None]:
    with _opened(directory, "gate") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(directory: Path) -> bool:
    # The server's own processes hold this lock: no number of a process is asked, which may be another's after a
    # reboot, a zombie's that a container never buries, or one that cannot be seen from another container.
    with _opened(directory, "alive") as alive:
        return not _is_free(alive)


def _join(directory: Path, account: Account | None) -> Server | None:
    deadline = time.monotonic() + PATIENCE
    while _lives(directory):
        server = Server(directory, socket_directory(directory, account), account)
        if _run(account, "pg_isready", "-q", "-h", str(server.sockets), "-p", "5432").returncode == 0:
            return server
        if time.monotonic() > deadline:
            raise Failure(f"PostgreSQL in {directory} does not answer: see {directory / 'server.log'}.")
        time.sleep(0.1)
    return None


def _launch(directory: Path, account: Account | None, settings: dict[str, str]) -> Server:
    if not (directory / "PG_VERSION").exists():
        _create(directory, account)
    server = Server(directory, socket_directory(directory, account), account)
    for stale in (directory / "postmaster.pid", server.sockets / f"{SOCKET_NAME}.lock"):
        stale.unlink(missing_ok=True)
    options = {"unix_socket_directories": str(server.sockets)} | _tuned() | settings
    words = shlex.join(f"--{name}={value}" for name, value in options.items())
    log = directory / "server.log"
    command = ["pg_ctl", "-D", str(directory), "-l", str(log), "-o", words, "-t", str(int(PATIENCE)), "-w", "start"]
    with _opened(directory, "alive") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        outcome = _run(account, *command, hold=(alive,))
    if outcome.returncode:
        raise Failure(f"PostgreSQL in {directory} does not start: {_last_fatal(log) or _one_line(outcome.stderr)}")
    return server


def _create(directory: Path, account: Account | None) -> None:
    if directory.exists() and any(directory.iterdir()):
        raise Failure(f"{directory} is not empty and no PostgreSQL data directory: set ENISHI_DATA to another.")
    # Made beside and then renamed, so that an interrupted start leaves nothing that looks whole.
    fresh = directory.with_name(f"{directory.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give(fresh, account)
    options = ["-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C", "--no-instructions"]
    outcome = _run(account, "initdb", "-D", str(fresh), *options)
    if outcome.returncode:
        raise Failure(f"PostgreSQL's files cannot be made in {fresh}: {_one_line(outcome.stderr)}")
    fresh.replace(directory)


def _stop_if_last(directory: Path, account: Account | None, users: int) -> None:
    if not _is_free(users) or not _lives(directory):
        return
    stop = ["pg_ctl", "-D", str(directory), "-w", "stop", "-m"]
    if _run(account, *stop, "fast", "-t", "30").returncode and _lives(directory):
        _run(account, *stop, "immediate")


def _run(
    account: Account | None, program: str, *words: str, hold: tuple[int, ...] = ()
) -> subprocess.CompletedProcess[str]:
    # Its own session: Ctrl-C is for us, who then stop it in order. Nothing of our environment is its concern.
    return subprocess.run(  # noqa: S603 - the wheel's own programs, never a shell
        [str(programs() / program), *words],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"} | MEMORY,
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
        start_new_session=True,
        pass_fds=hold,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _last_fatal(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return next((line.partition("FATAL:")[2].strip() for line in reversed(lines) if "FATAL:" in line), "")


def _tuned() -> dict[str, str]:
    """Settings for many short reads on somebody's own machine, whose data fits into its memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20)
    return {
        "listen_addresses": "",
        "port": "5432",
        "shared_buffers": f"{min(max(memory // 16, 128), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "random_page_cost": "1.1",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # A failed statement's text and the row that it met hold what members wrote.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
