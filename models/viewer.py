"""The viewer: the member on whose behalf we read and act."""

from typing import NamedTuple
from uuid import UUID


class Viewer(NamedTuple):
    """A member and their network; what either may see is decided by the rules of the tables."""

    id: UUID
    network_id: UUID
