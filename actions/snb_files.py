"""The files of an LDBC SNB set: found by name in a directory or a .tar.gz, read row by row."""

import gzip
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path, PurePosixPath

from actions.refusals import ImportRefused

NAMES = (
    "comment",
    "comment_hasTag_tag",
    "forum",
    "forum_hasMember_person",
    "organisation",
    "person",
    "person_email_emailaddress",
    "person_hasInterest_tag",
    "person_knows_person",
    "person_likes_comment",
    "person_likes_post",
    "person_speaks_language",
    "person_studyAt_organisation",
    "person_workAt_organisation",
    "place",
    "post",
    "post_hasTag_tag",
    "tag",
    "tagclass",
)
WANTED = {f"{name}_0_0.csv": name for name in NAMES}
BROKEN_ARCHIVE = (tarfile.TarError, zlib.error, EOFError, OSError)

Files = dict[str, Path]
Row = tuple[str, ...]


@contextmanager
def opened(source: Path) -> Iterator[Files]:
    """The files of the set, by the nouns of their names, while the context lasts."""
    if source.is_dir():
        yield complete(source, sorted(source.rglob("*_0_0.csv")))
    elif source.is_file():
        with tempfile.TemporaryDirectory(prefix="enishi-snb-") as directory:
            yield complete(source, unpacked(source, Path(directory)))
    else:
        raise ImportRefused(f"{source}: there is no such directory or .tar.gz file")


def unpacked(archive: Path, directory: Path) -> list[Path]:
    """Copies of the archive's SNB files, under names of our own; nothing else of it is written anywhere."""
    try:
        with gzip.open(archive) as packed, tarfile.open(fileobj=packed, mode="r:") as tar:
            paths = [path for member in tar if (path := _copied(tar, member, directory))]
            # The check sum stands behind the last file.
            while packed.read(1 << 20):
                pass
            return paths
    except BROKEN_ARCHIVE as error:
        raise ImportRefused(
            f"{archive.name}: cannot be unpacked ({error}), a whole .tar.gz archive was expected"
        ) from error


def complete(source: Path, paths: list[Path]) -> Files:
    """The files among ``paths`` that make a set, each there once."""
    files: Files = {}
    for path in paths:
        name = WANTED.get(path.name)
        if name in files:
            raise ImportRefused(f"{path.name}: is in {source.name} twice")
        if name:
            files[name] = path
    for file_name, name in WANTED.items():
        if name not in files:
            raise ImportRefused(f"{file_name}: is not in {source.name}")
    return files


def row_count(path: Path) -> int:
    """How many rows the file has below its header, for a progress bar."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return max(count - (last == b"\n"), 0)


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Each row's line and its cells of ``columns``. Nothing is quoted in these files: a bar always parts two cells."""
    with path.open("rb") as file:
        width, pick = _header(path, columns, file.readline())
        for line, raw in enumerate(file, 2):
            cells = _cells(path, line, raw)
            if len(cells) != width:
                raise refused(path.name, line, f"the row has {len(cells)} cells, the header has {width}")
            yield line, pick(cells)


def _header(path: Path, columns: Sequence[str], raw: bytes) -> tuple[int, Callable[[list[str]], Row]]:
    if not raw.strip():
        raise refused(path.name, 1, "the file is empty, its first line must name the columns")
    header = _cells(path, 1, raw.removeprefix(b"\xef\xbb\xbf"))
    places, free = [], list(header)
    for column in columns:
        if column not in free:
            raise refused(path.name, 1, f"there is no column {column}")
        places.append(free.index(column))
        free[places[-1]] = ""  # a column that is asked for twice is there twice: Person.id|Person.id
    return len(header), itemgetter(*places) if len(places) > 1 else lambda cells: (cells[places[0]],)


def _cells(path: Path, line: int, raw: bytes) -> list[str]:
    try:
        return raw.decode().rstrip("\r\n").split("|")
    except UnicodeDecodeError as error:
        raise refused(path.name, line, f"the line is not UTF-8 (byte {error.start + 1})") from error


def refused(file_name: str, line: int, message: object) -> ImportRefused:
    """The refusal of one line of one file."""
    return ImportRefused(f"{file_name}:{line}: {message}")


def _copied(tar: tarfile.TarFile, member: tarfile.TarInfo, directory: Path) -> Path | None:
    name = PurePosixPath(member.name).name
    content = tar.extractfile(member) if member.isfile() and name in WANTED else None
    if content is None:
        return None
    path = Path(tempfile.mkdtemp(dir=directory)) / name
    with content, path.open("wb") as copy:
        shutil.copyfileobj(content, copy, 1 << 20)
    return path
