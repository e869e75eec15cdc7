"""Presence in one process: who is here, who is believed, and what is kept."""

import gc
from uuid import UUID, uuid4

import pytest

from models.viewer import Viewer
from subscriptions.presence import MOST_NETWORKS, TOPIC, Presence
from subscriptions.scene import MOST_MEMBERS, MOST_SOURCES, MOST_SPOTS, Doing, Spot
from tests.subscriptions.process import ELSEWHERE, NETWORK, PLACE, TTL, TYPING_TTL, Process, somebody


def test_a_member_is_present_until_the_client_has_not_said_so_for_a_while(process: Process) -> None:
    aoi, presence = somebody(), process.presence
    presence.here(aoi)
    assert presence.present(NETWORK) == {aoi.id}
    process.pass_seconds(TTL - 1)
    assert presence.present(NETWORK) == {aoi.id}
    process.pass_seconds(2)
    assert presence.present(NETWORK) == frozenset()


def test_a_client_that_goes_on_to_say_so_keeps_its_member_present(process: Process) -> None:
    aoi = somebody()
    for _ in range(10):
        process.presence.here(aoi)
        process.pass_seconds(20)
        assert process.presence.present(NETWORK) == {aoi.id}


def test_a_member_is_gone_when_the_last_client_is(presence: Presence) -> None:
    phone = somebody()
    desk = phone._replace(session_id=uuid4())
    for viewer, client in ((phone, None), (desk, None), (desk, "second tab")):
        presence.here(viewer, client=client)
    presence.away(phone)
    presence.away(desk)
    assert presence.present(NETWORK) == {phone.id}
    presence.away(desk, client="second tab")
    assert presence.present(NETWORK) == frozenset()


def test_a_client_is_at_one_place_at_a_time(presence: Presence) -> None:
    aoi = somebody()
    presence.here(aoi, PLACE)
    assert presence.present(NETWORK, PLACE) == presence.present(NETWORK) == {aoi.id}
    presence.here(aoi, ELSEWHERE)
    assert presence.present(NETWORK, PLACE) == frozenset()
    assert presence.present(NETWORK, ELSEWHERE) == {aoi.id}
    presence.here(aoi)
    assert presence.present(NETWORK, ELSEWHERE) == frozenset()
    assert presence.present(NETWORK) == {aoi.id}


def test_two_clients_of_a_member_may_be_at_two_places(presence: Presence) -> None:
    aoi = somebody()
    presence.here(aoi, PLACE, client="1")
    presence.here(aoi, ELSEWHERE, client="2")
    assert presence.present(NETWORK, PLACE) == presence.present(NETWORK, ELSEWHERE) == {aoi.id}


def test_typing_is_over_when_it_is_said_or_after_some_seconds(process: Process) -> None:
    aoi, ren, presence = somebody(), somebody(), process.presence
    presence.typing(aoi, PLACE, on=True)
    presence.typing(ren, PLACE, on=True)
    assert presence.typing_at(NETWORK, PLACE) == {aoi.id, ren.id}
    presence.typing(ren, PLACE, on=False)
    assert presence.typing_at(NETWORK, PLACE) == {aoi.id}
    assert presence.typing_at(NETWORK, ELSEWHERE) == frozenset()
    process.pass_seconds(TYPING_TTL + 1)
    assert presence.typing_at(NETWORK, PLACE) == frozenset()


def test_who_goes_away_types_no_more(presence: Presence) -> None:
    aoi = somebody()
    presence.here(aoi)
    presence.typing(aoi, PLACE, on=True)
    presence.away(aoi)
    assert presence.typing_at(NETWORK, PLACE) == presence.present(NETWORK) == frozenset()


def test_nothing_of_one_network_is_in_another(presence: Presence) -> None:
    other = uuid4()
    presence.here(somebody(other), PLACE)
    presence.typing(somebody(other), PLACE, on=True)
    assert presence.present(NETWORK) == presence.present(NETWORK, PLACE) == frozenset()
    assert presence.typing_at(NETWORK, PLACE) == frozenset()


def test_who_does_not_want_to_be_seen_is_not(process: Process) -> None:
    aoi, presence = somebody(), process.presence
    presence.here(aoi, PLACE, seen=False)
    presence.typing(aoi, PLACE, on=True, seen=False)
    process.pass_seconds(20)
    assert presence.present(NETWORK) == presence.present(NETWORK, PLACE) == presence.typing_at(NETWORK, PLACE) == set()
    assert process.said == []


def test_a_clock_that_stands_still_changes_nothing(process: Process) -> None:
    presence, aoi = process.presence, somebody()
    presence.here(aoi)
    for _ in range(100):
        presence.tick()
    assert presence.present(NETWORK) == {aoi.id}
    assert len(process.said) == 1


