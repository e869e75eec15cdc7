"""Who loses the right to listen hears no more of it, at once, and the others do not notice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest

from actions import blocks, comments, group_order, groups, joining, memberships, policies, roles, sessions, ties
from actions.sessions import Sessions, open_session, revoke
from graph.compile.variables import Refused
from graph.live import Live
from models.audiences import Audience
from models.groups import JoinPolicy
from models.members import Role
from models.modules import Module
from models.readers import Readers
from models.viewer import Viewer
from subscriptions.hub import POLL_SECONDS
from subscriptions.listener import End, Listener
from tests.community import Community
from tests.subscriptions.ear import until
from tests.subscriptions.living import POSTS, STREAM, Living, end_of, heard
from tests.world import membership

IN_GROUP = "subscription($place: ID!, $after: String) { postPublished(groupId: $place, after: $after) { post { id } } }"
AT_POST = "subscription($place: ID!, $after: String) { commentAdded(postId: $place, after: $after) { comment { id } } }"
GROUPS = "subscription($place: ID!) { membershipChanged(groupId: $place) { cursor } }"
UNREAD = 600  # texts that somebody who catches up must leave unread to wait for room


@dataclass
class Scene:
    """A group and posts of Aoi's, which several members can read."""

    living: Living
    group: UUID
    post: UUID

    @property
    def community(self) -> Community:
        return self.living.community

    async def do(self, action: Callable[..., Awaitable[object]], name: str, **given: object) -> None:
        await action(self.living.viewer(name), **given)


async def scene(living: Living, policy: JoinPolicy = JoinPolicy.REQUEST) -> Scene:
    """Aoi's group with Ben and Chie, and a post in it."""
    made = await groups.create(living.viewer("Aoi"), name="The circle", join_policy=policy)
    living.community.ids["circle"] = group = made.made["group"]
    for name in ("Ben", "Chie"):
        await membership(living.community, "circle", name)
    return Scene(living, group, await living.publish("Aoi", group_id=group))


async def leave(scene: Scene) -> None:
    await scene.do(memberships.leave, "Ben", group_id=scene.group)


async def removed(scene: Scene) -> None:
    await scene.do(group_order.remove, "Aoi", group_id=scene.group, member_id=scene.community["Ben"])


async def banned(scene: Scene) -> None:
    await scene.do(group_order.ban, "Aoi", group_id=scene.group, member_id=scene.community["Ben"])


async def blocked(scene: Scene) -> None:
    await scene.do(blocks.block, "Aoi", member_id=scene.community["Ben"])


async def switched_off(scene: Scene) -> None:
    await scene.community.connection.execute(
        "update members set roles = array['NETWORK_OWNER'] where id = $1", scene.community["Aoi"]
    )
    kept = [module for module in Module if module is not Module.POSTS]
    await scene.do(policies.update, "Aoi", modules=kept)


Change = Callable[[Scene], Awaitable[None]]


@pytest.mark.parametrize("change", [leave, removed, banned], ids=lambda each: each.__name__)
@pytest.mark.parametrize("document", [IN_GROUP, GROUPS], ids=["posts", "memberships"])
async def test_who_goes_from_a_group_hears_no_more_of_it(living: Living, change: Change, document: str) -> None:
    here = await scene(living)
    going, staying = [await living.listen(name, document, place=f"grp_{here.group}") for name in ("Ben", "Chie")]
    elsewhere = await living.listen("Ben", POSTS)
    await change(here)
    post = await living.publish("Aoi", group_id=here.group)
    other = await living.publish("Aoi")
    assert await end_of(going) == (End.COMPLETE, [])
    assert staying.ended is None
    if document == IN_GROUP:
        assert (await heard(staying))["post"]["id"] == f"post_{post}"
    assert (await heard(elsewhere))["post"]["id"] == f"post_{other}"


@pytest.mark.parametrize("change", [leave, banned, blocked], ids=lambda each: each.__name__)
async def test_who_cannot_see_a_post_any_more_hears_no_more_of_its_comments(living: Living, change: Change) -> None:
    here = await scene(living)
    going, staying = [await living.listen(name, AT_POST, place=f"post_{here.post}") for name in ("Ben", "Chie")]
    first = (await comments.add(living.viewer("Chie"), post_id=here.post, body="seen")).made["comment"]
    assert [(await heard(each))["comment"]["id"] for each in (going, staying)] == [f"com_{first}"] * 2
    await change(here)
    second = (await comments.add(living.viewer("Chie"), post_id=here.post, body="not seen")).made["comment"]
    assert (await heard(staying))["comment"]["id"] == f"com_{second}"
    assert await end_of(going) == (End.COMPLETE, [])


