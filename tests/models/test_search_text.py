"""How texts are compared when somebody searches, and who is found by them."""

import importlib
import random
import unicodedata
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from models import search
from models.database import connect
from tests.graph.search_cases import CASES, LABELS, STORED
from tests.world import START, World

MIGRATION: Any = importlib.import_module("models.migrations.0005_search")
EVERYBODY = "{it}.status = 'ACTIVE'"

SAME = [
    ("山田　太郎", "山田太郎", "a blank of either width"),
    ("ﾔﾏﾀﾞ", "ヤマダ", "half width"),
    ("やまだ", "ヤマダ", "hiragana"),
    ("ＹＡＭＡＤＡ", "yamada", "full width and capitals"),
    ("ｸﾄﾞｳ ｼﾕﾝﾛｳ", "くどうしゅんろう", "no small kana in a payroll system"),
    ("髙橋", "高橋", "a variant of a kanji"),
    ("山﨑 嵜", "山崎 崎", "a compatibility character that NFKC leaves, and a variant"),
    ("渡邉", "渡辺", "邉"),
    ("渡邊", "渡辺", "邊"),
    ("齋藤 斎藤", "斉藤 齊藤", "the four of さいとう"),
    ("神\ufe00", "神", "a variation selector"),
    ("葛\U000e0100城", "葛城", "an ideographic variation selector"),
    ("\u2f3e田", "戸田", "a radical"),
    ("⻑谷川", "長谷川", "a radical that NFKC leaves"),
    ("𠮷野", "吉野", "a character beyond the basic plane"),
    ("佐々木", "佐佐木", "々"),
    ("いすゞ", "イスズ", "ゞ"),
    ("こゝろ", "ココロ", "ゝ"),
    ("サトー", "サトウ", "a long o"),
    ("サトオ", "サトウ", "a long o"),
    ("ｻﾄ-", "サトウ", "a dash for a long vowel"),
    ("おおの", "オーノ", "a long o, spelt twice"),
    ("ゆうこ", "ユーコ", "a long u"),
    ("けいこ", "ケーコ", "a long e"),
    ("けいいち", "ケーイチ", "a long e before an i"),
    ("いいだ", "イーダ", "a long i"),
    ("飯塚みづほ", "飯塚みずほ", "づ and ず"),
    ("かをる", "かおる", "を and お"),
    ("ヴァイオリン", "バイオリン", "ヴ"),
    ("デヴィッド", "デビッド", "ヴ"),
    ("サーバー", "サーバ", "a loan word's last vowel"),
    ("コンピューター", "コンピュータ", "a loan word's last vowel"),
    ("Ōno", "Ono", "a macron"),
    ("Ohno", "Ono", "oh"),
    ("Oono", "Ono", "oo"),
    ("Saitoh", "Saito", "oh at the end"),
    ("Saitou", "Saito", "ou"),
    ("Yuuko", "Yuko", "uu"),
    ("Yuhki", "Yuki", "uh"),
    ("Yohhei", "Youhei", "an h that begins a syllable stays"),
    ("Müller", "muller", "an accent"),
    ("Nguyễn", "nguyen", "two accents"),
    ("Łódź", "lodz", "a letter with a stroke"),
    ("Straße", "strasse", "ß"),
    ("O’Neil", "O'Neil", "an apostrophe"),
    ("Jean‐Luc", "jeanluc", "a hyphen"),
    ("ジョン・スミス", "ジョンスミス", "a middle dot"),
    ("㈱縁側", "株式会社縁側", "a sign for a word"),
    ("Ｍ＆Ａ", "m&a", "an ampersand stays"),
    ("100% remote_work", "100remotework", "what a pattern would take for more than it is"),
]
OTHER = [
    ("オオノ", "オノ", "大野 and 小野"),
    ("ユウコ", "ユコ", "a long u and a short one"),
    ("サトウ", "サト", "a long o and a short one"),
    ("キョウコ", "キヨコ", "京子 and 清子"),
    ("カトウ", "ガトウ", "a voiced sound"),
    ("埼玉", "崎玉", "characters that differ"),
    ("ミラー", "ミラ", "a short word keeps its vowel"),
    ("Ohara", "Oara", "an h that begins a syllable"),
    ("C++", "C", "a name made of signs"),
    ("C#", "C++", "a name made of signs"),
    ("Ida", "Iida", "a double i, which is written in Latin letters"),
    ("二", "ニ", "a number and a syllable"),
]


