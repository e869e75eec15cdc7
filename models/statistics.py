"""Statistics: how many members have a value in common, of those whom the viewer sees with it.

Facets count what the viewer could count by filtering, so that nothing in them is secret; small cells stay out of
sight as statistics want it (domain.md), and so many of the next larger ones that the hidden ones are two at least
and five members together: a cell cannot be had as the total minus the rest.

Career statistics count those who agreed to it. What could be learnt of a person is the agreement, and whatever a
number tells that a page of the directory does not. So no count under five can be derived, however many are asked for:

1.  There are no filters, only bands of five years of joining, which are fixed and disjoint: a member is in one of them
    (by the first visible spell), or in the one of those who show none.
2.  A cell, a value within a band, counts those who agreed, but never all whom the viewer sees in it: one less where
    everybody agreed. So no number says of anybody whom one sees there that they agreed, and all that is derived from
    the cells says it neither.
3.  A cell shows its count rounded down to a multiple of five, and nothing where that is 0. So each cell tells
    ``low <= count <= low + 4``, and each one under five tells the same: 0 to 4.
4.  The number for all bands, rounded down alike, is at most ``sum of the lows + 4 * (bands - 1)``, where the bands are
    those that show any cell. Be a cell anything from 0 to 4: the others of its value have room enough within their
    fives to make up for it, so the numbers shown would be the same.
5.  There are no totals over values, no shares and no "others": no sum links the cells of different values. That
    nothing is shown for a value says neither that there are few nor that there is nobody.
6.  The viewer is not counted: one cannot come and go oneself to find where a number turns.

What remains: a number moves by five when somebody's change crosses a multiple of five, which tells who watches all
the time and knows that only one has changed that this one agreed to be counted; whoever blocks members, and so takes
them out of their own numbers, or reads with others whose sight differs, can do as much. Who sees no more members in
the other bands than their numbers say has less room to leave for a small cell, and may learn that some of those whom
one sees in it agreed, but not who. That fewer than all agreed can be seen where many show a value and few are counted.
The value itself is one that they may see. The name of a company is written as most of those who show it write it.
"""

from models.table import View

SMALLEST = 5  # cells under it are not shown
BAND_YEARS = 5

# In rules and filters aliases are single letters or words: ``who`` is none of them.
FOUND = "who.network_id = {network} and {visible:Member:who} and ({filter:who})"
SPELLS = f"members who join employments e on e.member_id = who.id where {FOUND} and {{visible:Employment:e:member}}"
PLACES = (
    f"members who join positions p on p.member_id = who.id where {FOUND} and p.ended is null"
    " and {visible:Position:p:member}"
)
# Of all kinds the arrays beside the members are quicker to count, of some kinds the rows of these.
HELD = (
    "select a.id as value, counted.members from (select held.key, count(*) as members"
    f" from members who, unnest({{who.attribute_keys}}) held(key) where {FOUND} group by held.key) counted"
    " join attributes a on a.key = counted.key"
)


def held(where: str) -> str:
    """How many members have each attribute of some kinds."""
    return (
        "select h.attribute_id as value, count(*) as members from members who"
        " join member_attributes h on h.member_id = who.id join attributes a on a.id = h.attribute_id"
        f" where {FOUND} and {where} and {{visible:Attribute:a}} and {{visible:MemberAttribute:h:member:attribute}}"
        " group by h.attribute_id"
    )


def once_each(value: str, rows: str) -> str:
    """How many members have each value in these rows, each member once."""
    return (
        f"select each.value, count(*) as members from (select distinct {value} as value, who.id from {rows}"
        f" and {value} is not null) each group by each.value"
    )


def by_attribute(counted: str) -> str:
    """The cells of values that are attributes."""
    return (
        f"select a.id as attribute_id, a.label_ja as label, counted.members from ({counted}) counted"
        f" join attributes a on a.id = counted.value and a.network_id = {{network}}"
        f" where {{visible:Attribute:a}}"
    )


def by_word(counted: str) -> str:
    """The cells of values that are words or numbers."""
    return f"select null::uuid as attribute_id, counted.value::text as label, counted.members from ({counted}) counted"


COMPANIES = (
    "select mode() within group (order by each.written) as value, count(*) as members"
    f" from (select p.company_key, who.id, min(p.company) as written from {PLACES} and p.company_key <> ''"
    " group by p.company_key, who.id) each group by each.company_key"
)
CELLS = {
    "ATTRIBUTE": by_attribute(
        f"{HELD} where {{kinds}}::text[] is null union all {held('a.kind = any({kinds}::text[])')}"
    ),
    "DEPARTMENT": by_attribute(once_each("e.department_id", SPELLS)),
    "COHORT": by_word(once_each("e.cohort", SPELLS)),
    "INDUSTRY": by_attribute(once_each("p.industry_id", PLACES)),
    "COMPANY": by_word(COMPANIES),
    "PLACE": by_attribute(held("a.kind = 'PLACE'")),
    "KIND": by_word(f"select who.kind as value, count(*) as members from members who where {FOUND} group by who.kind"),
}


def shown(by: str, judged: str, suppressed: str = "") -> str:
    """One row for all cells that are shown, the largest first."""
    order = 'order by judged.members desc, judged.label collate "C", judged.attribute_id'
    kept = "filter (where not judged.hidden)"
    lists = ", ".join(
        f"coalesce(array_agg(judged.{column}{type_} {order}) {kept}, '{{}}') as {name}"
        for column, type_, name in (
            ("attribute_id", "", "attribute_ids"),
            ("label", "::text", "labels"),
            ("members", "::int", "counts"),
        )
    )
    return (
        f"select '{by}'::text as by, {lists}, (count(*) {kept})::int as cell_count{suppressed} from ({judged}) judged"
    )


