"""What was mailed in a community, as whoever reads the mail finds it."""

from typing import Any

import orjson

from tests.community import Community

NEWEST = "select details from mails where address = $1 and state = 'QUEUED' order by created_at desc, id desc limit 1"


async def mailed(community: Community, address: str) -> dict[str, Any]:
    """The details of the newest mail to an address."""
    found = await community.value(NEWEST, address)
    assert isinstance(found, str), f"nothing was mailed to {address}"
    details: dict[str, Any] = orjson.loads(found)
    return details


async def mails_to(community: Community, address: str) -> int:
    """How many mails wait for an address."""
    return int(str(await community.value("select count(*) from mails where address = $1", address)))


async def give_address(community: Community, name: str, address: str, *, verified: bool = True) -> None:
    """Give the account of a member an address."""
    await community.connection.execute(
        "insert into account_emails (id, account_id, address, verified_at)"
        " values (gen_random_uuid(), $1, $2, case when $3 then now() end)",
        community[f"account of {name}"],
        address,
        verified,
    )


async def grant(community: Community, name: str, *roles: str) -> None:
    """Give a member these roles."""
    await community.connection.execute("update members set roles = $2 where id = $1", community[name], list(roles))
