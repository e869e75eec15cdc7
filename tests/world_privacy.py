"""What members of the world tell of themselves, and to whom: audiences and exclusions of every kind."""

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from models.audiences import ALL_FIELDS, EVERYBODY, NO_CEILING, NOBODY_ELSE, Audience, ProfileField, mask

if TYPE_CHECKING:
    from tests.world import World

A = Audience
# A number of them that shares no factor with the steps below, so that each field meets each of them.
AUDIENCES = [
    mask(A.NETWORK),
    mask(A.TIES),
    mask(),
    mask(A.GROUPS),
    mask(A.ALUMNI),
    mask(A.EMPLOYEES),
    mask(A.HR),
    mask(lists=(1,)),
    mask(lists=(2, 16)),
    mask(A.TIES, A.EMPLOYEES),
    mask(A.GROUPS, A.HR, lists=(1,)),
]
GUARDED = ("former_name", "headline", "bio", "avatar", "gender", "birthday", "email", "phone", "links")
PLAIN = ("Aoi", "Ben", "Chie")  # whose careers and headlines other tests spell out


async def privacy(world: "World", here: list[str], there: list[str]) -> None:
    """Values in every guarded column, audiences of every kind, lists, exclusions, and policies that bite."""
    for number, name in enumerate([*here, *there]):
        await profile(world, number, name)
    for table, step in (("employments", 2), ("positions", 3), ("member_attributes", 5)):
        await row_audiences(world, table, step, here, there)
    await lists(world, here, "here")
    await lists(world, there, "there")
    await exclusions(world)
    await policies(world)


async def profile(world: "World", number: int, name: str) -> None:
    """What one member tells, and to whom; a few tell less."""
    values: dict[str, Any] = {
        "former_name": f"旧姓{number}",
        "headline": f"Headline of {name}",
        "bio": f"Life of {name}",
        "avatar_url": f"https://example.com/{number}.png",
        "gender": None if number % 4 == 3 else "F",
        "birthday": date(1980, 1, 1 + number),
        "contact_email": f"m{number}@example.com",
        "phone": None if number % 5 == 4 else f"03-0000-{number:04}",
        "links": [f"https://example.com/{number}"] if number % 3 else [],
    }
    told = ", ".join(
        f"{column} = coalesce({column}, ${i})" if column != "links" else f"links = ${i}"
        for i, column in enumerate(values, 2)
    )
    await world.connection.execute(f"update members set {told} where id = $1", world[name], *values.values())
    for place, field in enumerate(GUARDED):
        if not (name in PLAIN and field in ("headline", "bio", "avatar")):
            chosen = AUDIENCES[(number + 3 * place) % len(AUDIENCES)]
            await world.connection.execute(
                f"update members set {field}_audience = $2 where id = $1", world[name], chosen
            )


async def row_audiences(world: "World", table: str, step: int, here: list[str], there: list[str]) -> None:
    """An audience for each row, but for those that other tests spell out."""
    numbers = count()
    names = {world[name]: name for name in [*here, *there]}
    for row in await world.connection.fetch(f"select id, member_id from {table} order by id"):
        if table == "member_attributes" or names[row["member_id"]] not in PLAIN:
            number = next(numbers)
            open_to_all = table == "member_attributes" and number % 2
            chosen = EVERYBODY if open_to_all else AUDIENCES[number * step % len(AUDIENCES)]
            await world.connection.execute(f"update {table} set audience = $2 where id = $1", row["id"], chosen)


async def lists(world: "World", names: list[str], network: str) -> None:
    """Lists of each member's own, with somebody on two of them."""
    for number, name in enumerate(names):
        for list_number, after in ((1, 1), (1, 4), (2, 4), (16, 7)):
            other = names[(number + after) % len(names)]
            if other != name:
                pair = {"member_id": world[name], "other_id": world[other]}
                await world.add("listed", network_id=world[network], **pair, list_number=list_number)


