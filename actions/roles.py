"""Roles: what members may do beyond being members, given by owners of the network, never to themselves."""

from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.pairs import somebody_else
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.words import Words
from models.members import Member, Role

# Who answers data requests does not keep the records that they are about.
APART = {Role.PRIVACY_OFFICER: Role.HR_ADMIN, Role.HR_ADMIN: Role.PRIVACY_OFFICER}

NO_GROUND = Words("Say on what ground.", "理由を入力してください。")
HAS_IT = Words("They have this role already.", "すでにこの役割が付与されています。")
HAS_NOT = Words("They do not have this role.", "この役割は付与されていません。")
NOT_TOGETHER = Words(
    "Nobody can look after the roster and after data requests: revoke the other role first.",
    "名簿管理とプライバシー責任者の役割は兼任できません。先にもう一方の役割を取り消してください。",
)
LAST_OWNER = Words(
    "A network needs an owner: give the role to somebody else first.",
    "ネットワークには所有者が必要です。先に他の方へ所有者の役割を付与してください。",
)

# Whoever changes who the owners are waits here, and then reads what is so by then.
HOLD_ROLES = "select pg_advisory_xact_lock(hashtextextended('roles of ' || $1::uuid::text, 0))"
OTHER_OWNERS = """
select count(*) from members where network_id = $1 and status = 'ACTIVE' and 'NETWORK_OWNER' = any(roles) and id <> $2
"""


@action()
async def grant(change: Change, *, member_id: UUID, role: Role, ground: str) -> Made:
    """Give a member a role; it is audited with its ground.

    Raises Forbidden for who is no owner; Invalid for oneself and without a ground; NotFound; Conflict for who has the
    role, or one that does not go with it.
    """
    await must_own(change)
    other = await somebody_else(change, member_id)
    member = await held(change, other.id)
    if role in member.roles:
        raise Conflict(HAS_IT, "role")
    if APART.get(role) in member.roles:
        raise Conflict(NOT_TOGETHER, "role")
    return await changed(change, member, [*member.roles, role.value], f"{role.lower()}.granted", stated(ground))


@action()
async def revoke(change: Change, *, member_id: UUID, role: Role, ground: str) -> Made:
    """Take a role from a member, or lay one's own down; it is audited with its ground.

    Whoever holds a role can be deprived of it, even if the directory does not show them to the owner. Raises Forbidden
    for who is no owner; NotFound; Invalid without a ground; Conflict for who has not the role, or is the last owner.
    """
    await must_own(change)
    member = await held(change, member_id)
    if role not in member.roles:
        await change.seen(Member, member_id, path="member_id")
        raise Conflict(HAS_NOT, "role")
    if role is Role.NETWORK_OWNER:
        await an_owner_stays(change, member.id)
    left = [each for each in member.roles if each != role]
    return await changed(change, member, left, f"{role.lower()}.revoked", stated(ground))


async def must_own(change: Change) -> None:
    """Only an owner goes on, and is one still when nobody else changes roles; raises Forbidden."""
    change.must_be(Role.NETWORK_OWNER)
    await change.run(HOLD_ROLES, change.network_id)
    if not await Member.filter(id=change.me.id, roles__contains=[Role.NETWORK_OWNER.value]).exists():
        raise Forbidden


async def an_owner_stays(change: Change, member_id: UUID) -> None:
    """Raise Conflict where the network would have no active owner without this member.

    The roles of the network must be held; so must they be by whoever lets an owner go.
    """
    if not await change.value(OTHER_OWNERS, change.network_id, member_id):
        raise Conflict(LAST_OWNER, "member_id")


async def held(change: Change, member_id: UUID) -> Member:
    """A member of the network, held; raises NotFound."""
    member = await change.locked(Member, member_id)
    if member is None:
        raise NotFound("member_id")
    return member


async def changed(change: Change, member: Member, roles: list[str], what: str, ground: str) -> Made:
    """Give the member these roles, audit it and tell it."""
    await Member.filter(id=member.id).update(roles=roles)
    change.audit(what, member, ground)
    change.tell("member.roles_changed", member)
    return {"member": member.id}


def stated(ground: str) -> str:
    """The ground, without blanks around it; raises Invalid where there is none."""
    if not ground.strip():
        raise Invalid(NO_GROUND, "ground")
    return ground.strip()
