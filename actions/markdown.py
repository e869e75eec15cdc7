"""Markdown as HTML that is safe to show: rendered by markdown-it, cleaned by nh3, with mentions as spans."""

import asyncio
import re
import threading
from collections.abc import MutableMapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MOST_MENTIONS = 50  # in one text; what comes after them stays text
LONG = 2_000  # characters; what is longer is rendered in a thread, so that others are answered meanwhile
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
MENTION = re.compile(rf"@\[([^\[\]\n]{{1,200}})\]\(mem_({ID})\)")
# Words on one line that mean nothing but themselves, as most texts are: they need neither a parser nor a column.
PLAIN = re.compile(r"[^\W\d_](?:[^\x00-\x1f\x7f-\xa0\\`*_\[\]<>&~:@]*[^\x00-\x1f\x7f-\xa0\\`*_\[\]<>&~:@\s])?")
LINKED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto"}
SHOWN_FROM = "https://"  # a picture that came over an open line would tell everybody on the way who reads
TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "img", "span", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading", "referrerpolicy"},
    "ol": {"start"},
    "span": {"data-member"},
}
CLEAN = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes={"span": {"mention"}},
    url_schemes=SCHEMES,
    link_rel="nofollow noopener",
)
PARSERS = threading.local()  # a parser remembers what it is in the middle of

# A mail loads nothing from anywhere: a picture would tell when it is read, and where.
MAILED = nh3.Cleaner(
    tags=TAGS - {"img", "span"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes=SCHEMES,
    link_rel="nofollow noopener",
)


class Rendered(NamedTuple):
    """A text as HTML (None where it is a paragraph of its words and no more), and the members that it names."""

    html: str | None
    mentioned: list[UUID]


async def render(body: str) -> Rendered:
    """Render without keeping others waiting."""
    return rendered(body) if len(body) <= LONG else await asyncio.to_thread(rendered, body)


def rendered(body: str) -> Rendered:
    """What the Markdown says, as HTML without scripts, styles, forms and pictures from unsafe places."""
    return Rendered(None, []) if PLAIN.fullmatch(body.rstrip(" \t\n")) else parsed(body)


async def mailed(body: str) -> str:
    """The text as the HTML of a mail: without pictures, and with the names of members as words."""
    return MAILED.clean((await render(body)).html or f"<p>{escapeHtml(body.strip())}</p>").strip()


def parsed(body: str) -> Rendered:
    """The same by the whole way."""
    named: dict[str, Any] = {"mentioned": {}}
    html = parser().render(body, named)
    return Rendered(CLEAN.clean(html).strip(), [UUID(each) for each in named["mentioned"]])


def parser() -> MarkdownIt:
    """The parser of this thread."""
    if not hasattr(PARSERS, "one"):
        PARSERS.one = new_parser()
    found: MarkdownIt = PARSERS.one
    return found


def new_parser() -> MarkdownIt:
    """CommonMark without HTML, with tables, strikethrough, bare addresses as links, and mentions."""
    made = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    made.enable(["table", "strikethrough", "linkify"])
    if made.linkify is not None:
        made.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    made.validateLink = linked  # type: ignore[assignment, method-assign]
    made.inline.ruler.before("link", "mention", mention)
    made.add_render_rule("mention", shown_mention)
    made.add_render_rule("image", shown_image)
    return made


def linked(address: str) -> bool:
    """May a link lead there? Only to whole addresses of the web, and to mail."""
    return LINKED.match(address.strip()) is not None


def mention(state: StateInline, silent: bool) -> bool:
    """Markdown's rule for ``@[name](mem_…)``."""
    if state.src[state.pos] != "@":
        return False
    found = MENTION.match(state.src, state.pos, state.posMax)
    known: dict[str, None] = state.env["mentioned"]
    if found is None or (found[2] not in known and len(known) >= MOST_MENTIONS):
        return False
    if not silent:
        known[found[2]] = None
        token = state.push("mention", "", 0)
        token.content, token.meta = found[1], {"member": found[2]}
    state.pos = found.end()
    return True


def shown_mention(_: RendererHTML, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """A mention as HTML; ``enishi_mentioned`` of the database knows this form."""
    token = tokens[place]
    return f'<span class="mention" data-member="mem_{token.meta["member"]}">@{escapeHtml(token.content)}</span>'


def shown_image(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, environment: MutableMapping[str, Any]
) -> str:
    """A picture that comes by https, or its description."""
    token = tokens[place]
    if str(token.attrs.get("src", "")).lower().startswith(SHOWN_FROM):
        token.attrs |= {"loading": "lazy", "referrerpolicy": "no-referrer"}
        return str(renderer.image(tokens, place, options, environment))
    return escapeHtml(renderer.renderInlineAsText(token.children or [], options, environment))
