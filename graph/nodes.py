"""What every type is made with: Relay's Node, connections, and the scalars of the schema."""

from datetime import date, datetime
from typing import Any, Generic, NewType, TypeVar

import strawberry

from graph.compile.declare import NAMES, Id, interface, shown
from graph.compile.keys import instant

T = TypeVar("T")
PartialDate = NewType("PartialDate", str)
Json = NewType("Json", str)


@interface()
class Node:
    """Whatever has a global id."""

    id: strawberry.ID = shown(Id("Its global id, opaque to clients and the same for ever."))


@strawberry.type(description="Where a page of a connection lies.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="Is there more after this page?")
    has_previous_page: bool = strawberry.field(description="Is there more before this page?")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge; null for an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge; null for an empty page.")


@strawberry.type(description="One element of a connection, and where it stands.")
class Edge(Generic[T]):
    """Relay's edge."""

    node: T = strawberry.field(description="The element itself.")
    cursor: str = strawberry.field(description="Where it stands; holds while others come and go.")


@strawberry.type(description="A list that is read page by page (Relay's specification).")
class Connection(Generic[T]):
    """Relay's connection."""

    edges: list[Edge[T]] = strawberry.field(description="The elements of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    total_count: int = strawberry.field(description="How many the viewer may see in all; counted only when asked for.")


NAMES.update(
    {
        "Connection": Connection,
        "PageInfo": PageInfo,
        "datetime": datetime,
        "date": date,
        "PartialDate": PartialDate,
        "Json": Json,
    }
)


def as_written(value: Any) -> Any:
    """Values come as the text that responses have."""
    return value


SCALARS: dict[Any, Any] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in ISO 8601, in UTC: `2026-04-01T09:30:00Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=as_written,
        parse_value=instant,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="An object as JSON has it, as it was stored.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=as_written,
        parse_value=as_written,
    ),
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A date as exact as it is known: `2019`, `2019-04` or `2019-04-01`.",
        serialize=as_written,
        parse_value=str,
    ),
}
