"""The real catalogue is what the models declare (the ORM creates no constraints of its own)."""

from typing import Any

import asyncpg
from tortoise import Tortoise

from models.database import MODULES, connect
from models.table import Table

Tortoise.init_models(MODULES, "models")
TABLES: list[type[Table]] = [model for model in Tortoise.apps["models"].values() if issubclass(model, Table)]


async def definitions(connection: asyncpg.Connection, table: str) -> dict[str, str]:
    """Name → definition of each constraint and index of a table, as PostgreSQL writes them."""
    constraints = await connection.fetch(
        "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = $1::text::regclass "
        " and contype <> 't'",
        table,
    )
    indexes = await connection.fetch("select indexname, indexdef from pg_indexes where tablename = $1", table)
    return dict((*constraints, *indexes))


async def test_every_constraint_and_index_declared_is_there_and_nothing_else(database: str) -> None:
    connection = await connect(database)
    for model in TABLES:
        table = model._meta.db_table
        names = set(await definitions(connection, table))
        by_orm = {name for name in names if name in by_the_orm(model)}
        not_null = {name for name in names if name.endswith("_not_null")}
        assert names - by_orm - not_null == {*model.constraints, *model.indexes}, table
    await connection.close()


async def test_each_definition_is_the_declared_one(database: str) -> None:
    connection = await connect(database)
    for model in TABLES:
        table = model._meta.db_table
        real = await definitions(connection, table)
        again = await declared_again(connection, model)
        assert again == {name: real[name] for name in again}, table
    await connection.close()


async def declared_again(connection: asyncpg.Connection, model: type[Table]) -> dict[str, str]:
    """What PostgreSQL makes of the model's declarations now; everything is rolled back."""
    table = model._meta.db_table
    transaction = connection.transaction()
    await transaction.start()
    for name in model.constraints:
        await connection.execute(f"alter table {table} drop constraint if exists {name} cascade")
    for name, body in model.constraints.items():
        await connection.execute(f"alter table {table} add constraint {name} {body}")
    for name, body in model.indexes.items():
        await connection.execute(f"drop index {name}")
        await connection.execute(f"create index {name} on {table} {body}")
    found = await definitions(connection, table)
    await transaction.rollback()
    return {name: found[name] for name in (*model.constraints, *model.indexes)}


async def test_every_column_has_the_declared_type_and_nullness(database: str) -> None:
    connection = await connect(database)
    for model in TABLES:
        rows = await connection.fetch(
            "select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute"
            " where attrelid = $1::text::regclass and attnum > 0 and not attisdropped",
            model._meta.db_table,
        )
        real = {name: (alias(type_), not_null) for name, type_, not_null in rows}
        assert real == {column: declared(field) for column, field in columns(model).items()}, model.__name__
    await connection.close()


def columns(model: type[Table]) -> dict[str, Any]:
    return {column: model._meta.fields_map[name] for name, column in model._meta.fields_db_projection.items()}


def declared(field: Any) -> tuple[str, bool]:
    return alias(field.get_for_dialect("postgres", "SQL_TYPE").lower()), not field.null


def alias(sql_type: str) -> str:
    names = {
        "character varying": "varchar",
        "integer": "int",
        "boolean": "bool",
        "timestamp with time zone": "timestamptz",
    }
    for long, short in names.items():
        sql_type = sql_type.replace(long, short)
    return sql_type


def by_the_orm(model: type[Table]) -> set[str]:
    """The names of what the ORM makes itself: the primary key, one-to-one keys and foreign keys to one column."""
    table, meta = model._meta.db_table, model._meta
    fields: dict[str, Any] = meta.fields_map
    keys = {fields[name].source_field for name in meta.fk_fields if fields[name].db_constraint}
    ones = {fields[name].source_field for name in meta.o2o_fields}
    return {f"{table}_pkey", *(f"{table}_{key}_fkey" for key in keys | ones), *(f"{table}_{key}_key" for key in ones)}
