"""Interest in coming back: said in secret or to named roles, for a while, and taken back at any time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from actions import spells, texts
from actions.action import action
from actions.change import Change, Made
from actions.ownership import hold, myself
from actions.refusals import Forbidden, Invalid, NotFound
from actions.words import Words
from models.attributes import Attribute, AttributeKind
from models.comeback import LASTS_AT_MOST_DAYS, LASTS_DAYS, LONGEST_NOTE, MOST_WANTED, ComebackInterest
from models.jobs import JobKind
from models.members import MemberKind, Role
from models.modules import Module

WITHIN_A_YEAR = Words("A moment to come within twelve months.", "12か月以内の日時を指定してください。")
ALUMNI_ONLY = Words("This is for those who have left the company.", "この機能は卒業した方のみ利用できます。")
NO_KIND = Words("Say at least one kind of work.", "希望する働き方を1つ以上指定してください。")
TOO_MANY = Words(f"At most {MOST_WANTED}.", f"{MOST_WANTED}件までです。")
NOT_A_PLACE = Words("Only places.", "場所のみ指定できます。")
A_PLACE = Words("Name places as places.", "場所は希望勤務地として指定してください。")


class Confidant(StrEnum):
    """A role that an interest in coming back can be told to."""

    RECRUITER = Role.RECRUITER.value
    HR_ADMIN = Role.HR_ADMIN.value


@action(module=Module.JOBS, rate_limit="60/hour")
async def say(
    change: Change,
    *,
    kinds: Sequence[JobKind],
    told_to: Sequence[Confidant] | None = None,
    place_ids: Sequence[UUID] | None = None,
    wanted_ids: Sequence[UUID] | None = None,
    starts_from: str | None = None,
    note: str | None = None,
    expires_at: datetime | None = None,
) -> Made:
    """Say that one would come back, in the place of what one said before; nobody is told but the roles that are named.

    Raises Forbidden for who has not left, NotFound and Invalid.
    """
    if (await myself(change)).kind is not MemberKind.ALUMNUS:
        raise Forbidden(ALUMNI_ONLY)
    if not kinds:
        raise Invalid(NO_KIND, "kinds")
    row = await mine(change) or ComebackInterest(network_id=change.network_id, member_id=change.me.id)
    row.kinds = list(dict.fromkeys(kind.value for kind in kinds))
    row.roles = list(dict.fromkeys(role.value for role in told_to or ()))
    row.place_ids = await attributes(change, place_ids or (), "place_ids", places=True)
    row.wanted_ids = await attributes(change, wanted_ids or (), "wanted_ids", places=False)
    row.starts_from = None if starts_from is None else spells.partial_date(starts_from, "starts_from")
    row.note = texts.prose(note, LONGEST_NOTE, "note")
    row.said_at, row.expires_at = change.now, until(change, expires_at)
    await row.save()
    change.tell("comeback_interest.said", row)
    return {"interest": row.id}


@action(module=Module.JOBS)
async def confirm(change: Change, *, expires_at: datetime | None = None) -> Made:
    """Say that it still holds, for another while; raises NotFound and Invalid."""
    await hold(change, change.me.id)
    row = await mine(change)
    if row is None:
        raise NotFound(())
    row.said_at, row.expires_at = change.now, until(change, expires_at)
    await row.save()
    change.tell("comeback_interest.confirmed", row)
    return {"interest": row.id}


@action()
async def withdraw(change: Change) -> Made:
    """Take it back, with all that was answered to talks on its ground; raises NotFound."""
    await hold(change, change.me.id)
    row = await mine(change)
    if row is None:
        raise NotFound(())
    await row.delete()
    change.tell("comeback_interest.withdrawn", row)
    return {"member": change.me.id}


async def mine(change: Change) -> ComebackInterest | None:
    """The acting member's own; what expired goes, for it is as if it had never been said."""
    await ComebackInterest.filter(member_id=change.me.id, expires_at__lte=change.now).delete()
    return await ComebackInterest.get_or_none(member_id=change.me.id)


def until(change: Change, moment: datetime | None) -> datetime:
    """Until when it holds; raises Invalid."""
    expires_at = moment or change.now + timedelta(days=LASTS_DAYS)
    if not change.now < expires_at <= change.now + timedelta(days=LASTS_AT_MOST_DAYS):
        raise Invalid(WITHIN_A_YEAR, "expires_at")
    return expires_at


async def attributes(change: Change, keys: Sequence[UUID], path: str, *, places: bool) -> list[UUID]:
    """These attributes, all of them places or none; raises NotFound and Invalid."""
    found = list(dict.fromkeys(keys))
    if len(found) > MOST_WANTED:
        raise Invalid(TOO_MANY, path)
    for number, key in enumerate(found):
        attribute = await change.seen(Attribute, key, path=(path, str(number)))
        if (attribute.kind is AttributeKind.PLACE) is not places:
            raise Invalid(NOT_A_PLACE if places else A_PLACE, (path, str(number)))
    return found