GOOD = f'{{"from":"x","network":"{NETWORK}","hidden":[],"words":[["here",null,{{"{NETWORK}":%s}}]]}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"from":"x","network":"y","words":[],"hidden":[]}',
        '{"from":"x","network":7,"words":[],"hidden":[]}',
        f'{{"from":"x","network":"{NETWORK}","words":[7],"hidden":[]}}',
        f'{{"from":"x","network":"{NETWORK}","words":[["dancing",null,{{}}]],"hidden":[]}}',
        f'{{"from":"x","network":"{NETWORK}","words":[["here",null,[]]],"hidden":["z"]}}',
        GOOD % '"long"',
        GOOD % "null",
        GOOD % "[]",
        GOOD % "-1",
        GOOD % "NaN",
    ],
)
def test_what_no_process_would_say_is_not_believed(presence: Presence, text: str) -> None:
    presence.said(TOPIC, text)
    presence.said("weather", GOOD % "5")
    assert presence.present(NETWORK) == frozenset()
    presence.said(TOPIC, GOOD % "5")
    assert presence.present(NETWORK) == {NETWORK}


def test_nobody_is_believed_for_longer_than_it_lasts(process: Process) -> None:
    process.presence.said(TOPIC, GOOD % "1e300")
    process.pass_seconds(TTL + 1)
    assert process.presence.present(NETWORK) == frozenset()


def test_nothing_is_kept_of_who_is_gone(process: Process) -> None:
    for _ in range(100):
        member = somebody(uuid4())
        process.presence.here(member, uuid4())
        process.presence.typing(member, uuid4(), on=True)
        process.presence.hide(member.network_id, uuid4())
    process.pass_seconds(TTL * 2)
    assert process.presence._halls == {}


async def test_nothing_is_kept_of_who_looked_on(process: Process) -> None:
    closed, forgotten = (process.presence.changes(uuid4()) for _ in range(2))
    closed.close()
    process.pass_seconds(1)
    assert len(process.presence._halls) == 1
    del forgotten
    gc.collect()
    process.pass_seconds(1)
    assert process.presence._halls == {}


def test_a_member_is_at_some_places_at_most(presence: Presence) -> None:
    aoi = somebody()
    for _ in range(10 * MOST_SPOTS):
        presence.typing(aoi, uuid4(), on=True)
    for number in range(10 * MOST_SOURCES):
        presence.here(aoi, client=f"{number}")
    scene = presence._halls[NETWORK].scene
    assert len(scene.words) == len(scene.spots(aoi.id)) == MOST_SPOTS
    assert len(presence._halls[NETWORK].speech.unsaid) == MOST_SPOTS


def test_nothing_is_kept_of_who_types_at_a_thousand_places_for_a_moment(presence: Presence) -> None:
    aoi = somebody()
    for _ in range(1_000):
        place_id = uuid4()
        presence.typing(aoi, place_id, on=True)
        presence.typing(aoi, place_id, on=False)
        presence.typing(aoi, uuid4(), on=False)
    hall = presence._halls[NETWORK]
    assert (hall.scene.words, hall.speech.unsaid) == ({}, {})


def test_a_member_has_some_clients_at_most(presence: Presence) -> None:
    aoi = somebody()
    for number in range(10 * MOST_SOURCES):
        presence.here(aoi, client=f"{number}")
    assert len(presence._halls[NETWORK].scene.words[Spot(Doing.HERE)][aoi.id]) == MOST_SOURCES
    assert presence.present(NETWORK) == {aoi.id}


def test_a_network_has_some_members_here_at_most(presence: Presence) -> None:
    for number in range(MOST_MEMBERS + 100):
        presence.here(Viewer(UUID(int=number), NETWORK))
    assert len(presence.present(NETWORK)) == MOST_MEMBERS
    for number in range(MOST_MEMBERS + 100):
        presence.hide(NETWORK, UUID(int=number))
    hall = presence._halls[NETWORK]
    assert (len(hall.scene.words), len(hall.scene.hidden), len(hall.speech.hiding)) == (0, MOST_MEMBERS, MOST_MEMBERS)


def test_strangers_cannot_make_up_networks_without_end(presence: Presence) -> None:
    for number in range(MOST_NETWORKS + 100):
        presence.said(TOPIC, (GOOD % "5").replace(str(NETWORK), str(UUID(int=number))))
    assert len(presence._halls) == MOST_NETWORKS
    presence.here(somebody(uuid4()))
    presence.hide(uuid4(), uuid4())
    assert presence.present(NETWORK) == frozenset()
