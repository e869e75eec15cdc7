"""One change of one value, drawn at random, and what of a network one member may see: equal before and after or not."""

from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from tortoise.fields.relational import ForeignKeyFieldInstance

from graph.compile.declare import SHAPES, Column
from graph.compile.declare import sql_name as name_in_sql
from models.rules import tables
from tests.models.oracle import Facts, Row, Sight
from tests.models.oracle_applications import applying
from tests.models.oracle_audiences import COLUMNS
from tests.models.oracle_comeback import suited
from tests.models.oracle_messages import conversing
from tests.models.oracle_notifications import gathered, wanted
from tests.models.oracle_posts import shown_html, votes
from tests.models.oracle_profiles import PROFILE_TABLES
from tests.models.oracle_referrals import referring
from tests.models.oracle_ties import answers, askers
from tests.models.random_network import PAIRS, ROWS, Drawn, insert, insert_pair

WAYS = ("update", "update", "update", "insert", "delete")
# What answers are made of besides what they show: orders and weights.
ORDERED_BY = {
    "invitations": ("address", "entry_id", "accepted_at", "withdrawn_at", "expires_at"),
    "sessions": ("revoked_at", "expires_at"),
    "conversations": ("one_id", "other_id", "closed_at"),
    "claims": ("entry_id", "rejection"),
    "access_tokens": ("session_id",),
    "posts": ("told_to",),
    "jobs": ("ends_at", "pay_min", "pay_max", "pay_currency", "pay_unit", "recent_at"),
    "attributes": ("key", "rarity", "holders_kept"),
    "comeback_interests": ("place_ids", "wanted_ids"),
    "talk_answers": ("place_ids", "wanted_ids"),
    "positions": ("current",),
    "employments": ("cohort",),
    "deliveries": ("unsubscribed_at",),
    "topic_subscriptions": ("ended_at",),
}
# Of their own rows members see all.
OWN = (
    "notification_preferences",
    "notification_settings",
    "listed",
    "exclusions",
    "employments",
    "positions",
    "member_attributes",
    "participants",
    *PROFILE_TABLES,
)
# Tables with most audiences.
OFTEN = ("members", "positions", "member_attributes")
# Whose lives are longer than a change: they are changed, not removed.
KEPT = ("members", "groups", "posts")


@dataclass(frozen=True)
class Change:
    """What was done, for the message of a failure and for the count of what was tried."""

    way: str
    table: str
    column: str = ""
    key: UUID | None = None
    value: Any = None


def drawn_for(chance: Random, network: UUID, facts: Facts) -> Drawn:
    """Where new values are drawn from."""
    kinds: dict[str, list[UUID]] = {}
    for key, row in sorted(facts["attributes"].items()):
        kinds.setdefault(row["kind"], []).append(key)
    return Drawn(chance, network, {table: sorted(facts[table]) for table in facts.tables}, kinds)


async def change(
    connection: asyncpg.Connection, drawn: Drawn, table: str = "", columns: tuple[str, ...] = ()
) -> Change:
    """Change one value (of this table and one of these columns); raises PostgresError where the database forbids it."""
    table = table or drawn.chance.choice([*ROWS, *OFTEN, *PAIRS, "account_emails"])
    if table == "account_emails":
        return await update(connection, table, drawn, "address", f"x{drawn.chance.random()}@kyoto.toho.example")
    way = drawn.chance.choice(WAYS)
    if table in PAIRS:
        return await change_pair(connection, table, way, drawn)
    values = ROWS[table][0](drawn)
    if way == "insert" and table != "members":
        key = await insert(connection, table, {"network_id": drawn.network, **values})
        return Change("insert", table, key=key, value=values)
    if way == "delete" and table not in KEPT:
        key = drawn.one(table)
        await connection.execute(f"delete from {table} where id = $1", key)
        return Change("delete", table, key=key)
    column = drawn.chance.choice(columns or list(values))
    return await update(connection, table, drawn, column, values[column])


async def update(connection: asyncpg.Connection, table: str, drawn: Drawn, column: str, value: Any) -> Change:
    """Give one column of some row another value."""
    key = drawn.one(table)
    await connection.execute(f"update {table} set {column} = $2 where id = $1", key, value)
    return Change("update", table, column, key, value)


