"""Which media type an answer gets and which a request may have (RFC 9110, GraphQL over HTTP)."""

import re
from functools import lru_cache
from typing import NamedTuple

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
PAGE = "text/html"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed"  # with subscriptionSpec=1.0; without, it would be for @defer

GRAPHQL_ANSWER = f"{GRAPHQL}; charset=utf-8".encode()
JSON_ANSWER = f"{JSON}; charset=utf-8".encode()

SPECS = ("1", "1.0")
UNICODE = ("utf-8", "utf8", "*")
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
# A longer header is not worth remembering: what strangers send must not fill the memory.
WORTH_REMEMBERING = 512


class Quality(NamedTuple):
    """How welcome a media type is: its weight, then how exactly it was named."""

    weight: float
    exactness: int


class Stream(NamedTuple):
    """How somebody accepts results one after another: as which media type, and whether rather so than as JSON."""

    media: str
    preferred: bool


def answer_type(accept: bytes) -> bytes | None:
    """The ``Content-Type`` of the answer to one who accepts ``accept``; None where we have nothing acceptable."""
    return (_answer_type if len(accept) < WORTH_REMEMBERING else _answer_type.__wrapped__)(accept)


def stream_type(accept: bytes) -> Stream | None:
    """How one who accepts ``accept`` wants a stream; None for those who do not name a media type for it."""
    return (_stream_type if len(accept) < WORTH_REMEMBERING else _stream_type.__wrapped__)(accept)


def prefers_page(accept: bytes) -> bool:
    """Whether one who accepts ``accept`` would rather have a page to look at than JSON."""
    return (_prefers_page if len(accept) < WORTH_REMEMBERING else _prefers_page.__wrapped__)(accept)


def is_json(content_type: bytes) -> bool:
    """Whether ``content_type`` names JSON in UTF-8, the one encoding of a request."""
    return (_is_json if len(content_type) < WORTH_REMEMBERING else _is_json.__wrapped__)(content_type)


@lru_cache(maxsize=256)
def _answer_type(accept: bytes) -> bytes | None:
    ranges = _ranges(accept)
    graphql, plain = _quality(ranges, GRAPHQL), _quality(ranges, JSON)
    if not graphql.weight and not plain.weight:
        return None
    if graphql == plain:
        # Named side by side the better one wins; behind a wildcard stands a client that may know only the older one.
        return GRAPHQL_ANSWER if GRAPHQL in ranges else JSON_ANSWER
    return GRAPHQL_ANSWER if graphql > plain else JSON_ANSWER


@lru_cache(maxsize=256)
def _stream_type(accept: bytes) -> Stream | None:
    ranges = _ranges(accept)
    # Who accepts anything at all is asked to be plain: most of them would wait for the end of a stream.
    named = {EVENTS: _quality(ranges, EVENTS, widest=1), PARTS: _quality(_ranges(accept, PARTS), PARTS, widest=2)}
    media = max(named, key=lambda each: named[each])
    if not named[media].weight:
        return None
    return Stream(media, named[media] > max(_quality(ranges, GRAPHQL), _quality(ranges, JSON)))


@lru_cache(maxsize=256)
def _prefers_page(accept: bytes) -> bool:
    ranges = _ranges(accept)
    page = _quality(ranges, PAGE)
    return page.weight > 0 and page > max(_quality(ranges, GRAPHQL), _quality(ranges, JSON))


@lru_cache(maxsize=256)
def _is_json(content_type: bytes) -> bool:
    name, parameters = _parts(content_type.decode("latin-1"))
    return name == JSON and parameters.get("charset", "utf-8") in UNICODE


def _ranges(accept: bytes, subscribing: str = "") -> dict[str, float]:
    """The weight of each media range; ranges we cannot read, or in another charset than ours, are passed over.

    So are those of the media type ``subscribing`` that do not say that they are meant for subscriptions.
    """
    found: dict[str, float] = {}
    for part in accept.decode("latin-1").split(","):
        name, parameters = _parts(part)
        weight = parameters.get("q", "1")
        if name == subscribing and parameters.get("subscriptionspec") not in SPECS:
            continue
        if WEIGHT.fullmatch(weight) and parameters.get("charset", "utf-8") in UNICODE:
            found[name] = max(float(weight), found.get(name, 0.0))
    return found


def _parts(text: str) -> tuple[str, dict[str, str]]:
    name, *rest = text.lower().split(";")
    pairs = (parameter.partition("=") for parameter in rest)
    return name.strip(), {key.strip(): value.strip().strip('"') for key, _, value in pairs}


def _quality(ranges: dict[str, float], media: str, widest: int = 0) -> Quality:
    """The most exact range that admits ``media`` decides, even where a wider one is kinder, but none too wide."""
    for exactness, name in ((2, media), (1, media.partition("/")[0] + "/*"), (0, "*/*")):
        if exactness >= widest and name in ranges:
            return Quality(ranges[name], exactness)
    return Quality(0.0, 0)
