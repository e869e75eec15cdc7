"""Statements as people read them: a line for each clause, indented by the subquery it belongs to."""

import re

WORDS = re.compile(
    r"'(?:[^']|'')*'"  # strings stay whole
    r"|\(|\)"
    r"|\b(?:union all select|select|from|where|and|order by|limit|group by"
    r"|(?:cross join lateral|left join lateral|left join|join)|when|else|end|with)\b"
    r"|[^'()\s]+|\s+"
)
JOINS = {"cross join lateral", "left join lateral", "left join", "join"}
CLAUSES = {"union all select", "from", "where", "order by", "limit", "group by", *JOINS}
STEP = "  "


def pretty(sql: str) -> str:
    """The statement with line breaks and indentation; nothing but white space differs."""
    out: list[str] = []
    # For each open bracket: does it hold a subquery?
    open_brackets: list[bool] = []
    words = WORDS.findall(sql)
    for i, word in enumerate(words):
        if word == "(":
            subquery = i + 1 < len(words) and words[i + 1] in ("select", "with")
            open_brackets.append(subquery)
            out.append("(" + (line(open_brackets) if subquery else ""))
        elif word == ")":
            subquery = open_brackets.pop() if open_brackets else False
            out.append((line(open_brackets) if subquery else "") + ")")
        elif breaks(word, open_brackets):
            out.append(line(open_brackets) + word)
        else:
            out.append(" " if word.isspace() else word)
    return re.sub(r" *\n", "\n", "".join(out)).strip() + "\n"


def breaks(word: str, open_brackets: list[bool]) -> bool:
    """Does a line begin here? Clauses do, and conditions, unless a plain bracket is open."""
    return (word in CLAUSES or word == "and") and (not open_brackets or open_brackets[-1])


def line(open_brackets: list[bool]) -> str:
    """A new line at the depth of the open subqueries."""
    return "\n" + STEP * sum(open_brackets)
