"""What is asked, proposed and kept between members, drawn at random."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

# Long past and far off: whatever the clock says while the test runs.
MOMENTS = (datetime(2020, 1, 1, tzinfo=UTC), *[datetime(2100, 1, 1, tzinfo=UTC)] * 4)


def tie_request(drawn: "Drawn") -> "Values":
    asked_at = datetime(2019, 1, 1 + drawn.chance.randrange(28), tzinfo=UTC)
    note = drawn.perhaps(drawn.word())
    return {**drawn.two(), "note": note, "asked_at": asked_at, "expires_at": drawn.chance.choice(MOMENTS)}


def tie_decline(drawn: "Drawn") -> "Values":
    return {**drawn.two(), "until": drawn.chance.choice(MOMENTS)}


def introduction(drawn: "Drawn") -> "Values":
    introducer, *pair = drawn.chance.sample(drawn.ids["members"], 3)
    one, other = sorted(pair)
    gone_for = drawn.chance.choice([[], [], [one, introducer], [one, other]])
    proposed_at = datetime(2019, 1, 1 + drawn.chance.randrange(28), tzinfo=UTC)
    lasting = {"proposed_at": proposed_at, "expires_at": drawn.chance.choice(MOMENTS)}
    trio = {"introducer_id": introducer, "one_id": one, "other_id": other, "gone_for": gone_for}
    return {**trio, **lasting, "note": drawn.perhaps(drawn.word()), "agreed_at": drawn.perhaps(drawn.moment())}


def introduction_answer(drawn: "Drawn") -> "Values":
    answer = drawn.chance.random() < 0.5
    return {"introduction_id": drawn.one("introductions"), "member_id": drawn.one("members"), "accepts": answer}


def kept(drawn: "Drawn") -> "Values":
    """A follow or a mute."""
    return {**drawn.two(), "since": drawn.moment()}


def dismissal(drawn: "Drawn") -> "Values":
    since = datetime(2019, 1, 1 + drawn.chance.randrange(28), tzinfo=UTC)
    return {**drawn.two(), "since": since, "until": drawn.perhaps(drawn.chance.choice(MOMENTS))}
