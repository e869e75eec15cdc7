"""The policy of a network: what it is called, what it offers, and to whom its members may show what."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from actions import texts
from actions.action import action
from actions.audiences import as_mask, is_within
from actions.change import Change, Made
from actions.refusals import Invalid
from actions.words import Words
from models.audiences import MOST_LISTS, NO_CEILING, NOBODY_ELSE, Audience, ProfileField, mask
from models.members import Role
from models.modules import Module
from models.networks import Locale, Network

MOST_EMOJIS, LONGEST_EMOJI = 32, 32
SOME_EMOJIS = Words(
    f"1 to {MOST_EMOJIS} emojis, each once.", f"絵文字は重複なしで1個から{MOST_EMOJIS}個まで指定してください。"
)
NO_LISTS = Words(
    "Lists are the members' own: only a ceiling can name them.", "リストは公開範囲の上限にのみ指定できます。"
)
ONES_OWN = Words(
    "What members are open to is shown to nobody unless they say so themselves.",
    "募集・相談への関心は、本人が公開しない限り誰にも表示されません。",
)
NOT_IN_ORDER = Words(
    "What is shown in any case lies within what is usual, and that within what is possible at most.",
    "公開範囲は「必ず公開」⊆「初期値」⊆「上限」となるように指定してください。",
)


class FieldPolicy(TypedDict, total=False):
    """A field, and to whom it is shown usually, at least and at most; what is absent stays."""

    field: ProfileField
    usual: Sequence[Audience] | None
    floor: Sequence[Audience] | None
    ceiling: Sequence[Audience] | None


class PolicyEdits(TypedDict, total=False):
    """What can be changed of a network; what is absent stays."""

    name: str
    locale: Locale
    emojis: list[str]
    modules: list[Module]
    members_may_post_jobs: bool


def emojis_of(written: Sequence[str]) -> list[str]:
    """The reactions that a network offers; raises Invalid."""
    found = [texts.said(each, LONGEST_EMOJI, ("emojis", str(number))) for number, each in enumerate(written)]
    if not 1 <= len(found) <= MOST_EMOJIS or len(set(found)) < len(found):
        raise Invalid(SOME_EMOJIS, "emojis")
    return found


def ceiling_of(audience: Sequence[Audience]) -> int:
    """The mask of a ceiling: all of a member's lists or none of them; everybody is no ceiling."""
    if Audience.NETWORK in audience:
        return NO_CEILING
    lists = tuple(range(1, MOST_LISTS + 1)) if Audience.LISTS in audience else None
    return as_mask(audience, lists)


def bound_of(audience: Sequence[Audience], path: tuple[str, ...]) -> int:
    """The mask of a floor, or of what is usual; raises Invalid."""
    if Audience.LISTS in audience:
        raise Invalid(NO_LISTS, path)
    return mask(*audience)


def bounded(network: Network, policy: FieldPolicy, path: tuple[str, ...]) -> None:
    """Set what is said of one field; raises Invalid where the bounds are not in order."""
    place = policy["field"].number - 1
    if (usual := policy.get("usual")) is not None:
        network.audience_usual[place] = bound_of(usual, (*path, "usual"))
    if (floor := policy.get("floor")) is not None:
        network.audience_floors[place] = bound_of(floor, (*path, "floor"))
    if (ceiling := policy.get("ceiling")) is not None:
        network.audience_ceilings[place] = ceiling_of(ceiling)
    least, most = network.audience_floors[place], network.audience_ceilings[place]
    shown = network.audience_usual[place]
    if policy["field"] is ProfileField.OPENNESS and (least, shown) != (NOBODY_ELSE, NOBODY_ELSE):
        raise Invalid(ONES_OWN, path)
    if not is_within(least, shown) or not is_within(shown, most):
        raise Invalid(NOT_IN_ORDER, path)


@action()
async def update(
    change: Change, *, audiences: Sequence[FieldPolicy] | None = None, **edits: Unpack[PolicyEdits]
) -> Made:
    """Change the network's name, language, reactions and modules, who offers work, and to whom members show what.

    Audiences that members have chosen stay theirs; what is shown of them keeps within the new bounds at once.
    """
    change.must_be(Role.NETWORK_OWNER)
    network = await Network.filter(id=change.network_id).select_for_update(no_key=True).get()
    for name, value in checked(edits).items():
        setattr(network, name, value)
    for number, policy in enumerate(audiences or ()):
        bounded(network, policy, ("audiences", str(number)))
    bounds = ("audience_usual", "audience_floors", "audience_ceilings")
    await network.save(update_fields=[*PolicyEdits.__annotations__, *bounds])
    said = sorted([*edits, *(f"audience of {policy['field'].value}" for policy in audiences or ())])
    change.audit("network.policy_changed", network, ", ".join(said) or None)
    change.tell("network.policy_changed", network)
    return {"network": network.id}


def checked(edits: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are changed; raises Invalid."""
    for name, value in edits.items():
        if value is None:
            raise Invalid(texts.MUST_BE, name)
    found = dict(edits)
    if "name" in found:
        found["name"] = texts.said(found["name"], 200, "name")
    if "emojis" in found:
        found["emojis"] = emojis_of(found["emojis"])
    if "modules" in found:
        found["modules"] = list(dict.fromkeys(Module(each).value for each in found["modules"]))
    return found
