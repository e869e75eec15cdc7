"""Every filter, for every viewer, against the oracle: it finds by what the viewer may see, and by nothing else."""

import unicodedata
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from graph.compile.keys import global_id
from tests.graph.numbers import Numbers, same
from tests.models.oracle import Ids, Row, Sight
from tests.models.oracle_audiences import company as company_of

POLICIES = ("OPEN", "REQUEST", "INVITE")


def fold(text: str) -> str:
    """A text as names are compared: NFKC, lower case, hiragana as katakana."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in folded)


def fiscal_year(started: str) -> int:
    """The year, from April to March, in which a partial date lies."""
    year, month = int(started[:4]), int(started[5:7] or 1)
    return year if month >= 4 else year - 1


def within(sight: Sight, place: UUID) -> Ids:
    """A place of the viewer's network and all places in it."""
    found: Ids = set()
    more = {place} & sight.sees["attributes"]
    while more:
        found |= more
        more = {key for each in more for key in sight.ids("attributes", parent_id=each)} - found
    return found


def holding(sight: Sight, attributes: Ids) -> Ids:
    return {member for each in attributes for member in sight.holders(each)}


def employed(sight: Sight, **equal: Any) -> Ids:
    return {row["member_id"] for row in sight.rows("employments", **equal)}


def working(sight: Sight, company: str | None = None, **equal: Any) -> Ids:
    """Who works today in an industry or for a company, as far as the viewer may see."""
    rows = sight.rows("positions", ended=None, **equal)
    return {row["member_id"] for row in rows if company in (None, company_of(row["company"]))}


def named(sight: Sight, text: str) -> Ids:
    names = [
        "display_name",
        *(f"{part}_name{form}" for part in ("family", "given") for form in ("", "_kana", "_romaji")),
    ]
    return {
        row["id"] for row in sight.rows("members") if fold(text) in fold(" ".join(row[name] or "" for name in names))
    }


def member_filters(sight: Sight) -> Iterator[tuple[str, Ids]]:
    """(filter, members) for every attribute of both networks, and for the other conditions."""
    members = sight.sees["members"]
    first, *others = sorted(sight.facts["attributes"])
    for key in others:
        id_ = global_id("att", key)
        yield (
            f'{{attributes: {{allOf: ["{id_}", "{global_id("att", first)}"]}}}}',
            sight.holders(key) & sight.holders(first),
        )
        yield f'{{attributes: {{anyOf: ["{id_}"]}}}}', sight.holders(key)
        yield f'{{department: "{id_}"}}', employed(sight, department_id=key)
        yield f'{{place: "{id_}"}}', holding(sight, within(sight, key))
        yield f'{{industry: "{id_}"}}', working(sight, industry_id=key)
    for text in (
        "company 7",
        "(株)東邦電機",
        "東邦電機",
        "toho electric",
        "西海物産",
        "ＥＬＳＥＷＨＥＲＥ, inc.",
        "nowhere",
    ):
        yield f'{{company: "{text}"}}', working(sight, company=company_of(text))
    for year in range(2008, 2023):
        spells = [row for row in sight.rows("employments") if fiscal_year(row["started"]) == year]
        yield f"{{cohort: {year}}}", {row["member_id"] for row in spells}
    for kind in ("ALUMNUS", "EMPLOYEE", "GUEST"):
        yield f"{{kinds: [{kind}]}}", sight.ids("members", kind=kind)
    for text in ("Outsider", "やまだ", "ﾔﾏﾀﾞ", "山", "eri", "_", "%", "member 1"):
        yield f'{{name: "{text}"}}', named(sight, text)
    yield "{tiedToViewer: true}", sight.friends()
    yield "{tiedToViewer: false}", members - sight.tied


async def test_no_filter_of_members_finds_more_than_the_oracle(numbers: Numbers) -> None:
    await same(numbers, "members", "mem", list(member_filters(numbers.sight)))


async def test_an_attribute_named_twice_is_asked_for_once(numbers: Numbers) -> None:
    for key in sorted(numbers.sight.sees["attributes"])[:3]:
        twice = f'["{global_id("att", key)}", "{global_id("att", key)}"]'
        await same(
            numbers,
            "members",
            "mem",
            [(f"{{attributes: {{{of}: {twice}}}}}", numbers.sight.holders(key)) for of in ("anyOf", "allOf")],
        )


async def test_no_filter_of_groups_finds_more_than_the_oracle(numbers: Numbers) -> None:
    sight = numbers.sight
    mine = {key for key in sight.sees["groups"] if sight.standing(key) == "ACTIVE"}
    policies = [(f"{{joinPolicies: [{each}]}}", sight.ids("groups", join_policy=each)) for each in POLICIES]
    names = [
        (f'{{name: "{text}"}}', {row["id"] for row in sight.rows("groups") if text in row["name"].lower()})
        for text in ("secret", "there", "no hr", "%")
    ]
    belonging = [("{viewerIsMember: true}", mine), ("{viewerIsMember: false}", sight.sees["groups"] - mine)]
    await same(numbers, "groups", "grp", [*policies, *names, *belonging])


async def test_no_filter_of_attributes_finds_more_than_the_oracle(numbers: Numbers) -> None:
    sight = numbers.sight
    kinds = [(f"{{kinds: [{each}]}}", sight.ids("attributes", kind=each)) for each in ("SKILL", "PLACE", "COHORT")]
    parents = [
        (f'{{parent: "{global_id("att", key)}"}}', sight.ids("attributes", parent_id=key))
        for key in sorted(sight.facts["attributes"])
    ]
    labels = [
        (f'{{search: "{text}"}}', {row["id"] for row in sight.rows("attributes") if fold(text) in label(row)})
        for text in ("属性1", "よそ", "ヨソ", "ありあす", "attribute 3")
    ]
    await same(numbers, "attributes", "att", [*kinds, *parents, *labels])


def label(row: Row) -> str:
    return fold(" ".join([row["label_ja"], row["label_en"] or "", *row["aliases"]]))
