"""Mails: each is sent until it is taken, by one worker at a time, and then nothing of it is kept."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from actions import mails, sign_ins
from actions.mails import Bounced, NotYet, Outgoing
from tests.actions.post_box import give_address
from tests.community import Community

AOI = "aoi.reads@example.com"
STATE = "select state, tries, address, details, problem from mails where kind = 'SIGN_IN' and subject_id is not null"


class Postman:
    """Takes mails, or says no to them in one way."""

    def __init__(self, no: Exception | None = None) -> None:
        self.no = no
        self.seen: list[Outgoing] = []

    async def __call__(self, mail: Outgoing) -> None:
        self.seen.append(mail)
        await asyncio.sleep(0.02)
        if self.no is not None:
            raise self.no


@pytest.fixture
async def home(community: Community) -> Community:
    await community.connection.execute("delete from mails")
    await give_address(community, "Aoi", AOI)
    await sign_ins.request(None, network="here", email=AOI)
    return community


@pytest.fixture
async def worker(home: Community) -> AsyncIterator[asyncpg.Connection]:
    async with mails.outbox(home.url) as connection:
        yield connection


async def state(home: Community) -> tuple[object, ...]:
    return tuple(await home.connection.fetchrow(STATE) or ())


async def due(home: Community) -> None:
    await home.connection.execute("update mails set due_at = now() where state = 'QUEUED'")


async def test_a_mail_is_sent_once_and_forgotten(home: Community, worker: asyncpg.Connection) -> None:
    postman = Postman()
    assert await mails.send_next(worker, postman, "https://enishi.example") is True
    assert await mails.send_next(worker, postman, "https://enishi.example") is False
    (mail,) = postman.seen
    assert (mail.address, mail.tries) == (AOI, 1)
    assert "https://enishi.example/sign-in#network=here&token=" in mail.letter.text
    assert await state(home) == ("SENT", 1, None, None, None)


async def test_a_mail_that_bounces_is_marked_and_not_tried_again(home: Community, worker: asyncpg.Connection) -> None:
    postman = Postman(Bounced(550))
    for expected in (True, False):
        assert await mails.send_next(worker, postman, "https://enishi.example") is expected
    assert await state(home) == ("BOUNCED", 1, None, None, 550)


async def test_a_mail_that_cannot_go_now_goes_later_under_the_same_id(
    home: Community, worker: asyncpg.Connection
) -> None:
    postman = Postman(NotYet(451))
    assert await mails.send_next(worker, postman, "https://enishi.example") is True
    assert await mails.send_next(worker, postman, "https://enishi.example") is False
    assert (await state(home))[0:2] == ("QUEUED", 1)
    wait = await home.value("select due_at - now() > interval '25 seconds' from mails where state = 'QUEUED'")
    assert wait is True
    await due(home)
    postman.no = None
    await mails.send_next(worker, postman, "https://enishi.example")
    assert len({mail.id for mail in postman.seen}) == 1
    assert (await state(home))[0:2] == ("SENT", 2)


async def test_a_mail_is_given_up_after_the_last_try(home: Community, worker: asyncpg.Connection) -> None:
    postman = Postman(NotYet())
    for _ in range(len(mails.PAUSES) + 1):
        await due(home)
        assert await mails.send_next(worker, postman, "https://enishi.example") is True
    assert (await state(home))[0:2] == ("FAILED", len(mails.PAUSES) + 1)
    await due(home)
    assert await mails.send_next(worker, postman, "https://enishi.example") is False


async def test_workers_share_the_mails_and_send_each_once(home: Community) -> None:
    for number in range(20):
        await give_address(home, "Aoi", f"aoi{number}@example.com")
        await sign_ins.request(None, network="here", email=f"aoi{number}@example.com")
    postman = Postman()

    async def work() -> None:
        async with mails.outbox(home.url) as connection:
            while await mails.send_next(connection, postman, "https://enishi.example"):
                pass

    await asyncio.gather(*(work() for _ in range(4)))
    assert len(postman.seen) == 21 == len({mail.address for mail in postman.seen})


async def test_what_a_worker_dropped_is_taken_up_by_another(home: Community, worker: asyncpg.Connection) -> None:
    with pytest.raises(RuntimeError):
        await mails.send_next(worker, Postman(RuntimeError("the process died")), "https://enishi.example")
    assert await mails.send_next(worker, Postman(), "https://enishi.example") is False  # the first may still be at it
    await due(home)
    assert await mails.send_next(worker, Postman(), "https://enishi.example") is True
    assert (await state(home))[0] == "SENT"


async def test_a_link_that_is_of_no_use_any_more_is_not_sent(home: Community, worker: asyncpg.Connection) -> None:
    await home.connection.execute("update mails set created_at = created_at - interval '16 minutes'")
    postman = Postman()
    assert await mails.send_next(worker, postman, "https://enishi.example") is True
    assert postman.seen == []
    assert (await state(home))[0] == "FAILED"


async def test_a_mail_whose_change_was_undone_is_never_written(home: Community) -> None:
    count = "select count(*) from mails"
    before = await home.value(count)
    with pytest.raises(Exception, match="mail address"):
        await sign_ins.request(None, network="here", email="nonsense")
    assert await home.value(count) == before


async def test_what_waits_is_shown_newest_first(home: Community) -> None:
    await give_address(home, "Ben", "ben@example.com")
    await sign_ins.request(None, network="here", email="ben@example.com")
    assert [mail.address for mail in await mails.waiting(home.url, "http://127.0.0.1:1")] == ["ben@example.com", AOI]
