"""The viewer: the member on whose behalf we read and act."""

from typing import NamedTuple
from uuid import UUID

from models.scopes import Scopes


class Viewer(NamedTuple):
    """A member and their network; what either may see is decided by the rules of the tables.

    ``session_id`` is the session that speaks for them, where there is one; ``importing`` says that it may set ids and
    times that others get from the server; ``scopes`` narrow what a machine may do for them (None: a person).
    """

    id: UUID
    network_id: UUID
    session_id: UUID | None = None
    importing: bool = False
    scopes: Scopes | None = None
