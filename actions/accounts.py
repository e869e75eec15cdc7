"""Accounts: what a person chooses for all their networks."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.accounts import Account
from models.networks import Locale

NO_TIME_ZONE = Words("There is no such time zone.", "このタイムゾーンは存在しません。")


@action()
async def set_language(change: Change, *, locale: Locale, time_zone: str | Keep = KEEP) -> Made:
    """Choose the language in which one is spoken to, and the time zone; raises Invalid for one that does not exist."""
    if isinstance(time_zone, str):
        check_time_zone(time_zone)
    account = await Account.filter(id=change.me.account_id).select_for_update().first()
    if account is None:
        raise NotFound
    account.locale = locale
    account.time_zone = time_zone if isinstance(time_zone, str) else account.time_zone
    await account.save(update_fields=["locale", "time_zone"])
    change.tell("account.changed", account)
    return {"viewer": change.me.id}


def check_time_zone(name: str) -> None:
    """Raise Invalid for a name that the time zone database does not have."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(NO_TIME_ZONE, "time_zone") from None
