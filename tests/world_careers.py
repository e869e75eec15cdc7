"""Attributes and careers of the members of the world."""

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world import World


async def attributes(world: "World", chance: random.Random, names: list[str]) -> None:
    kinds = ["SKILL", "INDUSTRY", "DEPARTMENT", "SCHOOL", "PLACE", "LANGUAGE"]
    for number in range(12):
        parent = world.ids.get(f"att{number - 6}") if number % 3 == 0 else None
        await world.add(
            "attributes",
            f"att{number}",
            network_id=world["here"],
            kind=kinds[number % 6],
            label_ja=f"属性{number}",
            label_en=f"Attribute {number}" if number % 2 else None,
            aliases=[f'alias "{number}"', "ｱﾘｱｽ"] if number % 4 == 0 else [],
            parent_id=parent,
            rarity=chance.randint(50, 400),
        )
    for name in names:
        for number in chance.sample(range(12), 5):
            await holder(world, f"att{number}", name)


async def holder(world: "World", attribute: str, member: str, network: str = "here") -> None:
    pair = {"member_id": world[member], "attribute_id": world[attribute]}
    await world.add("member_attributes", network_id=world[network], **pair, source="MEMBER")


async def careers(world: "World", names: list[str]) -> None:
    for number, name in enumerate(names):
        employee = name in ("Chie", "HR", "Recruiter")
        own = {"network_id": world["here"], "member_id": world[name]}
        await world.add(
            "employments",
            **own,
            department_id=world["att2" if number % 2 else "att8"],
            title=None if number % 3 else "主任",
            started=["2010", "2012-04", "2011-03-31"][number % 3],
            ended=None if employee else "2020-03",
            verified_by="HR" if number % 2 else "SELF",
            version=1,
        )
        if not employee:
            await world.add(
                "positions",
                **own,
                company=f"Company {number}",
                industry_id=world["att1"] if number % 2 else None,
                place_id=world["att4"],
                started="2020-04",
                ended=None if number % 3 else "2023",
                version=1,
            )

    hers = {"network_id": world["here"], "member_id": world["Hana"], "department_id": world["att2"]}
    await world.add("employments", **hers, started="2021-03", ended="2022", verified_by="SELF", version=1)


async def careers_elsewhere(world: "World", names: list[str]) -> None:
    for name in names:
        own = {"network_id": world["there"], "member_id": world[name], "version": 1}
        spell = {"department_id": world["DEPARTMENT there"], "started": "2010", "ended": "2020-03"}
        await world.add("employments", **own, **spell, verified_by="HR")
        await world.add("positions", **own, company="Elsewhere Inc.", place_id=world["PLACE there"], started="2020-04")
