"""Groups: founded, changed, archived and restored."""

from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID

from actions import words
from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.group_rules import ask, settle
from actions.group_standing import (
    LEADERS_ONLY,
    OTHER_MEMBERS,
    OTHER_OWNERS,
    OWNERS,
    TAKEN,
    Standing,
    admits,
    check_alive,
    held,
    keeps_order,
    leads,
    put,
)
from actions.imported import FromElsewhere, check_new_group, origin
from actions.refusals import Conflict, Forbidden, Invalid
from actions.words import Words
from models.attributes import Attribute
from models.group_rules import MOST_ATTRIBUTES
from models.groups import Group, GroupMembership, GroupRole, JoinPolicy, MembershipStatus, RuleMatch
from models.ids import uuid7
from models.modules import Module
from models.posts import Post

OPEN_IS_SEEN = Words("An open group cannot be secret.", "公開グループを秘密にすることはできません。")
OPENED = Words(
    "What was told in a closed group, and who belongs to it, stays closed.",
    "参加が制限されたグループの投稿やメンバーを後から公開することはできません。",
)
HR_FOUNDS = Words("You could not read this group yourself.", "この設定ではあなた自身がグループを閲覧できません。")
TOO_FEW_PLACES = Words("More members than that belong to it: {taken}.", "すでに{taken}人が参加しています。")
RULE_OR_PLACES = Words(
    "A group that follows a rule has room for all whom it asks for.",
    "属性ルールのあるグループには定員を設定できません。",
)
RULE_SIZE = Words("A rule asks for 1 to {most} attributes.", "ルールには1〜{most}個の属性を指定してください。")
NO_OWNER = Words("Name an owner first.", "先にオーナーを指定してください。")

# What an edit cannot leave empty.
NEVER_NULL = ("name", "join_policy", "secret", "members_invite")


class AsksFor(TypedDict):
    """The rule of a group: any or all of these attributes."""

    match: RuleMatch
    attribute_ids: list[UUID]


@action(module=Module.GROUPS, rate_limit="30/hour")
async def create(
    change: Change,
    *,
    name: str,
    join_policy: JoinPolicy,
    description: str | None = None,
    secret: bool = False,
    readable_by_hr: bool = True,
    members_invite: bool = False,
    capacity: int | None = None,
    rule: AsksFor | None = None,
    imported: FromElsewhere | None = None,
) -> Made:
    """Found a group and own it; whether HR may read it is said now and for ever. Raises Invalid and NotFound."""
    said: dict[str, Any] = {
        "name": titled(name),
        "description": tidy(description),
        "join_policy": join_policy,
        "secret": secret,
    }
    said |= {"members_invite": members_invite, "capacity": capacity, "readable_by_hr": readable_by_hr}
    come = origin(change, imported)
    await check_new_group(change, come)
    said |= {"created_at": come.at, "external_id": come.external_id}
    group = Group(id=uuid7(), network_id=change.network_id, rule_match=matched(rule), **said)
    check_kind(group)
    if not admits(group, change.me.roles):
        raise Invalid(HR_FOUNDS, "readable_by_hr")
    attributes = await asked(change, rule)
    await group.save(force_create=True)
    row = await put(change, group, change.me.id, MembershipStatus.ACTIVE, role=GroupRole.OWNER)
    change.tell("group.created", group, place=group.id)
    await ask(change, group, attributes)
    await settle(change, group)
    return {"group": group.id, "membership": row.id}


@action(module=Module.GROUPS)
async def update(
    change: Change,
    *,
    group_id: UUID,
    if_version: int | None = None,
    name: str | Keep = KEEP,
    description: str | Keep | None = KEEP,
    join_policy: JoinPolicy | Keep = KEEP,
    secret: bool | Keep = KEEP,
    members_invite: bool | Keep = KEEP,
    capacity: int | Keep | None = KEEP,
    rule: AsksFor | Keep | None = KEEP,
) -> Made:
    """Change what a group is; what is not given stays. Raises NotFound, Forbidden, Invalid and Conflict.

    A closed group is not opened once somebody else belongs to it or something was told there.
    """
    given: dict[str, Any] = {"name": name, "description": description, "join_policy": join_policy, "secret": secret}
    given |= {"members_invite": members_invite, "capacity": capacity}
    standing = await held(change, group_id)
    if not leads(change, standing, OWNERS):
        raise Forbidden(LEADERS_ONLY, "group_id")
    check_alive(standing.group)
    change.check_version(standing.group, if_version)
    group = standing.group
    given |= {} if isinstance(rule, Keep) else {"rule_match": matched(rule)}
    attributes = [] if isinstance(rule, Keep) else await asked(change, rule)
    await edit(change, group, {key: value for key, value in given.items() if value is not KEEP})
    await withdraw_unseen(group)
    change.tell("group.updated", group, place=group.id)
    if not isinstance(rule, Keep):
        await ask(change, group, attributes)
        await settle(change, group)
    return {"group": group.id}


