"""The complex queries of LDBC SNB that look further than a friend or at topics, as members ask them.

The graph gives the rows; what a query sorts, groups or cuts in a way of its own is done here, as a client would.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from tests.oracle.conftest import Community
from tests.oracle.snb import iso, milliseconds
from tests.oracle.translation import FORWARDS, Row, authored, message, nodes_of, to_the_end, who

DAY = 86_400_000
MINUTE = 60_000


async def transitive_friends(community: Community, params: Row) -> list[Row]:
    person, name = params["personIdQ1"], params["firstName"]
    me = community.members[person]
    found = await to_the_end(community, person, "IC1", FORWARDS, me=me, name=name)
    rows = [transitive_friend(community, node) for node in found if node["givenName"] == name]
    rows.sort(key=lambda row: (row["distanceFromPerson"], row["friendLastName"], row["friendId"]))
    return rows[: params["limit"]]


def transitive_friend(community: Community, node: Row) -> Row:
    (city,) = node["cities"]
    schools = [(each["attribute"]["label"], each["year"], each["attribute"]["parent"]) for each in node["schools"]]
    companies = [(each["company"], int(each["started"]), each["place"]) for each in node["positions"]]
    return {
        "friendId": community.snb_ids[node["id"]],
        "friendLastName": node["familyName"],
        "distanceFromPerson": node["degree"],
        "friendBirthday": milliseconds(node["birthday"]),
        "friendCreationDate": milliseconds(node["joinedAt"]),
        "friendGender": node["gender"],
        "friendLanguages": sorted(each["label"] for each in node["languages"]),
        "friendCityName": city["label"],
        "friendUniversities": organisations(schools),
        "friendCompanies": organisations(companies),
    }


def organisations(told: Iterable[tuple[str, int, Row]]) -> list[Row]:
    """Schools or companies as rows, in the order of their names."""
    rows = [{"organizationName": name, "year": year, "placeName": place["label"]} for name, year, place in told]
    return sorted(rows, key=lambda row: tuple(row.values()))


async def new_topics(community: Community, params: Row) -> list[Row]:
    start = params["startDate"]
    end = start + params["durationDays"] * DAY
    posts = await to_the_end(community, params["personIdQ4"], "IC4", FORWARDS, size=100, until=iso(end))
    moments = [(milliseconds(post["createdAt"]), labels(post)) for post in posts]
    old = {label for moment, topics in moments if moment < start for label in topics}
    new = Counter(label for moment, topics in moments if start <= moment < end for label in topics - old)
    return most_frequent(new, params["limit"])


async def new_groups(community: Community, params: Row) -> list[Row]:
    person, since = params["personIdQ5"], iso(params["minDate"])
    posts: Counter[tuple[int, str]] = Counter()
    for member in await to_the_end(community, person, "IC5", FORWARDS, since=since):
        for each in filter(has_joined, await memberships(community, person, member, since)):
            posts[community.snb_ids[each["group"]["id"]], each["group"]["name"]] += each["postCount"]
    ordered = sorted(posts, key=lambda group: (-posts[group], group))
    return [{"forumTitle": group[1], "postCount": posts[group]} for group in ordered[: params["limit"]]]


async def memberships(community: Community, person: int, member: Row, since: str) -> list[Row]:
    """All memberships of a member: those that came with the member, and the pages behind them."""
    first = member["groupMemberships"]
    if not first["pageInfo"]["hasNextPage"]:
        return nodes_of(first)
    asked = {"member": str(member["id"]), "since": since, "after": str(first["pageInfo"]["endCursor"])}
    return nodes_of(first) + await to_the_end(community, person, "memberships", FORWARDS, size=100, **asked)


def has_joined(membership: Row) -> bool:
    """Did the member join? Who founded a group belongs to it as well, and SNB counts only those who joined."""
    return bool(membership["role"] != "OWNER" or membership["since"] != membership["group"]["createdAt"])


async def topics_beside_a_topic(community: Community, params: Row) -> list[Row]:
    person, name = params["personIdQ6"], params["tagName"]
    named = await topic(community, person, name)
    posts = await to_the_end(community, person, "IC6", FORWARDS, size=100, topic=named)
    return most_frequent(Counter(label for post in posts for label in labels(post) - {name}), params["limit"])


async def reactions_received(community: Community, params: Row) -> list[Row]:
    last: dict[int, Row] = {}
    for reaction in await to_the_end(community, params["personIdQ7"], "IC7", FORWARDS):
        row = liked(community, reaction)
        before = last.setdefault(row["personId"], row)
        if row["likeCreationDate"] == before["likeCreationDate"] and row["messageId"] < before["messageId"]:
            last[row["personId"]] = row
    rows = sorted(last.values(), key=lambda row: (-row["likeCreationDate"], row["personId"]))
    return rows[: params["limit"]]


def liked(community: Community, reaction: Row) -> Row:
    subject, member = message(community, reaction["subject"]), reaction["member"]
    at = milliseconds(reaction["createdAt"])
    return who(community, member, "personId personFirstName personLastName") | {
        "likeCreationDate": at,
        "messageId": subject["messageId"],
        "messageContent": subject["messageContent"],
        "minutesLatency": (at - subject["messageCreationDate"]) // MINUTE,
        "isNew": not member["viewerIsTied"],
    }


async def messages_around(community: Community, params: Row) -> list[Row]:
    until, first = iso(params["maxDate"]), params["limit"]
    data = await community.ask(params["personIdQ9"], "IC9", until=until, first=first)
    return [authored(community, node, "message") for node in nodes_of(data["page"])]


async def recommended(community: Community, params: Row) -> list[Row]:
    person, month = params["personIdQ10"], params["month"]
    found = await to_the_end(community, person, "IC10", FORWARDS, size=100)
    rows = [await similar(community, person, node) for node in found if born_around(node["birthday"], month)]
    rows.sort(key=lambda row: (-row["commonInterestScore"], row["personId"]))
    return rows[: params["limit"]]


def born_around(birthday: str, month: int) -> bool:
    """From the 21st of a month to the 21st of the next."""
    _, born, day = map(int, birthday.split("-"))
    return (born == month and day >= 21) or (born == month % 12 + 1 and day < 22)


async def similar(community: Community, person: int, node: Row) -> Row:
    posts = await to_the_end(community, person, "posts", FORWARDS, size=100, person=str(node["id"]))
    common = sum(any(topic["viewerHas"] for topic in post["topics"]) for post in posts)
    (city,) = node["cities"]
    return who(community, node, "personId personFirstName personLastName") | {
        "commonInterestScore": common - (len(posts) - common),
        "personGender": node["gender"],
        "personCityName": city["label"],
    }


async def referrals(community: Community, params: Row) -> list[Row]:
    found = await to_the_end(community, params["personIdQ11"], "IC11", FORWARDS)
    rows = [
        who(community, member, "personId personFirstName personLastName")
        | {"organizationName": position["company"], "organizationWorkFromYear": int(position["started"])}
        for member in found
        for position in member["positions"]
        if position["place"]["label"] == params["countryName"] and int(position["started"]) < params["workFromYear"]
    ]
    rows.sort(key=lambda row: row["organizationName"], reverse=True)
    rows.sort(key=lambda row: (row["organizationWorkFromYear"], row["personId"]))
    return rows[: params["limit"]]


async def experts(community: Community, params: Row) -> list[Row]:
    person = params["personIdQ12"]
    named = await topic(community, person, params["tagClassName"])
    rows = [
        who(community, member, "personId personFirstName personLastName") | expertise(member["comments"])
        for member in await to_the_end(community, person, "IC12", FORWARDS, topic=named)
    ]
    rows.sort(key=lambda row: (-row["replyCount"], row["personId"]))
    return rows[: params["limit"]]


def expertise(comments: Row) -> Row:
    found = nodes_of(comments)
    assert len(found) == comments["totalCount"]
    topics = {label for comment in found for label in labels(comment["post"])}
    return {"tagNames": sorted(topics), "replyCount": comments["totalCount"]}


async def distance(community: Community, params: Row) -> list[Row]:
    first, second = params["person1IdQ13StartNode"], params["person2IdQ13EndNode"]
    asked = {"me": community.members[first], "person": community.members[second]}
    degree = (await community.ask(first, "IC13", **asked))["member"]["degree"]
    return [{"shortestPathLength": -1 if degree is None else degree}]


async def topic(community: Community, person: int, name: str) -> str:
    """The id of the topic with this label."""
    found = await to_the_end(community, person, "topics", FORWARDS, text=name)
    (id_,) = [each["id"] for each in found if each["label"] == name]
    return str(id_)


def labels(node: Row) -> set[str]:
    """The labels of what something is about."""
    return {each["label"] for each in node["topics"]}


def most_frequent(counted: Counter[str], limit: int) -> list[Row]:
    """Topics with how many posts are about them, most first."""
    ordered = sorted(counted, key=lambda label: (-counted[label], label))
    return [{"tagName": label, "postCount": counted[label]} for label in ordered[:limit]]


COMPLEX: dict[str, Callable[[Community, Row], Awaitable[list[Row]]]] = {
    "IC1": transitive_friends,
    "IC4": new_topics,
    "IC5": new_groups,
    "IC6": topics_beside_a_topic,
    "IC7": reactions_received,
    "IC9": messages_around,
    "IC10": recommended,
    "IC11": referrals,
    "IC12": experts,
    "IC13": distance,
}
