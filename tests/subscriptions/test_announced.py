"""An announcement is heard by those whom it is meant for, and by nobody when it is only being written."""

from typing import Any

from actions import announcements
from tests.subscriptions.living import Living, heard

ANNOUNCED = (
    "subscription($after: String) { announcementPublished(after: $after)"
    " { cursor announcement { title post { id } } } }"
)


async def test_it_is_heard_when_it_is_sent_by_whom_it_is_sent_to(living: Living) -> None:
    ivan, ben = [await living.listen(name, ANNOUNCED) for name in ("Ivan", "Ben")]
    topic, office = living.community["topic 0 here"], living.viewer("HR")
    for title, segment in (("To guests", {"kinds": ["GUEST"]}), ("To all", None)):
        asked: dict[str, Any] = {"topic_id": topic, "title": title, "body": "x", "segment": segment}
        made = (await announcements.draft(office, **asked)).made["announcement"]
        await announcements.send(office, announcement_id=made)
    found = [await heard(ivan) for _ in range(2)]
    assert [each["announcement"]["title"] for each in found] == ["To guests", "To all"]
    assert all(each["announcement"]["post"] for each in found)
    assert (await heard(ben))["announcement"]["title"] == "To all"
    assert not ben.texts