async def test_who_does_not_belong_to_a_group_that_is_closed_hears_no_more_of_it(living: Living) -> None:
    here = await scene(living, JoinPolicy.OPEN)
    outside, inside = [await living.listen(name, IN_GROUP, place=f"grp_{here.group}") for name in ("Hana", "Ben")]
    await here.do(groups.update, "Aoi", group_id=here.group, join_policy=JoinPolicy.REQUEST)
    post = await living.publish("Aoi", group_id=here.group)
    assert (await heard(inside))["post"]["id"] == f"post_{post}"
    assert await end_of(outside) == (End.COMPLETE, [])


async def test_a_post_told_to_ties_is_not_listened_to_by_who_is_none_any_more(living: Living) -> None:
    post = await living.publish("Aoi", audience=[Audience.TIES])
    going, staying = [await living.listen(name, AT_POST, place=f"post_{post}") for name in ("Ben", "Chie")]
    await ties.remove(living.viewer("Aoi"), member_id=living.community["Ben"])
    assert await end_of(going) == (End.COMPLETE, [])
    assert staying.ended is None


async def test_a_post_told_to_employees_is_not_listened_to_by_who_has_parted(living: Living) -> None:
    post = await living.publish("Chie", audience=[Audience.EMPLOYEES])
    going, staying = [await living.listen(name, AT_POST, place=f"post_{post}") for name in ("Recruiter", "HR")]
    await joining.part(living.viewer("HR"), member_id=living.community["Recruiter"], ended="2026-10-31")
    assert await end_of(going) == (End.COMPLETE, [])
    assert staying.ended is None


async def test_a_group_that_hr_may_not_read_is_closed_to_who_becomes_hr(living: Living) -> None:
    community = living.community
    await community.connection.execute("update members set roles = '{NETWORK_OWNER}' where id = $1", community["Aoi"])
    made = await groups.create(
        living.viewer("Aoi"), name="Among us", join_policy=JoinPolicy.REQUEST, readable_by_hr=False
    )
    community.ids["among us"] = made.made["group"]
    for name in ("Chie", "Ben"):
        await membership(community, "among us", name)
    place = f"grp_{made.made['group']}"
    going, staying = [await living.listen(name, IN_GROUP, place=place) for name in ("Chie", "Ben")]
    await roles.grant(living.viewer("Aoi"), member_id=community["Chie"], role=Role.RECRUITER, ground="new work")
    assert await end_of(going) == (End.COMPLETE, [])
    assert staying.ended is None


async def test_what_the_network_switches_off_ends(living: Living) -> None:
    here = await scene(living)
    going, stream = await living.listen("Ben", POSTS), await living.listen("Ben", STREAM)
    ties_stay = await living.listen("Ben", "subscription { tieChanged { cursor } }")
    await heard(stream)
    await switched_off(here)
    assert await end_of(going) == (End.COMPLETE, [])
    assert (stream.ended, ties_stay.ended) == (None, None)
    with pytest.raises(Refused) as told:
        await living.listen("Ben", POSTS)
    assert "MODULE_OFF" in str(told.value.errors[0].extensions)


async def signed_in(living: Living, name: str) -> Viewer:
    """A member with a session."""
    known = await Sessions.open(living.community.url, seconds=0)
    token = await open_session(living.community.url, living.community[name], device="test")
    viewer = await known.viewer(token)
    await known.close()
    assert viewer is not None
    return viewer


async def test_who_is_suspended_or_leaves_the_network_is_cut(living: Living) -> None:
    ben = living.community["Ben"]
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "Ben": lambda: joining.suspend(living.viewer("HR"), member_id=ben, ground="why"),
        "Hana": lambda: joining.leave(living.viewer("Hana")),
    }
    for going, act in acts.items():
        ends: list[End] = []
        theirs, staying = await living.listen(going, STREAM), await living.listen("Chie", STREAM)
        async with living.live.watch(living.viewer(going), ends.append):
            await heard(theirs)
            await act()
            post = await living.publish("Aoi")
            assert await end_of(theirs) == (End.FORBIDDEN, [])
            assert ends == [End.FORBIDDEN]
        await heard(staying)
        while (item := await heard(staying))["kind"] != "POST_PUBLISHED":
            pass
        assert item["subject"]["id"] == f"post_{post}"


async def test_a_session_that_is_revoked_is_cut_and_the_members_others_go_on(living: Living) -> None:
    phone, laptop = await signed_in(living, "Ben"), await signed_in(living, "Ben")
    ends: dict[str, list[End]] = {"phone": [], "laptop": []}
    going, staying = await living.listen(phone, POSTS), await living.listen(laptop, POSTS)
    async with living.live.watch(phone, ends["phone"].append), living.live.watch(laptop, ends["laptop"].append):
        assert phone.session_id is not None
        await revoke(laptop, id=phone.session_id)
        post = await living.publish("Aoi")
        assert await end_of(going) == (End.FORBIDDEN, [])
        assert (await heard(staying))["post"]["id"] == f"post_{post}"
        assert ends == {"phone": [End.FORBIDDEN], "laptop": []}
        await sessions.sign_out(laptop)
        assert await end_of(staying) == (End.FORBIDDEN, [])
    with pytest.raises(Refused):
        await living.listen(phone, POSTS)


