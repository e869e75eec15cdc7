"""What happens in the groups of the world: invitations, requests, who keeps order, and a group that follows a rule."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World

RULED: dict[str, dict[str, Any]] = {
    "Member 0": {"role": "OWNER"},
    "Member 5": {"role": "MODERATOR"},
    "Member 2": {"by_rule": True},
    "HR": {"by_rule": True},
    "Aoi": {"status": "OPTED_OUT"},
    "Member 3": {"status": "REQUESTED", "note": "私も入れてください"},
    "Member 4": {"status": "BANNED"},
    "Ivan": {"status": "INVITED"},
}


async def group_life(world: "World") -> None:
    """More standings with the groups there are, and the group called ``rule``."""
    await standing(world, "request", "Hana", status="REQUESTED", note="May I?")
    await standing(world, "request", "Member 5", role="MODERATOR")
    await standing(world, "invite", "Hana", status="INVITED", invited_by_id=world["Dan"])
    await standing(world, "secret", "Chie", status="INVITED", invited_by_id=world["Member 0"])
    await standing(world, "open", "Member 2", role="MODERATOR")
    await standing(world, "open", "Member 3", status="INVITED", invited_by_id=world["Ben"])
    await ruled(world)


async def ruled(world: "World") -> None:
    """A group for whoever has one of two attributes."""
    await world.add(
        "groups",
        "rule",
        network_id=world["here"],
        name="The group that follows a rule",
        join_policy="REQUEST",
        secret=False,
        readable_by_hr=True,
        members_invite=True,
        rule_match="ANY",
        created_at=world.when(),
        version=1,
    )
    for name in ("att3", "att4"):
        await world.add("group_attributes", network_id=world["here"], group_id=world["rule"], attribute_id=world[name])
    for name, values in RULED.items():
        await standing(world, "rule", name, **values)


async def standing(world: "World", group: str, member: str, **values: Any) -> None:
    """Where a member stands with a group."""
    usual = {"role": "MEMBER", "status": "ACTIVE", "since": world.when()}
    pair = {"network_id": world["here"], "group_id": world[group], "member_id": world[member]}
    await world.add("group_memberships", **pair, **{**usual, **values})
