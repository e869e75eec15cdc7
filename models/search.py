"""Searching members by a typed text: what is a hit for this viewer, and the best hits in one statement.

Templates in the language of ``models/table.py``; ``{value}`` is the typed text. The index finds candidates, among them
members whom the viewer may not find by this text. So every hit is confirmed by FOUND, which looks at a value that has
an audience through its guard only. Names have none: whoever sees a member sees them.

The *relevance* of a hit is 0 where the text is a whole name, 1 where its words are parts of names, 2 where they begin
such parts, 3 where they are anywhere in names, and 4 where they are in other texts; of several words the worst counts.
"""

from dataclasses import dataclass

TOKENS = (
    "enishi_search_tokens({it}.network_id, {it}.name_search, {it}.former_search, {it}.headline_search,"
    " {it}.searched_companies, {it}.attribute_keys)"
)
WANTED = "enishi_search_wanted({network}, {value})"
FOUND = (
    # The pattern is a subselect, and so folded once and not for each member.
    "({it}.name_search like (select '% ' || enishi_search_fold({value}) || '|%')"
    f" or not exists(select from {WANTED} w where (strpos({{it}}.name_search, w.word) > 0"
    " or strpos({it.former_search}, w.word) > 0 or strpos({it.headline_search}, w.word) > 0"
    " or {it.attribute_keys} && w.keys"
    " or exists(select from positions p where p.member_id = {it}.id and strpos(p.company_search, w.word) > 0"
    # What is hidden is null, and null is not found.
    " and {visible:Position:p:member})) is not true))"
)
# What is found looks like this. It tells nothing to anybody: FOUND is asked of those for whom it holds.
POSSIBLE = (
    "not exists(select from wanted w where (strpos(m.name_search, w.word) > 0 or strpos(m.former_search, w.word) > 0"
    " or strpos(m.headline_search, w.word) > 0 or strpos(m.searched_companies, w.word) > 0"
    " or m.attribute_keys && w.keys) is not true)"
)
# The filter: every word is in a text of the member that the viewer may see. A text without a word finds nobody. The
# index is asked apart, for where the candidates lie: beside another index, or a condition that many pass, PostgreSQL
# would make the tokens of each member anew, a millisecond each.
CANDIDATES = (
    "{it}.ctid = any(array(select candidate.ctid from members candidate"
    f" where {TOKENS.replace('{it}', 'candidate')} @@ enishi_search_query({{network}}, {{value}}, 0)))"
)