@pytest.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(database)
    if not await has_columns(connection):
        for table, column, made in MIGRATION.COLUMNS:
            await connection.execute(f"alter table {table.lower()}s add {column} {sql_type(made)}")
        await connection.execute(MIGRATION.KEPT)
    yield connection
    await connection.close()


async def has_columns(connection: asyncpg.Connection) -> bool:
    columns = "select count(*) from information_schema.columns where column_name = 'name_search'"
    return bool(await connection.fetchval(columns))


def sql_type(made: Any) -> str:
    expression = getattr(made, "expression", None)
    return f"text generated always as ({expression}) stored" if expression else "text not null default ''"


async def fold(connection: asyncpg.Connection, text: str) -> str:
    return str(await connection.fetchval("select enishi_search_fold($1)", text))


async def test_two_ways_to_write_one_thing_are_one(connection: asyncpg.Connection) -> None:
    told_apart = [(one, other, why) for one, other, why in SAME if not await same(connection, one, other)]
    assert told_apart == []


async def test_two_things_stay_two(connection: asyncpg.Connection) -> None:
    assert [(one, other, why) for one, other, why in OTHER if await same(connection, one, other)] == []


async def same(connection: asyncpg.Connection, one: str, other: str) -> bool:
    return await fold(connection, one) == await fold(connection, other)


async def test_every_variant_is_folded_and_none_is_lost_on_nfkc(connection: asyncpg.Connection) -> None:
    groups = MIGRATION.VARIANTS.split()
    variants = [(variant, group[0]) for group in groups for variant in group[1:]]
    assert len(variants) > 450
    assert len({variant for variant, _ in variants}) == len(variants)
    assert not {variant for variant, _ in variants} & {group[0] for group in groups}
    for variant, usual in variants:
        assert await fold(connection, variant) == usual
        assert await connection.fetchval("select normalize($1::text, nfkc)", variant) == variant, "is not needed"


async def test_nothing_is_left_that_a_pattern_or_a_query_would_take_for_more_than_itself(
    connection: asyncpg.Connection,
) -> None:
    chance = random.Random(1)
    letters = "アーんがゞ々佐髙aouhŌß" + " '-・%_\\~|()+#&=^*:!<>\"\n🎉１ｶﾞ"
    for _ in range(300):
        text = "".join(chance.choices(letters, k=chance.randint(1, 12)))
        folded = await fold(connection, text)
        assert not set(folded) & set(" %_\\~|'*^=:!<>()\"\n"), text


async def test_what_is_typed_so_far_finds_what_is_going_to_be_typed(connection: asyncpg.Connection) -> None:
    whole = [stored.columns for stored in STORED.values()]
    names = [
        each for columns in whole for name, each in columns.items() if name.endswith(("_name", "_kana", "_romaji"))
    ]
    for name in (unicodedata.normalize("NFKC", each) for each in names if each):
        folded = await fold(connection, name)
        for end in range(1, len(name) + 1):
            assert folded.startswith(await fold(connection, name[:end])), (name, name[:end])


async def test_the_index_holds_characters_and_pairs_of_names_and_of_other_texts(connection: asyncpg.Connection) -> None:
    tokens = "select tsvector_to_array(enishi_search_tokens($1, $2, $3, $4, $5, $6))"
    network = "00000000-0000-0000-0000-000000abcdef"
    found = await connection.fetchval(tokens, network, " 佐佐木| 佐 ", None, "木", "", [3, 12])
    assert {each.removeprefix("abcdef") for each in found} == {
        *(" ", " 佐", "佐", "佐佐", "佐木", "木", "木|", "|", "| ", "佐 "),
        *("^佐佐木|", "^佐", "~木", "~木 ", "~ ", "=3", "=12", "*"),
    }
    assert await connection.fetchval(tokens, network, " ", None, None, "", []) == ["abcdef ", "abcdef*"]


async def test_words_are_split_at_blanks_of_all_kinds(connection: asyncpg.Connection) -> None:
    words = "select enishi_search_words($1)"
    assert sorted(await connection.fetchval(words, " 山田　たろう\u00a0山田\t・ ")) == ["タロー", "山田"]
    assert await connection.fetchval(words, "　・ 🎉") == []


