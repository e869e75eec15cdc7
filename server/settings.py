"""Settings: what the environment and the command line say, checked before anything is done."""

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.failure import USAGE, Failure

ORIGIN = re.compile(r"https?://[^/@\s,?#]+/?", re.IGNORECASE)


class Settings(BaseSettings):
    """Each is an environment variable ENISHI_<NAME>, but DATABASE_URL, which is called so everywhere."""

    model_config = SettingsConfigDict(
        env_prefix="ENISHI_", env_ignore_empty=True, frozen=True, extra="forbid", populate_by_name=True
    )

    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data: Path = Path(".enishi")
    log: Literal["json", "text"] = "text"
    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8000, ge=0, le=65535)
    connections: int = Field(8, ge=1, le=100)
    writers: int = Field(5, ge=1, le=100)  # connections for mutations, beside those for reading
    listeners: int = Field(4, ge=1, le=100)  # connections that read what listeners are told
    redis_url: SecretStr | None = None  # what several processes share: redis://host:6379
    budget: int = Field(600_000, ge=20_000)  # points a member may spend in a minute: thirty of the dearest operations
    smtp_url: SecretStr | None = None  # who takes our mail: smtp://user:password@host:587, smtps://…
    mail_from: str | None = Field(None, validate_default=True, pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    oidc_secret: SecretStr | None = None  # what an OpenID provider has given us, for `enishi provider`
    public_url: str | None = None  # where links in mails lead: the address of the front end
    drain: float = Field(0, ge=0, le=300)  # seconds between "not ready" and the end, for a load balancer to see
    spread: float = Field(3, ge=0, le=60)  # seconds in which live connections are told to leave when the process ends
    origins: str = ""  # pages that may open sockets: https://alumni.example.com,https://…; else those of our own host
    debug: bool = False

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in {"postgresql", "postgres"}:
            raise ValueError("a URL like postgresql://user:password@host:5432/database is needed")
        if parts.port == 0:
            raise ValueError("the port cannot be 0")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in {"smtp", "smtps"}:
            raise ValueError("a URL like smtp://user:password@host:587 is needed")
        return value

    @field_validator("public_url")
    @classmethod
    def _page(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("a URL like https://alumni.example.com is needed")
        return value

    @field_validator("origins")
    @classmethod
    def _pages(cls, value: str) -> str:
        for origin in filter(None, value.split(",")):
            if not ORIGIN.fullmatch(origin.strip()):
                raise ValueError("origins like https://alumni.example.com, with commas between them, are needed")
        return value

    @property
    def pages(self) -> frozenset[str]:
        """The origins whose pages may open sockets, as browsers name them."""
        return frozenset(origin.strip().rstrip("/").lower() for origin in self.origins.split(",") if origin.strip())

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp_url") is not None:
            raise ValueError("with ENISHI_SMTP_URL it must be said from which address mails come")
        return value


def read_settings(**said: Any) -> Settings:
    """The settings; what was ``said`` on the command line (and is not None) goes over the environment."""
    try:
        return Settings(**{name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        raise Failure(" ".join(_wrong(problem) for problem in error.errors()), USAGE) from None


def _wrong(problem: Any) -> str:
    # Never the value itself: it may hold a password.
    field = str(problem["loc"][0]) if problem["loc"] else ""
    name = field if field == "DATABASE_URL" else f"ENISHI_{field.upper()}"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}."
