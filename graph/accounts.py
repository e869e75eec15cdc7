"""Accounts: the person behind a member."""

from actions import accounts
from graph.compile.payloads import mutation
from graph.inputs import given
from models.networks import Locale


@mutation(accounts.set_language, viewer="Member")
class SetLanguage:
    """Choose the language in which refusals and mails speak to the viewer, in all their networks."""

    locale: Locale = given("The language.")
    time_zone: str | None = given("A name of the time zone database; none: as it was.", longest=63)
