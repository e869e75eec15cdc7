"""Questions: what a subscription asks of each line, and the answers for many viewers at once."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import orjson
from graphql import ExecutionResult, GraphQLObjectType, VariableNode, Visitor, execute, visit

from graph.compile.arguments import SESSION, given_arguments
from graph.compile.cursors import position_in, stream_cursor
from graph.compile.declare import SHAPES
from graph.compile.document import Operation
from graph.compile.keys import Malformed, key_of
from graph.compile.live import Asked, News, make_news
from graph.compile.news import LINE, OfLine, Told, shouted
from graph.compile.reference import Reader, Row, moment
from graph.compile.responses import ABSENT, refused, response
from graph.compile.scoped import admitted
from graph.compile.variables import refusal
from graph.inputs import camel
from models.news import NEWS, How
from models.readers import Readers
from models.scopes import Scopes
from subscriptions.listener import Place
from subscriptions.log import Line

Q = TypeVar("Q", bound="Question")
AT_ONCE = 1_000  # viewers of one statement
PLAIN_SECONDS = 10
NOTHING, NEVER = UUID(int=0), datetime(1970, 1, 1, tzinfo=UTC)  # what a line says that is none


class Question:
    """One subscription with its variables, as the hub asks it."""

    def __init__(
        self, readers: Readers, operation: Operation, variables: Mapping[str, Any], scopes: Scopes | None = None
    ) -> None:
        self.readers = readers
        self.scopes = scopes
        self.operation = operation
        self.variables = variables
        root: Any = operation.schema.subscription_type
        self.selections = operation.selections(variables)
        fields = self.selections.fields(root, [operation.node])
        if len(fields) != 1:
            raise refusal("A subscription asks for one field.", "BAD_USER_INPUT", operation.node)
        ((self.response_key, self.nodes),) = fields.items()
        self.field = self.nodes[0].name.value
        spec = SHAPES["Subscription"].fields.get(self.field)
        if not isinstance(spec, Told):
            raise refusal("This cannot be listened to.", "BAD_USER_INPUT", operation.node)
        self.spec: Told = spec
        self.args = given_arguments(self.nodes[0], root.fields[self.field].args, variables)
        self.key: Any = None
        self.kinds = self.wanted()
        self.module: str | None = spec.module.value if spec.module else None
        self.place = self.listened_to()
        self.place_id: UUID | None = self.place.id if self.place else None
        self.news: dict[tuple[str, How, bool], News] = {}

    @property
    def streams(self) -> bool:
        """Is it the whole stream, which has more to say than what happens?"""
        return self.field == "stream"

    @property
    def after(self) -> str | None:
        """The cursor after which it listens."""
        found = self.value("after")
        return None if found is None else str(found)

    def begins(self, network_id: UUID) -> int | None:
        """The position after which it listens; raises Malformed with its place."""
        if self.after is None:
            return None
        try:
            return position_in(self.after, network_id)
        except Malformed as malformed:
            raise Malformed(str(malformed), (self.response_key, "after")) from None

    def value(self, name: str) -> Any:
        """The value of an argument."""
        found: Any = self.args.get(name)
        return None if found is None else found.read(self.variables)

    def wanted(self) -> frozenset[str]:
        """The kinds of lines that it asks for."""
        named = self.value("kinds")
        if named is not None:
            return frozenset(kind for kind in NEWS if shouted(kind) in named)
        return frozenset(filter(self.open, self.spec.kinds)) if self.streams else self.spec.kinds

    def open(self, kind: str) -> bool:
        """May all that a kind is about be told? A stream that names no kinds tells those that may."""
        return all(admitted(self.scopes, SHAPES[table]) for table in NEWS[kind].subjects)

    def listened_to(self) -> Place | None:
        """The place that it is narrowed to; raises Malformed."""
        for name, place in self.spec.places.items():
            argument = camel(name)
            if self.value(argument) is not None:
                return Place(place.table, self.key_in(argument, place.argument.id_of or ""), place.also)
        return None

    def key_in(self, argument: str, prefix: str) -> UUID:
        """The key in an id; raises Malformed with its place."""
        try:
            return key_of(self.value(argument), prefix)
        except Malformed as malformed:
            raise Malformed(str(malformed), (self.response_key, argument)) from None

    def made(self, line: Line, *, share: bool = True) -> News:
        """The statement for lines like this one, made once; one text for all where it can be (``share``)."""
        how = NEWS[line.kind].how
        place = (line.subject_type, how, share)
        if place not in self.news:
            asked = Asked(self.response_key, self.nodes, self.spec, self.args, line.subject_type, how, self.scopes)
            self.news[place] = make_news(self.operation, self.variables, asked, share=share)
        return self.news[place]

    def check(self) -> None:
        """Make what it will ask for, so that bad input is refused at once; raises Refused and Malformed."""
        if self.operation.variables.null_where_something_must_be(self.variables):
            raise refusal("A value is null where something must be.", "BAD_USER_INPUT", self.operation.node)
        for kind in sorted(self.kinds):
            for table in NEWS[kind].subjects:
                line = Line(0, kind, table, NOTHING, None, None, NEVER)
                self.made(line).plan.parameters({**self.variables, LINE: self.values(NOTHING, line)})

    async def answers(self, network_id: UUID, line: Line, viewers: list[UUID]) -> dict[UUID, bytes]:
        """The texts for those of the viewers who may see what the line is about."""
        SESSION.set(None)
        news, values = self.made(line), self.values(network_id, line)
        parameters = news.plan.parameters({**self.variables, LINE: values})
        parts = [viewers[start : start + AT_ONCE] for start in range(0, len(viewers), AT_ONCE)]
        found = await asyncio.gather(*(self.part(news, parameters, part, line, values) for part in parts))
        return {viewer: text for texts in found for viewer, text in texts.items()}

    async def part(
        self, news: News, parameters: list[Any], viewers: list[UUID], line: Line, values: Mapping[str, Any]
    ) -> dict[UUID, bytes]:
        """The texts for some viewers; where a value must be there and is not for one of them, each is asked alone."""
        try:
            rows = await self.readers.rows(news.sql, viewers, *parameters)
        except asyncpg.PostgresError as error:
            if error.sqlstate != ABSENT:
                raise
            return await self.one_by_one(viewers, line, values)
        if not news.shared:
            return dict(rows)
        ((seeing, text),) = rows
        return dict.fromkeys(seeing, text)

    async def one_by_one(self, viewers: list[UUID], line: Line, values: Mapping[str, Any]) -> dict[UUID, bytes]:
        """The texts, each by a statement of its own, and by graphql-core where that is an error.

        A text for all is made even where nobody sees the subject, and who does not must not meet its error.
        """
        found: dict[UUID, bytes] = {}
        news = self.made(line, share=False)
        parameters = news.plan.parameters({**self.variables, LINE: values})
        for viewer in viewers:
            try:
                found |= dict(await self.readers.rows(news.sql, [viewer], *parameters))
            except asyncpg.PostgresError as error:
                if error.sqlstate != ABSENT:
                    raise
                found[viewer] = await self.plainly(viewer, values)
        return found

    async def plainly(self, viewer: UUID, values: Mapping[str, Any]) -> bytes:
        """The response by graphql-core, field by field; one that takes too long is an error, and not asked again."""
        try:
            async with asyncio.timeout(PLAIN_SECONDS):
                return await self.resolved(viewer, values)
        except TimeoutError:
            return refused("This takes too long: ask for smaller pages or fewer lists.", "TIMEOUT")

    async def resolved(self, viewer: UUID, values: Mapping[str, Any]) -> bytes:
        """What graphql-core answers."""
        result: Any = execute(
            self.operation.schema,
            self.operation.document,
            root_value=Row(SHAPES[self.spec.payload], values),
            variable_values=as_given(self.variables),
            operation_name=self.operation.name,
            context_value=Reader(self.readers, viewer, self.scopes),
        )
        if not isinstance(result, ExecutionResult):
            result = await result
        return response(result)

    def values(self, network_id: UUID, line: Line) -> dict[str, Any]:
        """What a line says itself, by name."""
        return {
            "cursor": stream_cursor(network_id, line.position),
            "kind": shouted(line.kind),
            "at": moment(line.at),
            "network_id": network_id,
            "subject_id": line.subject_id,
            "subject_type": line.subject_type,
            "actor_id": line.actor_id,
            "place_id": line.place_id,
        }

    def said(self, type_name: str, **values: str) -> bytes:
        """An item of a stream that tells of no line."""
        type_: Any = self.operation.schema.get_type(type_name)
        item = {key: self.word(type_, nodes[0].name.value, values) for key, nodes in self.chosen(type_).items()}
        return orjson.dumps({"data": {self.response_key: item}})

    def chosen(self, type_: GraphQLObjectType) -> Mapping[str, Any]:
        """What is selected of an item of this type."""
        return self.selections.fields(type_, self.nodes)

    @staticmethod
    def word(type_: GraphQLObjectType, name: str, values: Mapping[str, str]) -> str:
        """The value of one field of such an item."""
        if name == "__typename":
            return type_.name
        spec: Any = SHAPES[type_.name].fields[name]
        assert isinstance(spec, OfLine), "an item that tells of no line reads no row"  # noqa: S101
        return values[spec.name]

    def over(self) -> None:
        """Nobody asks any more: there is nothing to give back."""

    def ready(self, network_id: UUID, position: int) -> bytes | None:
        """The first item of a stream; None where only what happens is told."""
        return self.said("StreamReady", cursor=stream_cursor(network_id, position)) if self.streams else None

    def beat(self, network_id: UUID, position: int) -> bytes | None:
        """What a stream says where there was nothing to tell for a while."""
        return self.said("Heartbeat", cursor=stream_cursor(network_id, position)) if self.streams else None

    def gap(self, network_id: UUID, after: int, until: int) -> tuple[bytes, bool]:
        """What is said where the lines after a position are lost, and whether the listener goes on after it."""
        cursor = stream_cursor(network_id, until)
        if self.streams:
            return self.said("Gap", from_cursor=stream_cursor(network_id, after), cursor=cursor), True
        message = "What happened after this cursor is not kept any more: ask anew, then listen from `streamCursor`."
        return refused(message, "GAP"), False

    def failure(self, incident: str) -> bytes:
        """What is told of a fault of ours."""
        return refused(
            f"Something went wrong on our side. If you report it, quote {incident}.", "INTERNAL_SERVER_ERROR"
        )


def question_of(
    kind: type[Q],
    readers: Readers,
    operation: Operation,
    document: str,
    variables: Mapping[str, Any],
    scopes: Scopes | None = None,
) -> Q:
    """The question of a subscription; those with the same key differ in nothing but where they begin."""
    question = kind(readers, operation, variables, scopes)
    begins = only_begins(question)
    given = {name: value for name, value in variables.items() if name != begins}
    # As text: the bytes that orjson returns hold on to four kilobytes for as long as they are kept.
    told = orjson.dumps(given, default=repr, option=orjson.OPT_SORT_KEYS).decode()
    question.key = (document, operation.name, told, scopes)
    return question


def as_given(value: Any) -> Any:
    """A coerced value as a client gives it, for graphql-core coerces it again."""
    if isinstance(value, Mapping):
        return {name: as_given(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_given(each) for each in value]
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


class Uses(Visitor):
    """How often each variable is named in a document, its declaration among them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """One more."""
        self.names[node.name.value] += 1


def only_begins(question: Question) -> str | None:
    """The variable that says nothing but where to begin: given to the field's ``after``, and used nowhere else."""
    (first, *others), uses = question.nodes, Uses()
    given = [each.value for each in first.arguments or () if each.name.value == "after"]
    if others or not given or not isinstance(given[0], VariableNode):
        return None
    visit(question.operation.document, uses)
    name = given[0].name.value
    return name if uses.names[name] == 2 else None
