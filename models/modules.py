"""Modules: what a network can switch off as a whole."""

from enum import StrEnum


class Module(StrEnum):
    """A part of the community; what a module brought stays readable when it is switched off."""

    TIES = "TIES"
    INTRODUCTIONS = "INTRODUCTIONS"
    GROUPS = "GROUPS"
    POSTS = "POSTS"
    POLLS = "POLLS"
    OPENNESS = "OPENNESS"
    JOBS = "JOBS"
    MESSAGES = "MESSAGES"
    ANNOUNCEMENTS = "ANNOUNCEMENTS"
