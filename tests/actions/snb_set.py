"""A tiny LDBC SNB set, and what tests of its import look at."""

import tarfile
from pathlib import Path

import asyncpg

CREATED = "2010-01-02T03:04:05.678+0000"
LATER = "2011-01-02T03:04:05.678+0000"
JOINED = "2011-01-03T03:04:05.678+0000"

TINY = {
    "static/place": [
        "id|name|url|type|isPartOf",
        "10|Tokyo|u|city|11",
        "11|Japan|u|country|12",
        "12|Asia|u|continent|",
    ],
    "static/tagclass": ["id|name|url|isSubclassOf", "1|Person|u|0", "0|Thing|u|"],
    "static/tag": ["id|name|url|hasType", "1|Rumi|u|1", "2|Kafka|u|1"],
    "static/organisation": ["id|type|name|url|place", "7|university|Tōdai|u|10", "8|company|Kam_Air|u|11"],
    "dynamic/person": [
        "id|firstName|lastName|gender|birthday|creationDate|locationIP|browserUsed|place",
        f"5|Jose|Alonso|female|1987-09-18|{LATER}|1.1.1.1|Firefox|10",
        f'4398046511192|Chong|"Z" Zhang|male|1983-01-20|{CREATED}|1.1.1.1|Chrome|10',
        f"6|Ada|Lee|female|1983-01-20|{LATER}|1.1.1.1|Chrome|11",
    ],
    "dynamic/person_email_emailaddress": ["Person.id|email", "5|jose@gmail.com", "5|jose@gmx.com", "6|ada@gmail.com"],
    "dynamic/person_speaks_language": ["Person.id|language", "5|es", "6|es", "6|ja"],
    "dynamic/person_hasInterest_tag": ["Person.id|Tag.id", "5|1", "4398046511192|1"],
    "dynamic/person_studyAt_organisation": ["Person.id|Organisation.id|classYear", "5|7|2008"],
    "dynamic/person_workAt_organisation": ["Person.id|Organisation.id|workFrom", "6|8|2009"],
    "dynamic/person_knows_person": ["Person.id|Person.id|creationDate", f"5|4398046511192|{LATER}"],
    "dynamic/forum": ["id|title|creationDate|moderator", f"90|Wall of Jose|{LATER}|5"],
    "dynamic/forum_hasMember_person": ["Forum.id|Person.id|joinDate", f"90|6|{LATER}", f"90|5|{JOINED}"],
    "dynamic/post": [
        "id|imageFile|creationDate|locationIP|browserUsed|language|content|length|creator|Forum.id|place",
        f"100|photo100.jpg|{LATER}|1.1.1.1|Chrome|||0|5|90|11",
        f'101||{LATER}|1.1.1.1|Chrome|uz|About "Rumi, 縁|10|6|90|11',
    ],
    "dynamic/comment": [
        "id|creationDate|locationIP|browserUsed|content|length|creator|place|replyOfPost|replyOfComment",
        f"202|{LATER}|1.1.1.1|Chrome|deeper|6|5|11||201",
        f"201|{LATER}|1.1.1.1|Chrome|deep|4|6|11||200",
        f"200|{LATER}|1.1.1.1|Chrome|yes|3|5|11|101|",
    ],
    "dynamic/post_hasTag_tag": ["Post.id|Tag.id", "101|1", "101|2"],
    "dynamic/comment_hasTag_tag": ["Comment.id|Tag.id", "202|1"],
    "dynamic/person_likes_post": ["Person.id|Post.id|creationDate", f"5|101|{LATER}", f"6|101|{LATER}"],
    "dynamic/person_likes_comment": ["Person.id|Comment.id|creationDate", f"5|202|{LATER}"],
}


def silent(stage: str, done: int, total: int) -> None:
    """Hear of the progress and say nothing."""


def written(directory: Path) -> Path:
    """The tiny set, unpacked."""
    for name, lines in TINY.items():
        path = directory / f"{name}_0_0.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return directory


async def row_counts(connection: asyncpg.Connection) -> dict[str, int]:
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
    return {table: await connection.fetchval(f'select count(*) from "{table}"') for (table,) in tables}


def tar_gz(directory: Path, archive: Path, *, prefix: str = "sf0.1/") -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(directory, prefix)
    return archive
