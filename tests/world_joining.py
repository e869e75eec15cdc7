"""Who was invited, who claims to be on the roster, and where members of the world are signed in."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World

FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
# called, network, inviter, entry, what has become of it
INVITATIONS = [
    ("open invitation", "here", "HR", None, None),
    ("invitation to the roster", "here", "HR", "entry of nobody", None),
    ("accepted invitation", "here", "Chie", "entry of Ben", "accepted_at"),
    ("withdrawn invitation", "here", None, None, "withdrawn_at"),
    ("invitation there", "there", "Other outsider", None, None),
]
# called, network, whose account, status, which entry, which member it made
CLAIMS = [
    ("pending claim", "here", "Pending", "PENDING", "entry of nobody", None),
    ("unmatched claim", "here", "Invited", "PENDING", None, None),
    ("unproven claim", "here", None, "UNPROVEN", None, None),
    ("claim of Aoi", "here", "Aoi", "APPROVED", "entry of Aoi", "Aoi"),
    ("claim of Hana", "here", "Hana", "REJECTED", None, "Hana"),
    ("claim there", "there", "Shy outsider", "PENDING", None, None),
    ("claim of Outsider", "there", "Outsider", "APPROVED", "entry there", "Outsider"),
]
SIGNED_IN = ["Aoi", "Aoi", "Ben", "Chie", "HR", "Hana", "Fumi", "Gen", "Outsider", "Aoi there"]
AMONG_STRANGERS = ("Outsider", "Aoi there")


def hash_of(world: "World") -> bytes:
    """A hash that nothing else has."""
    return hashlib.sha256(f"token {world.made}".encode()).digest()


async def joining(world: "World") -> None:
    """Invitations, claims, sessions, and what is behind them."""
    for called, network, inviter, entry, end in INVITATIONS:
        await invitation(world, called, network, inviter, entry, end)
    for called, network, name, status, entry, member in CLAIMS:
        about = {"entry_id": world.ids.get(entry or ""), "member_id": world.ids.get(member or "")}
        about["account_id"] = world.ids.get(f"account of {name}")
        await claim(world, called, network, status, **about)
    for number, name in enumerate(SIGNED_IN):
        await session(world, name, ended=number == 1)
    await kept(world)


async def invitation(
    world: "World", called: str, network: str, inviter: str | None, entry: str | None, end: str | None
) -> None:
    ended: dict[str, Any] = {end: world.when()} if end else {}
    await world.add(
        "invitations",
        called,
        network_id=world[network],
        inviter_id=world.ids.get(inviter or ""),
        entry_id=world.ids.get(entry or ""),
        address=f"{called.replace(' ', '.').lower()}@example.com",
        kind="ALUMNUS",
        token_hash=hash_of(world),
        created_at=world.when(),
        expires_at=FUTURE,
        **ended,
    )


async def claim(world: "World", called: str, network: str, status: str, **about: Any) -> None:
    decided: dict[str, Any] = {"decided_at": world.when()} if status in ("APPROVED", "REJECTED") else {}
    if status == "REJECTED":
        decided |= {"rejection": "OTHER", "decided_by_id": world["HR"]}
    await world.add(
        "claims",
        called,
        network_id=world[network],
        address=f"{called.replace(' ', '.').lower()}@example.com",
        display_name=called,
        external_id="E005",
        family_name="佐藤",
        status=status,
        created_at=world.when(),
        **about,
        **decided,
    )


async def session(world: "World", name: str, *, ended: bool) -> None:
    since = world.when()
    network = "there" if name in AMONG_STRANGERS else "here"
    who = {"network_id": world[network], "member_id": world[name], "token_hash": hash_of(world)}
    ends = {"expires_at": FUTURE, "revoked_at": since + timedelta(days=1) if ended else None}
    await world.add("sessions", device=f"{name}'s own", created_at=since, **who, **ends)


async def kept(world: "World") -> None:
    """What no member reads: mails, links, and the provider of a network."""
    for network in ("here", "there"):
        place, since = {"network_id": world[network]}, world.when()
        mail = {"address": "someone@example.com", "locale": "JA", "kind": "SIGN_IN", "details": "{}", "tries": 0}
        await world.add("mails", **place, **mail, state="QUEUED", created_at=since, due_at=FUTURE)
        link = {"address": "someone@example.com", "token_hash": hash_of(world), "created_at": since}
        await world.add("sign_ins", **place, **link, expires_at=FUTURE, tries=0)
        issuer = f"https://login.example.com/{network}"
        client = {"issuer": issuer, "client_id": "enishi", "created_at": since}
        provider = await world.add("providers", **place, **client)
        who = {"account_id": world["account of Aoi"], "issuer": issuer, "subject": "aoi", "created_at": since}
        await world.add("identities", **place, **who)
        asked = {"state_hash": hash_of(world), "browser_hash": hash_of(world), "nonce": "nonce", "verifier": "v"}
        await world.add("visits", **place, **asked, provider_id=provider, expires_at=FUTURE)
