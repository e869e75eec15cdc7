"""What the demonstration network announced, by topics that members chose, and to whom it came."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from actions.announcing import as_post
from actions.demo_people import Person
from actions.demo_rows import Row, World
from actions.markdown import rendered
from models.announcement_topics import SubscriptionSource
from models.announcements import AnnouncementStatus as Status
from models.announcements import DeliveryState
from models.channels import Channel
from models.members import MemberStatus, Role

WANTING_IN_TEN, QUIET_IN_FORTY = 6, 1
TOPICS = (("お知らせ", "News"), ("イベント", "Events"), ("カムバック採用・副業", "Jobs and side jobs"))


class Said(NamedTuple):
    """An announcement: how many days ago it was or will be sent, none for a draft; about what; and its words."""

    days: int | None
    topic: int
    title: str
    body: str


SAID = (
    Said(
        88,
        0,
        "アルムナイネットワークへようこそ",
        "皆さま、ご参加ありがとうございます。\n\n"
        "- プロフィールの公開範囲は項目ごとに設定できます\n- 気になるグループにぜひご参加ください\n\n"
        "ご意見・ご要望は、このお知らせへのコメントでお寄せください。",
    ),
    Said(
        31,
        1,
        "秋の交流会を開催します",
        "今年も本社ラウンジで交流会を開催します。**どなたでもご参加いただけます。**\n\n参加を希望される方はコメントでお知らせください。",
    ),
    Said(
        6,
        2,
        "副業・業務委託の募集を始めました",
        "新規事業部では、週1日から参加いただける方を募集しています。\n\nまずは話を聞いてみたいという方も歓迎です。",
    ),
    Said(-3, 1, "オンライン勉強会のご案内", "来月のオンライン勉強会の参加受付を開始します。"),
    Said(None, 0, "年末年始の事務局の対応について", "（下書き）事務局は年末年始の間、お休みをいただきます。"),
)


@dataclass(eq=False)
class Announced:
    """An announcement to be."""

    id: UUID
    said: Said
    topic_id: UUID
    author_id: UUID
    made_at: datetime
    sent_at: datetime | None

    @property
    def title(self) -> str:
        """Its title."""
        return self.said.title

    @property
    def body(self) -> str:
        """What it says."""
        return self.said.body


@dataclass(eq=False)
class Voice:
    """All that the network itself says, and who reads it."""

    world: World
    topics: list[UUID]
    announced: list[Announced]
    readers: list[Person]

    def wanting(self, topic: UUID) -> Iterator[Person]:
        """Who wants mails of a topic."""
        place = self.topics.index(topic)
        return (each for each in self.readers if (each.number + 3 * place) % 10 < WANTING_IN_TEN)


async def announce(connection: asyncpg.Connection, world: World) -> None:
    """Write what was announced into the network, which is written already."""
    voice = spoken(world)
    for table, rows, columns in TABLES:
        await connection.copy_records_to_table(table, records=rows(voice), columns=columns.split())


def spoken(world: World) -> Voice:
    """What is announced: by one of those who may."""
    readers = [each for each in world.people if each.account_id and each.status is MemberStatus.ACTIVE]
    author = next(each for each in readers if Role.COMMUNITY_MANAGER in each.roles)
    topics = [world.key(world.opened) for _ in TOPICS]
    announced = []
    for said in SAID:
        sent_at = world.now - timedelta(days=said.days) if said.days is not None and said.days > 0 else None
        made_at = (sent_at or world.now) - timedelta(hours=20)
        announced.append(Announced(world.key(made_at), said, topics[said.topic], author.id, made_at, sent_at))
    return Voice(world, topics, announced, readers)


def _topics(voice: Voice) -> Iterator[Row]:
    for place, (key, (ja, en)) in enumerate(zip(voice.topics, TOPICS, strict=True)):
        yield key, voice.world.network, ja, en, place, voice.world.opened, 1


def _subscriptions(voice: Voice) -> Iterator[Row]:
    for topic in voice.topics:
        for person in voice.wanting(topic):
            at = person.joined_at
            said = (Channel.MAIL, True, SubscriptionSource.MEMBER, at)
            yield voice.world.key(at), voice.world.network, person.id, topic, *said
    for person in voice.readers:
        if person.number % 40 < QUIET_IN_FORTY:
            said = (Channel.IN_APP, False, SubscriptionSource.MEMBER, person.joined_at)
            yield voice.world.key(person.joined_at), voice.world.network, person.id, voice.topics[1], *said


def _announcements(voice: Voice) -> Iterator[Row]:
    for each in voice.announced:
        days, now = each.said.days, voice.world.now
        status = Status.DRAFT if days is None else Status.SENT if each.sent_at else Status.SCHEDULED
        ahead = None if days is None else now - timedelta(days=days)
        words = (each.author_id, each.topic_id, each.title, each.body, status, True)
        yield (
            *(each.id, voice.world.network, *words, ahead, each.sent_at),
            *(each.made_at, each.sent_at or each.made_at, 1 + (days is not None) + (each.sent_at is not None)),
        )


def _posts(voice: Voice) -> Iterator[Row]:
    for each in voice.announced:
        if each.sent_at:
            body = as_post(each.title, each.body)
            yield (
                voice.world.key(each.sent_at),
                voice.world.network,
                each.id,
                body,
                rendered(body).html,
                each.sent_at,
                1,
            )


def _deliveries(voice: Voice) -> Iterator[Row]:
    for each in voice.announced:
        if each.sent_at:
            yield from _within(voice, each, each.sent_at)
            yield from _mailed(voice, each, each.sent_at)


def _within(voice: Voice, each: Announced, at: datetime) -> Iterator[Row]:
    for person in voice.readers:
        if person.joined_at <= at:
            quiet = each.topic_id == voice.topics[1] and person.number % 40 < QUIET_IN_FORTY
            state = DeliveryState.SUPPRESSED if quiet else DeliveryState.SENT
            yield voice.world.key(at), voice.world.network, each.id, person.id, Channel.IN_APP, state, 0, at


def _mailed(voice: Voice, each: Announced, at: datetime) -> Iterator[Row]:
    for person in voice.wanting(each.topic_id):
        if person.joined_at <= at:
            state = DeliveryState.FAILED if person.number % 90 == 7 else DeliveryState.SENT
            yield voice.world.key(at), voice.world.network, each.id, person.id, Channel.MAIL, state, 1, at


Rows = Callable[[Voice], Iterator[tuple[Any, ...]]]
TABLES: tuple[tuple[str, Rows, str], ...] = (
    ("announcement_topics", _topics, "id network_id name_ja name_en place created_at version"),
    ("topic_subscriptions", _subscriptions, "id network_id member_id topic_id channel wanted source said_at"),
    (
        "announcements",
        _announcements,
        "id network_id author_id topic_id title body status by_mail scheduled_at sent_at created_at listed_at version",
    ),
    ("posts", _posts, "id network_id announcement_id body body_html created_at version"),
    ("deliveries", _deliveries, "id network_id announcement_id member_id channel state attempts at"),
)
