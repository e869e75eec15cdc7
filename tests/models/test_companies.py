"""Companies are one where their names differ by how they are written, and two where they differ by what they say."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from models.database import connect

SAME = [
    ("キヤノン", "キャノン", "small kana and large ones"),
    ("キヤノン株式会社", "ｷｬﾉﾝ㈱", "half width, and the legal form as one character"),
    ("(株)キユーピー", "キューピー", "the legal form in brackets"),
    ("富士フイルム", "富士フィルム", "a small vowel"),
    ("シヤチハタ", "しゃちはた", "hiragana"),
    ("東邦電機", "株式会社 東邦電機", "a blank behind the legal form"),
    ("Toho Electric Co., Ltd.", "ＴＯＨＯ ＥＬＥＣＴＲＩＣ", "full width and capitals"),
    ("髙島屋", "高島屋", "a variant of a kanji"),
    ("三越伊勢丹", "三越・伊勢丹", "a dot between"),
]
DIFFERENT = [
    ("キヤノン", "キノン", "a kana that is not there"),
    ("東邦電機", "東邦電気", "another kanji"),
    ("オーノ商事", "オノ商事", "a long vowel"),
    ("第一", "第一生命", "a beginning"),
]


@pytest.fixture(scope="module")
async def connection(postgres_url: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    made = await connect(postgres_url.replace("/postgres?", f"/{template}?"))
    yield made
    await made.close()


@pytest.mark.parametrize(("one", "other", "why"), SAME)
async def test_one_company_however_its_name_is_written(
    connection: asyncpg.Connection, one: str, other: str, why: str
) -> None:
    assert await connection.fetchval("select enishi_company($1) = enishi_company($2)", one, other), why


@pytest.mark.parametrize(("one", "other", "why"), DIFFERENT)
async def test_two_companies_of_similar_names(connection: asyncpg.Connection, one: str, other: str, why: str) -> None:
    assert await connection.fetchval("select enishi_company($1) <> enishi_company($2)", one, other), why