async def test_names_tell_where_a_name_and_its_parts_begin_and_end(connection: asyncpg.Connection) -> None:
    names = "select enishi_search_names($1, $2, $3)"
    assert await connection.fetchval(names, "山田 太郎", "ヤマダ　タロウ", None) == (
        " 山田太郎| 山田 太郎 ヤマダタロー| ヤマダ タロー "
    )
    assert await connection.fetchval(names, "Jean-Luc Müller（Luc）", "", "ｻﾄ- ") == (
        " jeanlucmullerluc| jean luc muller サトー| サトー "
    )


@pytest.fixture
async def world(connection: asyncpg.Connection) -> World:
    """Everybody in the table of cases, in one network, and the same people in another."""
    world = World(connection)
    for network in ("here", "there"):
        place: dict[str, Any] = {"locale": "JA", "time_zone": "Asia/Tokyo", "emojis": [], "created_at": START}
        await world.add("networks", network, name=network, slug=network, **place)
        await people(world, network)
    return world


async def people(world: World, network: str) -> None:
    own = {"network_id": world[network]}
    for key, label in LABELS.items():
        told: dict[str, Any] = {"label_ja": label.ja, "label_en": label.en, "aliases": list(label.aliases)}
        await world.add("attributes", f"{key} {network}", **own, kind="SKILL", rarity=0, **told)
    for key, stored in STORED.items():
        member = await world.member(f"{key} {network}", network=network, **stored.columns)
        its = {**own, "member_id": member}
        for company in stored.companies:
            await world.add("positions", **its, company=company, started="2020", version=1)
        for attribute in stored.attributes:
            held = world[f"{attribute} {network}"]
            await world.add("member_attributes", **its, attribute_id=held, source="MEMBER")


def filled(template: str, guard: str = "true") -> str:
    """A template as the compiler fills it; ``guard`` stands for every guard."""
    for column, hidden in (("former_search", "null"), ("headline_search", "null"), ("attribute_keys", "'{}'")):
        template = template.replace(f"{{it.{column}}}", f"case when {guard} then {{it}}.{column} else {hidden} end")
    template = template.replace("{visible:Position:p:member}", guard)
    return template.replace("{it}", "m").replace("{value}", "$1::text").replace("{network}", "$2::uuid")


async def found(
    world: World, typed: str, conditions: str = EVERYBODY, guard: str = "true", limit: int = 100
) -> list[str]:
    """Who is found, the best first, by the page; the filter must find the same."""
    here, names = world["here"], {key: name for name, key in world.ids.items()}
    page = filled(search.Hits(conditions, str(limit)).select, guard)
    hits = [hit["id"] for hit in await world.connection.fetch(page, typed, here)]
    condition = filled(f"{search.CANDIDATES} and {search.FOUND} and {conditions}", guard)
    every = await world.connection.fetch(
        f"select m.id from members m where m.network_id = $2 and {condition}", typed, here
    )
    assert len(hits) == min(limit, len(every))
    assert {*hits} <= {row["id"] for row in every}
    return [names[hit].removesuffix(" here") for hit in hits]


async def test_the_table_has_sixty_cases() -> None:
    assert len(CASES) >= 60
    assert len({case.typed for case in CASES}) == len(CASES)


async def test_everybody_in_the_table_is_found_in_its_order_and_nobody_else(world: World) -> None:
    wrong = {}
    for case in CASES:
        if (hits := await found(world, case.typed)) != case.keys:
            wrong[case.typed] = (case.why, hits)
    assert wrong == {}


async def test_what_is_hidden_is_found_by_nobody_and_names_are(world: World) -> None:
    for typed in ("トヨタ", "パイソン", "M&A", "データセンター", "山田 トヨタ", "田舎"):
        assert await found(world, typed) != [], typed
        assert await found(world, typed, guard="false") == [], typed
    assert await found(world, "山田", guard="false") == ["tanaka", "yamada"]


async def test_a_member_whom_the_rule_hides_is_not_found_and_takes_no_place(world: World) -> None:
    conditions = "{it}.display_name not like '田%'"
    assert await found(world, "田", conditions) == ["ishida", "oda", "yamada"]
    assert await found(world, "田", conditions, limit=2) == ["ishida", "oda"]


PAGED = ["田", "サ", "y", "a", "山田", "こ", "python", "saito"]


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
async def test_pages_of_any_size_give_what_one_page_gives(world: World, backwards: bool) -> None:
    for typed in PAGED:
        whole = await hits(world, typed, search.Hits(EVERYBODY, "100", backwards=backwards))
        assert len(whole) > 1
        assert whole == sorted(whole, reverse=backwards), typed
        for size in (1, 2, 3):
            assert await paged(world, typed, size, backwards) == whole, (typed, size)


