"""Apps: let in by the owners of a network, who say the most that their tokens may do."""

from collections.abc import Sequence
from uuid import UUID

from actions import texts
from actions.access_tokens import end_tokens
from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.apps import LONGEST_DESCRIPTION, LONGEST_LINK, LONGEST_NAME, App
from models.members import Role
from models.scopes import TokenScope

MOST_APPS = 100
TOO_MANY = Words(f"At most {MOST_APPS} apps.", f"アプリは{MOST_APPS}件までです。")
NO_SCOPES = Words("Name at least one scope.", "スコープを1つ以上指定してください。")
NOT_SAFE = Words("An address that begins with https://.", "https://で始まるURLを入力してください。")
DISABLED = Words("This app is disabled.", "このアプリは無効化されています。")


@action(rate_limit="30/hour")
async def register(
    change: Change, *, name: str, description: str, scopes: Sequence[TokenScope], homepage: str | None = None
) -> Made:
    """Let an app into the network; audited. Raises Forbidden for who is no owner, Invalid and Conflict."""
    change.must_be(Role.NETWORK_OWNER)
    if await App.filter(network_id=change.network_id, disabled_at=None).count() >= MOST_APPS:
        raise Conflict(TOO_MANY)
    app = await App.create(
        network_id=change.network_id,
        name=texts.said(name, LONGEST_NAME, "name"),
        description=texts.said(description, LONGEST_DESCRIPTION, "description"),
        homepage=link(homepage),
        scopes=named(scopes),
        created_at=change.now,
    )
    change.audit("app.registered", app, ", ".join(app.scopes))
    change.tell("app.registered", app)
    return {"app": app.id}


@action(rate_limit="60/hour")
async def update(
    change: Change,
    *,
    app_id: UUID,
    name: str | Keep = KEEP,
    description: str | Keep = KEEP,
    homepage: str | Keep | None = KEEP,
    scopes: Sequence[TokenScope] | Keep = KEEP,
    if_version: int | None = None,
) -> Made:
    """Say an app otherwise; tokens with more scopes than it has from now on are revoked. It is audited.

    Raises Forbidden for who is no owner, NotFound, Invalid, and Conflict for one that is disabled.
    """
    app = await owned(change, app_id)
    change.check_version(app, if_version)
    if not isinstance(name, Keep):
        app.name = texts.said(name, LONGEST_NAME, "name")
    if not isinstance(description, Keep):
        app.description = texts.said(description, LONGEST_DESCRIPTION, "description")
    if not isinstance(homepage, Keep):
        app.homepage = link(homepage)
    if not isinstance(scopes, Keep):
        app.scopes = named(scopes)
        await end_tokens(change, app, beyond=app.scopes)
    app.version += 1
    await app.save()
    change.audit("app.updated", app, ", ".join(app.scopes))
    change.tell("app.updated", app)
    return {"app": app.id}


@action(rate_limit="60/hour")
async def disable(change: Change, *, app_id: UUID) -> Made:
    """Let an app in no more: all its tokens are revoked. Raises Forbidden, NotFound and Conflict; it is audited."""
    app = await owned(change, app_id)
    await end_tokens(change, app, beyond=())
    app.disabled_at, app.version = change.now, app.version + 1
    await app.save()
    change.audit("app.disabled", app)
    change.tell("app.disabled", app)
    return {"app": app.id}


async def owned(change: Change, app_id: UUID) -> App:
    """An app that an owner may change, held; raises Forbidden, NotFound and Conflict."""
    app = await change.seen(App, app_id, path="app_id", lock=True)
    change.must_be(Role.NETWORK_OWNER)
    if app.disabled_at is not None:
        raise Conflict(DISABLED, "app_id")
    return app


def named(scopes: Sequence[TokenScope]) -> list[str]:
    """The scopes, each once and in order; raises Invalid where there are none."""
    if not scopes:
        raise Invalid(NO_SCOPES, "scopes")
    return [scope.value for scope in TokenScope if scope in scopes]


def link(written: str | None) -> str | None:
    """The address of its page; raises Invalid."""
    found = texts.line(written, LONGEST_LINK, "homepage")
    if found is not None and not found.startswith("https://"):
        raise Invalid(NOT_SAFE, "homepage")
    return found
