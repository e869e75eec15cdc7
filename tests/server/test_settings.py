"""Settings: read from the environment, under what the command line says, and refused in one line."""

from pathlib import Path

import pytest

from server.failure import USAGE, Failure
from server.settings import read_settings

NAMES = (
    "DATABASE_URL",
    *(
        f"ENISHI_{name}"
        for name in ("DATA", "LOG", "HOST", "PORT", "CONNECTIONS", "DRAIN", "SPREAD", "ORIGINS", "DEBUG")
    ),
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.database_url, settings.data, settings.log) == (None, Path(".enishi"), "text")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert read_settings() == read_settings(database_url=None)
    assert read_settings().database_url is None


def test_the_environment_is_read_and_the_command_line_goes_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_PORT", "9000")
    monkeypatch.setenv("ENISHI_HOST", "::1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://enishi:pw@db.example.com/enishi")
    settings = read_settings(port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "::1")
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().endswith("@db.example.com/enishi")


def test_origins_are_kept_as_browsers_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().pages == frozenset()
    monkeypatch.setenv("ENISHI_ORIGINS", "https://Alumni.example.com/, http://localhost:5173,")
    assert read_settings().pages == {"https://alumni.example.com", "http://localhost:5173"}


def test_the_password_is_not_in_what_is_printed_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://enishi:hunter2@db.example.com/enishi")
    assert "hunter2" not in repr(read_settings())
    assert "hunter2" not in read_settings().model_dump_json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENISHI_LOG", "xml"),
        ("ENISHI_PORT", "http"),
        ("ENISHI_PORT", "65536"),
        ("ENISHI_CONNECTIONS", "0"),
        ("ENISHI_DRAIN", "-1"),
        ("ENISHI_SPREAD", "-1"),
        ("ENISHI_ORIGINS", "alumni.example.com"),
        ("ENISHI_ORIGINS", "https://alumni.example.com, https://"),
        ("ENISHI_ORIGINS", "https://alumni.example.com/page"),
        ("ENISHI_ORIGINS", "https://user:hunter2@alumni.example.com"),
        ("ENISHI_DEBUG", "perhaps"),
        ("DATABASE_URL", "mysql://root:hunter2@db.example.com/enishi"),
        ("DATABASE_URL", "postgresql://root:hunter2@db.example.com:port/enishi"),
        ("DATABASE_URL", "postgresql://root:hunter2@[db/enishi"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Failure) as caught:
        read_settings()
    assert caught.value.code == USAGE
    assert caught.value.message.startswith(f"{name}: ")
    assert "\n" not in caught.value.message
    assert "hunter2" not in caught.value.message