def judged(cells: str) -> str:
    """The cells, and which of them are hidden: the small ones and their complement."""
    return (
        f"select ranked.*, ranked.least < {SMALLEST} and (ranked.members < {SMALLEST} or ranked.place <= 2"
        f" or ranked.before < {SMALLEST}) as hidden from (select cell.*, min(cell.members) over () as least,"
        " row_number() over upwards as place, sum(cell.members) over upwards - cell.members as before"
        f' from ({cells}) cell window upwards as (order by cell.members, cell.label collate "C", cell.attribute_id'
        " rows unbounded preceding)) ranked"
    )


LISTS = {"by": "text", "attribute_ids": "uuid[]", "labels": "text[]", "counts": "int4[]", "cell_count": "int4"}

Facets = View(
    name="MemberFacets",
    # Whoever asks chooses one of them by the column ``by``, and PostgreSQL plans no other.
    select=tuple(
        shown(by, judged(cells), ", coalesce(bool_or(judged.hidden), false) as suppressed")
        for by, cells in CELLS.items()
    ),
    columns={**LISTS, "suppressed": "bool"},
)

JOINED = (
    "(select e.member_id, min(e.cohort) as cohort from employments e where e.network_id = {network}"
    " and {visible:Employment:e:member} group by e.member_id) joined"
)
WHO = f"who.id, who.in_statistics as agreed, joined.cohort - joined.cohort % {BAND_YEARS} as band"
ALUMNI = "who.network_id = {network} and who.kind = 'ALUMNUS' and who.id <> {viewer} and {visible:Member:who}"
WORKING = (
    f"members who join positions p on p.member_id = who.id left join {JOINED} on joined.member_id = who.id"
    f" where {ALUMNI} and p.ended is null and {{visible:Position:p:member}}"
)
# Where all whom the viewer sees went, and whether they agreed to be counted.
WENT = {
    "INDUSTRY": f"select distinct {WHO}, p.industry_id as value from {WORKING} and p.industry_id is not null",
    "OCCUPATION": (
        f"select {WHO}, a.id as value from members who left join {JOINED} on joined.member_id = who.id"
        " join member_attributes h on h.member_id = who.id join attributes a on a.id = h.attribute_id"
        f" where {ALUMNI} and a.kind = 'OCCUPATION' and {{visible:Attribute:a}}"
        " and {visible:MemberAttribute:h:member:attribute}"
    ),
    "COMPANY": (
        f"select {WHO}, p.company_key as value, min(p.company) as written from {WORKING}"
        " and p.company_key <> '' group by who.id, joined.cohort, p.company_key"
    ),
    "PLACE": f"select distinct {WHO}, p.place_id as value from {WORKING} and p.place_id is not null",
}


def rounded(number: str) -> str:
    """The next multiple of five from above."""
    return f"({number}) - ({number}) % {SMALLEST}"


def career(by: str, went: str) -> str:
    """One row for the cells of a band, or of all, that are shown."""
    counted = "least(count(*) filter (where went.agreed), count(*) - 1)"
    banded = (
        f"select went.value, went.band, {counted} as members, {rounded(counted)} as low"
        " from went group by went.value, went.band"
    )
    # Nobody joined before the year 0: those of no band are one more.
    bands = "(select count(distinct coalesce(banded.band, -1)) from banded where banded.low > 0)"
    most = f"sum(banded.low) + {SMALLEST - 1} * ({bands} - 1)"
    in_all = f"least({rounded('sum(banded.members)')}, {rounded(most)})"
    in_band = f"sum(banded.low) filter (where banded.band = {rounded('{joined}::int')})"
    cell = (
        f"select banded.value, case when {{joined}}::int is null then {in_all} else {in_band} end as members"
        " from banded group by banded.value"
    )
    named = (
        "select named.written as value, cell.members"
        " from (select went.value, mode() within group (order by went.written) as written"
        " from went group by went.value)"
        f" named join ({cell}) cell on cell.value = named.value"
    )
    cells = by_word(named) if by == "COMPANY" else by_attribute(cell)
    large = f"select cell.*, false as hidden from ({cells}) cell where cell.members >= {SMALLEST}"
    return f"with went as materialized ({went}), banded as materialized ({banded}) {shown(by, large)}"


CareerStats = View(
    name="CareerStats",
    select=tuple(career(by, went) for by, went in WENT.items()),
    columns=LISTS,
)

Cells = View(
    name="Cells",
    select=(
        "select cell.place, cell.attribute_id, cell.label, cell.members,"
        " case when {self}.by = 'COHORT' then cell.label::int end as cohort,"
        " case when {self}.by = 'COMPANY' then cell.label end as company,"
        " case when {self}.by = 'KIND' then cell.label end as kind"
        " from unnest({self}.attribute_ids, {self}.labels, {self}.counts)"
        " with ordinality cell(attribute_id, label, members, place)"
    ),
    columns={
        "place": "int8",
        "attribute_id": "uuid",
        "label": "text",
        "members": "int4",
        "cohort": "int4",
        "company": "text",
        "kind": "text",
    },
)
