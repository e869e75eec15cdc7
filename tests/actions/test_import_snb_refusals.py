"""What is wrong with an LDBC SNB set is said with file and line, and nothing of the set is kept.

Every test runs on the same database: each leaves it as it was.
"""

import asyncio
import gzip
import io
import tarfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from actions.import_snb import import_snb
from actions.refusals import ImportRefused
from models.database import connect
from tests.actions.snb_set import LATER, TINY, row_counts, silent, tar_gz, written
from tests.conftest import fresh_database, on_database, statement


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return written(tmp_path / "tiny")


@pytest.fixture(scope="module")
async def shared(postgres_url: str, template: str) -> AsyncIterator[str]:
    await fresh_database(postgres_url, "test_snb_refusals", template)
    yield on_database(postgres_url, "test_snb_refusals")
    await statement(postgres_url, "drop database test_snb_refusals with (force)")


async def refuses(database: str, source: Path, message: str, *, slug: str = "snb") -> None:
    """Hold that the set is refused with a message that begins like this, and every table is as long as before."""
    connection = await connect(database)
    try:
        before = await row_counts(connection)
        with pytest.raises(ImportRefused, match=f"^{message}"):
            await import_snb(database, source, slug=slug, report=silent)
        assert await row_counts(connection) == before
    finally:
        await connection.close()


async def test_a_network_that_exists_is_not_read_into(database: str, tiny: Path) -> None:
    await import_snb(database, tiny, slug="one", report=silent)
    await refuses(database, tiny, "there is a network one already", slug="one")


async def test_of_two_imports_at_once_one_is_refused(database: str, tiny: Path) -> None:
    both = (import_snb(database, tiny, report=silent) for _ in range(2))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [ImportRefused]
    assert [outcome["members"] for outcome in outcomes if isinstance(outcome, dict)] == [3]


async def test_accounts_of_a_network_that_is_gone_are_not_taken_over(database: str, tiny: Path) -> None:
    await import_snb(database, tiny, report=silent)
    await statement(database, "delete from members; delete from networks")
    await refuses(database, tiny, "the accounts of an earlier import as snb are still here")


@pytest.mark.parametrize("slug", ["", "UPPER", "-a", "a.b", "a%b", "a" * 64])
async def test_a_network_needs_a_proper_slug(shared: str, tiny: Path, slug: str) -> None:
    await refuses(shared, tiny, ".* cannot name a network", slug=slug)


Change = Callable[[list[str]], list[str]]


def put(row: str, *, at: int = 2) -> Change:
    """The row in the place of the one in this line."""
    return lambda lines: [*lines[: at - 1], row, *lines[at:]]


def added(row: str) -> Change:
    """The row after all others."""
    return lambda lines: [*lines, row]


def again(lines: list[str]) -> list[str]:
    """The file with its last row twice."""
    return [*lines, lines[-1]]


def empty(_: list[str]) -> list[str]:
    """Nothing at all."""
    return []


def header_only(lines: list[str]) -> list[str]:
    """The file without a row."""
    return lines[:1]


PERSON = f"5|Jose|Alonso|female|1987-09-18|{LATER}|1.1.1.1|Firefox|10"
POST = f"102||{LATER}|1.1.1.1|Chrome|uz|hello|5|6|90|11"