async def edit(change: Change, group: Group, given: Mapping[str, Any]) -> None:
    """Write what is given; raises Invalid and Conflict."""
    closed = group.join_policy is not JoinPolicy.OPEN
    for key, value in given.items():
        written = tidy(value)
        if written is None and key in NEVER_NULL:
            raise Invalid(words.WRONG_VALUE, key)
        setattr(group, key, written)
    check_kind(group)
    await check_places(change, group)
    if closed and group.join_policy is JoinPolicy.OPEN:
        await check_untold(change, group)
    group.version += 1
    await group.save(update_fields=[*given, "version"])


def tidy(value: Any) -> Any:
    """A text without blanks around it, and no text where nothing else is there; other values as they are."""
    return value.strip() or None if type(value) is str else value


def titled(name: str) -> str:
    """A name without blanks around it; raises Invalid where nothing else is there."""
    if not name.strip():
        raise Invalid(words.WRONG_VALUE, "name")
    return name.strip()


def matched(rule: AsksFor | None) -> RuleMatch | None:
    """How many of its attributes a rule asks for; None without one."""
    return rule["match"] if rule else None


def check_kind(group: Group) -> None:
    """Only what goes together; raises Invalid."""
    if group.secret and group.join_policy is JoinPolicy.OPEN:
        raise Invalid(OPEN_IS_SEEN, "secret")
    if group.capacity is not None and group.rule_match is not None:
        raise Invalid(RULE_OR_PLACES, "capacity")


async def check_places(change: Change, group: Group) -> None:
    """Only as many places as are taken, or more; raises Invalid."""
    taken = await change.value(TAKEN, group.id)
    if group.capacity is not None and group.capacity < taken:
        raise Invalid(TOO_FEW_PLACES, "capacity", taken=taken)


async def check_untold(change: Change, group: Group) -> None:
    """Only a group in which nobody could have trusted yet; raises Conflict."""
    if await Post.filter(group_id=group.id).exists() or await change.value(OTHER_MEMBERS, group.id, change.me.id):
        raise Conflict(OPENED, "join_policy")


async def withdraw_unseen(group: Group) -> None:
    """Forget who asked to join a group that they cannot see any more."""
    if group.secret:
        await GroupMembership.filter(group_id=group.id, status=MembershipStatus.REQUESTED).delete()


async def asked(change: Change, rule: AsksFor | None) -> list[UUID]:
    """The attributes that a rule asks for, each once; raises Invalid and NotFound."""
    if rule is None:
        return []
    found = list(dict.fromkeys(rule["attribute_ids"]))
    if not 1 <= len(found) <= MOST_ATTRIBUTES:
        raise Invalid(RULE_SIZE, ("rule", "attribute_ids"), most=MOST_ATTRIBUTES)
    for each in found:
        await change.seen(Attribute, each, path=("rule", "attribute_ids"))
    return found


@action(module=Module.GROUPS)
async def archive(change: Change, *, group_id: UUID) -> Made:
    """Archive a group: it can be read and left, and nothing else. Raises NotFound and Forbidden."""
    standing = await held(change, group_id)
    check_looks_after(change, standing)
    if standing.group.archived_at is None:
        standing.group.archived_at = change.now
        await archived_or_not(change, standing, "group.archived")
    return {"group": standing.group.id}


@action(module=Module.GROUPS)
async def restore(change: Change, *, group_id: UUID) -> Made:
    """Take an archived group up again. Raises NotFound, Forbidden, and Conflict where nobody owns it."""
    standing = await held(change, group_id)
    check_looks_after(change, standing)
    if standing.group.archived_at is None:
        return {"group": standing.group.id}
    if not await change.value(OTHER_OWNERS, standing.group.id, None):
        raise Conflict(NO_OWNER, "group_id")
    standing.group.archived_at = None
    await archived_or_not(change, standing, "group.restored")
    return {"group": standing.group.id}


def check_looks_after(change: Change, standing: Standing) -> None:
    """Only owners, and community managers where the network lists the group; raises Forbidden."""
    if standing.role is not GroupRole.OWNER and (standing.group.secret or not keeps_order(change)):
        raise Forbidden(LEADERS_ONLY, "group_id")


async def archived_or_not(change: Change, standing: Standing, kind: str) -> None:
    """Write that a group is archived, or is not any more, and tell it."""
    group = standing.group
    group.version += 1
    await group.save(update_fields=["archived_at", "version"])
    change.tell(kind, group, place=group.id)
    if standing.role is None:
        change.audit(kind, group)
