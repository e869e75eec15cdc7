"""Apps of the world, and the tokens by which they speak for members."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from models.scopes import TokenScope

if TYPE_CHECKING:
    from tests.world import World

FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
SPEAKING = ("Aoi", "Recruiter", "HR", "Eri", "Gen", "Outsider")


async def apps(world: "World") -> None:
    """An app that may do everything, one that may do little, one that is disabled, and those of another network."""
    every = [scope.value for scope in TokenScope]
    for name, network, scopes in (
        ("app", "here", every),
        ("small app", "here", ["JOBS_READ"]),
        ("disabled app", "here", every),
        ("app there", "there", every),
    ):
        since, described = world.when(), {"description": f"What the {name} is for", "homepage": None}
        ended = since + timedelta(days=1) if name == "disabled app" else None
        made = {"created_at": since, "disabled_at": ended, "version": 1}
        await world.add("apps", name, network_id=world[network], name=name, scopes=scopes, **described, **made)
    for number, name in enumerate(SPEAKING):
        await token(world, name, "app there" if name == "Outsider" else "app", ended=number == 2)
    await token(world, "Recruiter", "app")
    await token(world, "Recruiter", "small app", scopes=["JOBS_READ"])


async def token(world: "World", name: str, app: str, *, ended: bool = False, scopes: list[str] | None = None) -> None:
    """A token of a member for an app, and the session that is behind it."""
    network, since = world["there" if app == "app there" else "here"], world.when()
    who = {"network_id": network, "member_id": world[name]}
    of_secret = {"token_hash": world.made.to_bytes(32, "big"), "device": f"{app}: token of {name}"}
    ends = {"created_at": since, "expires_at": FUTURE, "revoked_at": since + timedelta(days=1) if ended else None}
    session = await world.add("sessions", **who, **of_secret, **ends)
    named = {"label": f"token of {name}", "scopes": scopes or ["MEMBERS_READ", "JOBS_WRITE"], "created_at": since}
    await world.add("access_tokens", f"{app} of {name}", **who, app_id=world[app], session_id=session, **named)