BROKEN: list[tuple[str, Change, str]] = [
    ("dynamic/person", put("id|firstName|lastName", at=1), "person_0_0.csv:1: there is no column creationDate"),
    ("dynamic/person_knows_person", put("Person.id|creationDate", at=1), "person_knows_person_0_0.csv:1: .*Person.id"),
    ("dynamic/person", empty, "person_0_0.csv:1: the file is empty"),
    ("dynamic/post", empty, "post_0_0.csv:1: the file is empty"),
    ("dynamic/person", header_only, "person_0_0.csv:1: there is no person"),
    ("dynamic/person", put("5|Jose"), "person_0_0.csv:2: the row has 2 cells, the header has 9"),
    ("dynamic/person_likes_comment", added("5|202"), "person_likes_comment_0_0.csv:3: the row has 2 cells"),
    ("dynamic/person_likes_comment", added(""), "person_likes_comment_0_0.csv:3: the row has 1 cells"),
    ("dynamic/person", added(PERSON), "person_0_0.csv:5: the person 5 is here twice"),
    ("dynamic/person", put(PERSON.replace("5|", "x5|", 1)), "person_0_0.csv:2: 'x5' is not an id"),
    ("dynamic/person", put(PERSON.replace("5|", "05|", 1)), "person_0_0.csv:2: '05' is not an id"),
    ("dynamic/person", put(PERSON.replace("5|", "٥|", 1)), "person_0_0.csv:2: '٥' is not an id"),
    ("dynamic/person", put(PERSON.replace("5|", "9223372036854775808|", 1)), "person_0_0.csv:2: .* is not an id"),
    ("dynamic/person", put(PERSON.replace("09-18", "02-30")), "person_0_0.csv:2: '1987-02-30' is not a date"),
    ("dynamic/person", put(PERSON.replace(LATER, "yesterday")), "person_0_0.csv:2: 'yesterday' is not a time"),
    ("dynamic/person", put(PERSON.replace("+0000", "")), "person_0_0.csv:2: '2011-.*' is not a time"),
    ("dynamic/person", put(PERSON.replace("2011-", "0001-")), "person_0_0.csv:2: '0001-.*' is not a time"),
    ("dynamic/person", put(PERSON.replace("Jose", " ")), "person_0_0.csv:2: .* is blank"),
    ("dynamic/person", put(PERSON.replace("Jose", "J" * 100)), "person_0_0.csv:2: .* has 100 characters"),
    ("dynamic/person", put(PERSON.replace("Jose", "J\0")), "person_0_0.csv:2: .* zero byte"),
    ("dynamic/person", put(PERSON[:-2] + "99"), "person_0_0.csv:2: there is no place '99'"),
    ("dynamic/person_email_emailaddress", again, "person_email_emailaddress_0_0.csv:5: .* is here twice"),
    ("dynamic/person_email_emailaddress", added("99|a@b.c"), "person_email_.*:5: there is no person '99'"),
    ("static/place", put("10|Tokyo|u|city|99"), "place_0_0.csv:2: there is no place '99'"),
    ("static/place", put("12|Asia|u|continent|10", at=4), "place_0_0.csv:2: the place lies below itself"),
    ("static/place", again, "place_0_0.csv:5: the place 12 is here twice"),
    ("static/tagclass", put("0|Thing|u|0", at=3), "tagclass_0_0.csv:3: the tag class lies below itself"),
    ("static/tag", added("3|Zen|u|99"), "tag_0_0.csv:4: there is no tag class '99'"),
    ("static/tag", again, "tag_0_0.csv:4: the tag 2 is here twice"),
    ("static/organisation", put("7|school|Tōdai|u|10"), "organisation_0_0.csv:2: 'school' is neither"),
    ("static/organisation", again, "organisation_0_0.csv:4: the organisation 8 is here twice"),
    ("dynamic/person_hasInterest_tag", added("5|99"), "person_hasInterest_tag_0_0.csv:4: there is no tag '99'"),
    ("dynamic/person_hasInterest_tag", again, "person_hasInterest_tag_0_0.csv:4: .* is here twice"),
    ("dynamic/person_studyAt_organisation", added("6|8|2008"), "person_studyAt_.*:3: there is no university '8'"),
    ("dynamic/person_studyAt_organisation", put("5|7|08"), "person_studyAt_.*:2: '08' is not a year"),
    ("dynamic/person_workAt_organisation", added("6|7|2009"), "person_workAt_.*:3: there is no company '7'"),
    ("dynamic/person_workAt_organisation", again, "person_workAt_organisation_0_0.csv:3: .* is here twice"),
    ("dynamic/person_workAt_organisation", put("6|8|0000"), "person_workAt_.*:2: '0000' is not a year"),
    ("dynamic/person_knows_person", added(f"4398046511192|5|{LATER}"), "person_knows_.*:3: .* is here twice"),
    ("dynamic/person_knows_person", added(f"5|5|{LATER}"), "person_knows_.*:3: the person 5 cannot"),
    ("dynamic/person_knows_person", added(f"5|99|{LATER}"), "person_knows_.*:3: there is no person '99'"),
    ("dynamic/forum", again, "forum_0_0.csv:3: the forum 90 is here twice"),
    ("dynamic/forum", added(f"91|X|{LATER}|99"), "forum_0_0.csv:3: there is no person '99'"),
    ("dynamic/forum_hasMember_person", added(f"99|5|{LATER}"), "forum_hasMember_.*:4: there is no forum '99'"),
    ("dynamic/forum_hasMember_person", again, "forum_hasMember_person_0_0.csv:4: .* is here twice"),
    ("dynamic/post", again, "post_0_0.csv:4: the message 101 is here twice"),
    ("dynamic/post", added(POST.replace("102", "200", 1)), "post_0_0.csv:4: the message 200 is here twice"),
    ("dynamic/post", added(POST.replace("|90|", "|99|")), "post_0_0.csv:4: there is no forum '99'"),
    ("dynamic/post", added(POST.replace("hello", "")), "post_0_0.csv:4: .* is blank"),
    ("dynamic/post", added(POST.replace("hello", "x" * 40_001)), "post_0_0.csv:4: .* has 40001 characters"),
    ("dynamic/comment", again, "comment_0_0.csv:5: the comment 200 is here twice"),
    ("dynamic/comment", added(f"203|{LATER}|i|b|x|1|5|11||99"), "comment_0_0.csv:5: there is no comment '99'"),
    ("dynamic/comment", added(f"203|{LATER}|i|b|x|1|5|11|99|"), "comment_0_0.csv:5: there is no post '99'"),
    ("dynamic/comment", added(f"203|{LATER}|i|b|x|1|5|11||"), "comment_0_0.csv:5: a comment answers either"),
    ("dynamic/comment", put(f"200|{LATER}|i|b|x|1|5|11||202", at=4), "comment_0_0.csv:2: the comment lies below"),
    ("dynamic/comment", added(f"203|{LATER}|i|b|x|1|99|11|101|"), "comment_0_0.csv:5: there is no person '99'"),
    ("dynamic/person_likes_post", again, "person_likes_post_0_0.csv:4: .* is here twice"),
    ("dynamic/person_likes_comment", added(f"5|101|{LATER}"), "person_likes_comment_.*:3: there is no comment '101'"),
    ("dynamic/post_hasTag_tag", again, "post_hasTag_tag_0_0.csv:4: .* is here twice"),
    ("dynamic/post_hasTag_tag", added("99|1"), "post_hasTag_tag_0_0.csv:4: there is no post '99'"),
    ("dynamic/post_hasTag_tag", added("100|99"), "post_hasTag_tag_0_0.csv:4: there is no tag '99'"),
    ("dynamic/comment_hasTag_tag", again, "comment_hasTag_tag_0_0.csv:3: .* is here twice"),
    ("dynamic/comment_hasTag_tag", added("101|1"), "comment_hasTag_tag_0_0.csv:3: there is no comment '101'"),
    ("dynamic/person_likes_comment", added("5|201|x"), "person_likes_comment_0_0.csv:3: 'x' is not a time"),
]


