"""What is written of a job, as its columns; and the attributes that it wants."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from actions import texts
from actions.careers import of_kind
from actions.change import Change
from actions.markdown import render
from actions.refusals import Invalid
from actions.words import Words
from models.attributes import Attribute, AttributeKind
from models.jobs import LONGEST_BODY, LONGEST_TITLE, MOST_WANTED, Job, JobAttribute, PayUnit, Remote

NO_CURRENCY = Words("Three letters, such as JPY.", "JPYのような3文字の通貨コードを指定してください。")
NO_AMOUNT = Words("Say how much, at least or at most.", "下限または上限の金額を指定してください。")
LESS_THAN_LEAST = Words("The most is not less than the least.", "上限は下限以上の金額にしてください。")
TOO_MANY = Words(f"At most {MOST_WANTED} attributes.", f"求める属性は{MOST_WANTED}件までです。")
PLAIN = ("kind", "hours_per_week")


class Pay(TypedDict, total=False):
    """What is paid: at least, at most, in which currency, and for what."""

    min: int | None
    max: int | None
    currency: str
    unit: PayUnit


async def columns(change: Change, said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of what is said; raises Invalid and NotFound."""
    found = {name: said[name] for name in PLAIN if name in said}
    if "remote" in said:
        found["remote"] = said["remote"] or Remote.NONE
    if "title" in said:
        found["title"] = texts.said(said["title"], LONGEST_TITLE, "title")
    if "body" in said:
        found |= await worded(said["body"])
    if "compensation" in said:
        found |= paid(said["compensation"])
    if "place_id" in said:
        found["place_id"] = await of_kind(change, said["place_id"], AttributeKind.PLACE, "place_id")
    return found


async def worded(body: str) -> dict[str, Any]:
    """The description, and its HTML; raises Invalid."""
    if not body.strip():
        raise Invalid(texts.MUST_BE, "body")
    texts.cut_to(body, LONGEST_BODY, "body")
    return {"body": body, "body_html": (await render(body)).html}


def paid(pay: Pay | None) -> dict[str, Any]:
    """The columns of the compensation; raises Invalid."""
    if pay is None:
        return dict.fromkeys(("pay_min", "pay_max", "pay_currency", "pay_unit"))
    least, most = pay.get("min"), pay.get("max")
    if least is None and most is None:
        raise Invalid(NO_AMOUNT, ("compensation", "min"))
    if least is not None and most is not None and most < least:
        raise Invalid(LESS_THAN_LEAST, ("compensation", "max"))
    if not re.fullmatch("[A-Z]{3}", pay["currency"]):
        raise Invalid(NO_CURRENCY, ("compensation", "currency"))
    return {"pay_min": least, "pay_max": most, "pay_currency": pay["currency"], "pay_unit": pay["unit"]}


async def want(change: Change, job: Job, attribute_ids: Sequence[UUID]) -> None:
    """Let a job want just these attributes; raises NotFound and Invalid."""
    wanted = list(dict.fromkeys(attribute_ids))
    if len(wanted) > MOST_WANTED:
        raise Invalid(TOO_MANY, "wanted_ids")
    for number, each in enumerate(wanted):
        await change.seen(Attribute, each, path=("wanted_ids", str(number)))
    held = {row.attribute_id: row for row in await JobAttribute.filter(job_id=job.id)}
    await JobAttribute.filter(id__in=[row.id for key, row in held.items() if key not in wanted]).delete()
    for key in wanted:
        if key not in held:
            await JobAttribute.create(network_id=change.network_id, job_id=job.id, attribute_id=key)
