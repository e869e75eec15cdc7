"""What an import may set: a field of the inputs of those mutations that bring something from elsewhere."""

from datetime import datetime

from graph.inputs import given, inputs

IMPORTED = "Where it comes from; only for a session for imports."
LONGEST_EXTERNAL_ID = 100


@inputs
class ImportedInput:
    """What an import knows of where something comes from."""

    external_id: str | None = given(
        "What it is called there; for posts, comments and groups.", longest=LONGEST_EXTERNAL_ID
    )
    at: datetime | None = given("When it happened; none: now.")
