"""A change: the transaction of one member, and what is told of it when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import asyncpg

from actions import words
from actions.refusals import Conflict, Forbidden, ModuleOff, NotFound, Unauthenticated
from models.audiences import VIEWER_AND_POLICY
from models.members import MemberKind, Role
from models.modules import Module
from models.networks import Locale
from models.rules import numbers, visible
from models.table import Table
from models.viewer import Viewer

T = TypeVar("T", bound=Table)
Made = Mapping[str, Any]
Path = str | tuple[str, ...]

ME = """
select m.id, m.network_id, m.account_id, m.kind, m.roles, coalesce(a.locale, n.locale) as locale, n.modules, now() as at
from members m join networks n on n.id = m.network_id left join accounts a on a.id = m.account_id
where m.id = $1 and m.network_id = $2 and m.status = 'ACTIVE'
"""


class Keep:
    """The type of KEEP."""


# What an edit leaves as it is; null clears.
KEEP = Keep()


@dataclass(frozen=True, slots=True)
class Me:
    """The active member who acts; ``importing`` says that ids and times of elsewhere may be set."""

    id: UUID
    network_id: UUID
    account_id: UUID | None
    kind: MemberKind
    roles: frozenset[Role]
    locale: Locale
    importing: bool = False


class Told(NamedTuple):
    """One line of the outbox."""

    kind: str
    subject_type: str
    subject_id: UUID
    place_id: UUID | None


class Audited(NamedTuple):
    """One entry of the audit."""

    what: str
    subject_type: str
    subject_id: UUID
    ground: str | None


Subject = Table | tuple[str, UUID]


@dataclass
class Change:
    """What an action works with: who acts, the connection of the transaction, and what will be told at its end."""

    connection: asyncpg.Connection
    now: datetime
    network_id: UUID
    member: Me | None = None
    modules: frozenset[str] = frozenset()
    told: list[Told] = field(default_factory=list)
    audited: list[Audited] = field(default_factory=list)
    # When it happened, where that was elsewhere and before.
    at: datetime | None = None
    # Who reads the payload: the member who acts, or whom a sign-in has made known.
    reader: Viewer | None = None

    @property
    def me(self) -> Me:
        """The member who acts; raises Unauthenticated where there is none."""
        if self.member is None:
            raise Unauthenticated
        return self.member

    def enter(self, network_id: UUID, *, reader: Viewer | None = None) -> None:
        """Act in this network, where nobody was signed in; ``reader`` reads what comes of it."""
        self.network_id = network_id
        self.reader = reader

    @property
    def moment(self) -> datetime:
        """When what is changed happened: now, unless an import says otherwise."""
        return self.at or self.now

    async def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """All rows of a statement."""
        return list(await self.connection.fetch(sql, *values))

    async def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        return await self.connection.fetchval(sql, *values)

    async def run(self, sql: str, *values: Any) -> int:
        """Run a statement; how many rows it changed."""
        done = str(await self.connection.execute(sql, *values)).rpartition(" ")[2]
        return int(done) if done.isdigit() else 0

    async def sees(self, table: type[Table], key: UUID, *, lock: bool = False) -> bool:
        """May the acting member see this row now? ``lock`` holds it for the rest of the transaction."""
        return bool(await self.rows(seeing(table, "it.id", lock=lock), self.me.id, key))

    async def seen(self, table: type[T], key: UUID, *, path: Path, lock: bool = False) -> T:
        """The row, where the rule of its table lets the acting member see it; raises NotFound."""
        found = await self.rows(seeing(table, columns(table), lock=lock), self.me.id, key)
        if not found:
            raise NotFound(path)
        return table._init_from_db(**found[0])

    async def row(self, table: type[T], where: str, *values: Any) -> T | None:
        """The one row of which this is true, whoever may see it: for what the action has the right to know."""
        found = await self.rows(f"select {columns(table)} from {table._meta.db_table} it where {where}", *values)
        return table._init_from_db(**found[0]) if found else None

    async def locked(self, table: type[T], key: UUID) -> T | None:
        """A row of this network that the action knows already, held for the rest of the transaction."""
        return await table.filter(id=key, network_id=self.network_id).select_for_update().first()

    def must_be(self, *roles: Role) -> None:
        """Only who has one of these roles goes on; raises Forbidden."""
        if not self.me.roles & frozenset(roles):
            raise Forbidden

    def check_module(self, module: Module) -> None:
        """Only where the network has this switched on; raises ModuleOff."""
        if module not in self.modules:
            raise ModuleOff(module)

    def check_version(self, row: Any, version: int | None) -> None:
        """Only an edit of what stands there now; raises Conflict."""
        if version is not None and version != row.version:
            raise Conflict(words.CHANGED_MEANWHILE, "if_version", current_version=row.version)

    def tell(self, kind: str, subject: Subject, *, place: UUID | None = None) -> None:
        """Write to the outbox what happened, when the transaction ends: kinds are ``noun.verbed``."""
        self.told.append(Told(kind, *named(subject), place))

    def audit(self, what: str, subject: Subject, ground: str | None = None) -> None:
        """Write to the audit what was done, when the transaction ends."""
        self.audited.append(Audited(what, *named(subject), ground))


def seeing(table: type[Table], what: str, *, lock: bool) -> str:
    """The SELECT of a row, the key of which is ``$2``, where the member ``$1`` may see it."""
    conditions = ["v.id = $1", "it.id = $2", *visible(table, "it", numbers(one_viewer=True))]
    sql = f"select {what} from {VIEWER_AND_POLICY}, {table._meta.db_table} it where {' and '.join(conditions)}"
    return sql + (" for update of it" if lock else "")


def columns(table: type[Table]) -> str:
    """What a row of the ORM is made of."""
    return ", ".join(f'it."{column}"' for column in table._meta.fields_db_projection.values())


def named(subject: Subject) -> tuple[str, UUID]:
    """The type and the key of what something is told of."""
    return subject if isinstance(subject, tuple) else (type(subject).__name__, subject.id)


async def change_of(connection: asyncpg.Connection, viewer: Viewer) -> Change:
    """The change of an active member; raises Unauthenticated."""
    row = await connection.fetchrow(ME, viewer.id, viewer.network_id)
    if row is None:
        raise Unauthenticated
    roles = frozenset(Role(role) for role in row["roles"])
    kind, locale = MemberKind(row["kind"]), Locale(row["locale"])
    me = Me(row["id"], row["network_id"], row["account_id"], kind, roles, locale, viewer.importing)
    return Change(connection, row["at"], viewer.network_id, me, frozenset(row["modules"]), reader=viewer)
