"""What members of the world are open to, what they search for again, and the attributes that they proposed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.audiences import NOBODY_ELSE
from tests.world_privacy import AUDIENCES

if TYPE_CHECKING:
    from tests.world import World

KINDS = ("COMEBACK", "SIDE_JOB", "CONTRACT", "FULL_TIME_ELSEWHERE", "MENTOR", "SPEAKER", "COLLABORATION")
ANSWERS = ("YES", "MAYBE", "NO")
# Long before and long after any day on which the tests run.
GONE, TO_COME = datetime(2020, 1, 1, tzinfo=UTC), datetime(2990, 1, 1, tzinfo=UTC)
LABELS = ("Rust", "ＲＵＳＴ", "ねんど", "ネンド", "京都")


async def profiles(world: "World", here: list[str], there: list[str]) -> None:
    """Each has something, in either network."""
    for network, names in (("here", here), ("there", there)):
        for number, name in enumerate(names):
            await openness(world, network, number, name)
            await searches(world, network, number, name)
            if number % 3 == 0:
                await proposal(world, network, number, name)


async def openness(world: "World", network: str, number: int, name: str) -> None:
    """Two answers with audiences of every kind; every fifth has expired, and another has just the usual audience."""
    own = {"network_id": world[network], "member_id": world[name]}
    for place in range(2):
        said = GONE if (number + place) % 5 == 4 else TO_COME
        audience = None if (number + place) % 5 == 3 else AUDIENCES[(2 * number + place) % len(AUDIENCES)]
        told: dict[str, Any] = {"kind": KINDS[(number + place) % len(KINDS)], "answer": ANSWERS[number % 3]}
        until = {"said_at": said, "expires_at": said + timedelta(days=366)}
        await world.add("openness", f"{name} is open {place}", **own, **told, audience=audience, **until)


async def searches(world: "World", network: str, number: int, name: str) -> None:
    """One saved search, by text or by kind."""
    criteria = f'{{"search":"\\"東京\\" {number}"}}' if number % 2 else '{"kinds":["ALUMNUS"]}'
    own = {"network_id": world[network], "member_id": world[name], "name": f"検索 {number}"}
    saved = {"criteria": criteria, "alerts": "NONE", "created_at": world.when(), "version": 1}
    await world.add("saved_searches", f"search of {name}", **own, **saved)


async def proposal(world: "World", network: str, number: int, name: str) -> None:
    """One proposed attribute; several proposed the same."""
    own = {"network_id": world[network], "member_id": world[name], "kind": "SKILL" if number % 2 else "PLACE"}
    label: dict[str, Any] = {"label_ja": LABELS[number % len(LABELS)], "year": 2000 + number}
    made = {"shown_to": NOBODY_ELSE, "created_at": world.when()}
    await world.add("attribute_proposals", f"proposal of {name}", **own, **label, **made)
