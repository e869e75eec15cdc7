"""The demonstration network as rows: what is written into each table, in the order of writing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from actions import demo_messages, demo_notifications
from actions.demo_applications import Application, application_rows, note_rows, shared_rows, step_rows
from actions.demo_attributes import Catalogue
from actions.demo_chance import Chance
from actions.demo_comeback import Comebacks, answer_rows, talk_rows, wish_rows
from actions.demo_groups import Group
from actions.demo_jobs import Job, job_rows, segment_rows, terms_rows, wanted_rows
from actions.demo_people import Person
from actions.demo_posts import Comment, Post, Reaction
from actions.demo_privacy import KEPT_FROM_EMPLOYER, audience, audiences, contacts, kept_from
from actions.demo_profiles import Profiles
from actions.demo_referrals import referral_rows
from actions.demo_ties import Pair
from actions.markdown import rendered
from models.attributes import AttributeSource as Source
from models.audiences import ProfileField
from models.members import Member, MemberKind, VerifiedBy
from models.networks import Locale, usual_emojis

Row = tuple[Any, ...]
TIME_ZONE = "Asia/Tokyo"
AGREEING_IN_TEN = 7  # members who are counted in the career statistics


@dataclass(eq=False)
class World:
    """All that was invented."""

    slug: str
    name: str
    opened: datetime
    now: datetime
    chance: Chance
    catalogue: Catalogue
    people: list[Person]
    ties: list[Pair]
    blocks: list[Pair]
    groups: list[Group]
    posts: list[Post]
    comments: list[Comment]
    reactions: list[Reaction]
    jobs: list[Job] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    network: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.network = self.chance.id_at(self.opened)

    @cached_property
    def talks(self) -> demo_messages.Talks:
        """What is said in conversations."""
        return demo_messages.Talks(self)

    @cached_property
    def comebacks(self) -> Comebacks:
        """Who would come back, and what they are offered."""
        return Comebacks(self)

    @cached_property
    def notices(self) -> demo_notifications.Notices:
        """What members were notified of."""
        return demo_notifications.Notices(self)

    def key(self, moment: datetime) -> UUID:
        """A key for a row of that moment."""
        return self.chance.id_at(moment)


def employee_number(number: int) -> str:
    """What HR calls a person."""
    return f"{number + 1:06}"


def _networks(world: World) -> Iterator[Row]:
    yield world.network, world.name, world.slug, Locale.JA, TIME_ZONE, usual_emojis(), True, world.opened


def _heads(world: World) -> Iterator[Row]:
    yield world.key(world.opened), world.network, 0


def _accounts(world: World) -> Iterator[Row]:
    for person in world.people:
        if person.account_id:
            locale = Locale.EN if person.name.abroad else Locale.JA
            yield person.account_id, locale, TIME_ZONE, person.joined_at - timedelta(minutes=2)


def _emails(world: World) -> Iterator[Row]:
    for person in world.people:
        if person.account_id:
            domain = "enishina.invalid" if person.kind is MemberKind.EMPLOYEE else "example.com"
            local = f"{person.name.given_romaji}.{person.name.family_romaji}.{person.number + 1}".lower()
            yield world.key(person.joined_at), person.account_id, f"{local}@{domain}", person.joined_at


def _members(world: World) -> Iterator[Row]:
    profiles = Profiles(world.chance)
    for person in world.people:
        name, at = person.name, person.joined_at
        standing = (person.kind, person.status, person.listing, [role.value for role in person.roles])
        names = (name.display, name.family, name.given, name.family_kana, name.given_kana)
        said = (name.former, profiles.headline(person), profiles.bio(person))
        changed = world.chance.between(at, world.now) if world.chance.likely(0.4) else at
        yield (
            *(person.id, world.network, person.account_id, *standing, *names, name.family_romaji, name.given_romaji),
            *(*said, employee_number(person.number), at, changed, 1 + (changed > at), []),
            *(*contacts(person), *audiences(person), person.number % 10 < AGREEING_IN_TEN),
        )


def _attributes(world: World) -> Iterator[Row]:
    for one in world.catalogue.all.values():
        parent = one.parent.id if one.parent else None
        yield one.id, world.network, one.kind, one.ja, one.en, one.aliases, one.code, parent


def _employments(world: World) -> Iterator[Row]:
    for person in world.people:
        for spell in person.career.spells:
            told_by = VerifiedBy.HR if world.chance.likely(0.85) else VerifiedBy.SELF
            spell_key = world.key(person.joined_at)
            dates = (spell.started, spell.ended)
            shown = audience(person, ProfileField.EMPLOYMENTS)
            yield spell_key, world.network, person.id, spell.department.id, spell.title, *dates, told_by, 1, shown


def _positions(world: World) -> Iterator[Row]:
    for person in world.people:
        for place in person.career.positions:
            at, firm = world.key(person.joined_at), place.employer
            where = (firm.name, place.title, firm.industry.id, firm.place.id)
            shown = audience(person, ProfileField.POSITIONS)
            yield at, world.network, person.id, *where, place.started, place.ended, 1, shown


def _member_attributes(world: World) -> Iterator[Row]:
    for person in world.people:
        for attribute, holding in person.held.items():
            confirmed = None if holding.source is Source.MEMBER else person.joined_at
            key = world.key(person.joined_at)
            shown = audience(person, ProfileField.ATTRIBUTES)
            yield key, world.network, person.id, attribute.id, holding.source, holding.year, confirmed, shown


def _exclusions(world: World) -> Iterator[Row]:
    for person in world.people:
        employer = kept_from(person)
        if employer:
            yield world.key(person.joined_at), world.network, person.id, KEPT_FROM_EMPLOYER, employer


def _ties(world: World) -> Iterator[Row]:
    for pair in world.ties:
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            yield world.key(pair.since), world.network, one.id, other.id, pair.since


def _blocks(world: World) -> Iterator[Row]:
    for pair in world.blocks:
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            yield world.key(pair.since), world.network, one.id, other.id, one is pair.one, pair.since


def _groups(world: World) -> Iterator[Row]:
    for group in world.groups:
        kind = (group.policy, group.secret, group.readable_by_hr)
        yield group.id, world.network, group.name, group.about, *kind, group.created_at, 1


def _memberships(world: World) -> Iterator[Row]:
    for group in world.groups:
        for one in group.memberships:
            yield world.key(one.since), world.network, group.id, one.person.id, one.role, one.status, one.since


def _posts(world: World) -> Iterator[Row]:
    for post in world.posts:
        place = post.group.id if post.group else None
        version = 2 if post.edited_at else 1
        said = (post.body, rendered(post.body).html)
        yield post.id, world.network, place, post.author.id, *said, post.created_at, post.edited_at, version


def _comments(world: World) -> Iterator[Row]:
    for comment in world.comments:
        parent = comment.parent.id if comment.parent else None
        place = (comment.post.id, parent, comment.author.id, comment.depth)
        yield comment.id, world.network, *place, comment.body, rendered(comment.body).html, comment.created_at, 1


def _reactions(world: World) -> Iterator[Row]:
    for one in world.reactions:
        on = (one.on.id, None) if isinstance(one.on, Post) else (None, one.on.id)
        yield world.key(one.at), world.network, *on, one.person.id, one.emoji, one.at


STANDING = "kind status listing roles"
NAMES = "display_name family_name given_name family_name_kana given_name_kana family_name_romaji given_name_romaji"
SAID = "former_name headline bio"
KEPT = "external_id joined_at updated_at version attribute_keys"
CONTACTS = "birthday contact_email phone links"
AUDIENCES = " ".join(f"{field.name.lower()}_audience" for field in dict.fromkeys(Member.guarded.values()))
TALK = "kind title subject office_id one_id other_id starter_id"
OFFERED = "author_id segment_id place_id by_company"
DESCRIBED = "kind status title body body_html remote hours_per_week"
PAID, SHOWN = "pay_min pay_max pay_currency pay_unit", "published_at confirmed_at valid_through ends_at"
TERMS = "client work period place hours pay payment_days ending inspection rights"
ABOUT = "post_id conversation_id job_id talk_id"
TABLES: dict[str, tuple[Callable[[World], Iterator[Row]], str]] = {
    "networks": (_networks, "id name slug locale time_zone emojis members_may_post_jobs created_at"),
    "network_heads": (_heads, "id network_id position"),
    "accounts": (_accounts, "id locale time_zone created_at"),
    "account_emails": (_emails, "id account_id address verified_at"),
    "members": (
        _members,
        f"id network_id account_id {STANDING} {NAMES} {SAID} {KEPT} {CONTACTS} {AUDIENCES} in_statistics",
    ),
    "attributes": (_attributes, "id network_id kind label_ja label_en aliases code parent_id"),
    "employments": (
        _employments,
        "id network_id member_id department_id title started ended verified_by version audience",
    ),
    "positions": (
        _positions,
        "id network_id member_id company title industry_id place_id started ended version audience",
    ),
    "member_attributes": (_member_attributes, "id network_id member_id attribute_id source year confirmed_at audience"),
    "exclusions": (_exclusions, "id network_id member_id kind company"),
    "ties": (_ties, "id network_id member_id other_id since"),
    "blocks": (_blocks, "id network_id member_id other_id by_me since"),
    "groups": (_groups, "id network_id name description join_policy secret readable_by_hr created_at version"),
    "group_memberships": (_memberships, "id network_id group_id member_id role status since"),
    "posts": (_posts, "id network_id group_id author_id body body_html created_at edited_at version"),
    "comments": (_comments, "id network_id post_id parent_id author_id depth body body_html created_at version"),
    "reactions": (_reactions, "id network_id post_id comment_id member_id emoji created_at"),
    "offices": (demo_messages.offices, "id network_id kind name_ja name_en description open version"),
    "conversations": (
        demo_messages.conversations,
        f"id network_id {TALK} created_at last_number last_message_at version",
    ),
    "participants": (
        demo_messages.participants,
        "id network_id conversation_id member_id role state joined_at first_number read_up_to muted",
    ),
    "messages": (
        demo_messages.messages,
        "id network_id conversation_id number author_id body body_html created_at version",
    ),
    "segments": (segment_rows, "id network_id author_id criteria"),
    "jobs": (job_rows, f"id network_id {OFFERED} {DESCRIBED} {PAID} created_at {SHOWN} version"),
    "job_attributes": (wanted_rows, "id network_id job_id attribute_id"),
    "contract_terms": (terms_rows, f"id network_id job_id {TERMS}"),
    "referrals": (
        referral_rows,
        "id network_id job_id referrer_id candidate_id words recommendation made_at expires_at",
    ),
    "applications": (application_rows, "id network_id job_id applicant_id stage applied_at moved_at version"),
    "application_steps": (step_rows, "id network_id application_id actor_id stage reason note at"),
    "shared_values": (shared_rows, "id network_id application_id field number value"),
    "application_notes": (note_rows, "id network_id application_id author_id body created_at"),
    "comeback_interests": (
        wish_rows,
        "id network_id member_id roles kinds place_ids wanted_ids starts_from note said_at expires_at",
    ),
    "talks": (talk_rows, "id network_id job_id opener_id words opened_at expires_at"),
    "talk_answers": (answer_rows, "id network_id talk_id member_id interest_id accepts name kinds answered_at"),
    "saved_searches": (
        demo_notifications.searches,
        "id network_id member_id name kind criteria alerts created_at version",
    ),
    "notifications": (
        demo_notifications.notifications,
        f"id network_id member_id kind group_key {ABOUT} in_app mail first_at at seen_at read_at",
    ),
    "notification_items": (
        demo_notifications.items,
        "id network_id notification_id actor_id comment_id message_id at",
    ),
}