async def test_a_session_that_expires_is_cut(living: Living) -> None:
    viewer, ends = await signed_in(living, "Ben"), list[End]()
    staying = await living.listen("Ben", POSTS)
    soon = "update sessions set expires_at = now() + interval '1 second' where id = $1"
    await living.community.connection.execute(soon, viewer.session_id)
    going = await living.listen(viewer, POSTS)
    async with living.live.watch(viewer, ends.append):
        assert await end_of(going) == (End.FORBIDDEN, [])
        await until(lambda: ends)
    assert (ends, staying.ended) == ([End.FORBIDDEN], None)


async def test_who_watches_over_a_session_that_is_over_already_is_told(living: Living) -> None:
    viewer, ends = await signed_in(living, "Ben"), list[End]()
    await sessions.sign_out(viewer)
    async with living.live.watch(viewer, ends.append):
        await until(lambda: ends)
    assert ends == [End.FORBIDDEN]


async def catching_up(living: Living, viewer: Viewer, document: str, **variables: str) -> Listener:
    """A listener that has not joined the others, as it does not read."""
    listener = await living.listen(viewer, document, after=living.cursor(0), **variables)
    await until(lambda: not listener.room.is_set())
    assert listener in living.live.hub.channels[living.here].late
    return listener


async def revoked(here: Scene, viewer: Viewer) -> None:
    await sessions.sign_out(viewer)


async def suspended(here: Scene, viewer: Viewer) -> None:
    await here.do(joining.suspend, "HR", member_id=viewer.id, ground="why")


async def left(here: Scene, viewer: Viewer) -> None:
    await leave(here)


@pytest.mark.parametrize(
    ("change", "end"),
    [(revoked, End.FORBIDDEN), (suspended, End.FORBIDDEN), (left, End.COMPLETE)],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
async def test_who_still_catches_up_is_ended_as_well(
    living: Living, change: Callable[[Scene, Viewer], Awaitable[None]], end: End
) -> None:
    here = await scene(living)
    viewer = await signed_in(living, "Ben")
    await living.tell(UNREAD, "post.published", here.post, place=here.group)
    listener = await catching_up(living, viewer, IN_GROUP, place=f"grp_{here.group}")
    await change(here, viewer)
    await until(lambda: listener.ended)
    assert await end_of(listener) == (end, [])
    await until(lambda: not living.live.hub.channels[living.here].late)


@pytest.mark.parametrize(
    ("change", "end"),
    [(revoked, End.FORBIDDEN), (suspended, End.FORBIDDEN), (left, End.COMPLETE)],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
async def test_who_is_ended_between_the_look_at_their_rights_and_the_first_line_does_not_begin(
    living: Living, change: Callable[[Scene, Viewer], Awaitable[None]], end: End
) -> None:
    here, viewer, hub = await scene(living), await signed_in(living, "Ben"), living.live.hub
    control = await living.listen("Chie", POSTS)
    question = (await living.listen("Chie", IN_GROUP, place=f"grp_{here.group}")).question
    listener = Listener(viewer, question, 0, question.place)
    async with hub.arriving(listener) as channel:
        await living.live.check(listener)
        await change(here, viewer)
        post = await living.publish("Aoi")
        assert (await heard(control))["post"]["id"] == f"post_{post}"
        assert listener.ended is end
        await hub.listen(listener, None)
    assert listener not in channel.listeners()
    assert await end_of(listener) == (end, [])


async def test_nobody_slips_in_while_their_session_is_revoked(living: Living) -> None:
    control = await living.listen("Chie", POSTS)
    for number in range(10):
        viewer = await signed_in(living, "Ben")

        async def later(turns: int, who: Viewer) -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            await sessions.sign_out(who)

        begun, _ = await asyncio.gather(
            living.live.subscribe(viewer, POSTS), later(number * 3, viewer), return_exceptions=True
        )
        post = await living.publish("Aoi")
        assert (await heard(control))["post"]["id"] == f"post_{post}"
        if isinstance(begun, Refused):
            continue
        assert isinstance(begun, Listener)
        assert begun.ended is End.FORBIDDEN
        assert not begun.texts
    assert not living.live.hub.channels[living.here].arriving


async def test_all_of_it_is_known_by_the_next_poll_where_no_ring_is_heard(living: Living) -> None:
    here, readers = await scene(living), await Readers.open(living.community.url, 2)
    deaf = Live(living.engine, readers, None, poll=0.05)  # neither its waker runs nor does it hear the bell
    async with deaf.hub.running():
        going = await deaf.subscribe(living.viewer("Ben"), IN_GROUP, {"place": f"grp_{here.group}"})
        await leave(here)
        assert await end_of(going) == (End.COMPLETE, [])
    await readers.close()
    assert living.live.hub.poll == POLL_SECONDS <= 5
