"""What the demonstration network is made of: careers, sentences, groups and industries that hold together."""

import json
from datetime import UTC, datetime
from itertools import chain, pairwise
from pathlib import Path

import pytest

from actions import demo_attributes
from actions.demo_attributes import words
from actions.demo_careers import career
from actions.demo_chance import Chance
from actions.demo_network import invent
from actions.demo_phrases import SLOT
from actions.demo_talk import Talk, Thread
from models.members import MemberKind

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[2] / ".." / "shared"


def test_careers_stay_in_order_whatever_the_chance() -> None:
    calling = invent(20, NOW).people[0].calling
    now = 2026 * 12 + 10
    for seed in range(3000):
        kind = MemberKind.EMPLOYEE if seed % 3 == 0 else MemberKind.ALUMNUS
        drawn = career(Chance(seed), calling, kind, now)
        ends = [spell.ended for spell in drawn.spells]
        assert (ends[-1] is None) == (kind is MemberKind.EMPLOYEE)
        assert None not in ends[:-1]
        for spell, following in pairwise(drawn.spells):
            assert spell.started[:7] <= first_day(spell.ended or "")[:7] or len(spell.ended or "") == 4
            assert first_day(spell.ended or "") < first_day(following.started)
        latest = [first_day(ended) for ended in ends if ended] + [first_day(place.started) for place in drawn.positions]
        assert all(day <= "2026-11-01" for day in latest)


def first_day(written: str) -> str:
    return (written + "-01-01")[:10]


def test_every_pattern_can_be_said_by_everybody() -> None:
    world, talk = invent(20, NOW), Talk(Chance(1))
    for scene in talk.scenes:
        patterns = [*scene.open, *scene.tell, *scene.close, *scene.answer, *chain.from_iterable(scene.follow)]
        for person in world.people:
            begun = talk.thread(["season"], person, NOW, world.people[5])
            thread = Thread(scene, person, world.people[5], begun.memo)
            said = [talk.comment(thread, "answer", [pattern], person, world.people[4]) for pattern in patterns]
            assert not [text for text in said if SLOT.search(text) or "[" in text or "|" in text]


def test_every_topic_of_a_group_has_scenes_and_every_rule_an_attribute() -> None:
    world = invent(20, NOW)
    labels = {attribute.ja for attribute in world.catalogue.all.values()}
    topics = {scene.topic for scene in Talk(Chance(1)).scenes}
    listed = words("demo_groups")
    assert {topic for group in listed["groups"] for topic in group["topics"]} | set(listed["feed"]) == topics
    assert {label for group in listed["groups"] for label in group.get("rule", [])} <= labels


def test_the_industries_are_those_of_the_classification() -> None:
    source = SHARED / "data" / "jsic" / "jsic14-en.json"
    if not source.exists():
        pytest.skip("the classification is not beside this repository")
    ours = json.loads((Path(demo_attributes.__file__).parent / "jsic.json").read_text("utf-8"))["divisions"]
    theirs = json.loads(source.read_text("utf-8"))["major_categories"]
    assert [(one["code"], one["ja"]) for one in ours] == [(one["code"], one["name"]) for one in theirs]
    assert [(group["code"], group["ja"], group["en"].upper()) for one in ours for group in one["groups"]] == [
        (group["code"], group["name"], group["name_en"]) for one in theirs for group in one["middle_categories"]
    ]
