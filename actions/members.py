"""Members: how an account becomes one, and what it is to the company by its employments."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from actions.change import Change
from actions.refusals import Conflict, Forbidden, Invalid
from actions.sign_ins import SUSPENDED
from actions.words import Words
from models.attributes import Attribute, AttributeKind
from models.ids import uuid7
from models.members import Employment, Member, MemberKind, MemberStatus, VerifiedBy
from models.roster import RosterEntry

NAME_NEEDED = Words("Say by which name you want to be called.", "表示名を入力してください。")
ENTRY_TAKEN = Words("This entry of the roster is claimed already.", "この名簿データはすでに登録済みです。")
HAS_ENTRY = Words("This member has another entry of the roster.", "この会員にはすでに別の名簿データがあります。")

ADDRESS = "select account_id, verified_at from account_emails where address = $1 for update"
# Whoever wrote the address without reading its mail has no right to it.
UNPROVEN = "delete from account_emails where address = $1 and verified_at is null"
ACCOUNT = """
insert into accounts (id, locale, time_zone, created_at) select $1, locale, time_zone, $3 from networks where id = $2
"""
EMAIL = "insert into account_emails (id, account_id, address, verified_at) values ($1, $2, $3, $4)"
TAKE = "update roster_entries set claimed_by_id = $2 where id = $1 and claimed_by_id is null"

# What HR has on record becomes employments, as far as the member has not said otherwise of the same time.
SPELLS = """
select s.started, s.ended, btrim(coalesce(s.department, '')) as department from roster_spells s where s.entry_id = $1
and not exists(select from employments e where e.member_id = $2 and e.spell && s.spell) order by s.started
"""
CONFIRM = """
update employments e set verified_by = 'HR', version = version + 1
from roster_spells s where s.entry_id = $1 and e.member_id = $2 and e.verified_by = 'SELF'
and e.started = s.started and e.ended is not distinct from s.ended
"""
# An open spell means that one works there (domain.md, invariant 4); guests never did.
KIND = """
update members m set kind = now_is.kind, updated_at = $2, version = version + 1
from (select case when bool_or(e.ended is null) then 'EMPLOYEE' else 'ALUMNUS' end as kind
    from employments e where e.member_id = $1 having count(*) > 0) now_is
where m.id = $1 and m.kind <> now_is.kind
"""
CAME_BACK = """
delete from comeback_interests w using members m where w.member_id = $1 and m.id = w.member_id and m.kind = 'EMPLOYEE'
"""
DEPARTMENT = """
select a.id from attributes a where a.network_id = $1 and a.kind = 'DEPARTMENT'
and enishi_fold($2) in (enishi_fold(a.label_ja), enishi_fold(a.label_en)) order by a.key limit 1
"""
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('departments ' || $1::text, 0))"


@dataclass(frozen=True)
class Names:
    """What a new member is called."""

    display_name: str
    family_name: str | None = None
    given_name: str | None = None
    family_name_kana: str | None = None
    given_name_kana: str | None = None


async def account_of(change: Change, address: str) -> UUID:
    """The account with this address, which was proven a moment ago; a new one where there is none."""
    rows = await change.rows(ADDRESS, address)
    if rows and rows[0]["verified_at"] is not None:
        return UUID(str(rows[0]["account_id"]))
    await change.run(UNPROVEN, address)
    key = uuid7()
    await change.run(ACCOUNT, key, change.network_id, change.now)
    await change.run(EMAIL, uuid7(), key, address, change.now)
    return key


async def member_for(change: Change, account_id: UUID, names: Names | None, kind: MemberKind) -> Member:
    """The account's member in this network, active from now on: who was one before is the same again.

    Raises Forbidden for who is suspended, and Invalid for a new one without a name.
    """
    member = await Member.filter(network_id=change.network_id, account_id=account_id).select_for_update().first()
    if member is None:
        return await new_member(change, account_id, names, kind)
    if member.status is MemberStatus.SUSPENDED:
        raise Forbidden(SUSPENDED)
    if member.status is not MemberStatus.ACTIVE:
        await become(change, member, MemberStatus.ACTIVE)
        change.tell("member.joined", member)
    return member


async def new_member(change: Change, account_id: UUID, names: Names | None, kind: MemberKind) -> Member:
    """A member that was none before; raises Invalid without a name."""
    if names is None or not names.display_name.strip():
        raise Invalid(NAME_NEEDED, "display_name")
    standing: dict[str, Any] = {"kind": kind, "status": MemberStatus.ACTIVE, **vars(names)}
    member = await Member.create(
        network_id=change.network_id, account_id=account_id, joined_at=change.now, updated_at=change.now, **standing
    )
    change.tell("member.joined", member)
    return member


async def become(change: Change, member: Member, status: MemberStatus) -> None:
    """Give a member another standing in the network."""
    member.status = status
    member.updated_at = change.now
    member.version += 1
    await member.save(update_fields=["status", "updated_at", "version"])


def names_of(entry: RosterEntry | None, display_name: str | None) -> Names | None:
    """What a member is called who has this entry, or says so."""
    if entry is None:
        return Names(display_name.strip()) if display_name else None
    usual = f"{entry.family_name} {entry.given_name}"
    kana = (entry.family_name_kana, entry.given_name_kana)
    return Names((display_name or usual).strip(), entry.family_name, entry.given_name, *kana)


async def take_entry(change: Change, member: Member, entry: RosterEntry) -> None:
    """Give an entry of the roster to a member, with the employments that it tells of; raises Conflict."""
    if entry.claimed_by_id == member.id:  # type: ignore[attr-defined]
        return
    if await RosterEntry.filter(claimed_by_id=member.id).exists():
        raise Conflict(HAS_ENTRY)
    if not await change.run(TAKE, entry.id, member.id):
        raise Conflict(ENTRY_TAKEN)
    await change.run(CONFIRM, entry.id, member.id)
    # Two at once must not both make a department that nobody has named before.
    await change.value(ONE_AT_A_TIME, str(change.network_id))
    for spell in await change.rows(SPELLS, entry.id, member.id):
        await employ(change, member, spell)
    await follow_employments(change, member.id)
    change.tell("roster_entry.claimed", ("RosterEntry", entry.id))


async def employ(change: Change, member: Member, spell: asyncpg.Record) -> None:
    """Write one spell of the roster as an employment."""
    department = await department_called(change, spell["department"]) if spell["department"] else None
    said = {"started": spell["started"], "ended": spell["ended"], "verified_by": VerifiedBy.HR}
    await Employment.create(network_id=change.network_id, member_id=member.id, department_id=department, **said)


async def department_called(change: Change, label: str) -> UUID:
    """The department of this name; a new one where the network has none."""
    known: UUID | None = await change.value(DEPARTMENT, change.network_id, label)
    if known is not None:
        return known
    made = await Attribute.create(network_id=change.network_id, kind=AttributeKind.DEPARTMENT, label_ja=label)
    return made.id


async def follow_employments(change: Change, member_id: UUID) -> None:
    """Make a member what their employments say: an employee while one is open, an alumnus after the last.

    Whoever has come back wants to come back no more.
    """
    await change.run(KIND, member_id, change.now)
    await change.run(CAME_BACK, member_id)
