"""What the people of the demonstration network say of themselves, and the words that their sentences are made with."""

from actions.demo_attributes import Attribute, words
from actions.demo_chance import Chance
from actions.demo_people import Person
from actions.demo_phrases import Phrases
from models.attributes import AttributeKind as Kind
from models.members import MemberKind

RETIRED_AFTER = 35  # years since joining


def vocabulary(person: Person) -> dict[str, str]:
    """What ``{words}`` stand for when this person speaks, of things that everyone has something to say about."""
    department = person.career.spells[-1].department
    skills = [*person.having(Kind.SKILL), *person.calling.skills]
    present = [position.employer for position in person.career.positions if position.ended is None]
    found = {
        "me": person.name.family_kana if person.name.abroad else person.name.family,
        "me_en": person.name.given_romaji,
        "cohort": f"{person.career.fiscal}年度入社",
        "fiscal": str(person.career.fiscal),
        "years": str(person.career.years),
        "company": _company(person),
        "industry": present[0].industry.ja.partition("（")[0] if present else "ものづくり",
        "first_dept": person.career.spells[0].department.ja,
    }
    found |= (
        _named("dept", department)
        | _named("skill", skills[0])
        | {"skill2": next(skill.ja for skill in skills if skill is not skills[0])}
    )
    return found | _tastes(person)


def _company(person: Person) -> str:
    """What somebody calls the place where they work."""
    present = [position.employer for position in person.career.positions if position.ended is None]
    if present:
        return present[0].name
    return "縁科" if person.kind is MemberKind.EMPLOYEE else "手伝っている会社"


def _tastes(person: Person) -> dict[str, str]:
    interests = [attribute.ja for attribute in person.having(Kind.INTEREST)]
    english = [attribute.en or attribute.ja for attribute in person.having(Kind.INTEREST)]
    homes, schools = person.having(Kind.PLACE), person.having(Kind.SCHOOL)
    occupations = person.having(Kind.OCCUPATION) or person.calling.occupations[:1]
    spare = ["散歩", "読書"]
    return {
        "interest": (interests + spare)[0],
        "interest2": (interests + spare)[1],
        "interest_en": [*english, "walking"][0].lower(),
        "place": _spoken(homes[0]) if homes else "郊外",
        "place_en": (homes[0].en if homes else None) or "my home town",
        "school": schools[0].ja if schools else "学校",
        "occupation": occupations[0].ja,
        "occupation_en": (occupations[0].en or "engineer").lower(),
    }


def _named(word: str, attribute: Attribute) -> dict[str, str]:
    english = attribute.en or attribute.ja
    # Machine learning is lower case within a sentence, SRE is not.
    common = word == "skill" and english[1:].islower()
    return {word: attribute.ja, f"{word}_en": english.lower() if common else english}


def _spoken(place: Attribute) -> str:
    """A prefecture as people say it: 長野, not 長野県."""
    return place.ja if place.ja == "北海道" else place.ja[:-1]


class Profiles:
    """Writes headlines and introductions."""

    def __init__(self, chance: Chance) -> None:
        self.chance, self.phrases, self.listed = chance, Phrases(chance), words("demo_profiles")

    def headline(self, person: Person) -> str | None:
        """One line, or none: not everybody bothers."""
        if not (person.persona or self.chance.likely(0.86)):
            return None
        return self._say(person, self.listed["headlines"]["ENGLISH" if person.name.abroad else self._state(person)])

    def bio(self, person: Person) -> str | None:
        """Where they were, where they are, what they like and what they look for; or none."""
        if not (person.persona or self.chance.likely(0.72)):
            return None
        bios = self.listed["bios"]
        if person.name.abroad:
            return " ".join(self._say(person, [pattern]) for pattern in bios["english"])
        parts = [bios["past"], bios[self._state(person).lower()]]
        parts += [bios[part] for part in ("life", "call") if person.persona or self.chance.likely(0.75)]
        return self.chance.choice(("", "", "\n")).join(self._say(person, part) for part in parts)

    def _state(self, person: Person) -> str:
        if person.kind is MemberKind.EMPLOYEE:
            return "EMPLOYEE"
        if any(position.ended is None for position in person.career.positions):
            return "ALUMNUS"
        return "RETIRED" if person.joined_at.year - person.career.fiscal > RETIRED_AFTER else "FREE"

    def _say(self, person: Person, patterns: list[str]) -> str:
        return self.phrases.say(self.phrases.draw(patterns), vocabulary(person).__getitem__)
