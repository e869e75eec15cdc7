"""What is brought from elsewhere: ids and times that an import may set, and nobody else."""

from datetime import datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

from actions import words
from actions.change import Change
from actions.refusals import Conflict, Forbidden, Invalid
from actions.words import Words
from models.groups import Group
from models.messages import Message
from models.posts import Comment, Post

IMPORTS_ONLY = Words(
    "Only a session for imports may set this.", "この項目を指定できるのはインポート用のセッションのみです。"
)
NOT_YET = Words("This moment has not come yet.", "未来の日時は指定できません。")
OTHER_ID = Words("This id is in use: take another.", "このIDは使用済みです。別のIDを指定してください。")


class FromElsewhere(TypedDict, total=False):
    """What an import knows of where something comes from."""

    external_id: str | None
    at: datetime | None


class Origin(NamedTuple):
    """When it was made, and what it is called elsewhere."""

    at: datetime
    external_id: str | None = None


def origin(change: Change, imported: FromElsewhere | None) -> Origin:
    """Now and here, or what the import says, which is the moment of the change then. Raises Forbidden and Invalid."""
    if imported is None:
        return Origin(change.now)
    if not change.me.importing:
        raise Forbidden(IMPORTS_ONLY, "imported")
    at = imported.get("at") or change.now
    if at > change.now:
        raise Invalid(NOT_YET, ("imported", "at"))
    change.at = at
    return Origin(at, imported.get("external_id"))


async def check_new_group(change: Change, come: Origin) -> None:
    """Only what is not called like another group of elsewhere; raises Conflict."""
    known = {"network_id": change.network_id, "external_id": come.external_id}
    if come.external_id is not None and await Group.filter(**known).exists():
        raise Conflict(OTHER_ID, ("imported", "external_id"))


async def made_before(
    change: Change, table: type[Post] | type[Comment] | type[Message], key: UUID | None, come: Origin
) -> UUID | None:
    """What the acting member wrote already under this id, or under what it is called elsewhere.

    Raises Conflict for an id that is in use, and tells nothing of whose it is; Invalid for what is no UUIDv7.
    """
    if key is not None and key.version != 7:
        raise Invalid(words.WRONG_VALUE, "id")
    row = await table.get_or_none(id=key) if key else None
    if row is None and come.external_id is not None:
        row = await table.get_or_none(network_id=change.network_id, external_id=come.external_id)
    if row is not None and row.author_id != change.me.id:
        raise Conflict(OTHER_ID, "id")
    return row.id if row else None
