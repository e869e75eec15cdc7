"""Rendering of rows that came without HTML: what needs it gets it, once, and nothing else is touched."""

from actions.markdown import rendered
from actions.rendering import render_all
from graph.compile.engine import Engine
from tests.community import Community
from tests.models.oracle_posts import plain


def silent(stage: str, done: int, total: int) -> None:
    """Hear of the progress and say nothing."""


async def test_what_needs_html_gets_it_and_the_second_time_nothing_is_left(community: Community) -> None:
    before = {row["id"]: row for row in await community.connection.fetch("select * from posts")}
    counts = await render_all(community.url, report=silent)
    assert counts["posts"] > 0
    assert counts["comments"] > 0
    for row in await community.connection.fetch("select * from posts"):
        old = before[row["id"]]
        expected = old["body_html"] or (rendered(old["body"]).html if old["body"] else None)
        assert row["body_html"] == expected
        assert {**dict(row), "body_html": None} == {**dict(old), "body_html": None}
    assert await render_all(community.url, report=silent) == {"posts": 0, "comments": 0}


async def test_plain_words_are_shown_by_the_database_as_the_oracle_says(community: Community) -> None:
    """What no renderer has looked at is escaped, whatever it says."""
    for body in ('<script>alert(1)</script> & "q"', " a\nb\r\n\n \t\n c ", "</p><p>", "*a*", "\\1 \\0", "\x01\x02"):
        found = await community.value("select enishi_plain_html($1)", body)
        assert found == plain(body)
        assert "<script" not in str(found)


async def test_plain_words_are_shown_as_the_whole_way_shows_them(community: Community) -> None:
    for body in ("About Rumi (1207-1273), the poet.", "お久しぶりです。", "trailing  \n"):
        assert rendered(body).html is None
        assert await community.value("select enishi_plain_html($1)", body) == f"<p>{body.strip()}</p>"


async def test_names_in_what_was_rendered_later_stay_names(community: Community) -> None:
    body = f"@[Ben](mem_{community['Ben']}) _hi_"
    made = await community.add(
        "posts",
        None,
        network_id=community["here"],
        author_id=community["Aoi"],
        body=body,
        created_at=community.when(),
        version=1,
    )
    await render_all(community.url, report=silent)
    engine = await Engine.open(community.url, connections=1)
    document = "query($id: ID!) { post(id: $id) { bodyHtml } }"
    answer = await engine.execute(community.viewer("Chie"), document, {"id": f"post_{made}"})
    assert answer.body == b'{"data":{"post":{"bodyHtml":"<p>@Ben <em>hi</em></p>"}}}'
    await engine.close()
