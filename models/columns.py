"""Kinds of column that PostgreSQL has and the ORM does not."""

from typing import Any

from tortoise.fields.base import Field


class Computed(Field[Any]):
    """A stored column that PostgreSQL computes from the others of its row; it is never written."""

    allows_generated = True
    field_type = str

    def __init__(self, expression: str, sql_type: str = "TEXT", **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "generated": True, "null": True})
        self.expression = expression
        self.sql_type = sql_type

    @property
    def SQL_TYPE(self) -> str:  # type: ignore[override]  # noqa: N802
        """The column's type, as the ORM asks for it."""
        return self.sql_type

    class _db_postgres:  # noqa: N801
        def __init__(self, field: "Computed") -> None:
            self.field = field

        @property
        def GENERATED_SQL(self) -> str:  # noqa: N802
            return f"GENERATED ALWAYS AS ({self.field.expression}) STORED"
