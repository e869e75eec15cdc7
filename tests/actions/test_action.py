"""What every action has: one transaction, told in order, run once under a key, refused before anything is done."""

import asyncio
from uuid import UUID

import pytest

from actions.action import action
from actions.change import Change, Made
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, RateLimited, Unauthenticated
from models.groups import Group
from models.ids import uuid7
from models.members import Member, Role
from models.modules import Module
from models.networks import Locale
from models.viewer import Viewer
from tests.community import Community

HEAD = "select position from network_heads where network_id = $1"


@action()
async def rename(change: Change, *, name: str, wait: float = 0, if_version: int | None = None) -> Made:
    """Give oneself another name, slowly where asked to."""
    member = await change.seen(Member, change.me.id, path="id", lock=True)
    change.check_version(member, if_version)
    member.display_name, member.version = name, member.version + 1
    await member.save(update_fields=["display_name", "version"])
    await asyncio.sleep(wait)
    if name == "nobody":
        raise Invalid("Everybody is somebody.", "name")
    change.tell("member.renamed", member)
    return {"member": member.id, "was": name}


@action(module=Module.POLLS)
async def ask(change: Change) -> Made:
    """Do something of a module."""
    change.tell("poll.asked", ("Member", change.me.id))
    return {}


@action(rate_limit="2/minute")
async def knock(change: Change) -> Made:
    """Do something that may be done twice a minute."""
    return {"member": change.me.id}


@action()
async def look(change: Change, *, group_id: UUID) -> Made:
    """Look for a group."""
    return {"group": (await change.seen(Group, group_id, path="group_id")).id}


@action()
async def rule_over(change: Change, *, ground: str) -> Made:
    """Do something that is audited, and that only some may do."""
    change.must_be(Role.HR_ADMIN)
    change.audit("member.ruled", ("Member", change.me.id), ground)
    change.audit("member.ruled", ("Member", change.me.id), ground + "!")
    return {}


async def name_of(community: Community, member: str) -> object:
    return await community.value("select display_name from members where id = $1", community[member])


async def test_what_is_done_is_told_at_the_next_position(community: Community) -> None:
    before = await community.value(HEAD, community["here"]) or 0
    outcome = await rename(community.viewer("Aoi"), name="あおい")
    assert outcome.position == int(str(before)) + 1 == await community.value(HEAD, community["here"])
    assert await name_of(community, "Aoi") == "あおい"
    assert (await community.told())[-1] == ("member.renamed", community["Aoi"])


async def test_a_refusal_leaves_nothing(community: Community) -> None:
    before, told = await community.value(HEAD, community["here"]), await community.told()
    with pytest.raises(Invalid):
        await rename(community.viewer("Aoi"), name="nobody")
    assert await name_of(community, "Aoi") == "Aoi"
    assert (await community.value(HEAD, community["here"]), await community.told()) == (before, told)


async def test_positions_have_no_gaps_and_follow_the_order_of_commits(community: Community) -> None:
    names = ["Aoi", "Ben", "Chie", "Hana", "Ivan"]
    await asyncio.gather(*(rename(community.viewer(name), name=f"{name} {n}") for name in names for n in range(4)))
    rows = await community.connection.fetch(
        "select position from outbox_events where network_id = $1", community["here"]
    )
    assert sorted(row[0] for row in rows) == list(range(1, 21))


async def test_an_edit_of_an_older_version_is_a_conflict_that_tells_the_current_one(community: Community) -> None:
    await rename(community.viewer("Aoi"), name="one", if_version=1)
    with pytest.raises(Conflict) as refused:
        await rename(community.viewer("Aoi"), name="two", if_version=1)
    assert refused.value.current_version == 2
    assert await name_of(community, "Aoi") == "one"


async def test_two_edits_of_one_version_at_once_are_one_edit(community: Community) -> None:
    edits = (rename(community.viewer("Aoi"), name=f"{n}", wait=0.05, if_version=1) for n in range(4))
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 3 + ["Outcome"]


async def test_the_same_key_and_input_give_the_same_and_run_once(community: Community) -> None:
    aoi = community.viewer("Aoi")
    first = await rename.perform(aoi, {"name": "once"}, "key")
    await rename(aoi, name="later")
    assert await rename.perform(aoi, {"name": "once"}, "key") == first
    assert await name_of(community, "Aoi") == "later"


async def test_two_at_once_under_one_key_run_once(community: Community) -> None:
    aoi = community.viewer("Aoi")
    both = await asyncio.gather(*(rename.perform(aoi, {"name": "x", "wait": 0.1}, "key") for _ in range(5)))
    assert len({outcome.position for outcome in both}) == 1
    assert await community.value("select version from members where id = $1", aoi.id) == 2


