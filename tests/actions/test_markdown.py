"""Markdown becomes HTML that does nothing but show: whatever is written, and the same by the quick way."""

import re
import time
from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.markdown import ATTRIBUTES, MOST_MENTIONS, TAGS, parsed, render, rendered

AOI = UUID("01890000-0000-7000-8000-000000000001")
BEN = UUID("01890000-0000-7000-8000-000000000002")
SAFE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
PIECES = [
    *(
        "<script>",
        "</p>",
        "<img src=x onerror=alert(1)>",
        "javascript:",
        "data:text/html,x",
        "](",
        "[",
        "]",
        "![",
        "@[",
    ),
    *("(https://a.example/x)", "`", "```\n", "*", "_", "~~", "|", "\n", "\n\n", "> ", "- ", "1. ", "# ", "---", "&lt;"),
    *(
        f"@[Aoi](mem_{AOI})",
        "<a href='vbscript:x'>",
        "<!--",
        "\\",
        "&#x6a;avascript:",
        "\t",
        " ",
        "言葉",
        "https://b.example",
    ),
    *(
        '"onload="x',
        "<svg/onload=x>",
        "<javascript:alert(1)>",
        "<https://c.example>",
        "[r]: javascript:x\n",
        "[r]",
        "\x01",
    ),
]


class Shown(HTMLParser):
    """Every tag and attribute of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join))
def test_whatever_is_written_there_is_nothing_but_what_may_be_shown(body: str) -> None:
    fixed = {"a": {"rel"}, "img": {"loading", "referrerpolicy"}, "span": {"class"}}
    for tag, attributes in Shown(rendered(body).html or "").tags:
        assert tag in TAGS
        assert attributes.keys() <= ATTRIBUTES.get(tag, set()) | fixed.get(tag, set())
        if tag == "a":
            assert attributes["rel"] == "nofollow noopener"
            assert SAFE.match(attributes.get("href") or "mailto:")
        if tag == "img":
            assert (attributes.get("src") or "https://").startswith("https://")


@settings(max_examples=500, deadline=None)
@given(
    st.text(
        st.one_of(
            st.characters(codec="utf-8"),
            st.sampled_from(" ,.;'\"()!?/-+=#%$^{}|0123456789abc　。\u2028\u200b\ufeff"),
        ),
        min_size=1,
        max_size=30,
    ).filter(str.strip)
)
def test_plain_words_are_what_the_whole_way_makes_of_them(body: str) -> None:
    if rendered(body).html is None:
        words = body.rstrip(" \t\n")
        assert parsed(body) == (f"<p>{words}</p>", [])


@pytest.mark.parametrize(
    "body", ["About Rumi, the poet (1207-1273).", "お久しぶりです。皆さんお元気ですか？", 'He said "hi".']
)
def test_usual_words_take_the_quick_way(body: str) -> None:
    assert rendered(body) == (None, [])


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**a** _b_ `c<d` ~~e~~", "<p><strong>a</strong> <em>b</em> <code>c&lt;d</code> <s>e</s></p>"),
        ("一行目\n二行目", "<p>一行目<br>\n二行目</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/inside)", "<p>[x](/inside)</p>"),
        ("![cat](http://a.example/c.png)", "<p>cat</p>"),
        ("![cat](data:image/png;base64,AA)", "<p>![cat](data:image/png;base64,AA)</p>"),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("see https://a.example/x.", '<p>see <a href="https://a.example/x" rel="nofollow noopener">https://a.example/x</a>.</p>'),
        ("a.example and b@c.example", "<p>a.example and b@c.example</p>"),
        (
            "![cat](https://a.example/c.png)",
            '<p><img src="https://a.example/c.png" alt="cat" loading="lazy" referrerpolicy="no-referrer"></p>',
        ),
        (f"@[A <i>](mem_{AOI})!", f'<p><span class="mention" data-member="mem_{AOI}">@A &lt;i&gt;</span>!</p>'),
    ],
)  # fmt: skip
def test_what_is_written_is_shown_so(body: str, html: str) -> None:
    assert rendered(body).html == html


def test_members_are_named_once_each_and_not_in_code() -> None:
    body = f"@[A](mem_{AOI}) @[B](mem_{BEN}) @[A](mem_{AOI}) `@[C](mem_{UUID(int=7)})` @[D](mem_nobody) @E"
    found = rendered(body)
    assert found.mentioned == [AOI, BEN]
    assert (found.html or "").count("<span") == 3


def test_no_more_members_are_named_than_a_text_may_name() -> None:
    body = " ".join(f"@[x](mem_{UUID(int=number)})" for number in range(MOST_MENTIONS + 9))
    found = rendered(body)
    assert len(found.mentioned) == MOST_MENTIONS
    assert (found.html or "").count("<span") == MOST_MENTIONS


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "*a ", "**", "`a", "<", "[a](", ">", "- ", "@[a", "|a", "http://", "&a", "_a**b", "\\", "](", "> - "],
)
async def test_the_longest_text_of_anything_is_rendered_in_little_time(piece: str) -> None:
    began = time.process_time()
    await render((piece * 40_000)[:40_000])
    assert time.process_time() - began < 8
