"""The ways in which an action says no."""


class Refusal(Exception):
    """A no that a person may read: ``message`` is a whole sentence and names nothing they may not see."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ImportRefused(Refusal):
    """A file that cannot be read in as it is; nothing of it was written."""
