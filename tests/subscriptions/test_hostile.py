"""Whatever a client sends where it listens, it is listened to or told which field was wrong, and the others hear on."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLNonNull

from graph.compile.keys import Malformed, global_id
from graph.compile.variables import Refused
from graph.live import Live
from graph.schema import graphql_schema
from subscriptions.listener import Listener
from tests.graph.operations import literal
from tests.graph.test_hostile import HOSTILE, UNWRITABLE, Place, texts
from tests.subscriptions.living import POSTS, Living, heard

SCHEMA = graphql_schema()
CODES = ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "NOT_FOUND")


def places() -> Iterator[Place]:
    """Every place of Subscription where a client's text goes in."""
    root: Any = SCHEMA.subscription_type
    for name, field in root.fields.items():
        for argument, each in field.args.items():
            for path in texts(each.type):
                yield Place(root.name, name, argument, path, each.type)


PLACES = list(places())


def asked(place: Place) -> str:
    """The field with the least that can be selected; it requires nothing beside the place."""
    field = SCHEMA.subscription_type.fields[place.field]  # type: ignore[union-attr]
    others = [name for name, each in field.args.items() if isinstance(each.type, GraphQLNonNull)]
    assert set(others) <= {place.argument}
    return f"{place.field}({place.argument}: %s) {{ __typename }}"


async def ask(living: Living, document: str, variables: dict[str, Any]) -> Listener | None:
    """Who listens; or nobody, where the client is told why."""
    try:
        return await living.live.subscribe(living.viewer("Ben"), document, variables)
    except (Refused, Malformed) as refused:
        for error in orjson.loads(Live.refusal(refused))["errors"]:
            assert error["extensions"]["code"] in CODES, error
            assert error.get("locations") or error.get("path") or error["extensions"]["code"] == "NOT_FOUND", error
            assert len(error["message"]) < 1_000
        return None


def test_the_places_are_found() -> None:
    found = {str(place) for place in PLACES}
    assert {"Subscription.stream(after)", "Subscription.postPublished(groupId)"} <= found
    assert "Subscription.commentAdded(postId)" in found


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_a_hostile_text_is_refused_or_listens_and_harms_nobody(living: Living, place: Place) -> None:
    steady = await living.listen("Hana", POSTS)
    field, began = asked(place), []
    for called, text in HOSTILE.items():
        head = f"subscription($x: {place.declared}) {{ {field % '$x'} }}"
        began.append(await ask(living, head, {"x": place.value(text)}))
        if called not in UNWRITABLE:
            written = literal(place.declared, place.value(text)).replace("\x7f", "\\u007f")
            began.append(await ask(living, f"subscription {{ {field % written} }}", {}))
    post = await living.publish("Aoi")
    assert (await heard(steady))["post"]["id"] == f"post_{post}"
    for listener in began:
        if listener is not None:
            listener.close()


@pytest.mark.parametrize("name", ["postPublished", "commentAdded", "membershipChanged"])
async def test_a_place_that_is_hidden_is_answered_like_one_that_is_not_there(living: Living, name: str) -> None:
    told = []
    keys = {"postId": ("post", "asked in secret"), "groupId": ("grp", "secret")}
    argument = "postId" if name == "commentAdded" else "groupId"
    prefix, hidden = keys[argument]
    there = living.community[hidden]
    for key in (there, living.community["Aoi"]):
        id_ = global_id(prefix, key)
        with pytest.raises(Refused) as refused:
            await living.listen("Ben", f'subscription {{ {name}({argument}: "{id_}") {{ cursor }} }}')
        told.append(Live.refusal(refused.value))
    assert told[0] == told[1]
    seeing = await living.listen(
        "Hana", f'subscription {{ {name}({argument}: "{global_id(prefix, there)}") {{ cursor }} }}'
    )
    assert seeing.ended is None


@pytest.mark.parametrize("document", ["subscription { postPublished", "subscription { nothing }", "", "{", "\ud800"])
async def test_what_is_no_document_is_refused(living: Living, document: str) -> None:
    with pytest.raises(Refused):
        await living.listen("Ben", document)
