"""What ends a command: one line for the person who gave it."""

USAGE = 2
FAILED = 1


class Failure(Exception):
    """A command that cannot do what it was asked; ``message`` is one line and says what to do."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
