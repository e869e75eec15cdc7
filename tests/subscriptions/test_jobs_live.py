"""A published job reaches exactly those who may see it and whose filter it passes, as it does for each of them."""

from typing import Any
from uuid import UUID

import pytest

from actions import contract_terms, jobs
from graph.compile.keys import Malformed, global_id
from models.jobs import JobKind
from tests.subscriptions.ear import until
from tests.subscriptions.living import STREAM, Living, heard

PUBLISHED = """
subscription($filter: JobFilter) { jobPublished(filter: $filter) { kind job { id title matchScore } } }
"""
CHANGED = "subscription($filter: JobFilter) { jobChanged(filter: $filter) { kind job { id status } } }"
NAMES = ("Aoi", "Ben", "Hana", "Recruiter", "Outsider")


async def published(living: Living, title: str = "x", kind: JobKind = JobKind.COMEBACK, **more: Any) -> UUID:
    viewer = living.viewer("HR")
    made: UUID = (await jobs.draft(viewer, kind=kind, title=title, body="y", **more)).made["job"]
    await jobs.publish(viewer, job_id=made)
    return made


async def hear_the_last(living: Living, listeners: dict[str, Any]) -> dict[str, list[str]]:
    """What each hears of jobs before the one that everybody hears."""
    await published(living, "the end")
    told: dict[str, list[str]] = {}
    for name, listener in listeners.items():
        told[name] = []
        while (title := (await heard(listener))["job"]["title"]) != "the end":
            told[name].append(title)
    return told


async def test_a_job_for_a_segment_reaches_those_whom_it_means(living: Living) -> None:
    listeners = {name: await living.listen(name, PUBLISHED) for name in ("Aoi", "Ben", "Ivan", "Recruiter")}
    await published(living, "for guests", segment={"kinds": ["GUEST"]})
    await published(living, "for all")
    assert await hear_the_last(living, listeners) == {
        "Aoi": ["for all"],
        "Ben": ["for all"],
        "Ivan": ["for guests", "for all"],
        "Recruiter": ["for guests", "for all"],  # keeps it
    }


async def test_each_hears_what_passes_the_filter_for_them(living: Living) -> None:
    skill = await living.community.add(
        "attributes", network_id=living.here, kind="SKILL", label_ja="希少", aliases=[], rarity=700
    )
    held = {"network_id": living.here, "member_id": living.community["Ben"], "attribute_id": skill}
    await living.community.add("member_attributes", **held, source="MEMBER", audience=1)
    asked = [{"minScore": 1}, {"kinds": ["PROJECT", "COMEBACK"], "wanted": [global_id("att", skill)]}, {"search": "山"}]
    listeners = {
        f"{name} {number}": await living.listen(name, PUBLISHED, filter=each)
        for number, each in enumerate(asked)
        for name in ("Aoi", "Ben")
    }
    await published(living, "高い山", wanted_ids=[skill])
    await published(living, "低い山", kind=JobKind.REGULAR, wanted_ids=[skill])
    await published(living, "海")
    await published(living, "the end of 山", kind=JobKind.PROJECT, wanted_ids=[skill])
    await settled(living)
    told = {
        name: [(await heard(each))["job"]["title"] for _ in range(len(each.texts))] for name, each in listeners.items()
    }
    everything = ["高い山", "低い山", "the end of 山"]
    assert told == {
        "Aoi 0": [],  # does not have it
        "Ben 0": everything,
        "Aoi 1": ["高い山", "the end of 山"],
        "Ben 1": ["高い山", "the end of 山"],
        "Aoi 2": everything,
        "Ben 2": everything,
    }


async def test_what_happens_to_a_job_is_told_to_those_who_may_see_it(living: Living) -> None:
    aoi, recruiter = [await living.listen(name, CHANGED) for name in ("Aoi", "Recruiter")]
    made, viewer = await published(living), living.viewer("HR")
    for act in (jobs.pause, jobs.resume):
        await act(viewer, job_id=made)
        await settled(living)
    for title in ("one", "two"):
        await jobs.update(viewer, job_id=made, title=title)
    await settled(living)
    await jobs.close(viewer, job_id=made)
    moves = ["JOB_RESUMED", "JOB_EDITED", "JOB_EDITED"]
    kept = ["JOB_PAUSED", *moves, "JOB_CLOSED"]
    assert [(await heard(recruiter))["kind"] for _ in kept] == kept
    assert [(await heard(aoi))["kind"] for _ in moves] == moves
    assert not aoi.texts


async def test_what_was_done_to_a_job_before_it_was_shown_is_told_to_its_author_alone(living: Living) -> None:
    hr, viewer = await living.listen("HR", CHANGED), living.viewer("HR")
    at = living.cursor(await living.head())
    made = (await jobs.draft(viewer, kind=JobKind.REGULAR, title="x", body="y")).made["job"]
    await jobs.update(viewer, job_id=made, title="z")
    await contract_terms.state(viewer, job_id=made, pay="much")
    await jobs.publish(viewer, job_id=made)
    await jobs.pause(viewer, job_id=made)
    await jobs.update(viewer, job_id=made, title="zz")
    await jobs.extend(viewer, job_id=made)
    await jobs.resume(viewer, job_id=made)
    for name in ("Aoi", "Recruiter"):
        late = await living.listen(name, STREAM, after=at)
        assert (await heard(late))["__typename"] == "StreamReady"
        moves = ["JOB_PUBLISHED", "JOB_PAUSED", "JOB_RESUMED"]
        assert [(await heard(late))["kind"] for _ in moves] == moves
    kinds = [(await heard(hr))["kind"] for _ in range(7)]
    assert kinds == ["JOB_DRAFTED", *["JOB_REWRITTEN"] * 2, "JOB_PAUSED", *["JOB_REWRITTEN"] * 2, "JOB_RESUMED"]


async def settled(living: Living) -> None:
    """Everything that was written is told."""
    head, channel = await living.head(), living.live.hub.channels[living.here]
    await until(lambda: channel.told >= head)


async def test_the_stream_tells_jobs_and_another_network_hears_nothing(living: Living) -> None:
    here, there = [await living.listen(name, STREAM) for name in ("Aoi", "Outsider")]
    for each in (here, there):
        await heard(each)
    made = await published(living)
    item = await heard(here)
    assert (item["kind"], item["subject"]["id"]) == ("JOB_PUBLISHED", f"job_{made}")
    assert not there.texts


async def test_a_filter_that_could_not_be_asked_is_refused_at_once(living: Living) -> None:
    with pytest.raises(Malformed):
        await living.listen("Aoi", PUBLISHED, filter={"wanted": ["mem_1"]})
    with pytest.raises(Malformed):
        await living.listen("Aoi", PUBLISHED, filter={"search": "x" * 101})
