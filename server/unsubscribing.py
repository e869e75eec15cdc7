"""The page behind the link that ends mails: without a login, in one step, by its button or by a mail client."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

from actions.topic_subscriptions import reader_of, unsubscribe_by_link
from actions.words import Words
from models.networks import Locale

POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
GUARDED = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
TITLE = Words("End these mails", "メール配信の停止")
ASKED = Words("Do you want no more mails about this topic?", "このトピックに関するメールの配信を停止しますか？")
BUTTON = Words("End these mails", "配信を停止する")
DONE = Words(
    "You get no more mails about this topic. In the network you can ask for them again.",
    "このトピックに関するメールの配信を停止しました。ネットワークにログインすると、再び配信を希望できます。",
)


def links() -> list[BaseRoute]:
    """Looking at the link changes nothing, for scanners of mail follow links; posting to it ends the mails.

    What nobody signed is answered like what was used already.
    """
    return [
        Route("/unsubscribe/{token}", shown, methods=["GET"]),
        Route("/unsubscribe/{token}", ended, methods=["POST"]),
    ]


async def shown(request: Request) -> HTMLResponse:
    """The page with the one button."""
    locale = await locale_of(request)
    button = f'<form method="post"><button>{escape(BUTTON.told(locale, {}))}</button></form>'
    return page(locale, f"<p>{escape(ASKED.told(locale, {}))}</p>\n{button}")


async def ended(request: Request) -> HTMLResponse:
    """End the mails, and say so."""
    locale = await locale_of(request)
    await unsubscribe_by_link(None, token=request.path_params["token"])
    return page(locale, f"<p>{escape(DONE.told(locale, {}))}</p>")


async def locale_of(request: Request) -> Locale:
    """The language of the member, else that of the browser."""
    asked = request.headers.get("accept-language", "ja").lower()
    return await reader_of(request.path_params["token"]) or (Locale.JA if "ja" in asked else Locale.EN)


def page(locale: Locale, body: str) -> HTMLResponse:
    """A page that needs nothing else."""
    title = escape(TITLE.told(locale, {}))
    language = locale.value.lower()
    head = f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n<title>{title}</title>'
    sized = '<meta name="viewport" content="width=device-width">'
    return HTMLResponse(f"{head}\n{sized}\n<h1>{title}</h1>\n{body}\n</html>\n", headers=GUARDED)
