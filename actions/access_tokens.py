"""Access tokens: a member lets an app speak for them, within scopes and for a time."""

from collections.abc import Collection, Sequence
from uuid import UUID

from actions import sessions, texts
from actions.action import action
from actions.change import Change, Made
from actions.refusals import Conflict, Invalid
from actions.tokens import Secret, fresh_token, hashed
from actions.words import Words
from models.apps import LONGEST_NAME, AccessToken, App
from models.ids import uuid7
from models.scopes import TokenScope

USUAL_DAYS, MOST_DAYS = 90, 365
MOST_TOKENS = 20  # of one member for one app, that are good
TOO_MANY = Words(f"At most {MOST_TOKENS} tokens for an app.", f"1つのアプリのトークンは{MOST_TOKENS}件までです。")
NO_SCOPES = Words("Name at least one scope.", "スコープを1つ以上指定してください。")
BEYOND = Words("This app may not have the scope {scope}.", "このアプリでは{scope}のスコープを利用できません。")
DISABLED = Words("This app is disabled.", "このアプリは無効化されています。")

OPEN = """
insert into sessions (id, network_id, member_id, token_hash, device, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $6::timestamptz + make_interval(days => $7))
"""
GOOD = """
select count(*) from access_tokens t join sessions s on s.id = t.session_id
where t.app_id = $1 and t.member_id = $2 and s.revoked_at is null and s.expires_at > $3
"""
OF_APP = """
select t.session_id from access_tokens t join sessions s on s.id = t.session_id
where t.app_id = $1 and s.revoked_at is null and not t.scopes <@ $2::text[] order by t.session_id for update of s
"""


@action(rate_limit="30/hour")
async def issue(
    change: Change, *, app_id: UUID, label: str, scopes: Sequence[TokenScope], days: int = USUAL_DAYS
) -> Made:
    """Let an app speak for oneself; the token is told this once, and audited. Its rights are never more than one's own.

    Raises NotFound, Conflict (disabled, too many) and Invalid (a scope that the app may not have).
    """
    app = await change.seen(App, app_id, path="app_id", lock=True)
    if app.disabled_at is not None:
        raise Conflict(DISABLED, "app_id")
    if await change.value(GOOD, app.id, change.me.id, change.now) >= MOST_TOKENS:
        raise Conflict(TOO_MANY)
    granted, name = within(app, scopes), texts.said(label, LONGEST_NAME, "label")
    token, session_id = fresh_token(), uuid7()
    of_member = (change.network_id, change.me.id, hashed(token), f"{app.name}: {name}"[: sessions.LONGEST_DEVICE])
    await change.run(OPEN, session_id, *of_member, change.now, days)
    made = await AccessToken.create(
        network_id=change.network_id,
        app_id=app.id,
        member_id=change.me.id,
        session_id=session_id,
        label=name,
        scopes=granted,
        created_at=change.now,
    )
    change.audit("token.issued", made, ", ".join(granted))
    change.tell("token.issued", made)
    return {"access_token": made.id, "token": Secret(token)}


@action()
async def revoke(change: Change, *, id: UUID) -> Made:  # noqa: A002 - what the graph calls it
    """End a token, one's own or, as an owner of the network, anybody's; raises NotFound. It is audited."""
    token = await change.seen(AccessToken, id, path="id", lock=True)
    await sessions.ended(change, token.session_id)
    return {"access_token": token.id}


async def end_tokens(change: Change, app: App, *, beyond: Collection[str]) -> None:
    """End the tokens of an app that have more than these scopes."""
    for row in await change.rows(OF_APP, app.id, list(beyond)):
        await sessions.ended(change, row["session_id"])


def within(app: App, scopes: Sequence[TokenScope]) -> list[str]:
    """The scopes, each once and in order; raises Invalid where there are none, or one that the app may not have."""
    if not scopes:
        raise Invalid(NO_SCOPES, "scopes")
    for number, scope in enumerate(scopes):
        if scope.value not in app.scopes:
            raise Invalid(BEYOND, ("scopes", str(number)), scope=scope.value)
    return [scope.value for scope in TokenScope if scope in scopes]
