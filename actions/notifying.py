"""Notifying: the one place that makes notifications, of the lines of the outbox, in the order of their positions.

Each network's log is read by one process at a time, which holds its position. The position moves in the transaction
that writes what was derived, so a crash repeats nothing and loses nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg

from actions.action import action
from actions.change import Change, Made
from actions.derivation import Derivation
from actions.derivations import DERIVATIONS
from actions.read_conversations import READ_ON, read_on
from actions.transaction import transaction
from models.audiences import VIEWER_AND_POLICY
from models.ids import uuid7
from models.notification_kinds import NEVER_MAILED, SEALED
from models.notification_preferences import usual
from models.notifications import COLUMNS, SUBJECTS, NotificationItem
from models.rules import numbers, visible

LINES_AT_ONCE = (1_000, 100, 10, 1)  # fewer where so many take too long: one may be told to thousands
FOUND_AT_ONCE = 5_000

# While a backlog is derived the tables grow beyond what PostgreSQL knows of them; the ways by index stay good, and are
# planned once: planning what its reader may not see takes PostgreSQL ten times as long as to find it.
BY_INDEX = "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)"
BEGIN = """
insert into notification_positions (id, network_id, position)
select $2, $1, 0 where not exists (select from notification_positions known where known.network_id = $1)
on conflict do nothing
"""
WAITING = """
select head.network_id from network_heads head
left join notification_positions mine on mine.network_id = head.network_id
where head.position > coalesce(mine.position, 0) order by mine.looked_at nulls first, head.network_id
"""
TAKE = """
select mine.position, head.position as until from notification_positions mine
join network_heads head on head.network_id = mine.network_id and head.position > mine.position
where mine.network_id = $1 for update of mine skip locked
"""
MOVE = "update notification_positions set position = $2, looked_at = clock_timestamp() where network_id = $1"
LINES = """
select position, kind, subject_id, place_id, actor_id, at from outbox_events
where network_id = $1 and position > $2 and position <= $3 and kind = any($4::text[]) order by position limit $5
"""
# What is said of a post counts more than what is said of its group.
GROUP = "coalesce((select placed.group_id from posts placed where placed.id = line.place_id), line.place_id)"
ATTENTION = (
    "coalesce((select near.attention from place_preferences near where near.member_id = found.member_id"
    " and near.post_id = line.place_id), (select near.attention from place_preferences near"
    f" where near.member_id = found.member_id and near.group_id = {GROUP}), 'ALL')"
)
FOUND = (
    "with line as (select * from unnest($1::int8[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])"
    " line(position, subject_id, place_id, actor_id, at))"
    " select found.position, found.member_id, found.subject_id, found.cause_id, line.actor_id, line.at,"
    " coalesce(wish.in_app, {in_app}) as in_app, {wished} as mail"
    " from ({whom}) found join line on line.position = found.position"
    " left join notification_preferences wish on wish.member_id = found.member_id and wish.kind = '{kind}'"
    " where found.member_id is not null and found.member_id is distinct from line.actor_id"
    " and (coalesce(wish.in_app, {in_app}) or {wished})"
    " and not exists (select from mutes silent"
    " where silent.member_id = found.member_id and silent.other_id = line.actor_id)"
    f" and {ATTENTION} <> 'MUTE'"
)
SUBJECT_COLUMNS = ", ".join(f"case when it.subject = '{key}' then it.subject_id end" for key in SUBJECTS)
GATHER = (
    f"insert into notifications (id, network_id, member_id, kind, group_key, {', '.join(COLUMNS)},"
    " in_app, mail, first_at, at)"
    f" select it.id, $1, it.member_id, it.kind, it.group_key, {SUBJECT_COLUMNS}, it.in_app, it.mail, it.at, it.at"
    " from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bool[], $9::bool[],"
    " $10::timestamptz[]) it(id, member_id, kind, group_key, subject, subject_id, in_app, mail, at)"
    " on conflict (member_id, kind, group_key) do nothing"
)
GATHERED = """
select known.id, known.member_id, known.kind, known.group_key
from unnest($1::uuid[], $2::text[], $3::text[]) it(member_id, kind, group_key)
join notifications known on known.member_id = it.member_id and known.kind = it.kind and known.group_key = it.group_key
"""
ADD = """
insert into notification_items (id, network_id, notification_id, actor_id, comment_id, reaction_id, message_id, job_id,
    at)
