"""Suggestions: whom a member does not want suggested, for a while or for good."""

from datetime import datetime
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.pairs import hold, somebody_else
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.suggestions import Dismissal

NOT_TO_COME = Words("Choose a moment that is still to come.", "未来の日時を指定してください。")


@action(rate_limit="300/hour")
async def dismiss(change: Change, *, member_id: UUID, until: datetime | None = None) -> Made:
    """Have a member not suggested, for good or until a moment; the last word counts. Raises NotFound and Invalid."""
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    if until is not None and until <= change.now:
        raise Invalid(NOT_TO_COME, "until")
    await Dismissal.filter(member_id=change.me.id, other_id=other.id).delete()
    made = await Dismissal.create(
        network_id=change.network_id, member_id=change.me.id, other_id=other.id, since=change.now, until=until
    )
    change.tell("suggestion.dismissed", made)
    return {"dismissal": made.id}


@action(rate_limit="300/hour")
async def restore(change: Change, *, member_id: UUID) -> Made:
    """Have a member suggested again; raises NotFound where they were not dismissed."""
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    found = await Dismissal.filter(member_id=change.me.id, other_id=other.id).first()
    if found is None:
        raise NotFound("member_id")
    await Dismissal.filter(id=found.id).delete()
    change.tell("suggestion.restored", found)
    return {"member": other.id}