async def test_the_same_key_with_other_input_is_a_conflict_and_another_member_has_keys_of_their_own(
    community: Community,
) -> None:
    await rename.perform(community.viewer("Aoi"), {"name": "x"}, "key")
    with pytest.raises(Conflict):
        await rename.perform(community.viewer("Aoi"), {"name": "y"}, "key")
    with pytest.raises(Conflict):
        await knock.perform(community.viewer("Aoi"), {}, "key")
    await rename.perform(community.viewer("Ben"), {"name": "y"}, "key")
    assert await name_of(community, "Ben") == "y"


async def test_a_key_of_the_day_before_is_a_new_one(community: Community) -> None:
    aoi = community.viewer("Aoi")
    await rename.perform(aoi, {"name": "x"}, "key")
    await community.connection.execute("update idempotency_keys set created_at = created_at - interval '25 hours'")
    await rename.perform(aoi, {"name": "y"}, "key")
    assert await name_of(community, "Aoi") == "y"


async def test_a_refused_request_can_be_sent_again_under_its_key(community: Community) -> None:
    aoi = community.viewer("Aoi")
    with pytest.raises(Invalid):
        await rename.perform(aoi, {"name": "nobody"}, "key")
    await rename.perform(aoi, {"name": "somebody"}, "key")
    assert await name_of(community, "Aoi") == "somebody"


@pytest.mark.parametrize("key", ["", "  ", "x" * 201])
async def test_a_key_that_is_none_is_refused(community: Community, key: str) -> None:
    with pytest.raises(Invalid):
        await rename.perform(community.viewer("Aoi"), {"name": "x"}, key)


@pytest.mark.parametrize("who", ["Fumi", "Gen", "Pending", "Invited", "Erased"])
async def test_only_active_members_act(community: Community, who: str) -> None:
    with pytest.raises(Unauthenticated):
        await rename(community.viewer(who), name="x")
    with pytest.raises(Unauthenticated):
        await rename(None, name="x")
    with pytest.raises(Unauthenticated):
        await rename(Viewer(community["Aoi"], community["there"]), name="x")


async def test_a_module_that_is_off_refuses(community: Community) -> None:
    await ask(community.viewer("Aoi"))
    await community.connection.execute("update networks set modules = '{POSTS}' where id = $1", community["here"])
    with pytest.raises(ModuleOff) as refused:
        await ask(community.viewer("Aoi"))
    assert refused.value.module is Module.POLLS
    await ask(community.viewer("Outsider"))


async def test_too_often_is_refused_until_a_moment_that_is_told(community: Community) -> None:
    for _ in range(2):
        await knock(community.viewer("Aoi"))
    with pytest.raises(RateLimited) as refused:
        await knock(community.viewer("Aoi"))
    assert 1 <= refused.value.retry_after <= 61
    await knock(community.viewer("Ben"))


async def test_hidden_and_absent_are_the_same_no(community: Community) -> None:
    told = []
    for key in (uuid7(), community["secret no hr"]):
        with pytest.raises(NotFound) as refused:
            await look(community.viewer("Aoi"), group_id=key)
        told.append((refused.value.code, refused.value.message, refused.value.path, refused.value.told(Locale.JA)))
    assert told[0] == told[1]


async def test_entries_of_the_audit_are_a_chain_that_nobody_changes(community: Community) -> None:
    before = int(
        str(await community.value("select count(*) from audit_entries where network_id = $1", community["here"]))
    )
    for ground in ("first", "second"):
        await rule_over(community.viewer("HR"), ground=ground)
    with pytest.raises(Forbidden):
        await rule_over(community.viewer("Aoi"), ground="third")
    rows = await community.connection.fetch(
        "select number - $1, ground, hash from audit_entries where network_id = $2 and number > $1 order by number",
        before,
        community["here"],
    )
    assert [(row[0], row[1]) for row in rows] == [(1, "first"), (2, "first!"), (3, "second"), (4, "second!")]
    assert len({row[2] for row in rows}) == 4
    for sql in ("update audit_entries set ground = 'x'", "delete from audit_entries"):
        with pytest.raises(Exception, match="for ever"):
            await community.connection.execute(sql)


async def test_whoever_is_cut_off_leaves_all_or_nothing_and_no_connection(community: Community) -> None:
    """A pool of twelve would be dead after a dozen leaks."""
    aoi = community.viewer("Aoi")
    for number in range(60):
        task = asyncio.create_task(rename(aoi, name=f"cut {number}"))
        await asyncio.sleep(number / 60 * 0.03)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await rename(aoi, name="whole")
    told = await community.value("select count(*) from outbox_events where kind = 'member.renamed'")
    assert await community.value("select version from members where id = $1", aoi.id) == int(str(told)) + 1
