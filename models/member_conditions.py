"""What can be asked of members, and of one member: the conditions of the directory's filter and of segments.

Templates in the language of ``models/table.py``; ``{value}`` is what is asked for. ``{it}`` is the member, of whom only
what the viewer may see counts.
"""

from dataclasses import dataclass

from models.search import FOUND


@dataclass(frozen=True)
class Having:
    """That a member has such a row: as a search asks it of everybody at once, and as it is asked of one member."""

    rows: str
    member: str
    where: str

    @property
    def sought(self) -> str:
        """For many members: their rows are gathered once."""
        return f"{{it}}.id in (select {self.member} from {self.rows} where {self.where})"

    @property
    def asked(self) -> str:
        """For one member: only their rows are looked at."""
        return f"exists(select from {self.rows} where {self.member} = {{it}}.id and {self.where})"


ALL_KEYS = "@> array(select a.key from attributes a where a.id = any({value}))"
HOLDS_ALL = (
    "cardinality({value}) = (select count(*) from attributes a where a.id = any({value}) and a.network_id = {network})"
    f" and {{it.attribute_keys}} {ALL_KEYS}"
)
ANY_KEY = "&& array(select a.key from attributes a where a.id = any({value}) and a.network_id = {network})"
HOLDS_ANY = f"{{it.attribute_keys}} {ANY_KEY}"
AT_OR_IN = (
    "&& array(with recursive places(id, key) as (select a.id, a.key from attributes a"
    " where a.id = {value} and a.network_id = {network} union select a.id, a.key from attributes a"
    " join places on a.parent_id = places.id and a.network_id = {network}) select key from places)"
)
IS_AT = f"{{it.attribute_keys}} {AT_OR_IN}"
NAMED = "{it}.name_fold like (select '%' || enishi_pattern({value}) || '%')"
OF_KIND = "{it}.kind = any({value})"
IN_DEPARTMENT = Having(
    "employments e",
    "e.member_id",
    "e.network_id = {network} and e.department_id = {value} and {visible:Employment:e:member}",
)
OF_COHORT = Having(
    "employments e", "e.member_id", "e.network_id = {network} and e.cohort = {value} and {visible:Employment:e:member}"
)
IN_INDUSTRY = Having(
    "positions p",
    "p.member_id",
    "p.network_id = {network} and p.industry_id = {value} and p.ended is null and {visible:Position:p:member}",
)
# Works today at the company of this name, whatever its legal form and however it is written.
WORKS_AT = Having(
    "positions work",
    "work.member_id",
    "work.network_id = {network} and work.ended is null"
    " and work.company_key = enishi_company({value}) and work.company_key <> '' and {visible:Position:work:member}",
)
# What a segment can ask, by the column of `segments` that holds the value: what a member is, not whom they know.
OF_SEGMENT = {
    "named": NAMED,
    "searched": FOUND,
    "kinds": OF_KIND,
    "all_of": HOLDS_ALL,
    "any_of": HOLDS_ANY,
    "department_id": IN_DEPARTMENT.asked,
    "cohort": OF_COHORT.asked,
    "industry_id": IN_INDUSTRY.asked,
    "company": WORKS_AT.asked,
    "place_id": IS_AT,
}