# How many members are looked at one after the other, in the order of the page, before the index is asked. What many
# have is soon met on such a walk, where the index would bring thousands to sort; what few have it brings at once.
# Names are read from the index that is walked (members_by_name_read), other texts from the members. Longer texts than
# SHORT are in few names.
WALKED = {2: 2000, 3: 2000, 4: 500}
SHORT = "(select letters from typed) <= 3"
# A pattern for the whole text, and one for each word: as a part of a name, as its beginning, as anything in it.
TYPED = (
    "select '% ' || enishi_search_fold({value}) || '|%' as whole, char_length(enishi_search_fold({value})) as letters,"
    " (select max(char_length(word)) from unnest(words) word) as longest,"
    " array(select '% ' || word || ' %' from unnest(words) word) as parts,"
    " array(select '% ' || word || '%' from unnest(words) word) as starts,"
    " array(select '%' || word || '%' from unnest(words) word) as anywhere"
    " from enishi_search_words({value}) words where words <> '{}'"
)
NAMES = "{it}.name_search like"
WHOLE = f"{NAMES} (select whole from typed)"
PARTS, STARTS, ANYWHERE = (
    f"{NAMES} all((select {name} from typed)::text[])" for name in ("parts", "starts", "anywhere")
)
# The relevance of one member; 0 where nothing is typed.
RELEVANT = (
    f"coalesce((select case when {NAMES} typed.whole then 0 when {NAMES} all(typed.parts) then 1"
    f" when {NAMES} all(typed.starts) then 2 when {NAMES} all(typed.anywhere) then 3 else 4 end"
    f" from ({TYPED}) typed), 0)"
)
RANKED = {
    1: "true",  # the index knows whole names and parts for certain
    2: f"{STARTS} and not ({WHOLE} or {PARTS})",
    3: f"{ANYWHERE} and not ({WHOLE} or {STARTS})",
    4: f"not ({WHOLE} or {ANYWHERE})",
}
# What of that the index does not know, which knows whole names and parts, and letters and pairs of them. It is asked of
# those who come to be looked at, not of all candidates.
LONGEST = "(select longest from typed)"
UNKNOWN = {
    1: "true",
    2: f"({LONGEST} = 1 or {STARTS})",
    3: f"({LONGEST} <= 2 or {ANYWHERE}) and ({LONGEST} = 1 or not {STARTS})",
    4: f"({LONGEST} <= 2 or not {ANYWHERE})",
}
RELEVANCE = f"case when {WHOLE} then 0 else 1 end"
FIRST, LAST = (
    ("''", "'00000000-0000-0000-0000-000000000000'"),
    ("chr(1114111)", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
)


@dataclass(frozen=True)
class Hits:
    """A page of hits as it is asked for; everything is a template of SQL.

    ``conditions`` is the rule and whatever else must hold of ``{it}``; ``limit`` is how many are wanted; ``beyond``
    are the relevance, sort_name and id of the hit beyond which the page begins, in its direction.
    """

    conditions: str
    limit: str
    beyond: tuple[str, str, str] | None = None
    backwards: bool = False

    @property
    def select(self) -> str:
        """The SELECT of the hits in order: the id of each, and the keys of the order."""
        classes = sorted((1, *WALKED), reverse=self.backwards)
        steps = [f"typed as materialized ({TYPED})", f"wanted as materialized (select * from {WANTED})"]
        earlier = "0"
        for number in classes:
            wanted = f"{earlier} < {self.limit}{self._reaches(number)}"
            if number in WALKED:
                steps.append(f"walk{number} as materialized ({self._walk(number, wanted)})")
                wanted += f" and (select count(*) from walk{number}) < {self.limit}"
            steps.append(f"hits{number} as materialized ({self._hits(number, wanted)})")
            earlier += f" + (select count(*) from hits{number})"
        found = " union all ".join(f"select * from hits{number}" for number in classes)
        return f"with {', '.join(steps)} select * from ({found}) hits{self._order('hits', 1)} limit {self.limit}"

    def _walk(self, number: int, wanted: str) -> str:
        """Those of a class among the next members."""
        bounds = ""
        if self.beyond:
            relevance, *keys = self.beyond
            ends = LAST if self.backwards else FIRST
            starts = (
                f"case when {relevance} = {number} then {key} else {end} end"
                for key, end in zip(keys, ends, strict=True)
            )
            bounds = f" and (m.sort_name, m.id) {self._sign} ({', '.join(starts)})"
        order = self._order("m", 2)
        members = f"from members m where m.network_id = {{network}}{bounds}{order} limit {WALKED[number]}"
        if number == max(WALKED):
            near = f"(select m.* from (select m.* {members}) m where {POSSIBLE} offset 0) {{it}}"
            held = f"{wanted} and {RANKED[number]} and {self._confirmed(number)}"
            columns = f"{{it}}.id, {number} as relevance, {{it}}.sort_name"
            return f"select {columns} from {near} where {held}{self._order('{it}', number)} limit {self.limit}"
        names = f"(select m.id, m.sort_name, m.name_search {members}) {{it}}"
        named = f"{names} where {SHORT} and {wanted} and {RANKED[number]}"
        # The order is said again: without it the planner forgets that the walk has it, and sorts what it finds.
        return self._checked(number, f"select {{it}}.id, {{it}}.sort_name from {named}{self._order('{it}', 2)}")

    def _hits(self, number: int, wanted: str) -> str:
        """The hits of a class: those of the walk where they fill the page, else those of the index."""
        query = f"{TOKENS} @@ enishi_search_query({{network}}, {{value}}, {number})"
        rank = "" if number in WALKED else f"{RELEVANCE} as relevance, "
        candidates = (
            f"select {{it}}.id, {rank}{{it}}.sort_name from members {{it}} where {wanted} and {query}"
            f" and {{it}}.network_id = {{network}}{self._seek(number)}"
        )
        ordered = f"select * from ({candidates}) c{self._order('c', number)}"
        confirmed = self._checked(number, ordered, f"{UNKNOWN[number]} and ")
        if number not in WALKED:
            return confirmed
        walked = f"select * from walk{number} where (select count(*) from walk{number}) >= {self.limit}"
        return f"{walked} union all ({confirmed})"

    def _checked(self, number: int, candidates: str, unknown: str = "") -> str:
        """As many of the candidates as are wanted, which come in order: the others are not looked at."""
        rank = number if number in WALKED else "k.relevance"
        member = "lateral (select * from members where id = k.id offset 0) {it}"
        return (
            f"select k.id, {rank} as relevance, k.sort_name from ({candidates} offset 0) k, {member}"
            f" where {unknown}{self._confirmed(number)}{self._order('k', number)} limit {self.limit}"
        )

    def _confirmed(self, number: int) -> str:
        """What must hold of a hit of a class beside its rank."""
        return f"{FOUND.replace(WANTED, 'wanted')} and {self.conditions}" if number == max(WALKED) else self.conditions

    def _reaches(self, number: int) -> str:
        """That the page reaches into a class; the first class holds two relevances."""
        if not self.beyond:
            return ""
        if self.backwards:
            return f" and {self.beyond[0]} >= {number if number in WALKED else 0}"
        return f" and {self.beyond[0]} <= {number}"

    def _seek(self, number: int) -> str:
        if not self.beyond:
            return ""
        relevance = number if number in WALKED else RELEVANCE
        return f" and ({relevance}, {{it}}.sort_name, {{it}}.id) {self._sign} ({', '.join(self.beyond)})"

    @property
    def _sign(self) -> str:
        return "<" if self.backwards else ">"

    def _order(self, alias: str, number: int) -> str:
        """The order of a page; within all classes but the first the relevance is one."""
        keys = ("sort_name", "id") if number in WALKED else ("relevance", "sort_name", "id")
        return " order by " + ", ".join(f"{alias}.{key}{' desc' if self.backwards else ''}" for key in keys)
