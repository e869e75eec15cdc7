"""Mutation: everything that a member can do. The areas declare their verbs; here they come together."""

from typing import Any

# One line an area: what declares mutations.
from graph import (  # noqa: F401
    accounts,
    announcement_mutations,
    application_mutations,
    apps,
    careers_mutations,
    comeback_mutations,
    conversation_mutations,
    group_mutations,
    job_mutations,
    job_upserts,
    joining,
    notifications,
    post_mutations,
    presence,
    privacy_mutations,
    profile_mutations,
    referrals,
    roles,
    saved_searches,
    sessions,
    tie_mutations,
)
from graph.compile.payloads import root

Mutation: Any = root()
