"""Payloads: what a mutation answers, declared with the action that it calls and read after the commit."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from actions.action import Action
from graph.compile.declare import Argument, One, Shown, Spec, argument, made
from graph.inputs import camel, given, inputs

T = TypeVar("T")
# Under this name, which no client can give, the variables of a payload's plan hold what the action made.
MADE = "\0made"
PRICE = 10  # of a change, beside what its payload brings


@dataclass(frozen=True)
class Changed(One):
    """The row that the action names ``name`` in what it made; null where it names none."""

    name: str = ""


@dataclass(frozen=True)
class Said(Spec):
    """A plain value that the action says, or that is known before anything is read."""

    name: str = ""


@dataclass(frozen=True)
class Mutate(Spec):
    """A field of Mutation: the action, and its input type."""

    action: Action[Any] | None = None
    input_type: str = ""


MUTATIONS: dict[str, tuple[Mutate, str]] = {}


def mutation(action: Action[Any], **answers: Any) -> Callable[[type[T]], type[T]]:
    """Make a mutation of a class whose fields are its input; its name is the verb, its docstring the description.

    ``answers`` says what the payload shows of what the action made: by the name in it a type of the graph, whose
    row is read under the viewer's rights, or the annotation of a plain value. The class becomes the input type
    ``<Name>Input``, and the payload is ``<Name>Payload { <answers>, refusal, streamCursor }``.
    """
    return lambda cls: declared(cls, action, answers)


def declared(cls: type[T], action: Action[Any], answers: Mapping[str, Any]) -> type[T]:
    """Make the input, the payload and the field."""
    name, description = cls.__name__, inspect.getdoc(cls) or ""
    cls.__name__ = f"{name}Input"
    cls.__annotations__["idempotency_key"] = str | None
    cls.idempotency_key = given(  # type: ignore[attr-defined]
        "A text of the client's own; the same key with the same input is done once, and answered the same for a day.",
        longest=200,
    )
    inputs(cls)
    payload(name, description, answers)
    python_name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")
    MUTATIONS[python_name] = (Mutate(description, price=PRICE, action=action, input_type=cls.__name__), name)
    return cls


def payload(name: str, description: str, answers: Mapping[str, Any]) -> None:
    """Make the payload type of a mutation."""
    fields = {key: answer(key, annotation) for key, annotation in answers.items()}
    fields["refusal"] = ("Refusal | None", Said("Why not; null where it was done.", name="refusal"))
    cursor = "Where the change stands in the stream, so that a client can tell its own change from news."
    fields["stream_cursor"] = (str | None, Said(cursor, name="stream_cursor"))
    cls = type(f"{name}Payload", (), {key: bare(spec) for key, (_, spec) in fields.items()})
    cls.__annotations__ = {key: annotation for key, (annotation, _) in fields.items()}
    cls.__doc__ = f"What came of it: {description[:1].lower()}{description[1:]}"
    made(cls, strawberry.type, None, ("id",), abstract=False)


def answer(key: str, annotation: Any) -> tuple[Any, Spec]:
    """The annotation and spec of one thing that a payload shows."""
    noun = camel(key)
    if not isinstance(annotation, str):
        return annotation | None, Said("Told this once; null where it was refused.", name=key)
    asked = {f"made_{key}": Argument(UUID, "")}
    described = f"The {noun}, as it is after the change; null where it was refused, or is not to be seen any more."
    return f"{annotation} | None", Changed(described, args=asked, where=f"{{it}}.id = {{made_{key}}}", name=key)


def bare(spec: Spec) -> Shown:
    """A field whose arguments are none of the client's business."""
    field = Shown(description=spec.description)
    field.spec = spec
    return field


def root() -> Any:
    """The type Mutation, of every mutation that was declared."""
    cls: Any = type("Mutation", (), {name: field(spec) for name, (spec, _) in sorted(MUTATIONS.items())})
    cls.__annotations__ = {name: f"{called}Payload | None" for name, (_, called) in sorted(MUTATIONS.items())}
    cls.__doc__ = "Everything that a member can do. Each is done wholly or not at all, one after the other."
    return made(cls, strawberry.type, None, ("id",), abstract=False)


def field(spec: Mutate) -> Shown:
    """The field of one mutation."""
    found = bare(spec)
    found.arguments = [argument("input", Argument(spec.input_type, "What it is done with."))]
    return found