async def exclusions(world: "World") -> None:
    """Exclusions of each kind, for all fields and for one."""
    for name, address in (
        ("Member 2", "m2@kyoto.toho.example"),
        ("Member 3", "m3@toho.example"),
        ("Dan", "dan@nottoho.example"),
        ("Ivan", "ivan@localhost"),
        ("Outsider", "outsider@toho.example"),
    ):
        await world.add("account_emails", account_id=world[f"account of {name}"], address=address)
    for name, company in (
        ("Member 0", "株式会社東邦電機"),
        ("Ivan", "Toho Electric Co., Ltd."),
        ("Hana", "西海物産"),
        ("Member 4", "ｷﾔﾉﾝ㈱"),
    ):
        await world.connection.execute(
            "update positions set company = $2, ended = $3 where member_id = $1",
            world[name],
            company,
            "2024" if name == "Hana" else None,  # who has left a company is not excluded with it
        )
    await exclude(world, "Ben", other="Member 4")
    await exclude(world, "Member 0", fields=(ProfileField.HEADLINE, ProfileField.POSITIONS), other="Ben")
    await exclude(world, "Chie", fields=(ProfileField.ATTRIBUTES,), other="Hana")
    await exclude(world, "Aoi", company="㈱東邦電機")
    await exclude(world, "Aoi", company="西海物産")
    await exclude(world, "Member 5", fields=(ProfileField.POSITIONS, ProfileField.LINKS), company="ＴＯＨＯ electric")
    await exclude(world, "Ivan", company="キャノン")  # small kana and large ones are one name
    await exclude(world, "Hana", domains=["toho.example"])
    await exclude(world, "Member 4", fields=(ProfileField.EMPLOYMENTS,), domains=["kyoto.toho.example", "localhost"])
    await exclude(world, "Member 3", department="att2")
    await exclude(world, "Member 2", fields=(ProfileField.ATTRIBUTES, ProfileField.BIO), department="att8")
    await exclude(world, "Chie", fields=(ProfileField.BIO, ProfileField.EMPLOYMENTS), group="request")
    await exclude(world, "Member 1", group="secret")
    await exclude(world, "Aoi there", network="there", domains=["toho.example"])


async def exclude(
    world: "World",
    name: str,
    *,
    fields: tuple[ProfileField, ...] = (),
    other: str | None = None,
    company: str | None = None,
    domains: list[str] | None = None,
    department: str | None = None,
    group: str | None = None,
    network: str = "here",
) -> None:
    """One exclusion: whoever is named, from these fields or from all."""
    kind = "MEMBER" if other else "DEPARTMENT" if department else "GROUP" if group else "ORGANISATION"
    await world.add(
        "exclusions",
        network_id=world[network],
        member_id=world[name],
        kind=kind,
        other_id=world[other] if other else None,
        company=company,
        domains=domains or [],
        department_id=world[department] if department else None,
        group_id=world[group] if group else None,
        fields_mask=sum(field.bit for field in fields) or ALL_FIELDS,
    )


async def policies(world: "World") -> None:
    """Here some fields are shown to more or to fewer than their owners say, there too, attributes among them."""
    await policy(
        world,
        "here",
        floors={"AVATAR": (A.TIES,), "LINKS": (A.NETWORK,)},
        ceilings={"PHONE": (A.TIES, A.HR), "GENDER": (), "LINKS": (A.GROUPS, A.ALUMNI), "BIO": (A.NETWORK,)},
    )
    await policy(
        world,
        "there",
        floors={"EMPLOYMENTS": (A.ALUMNI,), "HEADLINE": (A.NETWORK,)},
        ceilings={"ATTRIBUTES": (A.ALUMNI, A.TIES), "POSITIONS": (A.TIES,)},
    )
    await world.connection.execute("update members set kind = 'GUEST' where id = $1", world["Other outsider"])


async def policy(
    world: "World", network: str, floors: dict[str, tuple[A, ...]], ceilings: dict[str, tuple[A, ...]]
) -> None:
    """The floors and ceilings of a network; where nothing is said there are none."""
    await world.connection.execute(
        "update networks set audience_floors = $2, audience_ceilings = $3 where id = $1",
        world[network],
        [mask(*floors[field]) if field in floors else NOBODY_ELSE for field in ProfileField],
        [mask(*ceilings[field]) if field in ceilings else NO_CEILING for field in ProfileField],
    )