select it.id, $1, it.notification_id, case when it.cause = 'member' then it.cause_id else it.actor_id end,
    case when it.cause = 'comment' then it.cause_id end, case when it.cause = 'reaction' then it.cause_id end,
    case when it.cause = 'message' then it.cause_id end, case when it.cause = 'job' then it.cause_id end, it.at
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[])
    it(id, notification_id, actor_id, cause, cause_id, at)
on conflict do nothing
"""
# What its reader may not see is not kept, so that nothing is told of it and no moment is that of it.
# Asked row by row: PostgreSQL knows nothing yet of what was just written, and would begin with all members.
HIDDEN = (
    "with fresh as materialized (select item.id, told.member_id from unnest($1::uuid[]) new(id)"
    " join notification_items item on item.id = new.id join notifications told on told.id = item.notification_id),"
    " kept as materialized (select fresh.id from fresh where (select true"
    f" from {VIEWER_AND_POLICY}, notification_items it where v.id = fresh.member_id and v.status = 'ACTIVE'"
    " and it.id = fresh.id and {conditions} limit 1))"
    " delete from notification_items where id = any(array(select id from fresh except all select id from kept))"
)
# Who reads it again finds it new.
RENEW = """
with fresh as materialized (
    select item.notification_id as id, max(item.at) as at
    from unnest($1::uuid[]) new(id) join notification_items item on item.id = new.id group by item.notification_id
)
update notifications told set at = greatest(told.at, fresh.at), seen_at = null, read_at = null
from fresh where told.id = fresh.id returning told.id, told.member_id, told.in_app, told.kind
"""
EMPTY = """
with empty as materialized (
    select new.id from unnest($1::uuid[]) new(id)
    where (select true from notification_items item where item.notification_id = new.id limit 1) is null
)
delete from notifications where id = any(array(select id from empty))
"""
Key = tuple[UUID, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """That a member is to be told of a line."""

    how: Derivation
    member_id: UUID
    subject_id: UUID
    cause_id: UUID | None
    actor_id: UUID | None
    at: datetime
    in_app: bool
    mail: bool

    @property
    def key(self) -> Key:
        """What is gathered in one notification."""
        span = "" if self.how.window is None else f":{int(self.at.timestamp()) // self.how.window}"
        return self.member_id, self.how.kind.value, f"{self.subject_id}{span}"


@dataclass
class Gathering:
    """What is found in some lines: for each member and line once, by what gathers it."""

    known: set[tuple[int, UUID]] = field(default_factory=set)
    found: list[tuple[int, Found]] = field(default_factory=list)

    def take(self, how: Derivation, rows: Iterable[asyncpg.Record]) -> None:
        """Add what one derivation found; what an earlier one found for the same member and line is kept."""
        mine = [row for row in rows if (row["position"], row["member_id"]) not in self.known]
        for row in mine:
            position, member_id, subject_id, cause_id, actor_id, at, in_app, mail = row
            self.known.add((position, member_id))
            doer = None if how.anonymous else actor_id
            self.found.append((position, Found(how, member_id, subject_id, cause_id, doer, at, in_app, mail)))

    def in_order(self) -> list[Found]:
        """All of it in the order of the lines."""
        return [each for _, each in sorted(self.found, key=lambda pair: (pair[0], pair[1].member_id))]


@action(signed_in=False)
async def derive(change: Change, *, network_id: UUID, most: int = LINES_AT_ONCE[0]) -> Made:
    """Notify of the next lines of a network, ``most`` at once; none where nothing is left, or others are at it."""
    change.enter(network_id)
    await change.run(BY_INDEX)
    await change.run(BEGIN, network_id, uuid7())
    taken = await change.rows(TAKE, network_id)
    if not taken:
        return {"lines": None}
    position, until = taken[0]
    lines = await change.rows(LINES, network_id, position, until, [*DERIVATIONS, *READ_ON], most)
    found = await gathered(change, lines)
    for start in range(0, len(found), FOUND_AT_ONCE):
        await notify(change, found[start : start + FOUND_AT_ONCE])
    await read_on(change, [line for line in lines if line["kind"] in READ_ON])
    await change.run(MOVE, network_id, lines[-1]["position"] if len(lines) == most else until)
    return {"lines": len(lines)}


async def derive_all() -> int:
    """Notify of all that has happened, in every network some lines at a time; how many lines meant something.

    Where one network fails the others go on; then what failed is raised.
    """
    total, failed = 0, dict[UUID, Exception]()
    while some := [lines for each in await waiting() if (lines := await derived(each, failed)) is not None]:
        total += sum(some)
    if failed:
        raise ExceptionGroup("not everybody was notified", list(failed.values()))
    return total


async def waiting() -> list[UUID]:
    """The networks that have news, those that were looked at last at the end."""
    async with transaction() as connection:
        return [row["network_id"] for row in await connection.fetch(WAITING)]


async def derived(network_id: UUID, failed: dict[UUID, Exception]) -> int | None:
    """How many lines of a network were derived; none where nothing is left, others are at it, or it failed."""
    if network_id in failed:
        return None
    for most in LINES_AT_ONCE:
        try:
            lines: int | None = (await derive(None, network_id=network_id, most=most)).made["lines"]
        except asyncpg.QueryCanceledError as error:
            failed[network_id] = error
        except Exception as error:  # what is wrong with one network is not the others' fault
            failed[network_id] = error
            return None
        else:
            failed.pop(network_id, None)
            return lines
    return None


async def gathered(change: Change, lines: list[asyncpg.Record]) -> list[Found]:
    """Who is to be told of what, a statement for each derivation."""
    by_kind: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for line in lines:
        by_kind[line["kind"]].append(line)
    gathering = Gathering()
    for kind, mine in by_kind.items():
        columns = [[line[name] for line in mine] for name in ("position", "subject_id", "place_id", "actor_id", "at")]
        for how in DERIVATIONS.get(kind, ()):
            gathering.take(how, await change.rows(statement(how), *columns))
    return gathering.in_order()


@cache
def statement(how: Derivation) -> str:
    """The SELECT of whom a derivation tells, without those who do not want to hear it."""
    in_app, mail = usual(how.kind)
    wished = "false" if how.kind in NEVER_MAILED else f"coalesce(wish.mail, {mail})"
    return FOUND.format(in_app=in_app, wished=wished, whom=how.select, kind=how.kind.value)


async def notify(change: Change, found: list[Found]) -> None:
    """Write what was found, as far as its readers may see it now, and tell them."""
    first: dict[Key, Found] = {}
    for each in found:
        first.setdefault(each.key, each)
    ids = await put(change, first)
    items = [uuid7() for _ in found]
    await change.run(ADD, change.network_id, items, *columns_of_items(found, ids))
    await change.run(hidden(), items)
    renewed = await change.rows(RENEW, items)
    await change.run(EMPTY, list(ids.values()))
    for told in sorted(renewed, key=lambda row: row["id"]):
        if told["in_app"] and told["kind"] not in SEALED:
            change.tell("notification.received", ("Notification", told["id"]), place=told["member_id"])


@cache
def hidden() -> str:
    """The statement that removes what its reader may not see."""
    return HIDDEN.replace("{conditions}", " and ".join(visible(NotificationItem, "it", numbers())))


async def put(change: Change, first: dict[Key, Found]) -> dict[Key, UUID]:
    """The notification of each key, made where there is none."""
    if not first:
        return {}
    rows = [
        (uuid7(), *key, each.how.subject, each.subject_id, each.in_app, each.mail, each.at)
        for key, each in first.items()
    ]
    await change.run(GATHER, change.network_id, *turned(rows))
    known = await change.rows(GATHERED, *turned(first))
    return {(row["member_id"], row["kind"], row["group_key"]): row["id"] for row in known}


def columns_of_items(found: list[Found], ids: dict[Key, UUID]) -> list[list[Any]]:
    """What happened, column by column."""
    return turned([(ids[each.key], each.actor_id, each.how.cause, each.cause_id, each.at) for each in found])


def turned(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as columns."""
    return [list(column) for column in zip(*rows, strict=True)]