@pytest.mark.parametrize(("name", "change", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
async def test_a_broken_row_is_named(shared: str, tiny: Path, name: str, change: Change, message: str) -> None:
    lines = "".join(f"{line}\n" for line in change(TINY[name]))
    (tiny / f"{name}_0_0.csv").write_text(lines, encoding="utf-8")
    await refuses(shared, tiny, message)


async def test_a_line_that_is_not_utf_8_is_named(shared: str, tiny: Path) -> None:
    path = tiny / "dynamic/person_likes_comment_0_0.csv"
    path.write_bytes(path.read_bytes() + b"5|2\xff1|x\n")
    await refuses(shared, tiny, r"person_likes_comment_0_0\.csv:3: the line is not UTF-8 \(byte 4\)")


async def test_a_thread_deeper_than_can_be_kept_is_refused_midway(shared: str, tiny: Path) -> None:
    with (tiny / "dynamic/comment_0_0.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{own}|{LATER}|i|b|x|1|5|11||{own - 1}\n" for own in range(203, 33_000))
    await refuses(shared, tiny, r"comment_0_0\.csv:32770: the comment is 32768 answers deep")


@pytest.mark.parametrize("name", list(TINY))
async def test_a_set_lacks_no_file(shared: str, tiny: Path, name: str) -> None:
    (tiny / f"{name}_0_0.csv").unlink()
    await refuses(shared, tiny, f"{Path(name).name}_0_0.csv: is not in tiny")


async def test_a_directory_with_two_sets_is_refused(shared: str, tiny: Path) -> None:
    written(tiny / "copy")
    await refuses(shared, tiny, r"\w+_0_0\.csv: is in tiny twice")


async def test_what_is_neither_directory_nor_archive_is_refused(shared: str, tmp_path: Path) -> None:
    await refuses(shared, tmp_path / "nowhere", ".*there is no such directory")


@pytest.mark.parametrize("kept", [0, 10, 300, -20])
async def test_a_cut_archive_is_refused(shared: str, tiny: Path, tmp_path: Path, kept: int) -> None:
    archive = tar_gz(tiny, tmp_path / "tiny.tar.gz")
    archive.write_bytes(archive.read_bytes()[:kept])
    await refuses(shared, archive, r"tiny\.tar\.gz: cannot be unpacked")


async def test_an_archive_writes_nowhere_but_where_it_is_told(shared: str, tmp_path: Path) -> None:
    content = b"id|name|url|type|isPartOf\n"
    archive = tmp_path / "evil.tar.gz"
    with gzip.open(archive, "wb") as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        entry = tarfile.TarInfo(f"../../{tmp_path}/out/place_0_0.csv")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("tag_0_0.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    await refuses(shared, archive, r"comment_0_0\.csv: is not in evil\.tar\.gz")
    assert not (tmp_path / "out").exists()
