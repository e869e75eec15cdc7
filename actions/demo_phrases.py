"""Sentences from patterns: ``[a|b]`` becomes one of the two, ``{word}`` what it stands for."""

import re
from collections.abc import Callable, Sequence

from actions.demo_chance import Chance

CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


class Phrases:
    """Draws patterns like cards, so that one comes again only when all others of its deck have come."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.decks: dict[int, list[str]] = {}

    def draw(self, patterns: Sequence[str]) -> str:
        """The next pattern of a deck; a deck is one list of the word files."""
        if len(patterns) == 1:
            return patterns[0]
        deck = self.decks.setdefault(id(patterns), [])
        if not deck:
            deck.extend(self.chance.sample(patterns, len(patterns)))
        return deck.pop()

    def say(self, pattern: str, word: Callable[[str], str]) -> str:
        """The pattern as a sentence."""
        while "[" in pattern:
            pattern = CHOICE.sub(lambda choice: self.chance.choice(choice[1].split("|")), pattern)
        return SLOT.sub(lambda slot: word(slot[1]), pattern)
