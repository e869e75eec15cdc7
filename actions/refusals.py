"""The ways in which an action says no."""

from math import ceil
from typing import Any, ClassVar

from actions import words
from actions.words import Words
from models.modules import Module
from models.networks import Locale


class Refusal(Exception):
    """A no that a person may read: a whole sentence that names nothing they may not see.

    ``path`` leads to the field of the input that it is about, by Python names. Nothing stays written of what came
    before it, unless it is ``lasting``.
    """

    code: ClassVar[str] = "REFUSED"
    lasting = False

    def __init__(self, said: str | Words, path: str | tuple[str, ...] = (), **values: Any) -> None:
        self.words = said if isinstance(said, Words) else same(said)
        self.values = values
        self.path = (path,) if isinstance(path, str) else path
        self.message = self.told(Locale.EN)
        super().__init__(self.message)

    def told(self, locale: Locale) -> str:
        """The sentence in one language."""
        return self.words.told(locale, self.values)


def same(sentence: str) -> Words:
    """A sentence of the command line, which speaks one language."""
    literal = sentence.replace("{", "{{").replace("}", "}}")
    return Words(literal, literal)


class ImportRefused(Refusal):
    """A file that cannot be read in as it is; nothing of it was written."""


class NotFound(Refusal):
    """What is meant is not there, or not to be seen: the two are the same."""

    code = "NOT_FOUND"

    def __init__(self, path: str | tuple[str, ...] = (), said: Words = words.NOT_FOUND) -> None:
        super().__init__(said, path)


class Forbidden(Refusal):
    """It can be seen, but this member may not do this with it."""

    code = "FORBIDDEN"

    def __init__(self, said: Words = words.NOT_ALLOWED, path: str | tuple[str, ...] = (), **values: Any) -> None:
        super().__init__(said, path, **values)


class Invalid(Refusal):
    """A value that cannot stand where it was given."""

    code = "INVALID"


class Conflict(Refusal):
    """What is there does not go with this; ``current_version`` is the version that an edit must start from."""

    code = "CONFLICT"

    def __init__(
        self,
        said: Words = words.CHANGED_MEANWHILE,
        path: str | tuple[str, ...] = (),
        *,
        current_version: int | None = None,
        **values: Any,
    ) -> None:
        super().__init__(said, path, **values)
        self.current_version = current_version


class RateLimited(Refusal):
    """Too often; ``retry_after`` is in whole seconds."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after: float) -> None:
        super().__init__(words.TOO_OFTEN)
        self.retry_after = max(1, ceil(retry_after))


class Unauthenticated(Refusal):
    """Nobody is signed in, or who was is no active member any more."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__(words.SIGN_IN)


class ModuleOff(Refusal):
    """The network has switched this part of the community off."""

    code = "MODULE_OFF"

    def __init__(self, module: Module) -> None:
        super().__init__(words.MODULE_OFF)
        self.module = module