async def change_pair(connection: asyncpg.Connection, table: str, way: str, drawn: Drawn) -> Change:
    """Add or remove both rows of a tie or block."""
    if way != "delete":
        await insert_pair(connection, table, drawn)
        return Change("insert", table)
    key = drawn.one(table)
    both = f"select each.id from {table} each, {table} one where one.id = $1 and least(each.member_id, each.other_id)"
    both += " = least(one.member_id, one.other_id) and greatest(each.member_id, each.other_id)"
    both += " = greatest(one.member_id, one.other_id)"
    await connection.execute(f"delete from {table} where id in ({both})", key)
    return Change("delete", table, key=key)


def view(sight: Sight) -> dict[str, Any]:
    """Everything that one member may see: visible rows with what is shown of them, and all of the member's own."""
    seen: dict[str, Any] = {"attributes held": held(sight), "topics": topics(sight), "own": own(sight)}
    seen["asked"] = asked(sight)
    seen["wanted"] = {(row["job_id"], row["attribute_id"]) for row in sight.rows("job_attributes")}
    seen["votes"], seen["html"] = votes(sight), htmls(sight)
    seen["suited"] = suited(sight)
    seen["conversing"] = conversing(sight)
    seen["applying"], seen["referring"] = applying(sight), referring(sight)
    seen["gathered"], seen["wanted"] = gathered(sight), wanted(sight)
    seen["askers"], seen["answers"] = askers(sight), answers(sight)
    for shape in SHAPES.values():
        if isinstance(shape.source, type) and shape.source._meta.db_table in sight.sees:
            table = shape.source._meta.db_table
            columns = {
                spec.source or name_in_sql(name) for name, spec in shape.fields.items() if isinstance(spec, Column)
            }
            columns |= {key.removeprefix("-") for key in shape.order} | set(ORDERED_BY.get(table, ()))
            seen[table] = {key: shown(sight, table, sight.facts[table][key], columns) for key in sight.sees[table]}
    return seen


def shown(sight: Sight, table: str, row: Row, columns: set[str]) -> Row:
    """The columns of a visible row that are shown; what leads to a row that is not visible leads nowhere."""
    found = {column: row[column] for column in columns if column in row}
    if table == "members":
        found |= {column: value for column, value in sight.profile(row["id"]).items() if column in COLUMNS}
    for column, target in keys_of(table).items():
        found[column] = row[column] if row[column] in sight.sees[target] else None
    return found


def keys_of(table: str) -> dict[str, str]:
    """The foreign keys of a table and where they lead, as far as one can see there."""
    model = next(each for each in tables().values() if each._meta.db_table == table)
    found = [each for each in model._meta.fields_map.values() if isinstance(each, ForeignKeyFieldInstance)]
    leads = {str(each.source_field): each.related_model._meta.db_table for each in found}
    return {column: target for column, target in leads.items() if target != "accounts"}


def topics(sight: Sight) -> set[tuple[Any, ...]]:
    """What of the visible is about what."""
    return {(row["post_id"], row["comment_id"], row["attribute_id"]) for row in sight.rows("topics")}


def asked(sight: Sight) -> set[tuple[Any, ...]]:
    """What the rules of visible groups ask for."""
    return {(row["group_id"], row["attribute_id"]) for row in sight.rows("group_attributes")}


def htmls(sight: Sight) -> dict[UUID, str | None]:
    """What the visible posts and comments say as HTML."""
    keys = {"posts": "post_id", "comments": "comment_id"}
    return {row["id"]: shown_html(sight, key, row) for table, key in keys.items() for row in sight.rows(table)}


def held(sight: Sight) -> set[tuple[Any, ...]]:
    """Which attributes of whom are seen."""
    return {(row["member_id"], row["attribute_id"]) for row in sight.rows("member_attributes")}


def own(sight: Sight) -> list[Row]:
    """All that is written of the member themselves, their lists, exclusions and addresses."""
    mine = [sight.me, *(row for table in OWN for row in sight.standing_to.having(table, member_id=sight.viewer))]
    mine += sight.standing_to.having("account_emails", account_id=sight.me["account_id"])
    mine += sight.standing_to.having("blocks", member_id=sight.viewer, by_me=True)
    # PostgreSQL brings rows in any order.
    return sorted(mine, key=lambda row: row["id"])