async def hits(world: World, typed: str, asked: search.Hits, *beyond: Any) -> list[tuple[int, str, UUID]]:
    rows = await world.connection.fetch(filled(asked.select), typed, world["here"], *beyond)
    return [(row["relevance"], row["sort_name"], row["id"]) for row in rows]


async def paged(world: World, typed: str, size: int, backwards: bool) -> list[tuple[int, str, UUID]]:
    """All hits, read page by page."""
    found = await hits(world, typed, search.Hits(EVERYBODY, str(size), backwards=backwards))
    asked = search.Hits(EVERYBODY, str(size), ("$3::int", "$4::text", "$5::uuid"), backwards)
    while page := await hits(world, typed, asked, *found[-1]):
        found += page
    return found


async def test_the_index_finds_what_the_walk_finds_among_thousands(world: World) -> None:
    """More members than are walked, so that the pages of the last ones come from the index."""
    await world.connection.execute(
        "insert into members (id, network_id, kind, status, listing, roles, display_name, family_name_kana, joined_at,"
        " updated_at, version, attribute_keys) select gen_random_uuid(), $1, 'ALUMNUS', 'INVITED', 'LISTED', '{}',"
        " 'xx' || n, 'アア', now(), now(), 1, '{}' from generate_series(1, 2500) n",
        world["here"],
    )
    await world.connection.execute("analyze members")
    for case in CASES:
        if "x" not in case.typed:
            assert await found(world, case.typed) == case.keys, case.why


async def test_companies_are_found_from_when_they_are_written_until_they_are_gone(world: World) -> None:
    execute, here = world.connection.execute, world["here"]
    assert await found(world, "縁石") == []
    await execute("update positions set company = '縁石工業' where company like '㈱%' and network_id = $1", here)
    assert await found(world, "縁石") == ["yamada"]
    assert await found(world, "縁側") == []
    assert await found(world, "トヨタ") == ["yamada"]
    await execute("delete from positions where network_id = $1", here)
    assert await found(world, "縁石") == []
    kept = await world.connection.fetchval(
        "select count(*) from members where network_id = $1 and searched_companies <> ''", here
    )
    assert kept == 0


async def test_a_position_that_goes_to_another_member_is_found_with_that_member_alone(world: World) -> None:
    assert await found(world, "トヨタ") == ["yamada"]
    await world.connection.execute(
        "update positions set member_id = $1 where network_id = $2", world["abe here"], world["here"]
    )
    assert await found(world, "トヨタ") == ["abe"]
    kept = "select id from members where network_id = $1 and searched_companies <> ''"
    assert [row["id"] for row in await world.connection.fetch(kept, world["here"])] == [world["abe here"]]


async def test_a_label_that_changes_is_found_by_its_new_text(world: World) -> None:
    await world.connection.execute("update attributes set label_ja = '蛇使い', label_en = null, aliases = '{}'")
    assert await found(world, "蛇使い") == ["muller", "nguyen", "mori", "abe"]
    assert await found(world, "パイソン") == []


async def test_the_longest_names_can_be_stored(world: World) -> None:
    chance = random.Random(2)
    longest = ["".join(chr(chance.randint(0x20000, 0x2A6D0)) for _ in range(length)) for length in (200, *[100] * 6)]
    names = (
        "display_name",
        *(f"{part}_name{kind}" for kind in ("", "_kana", "_romaji") for part in ("family", "given")),
    )
    values = ", ".join(f"{name} = ${number + 2}" for number, name in enumerate(names))
    await world.connection.execute(f"update members set {values} where id = $1", world["sato here"], *longest)
    assert await found(world, longest[0]) == ["sato"]
    usual = ["".join(chr(chance.randint(0x4E00, 0x9FA0)) for _ in range(40)) for _ in range(7)]
    await world.connection.execute(f"update members set {values} where id = $1", world["sato here"], *usual)
    for name in usual:
        assert await found(world, name[:20]) == ["sato"]


async def test_members_of_another_network_are_not_candidates(world: World) -> None:
    tokens = search.TOKENS.replace("{it}", "m")
    query = f"select count(*) from members m where {tokens} @@ enishi_search_query($1, $2, 4) and m.network_id <> $1"
    assert await world.connection.fetchval(query, world["here"], "山田") == 0
