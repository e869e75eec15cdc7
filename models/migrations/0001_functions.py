"""Extensions and the functions that columns are computed with."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SQL = r"""
create extension if not exists btree_gist;
create extension if not exists intarray;
create extension if not exists pg_trgm;

-- The number that sets of attributes are kept in.
create sequence attribute_keys as int;

-- A text as it is compared and sorted: NFKC, lower case, hiragana as katakana.
create function enishi_fold(written text) returns text
language sql immutable strict parallel safe
return translate(
    lower(normalize(written, NFKC) collate pg_c_utf8),
    'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ',
    'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ'
);

-- The folded text, escaped so that it can stand in a LIKE pattern.
create function enishi_pattern(typed text) returns text
language sql immutable strict parallel safe
return regexp_replace(enishi_fold(typed), '([\\%_])', '\\\1', 'g');

-- A list of texts as one; array_to_string is only stable, though for texts nothing can change its answer.
create function enishi_join(texts text[]) returns text
language plpgsql immutable strict parallel safe
as $$ begin return array_to_string(texts, ' '); end $$;

-- The first day that a PartialDate ("2019", "2019-04", "2019-04-01") can mean.
create function enishi_first_day(partial text) returns date
language sql immutable strict parallel safe
return make_date(
    substr(partial, 1, 4)::int,
    coalesce(nullif(substr(partial, 6, 2), ''), '1')::int,
    coalesce(nullif(substr(partial, 9, 2), ''), '1')::int
);

-- Stands where a value must be and is not; the operation is then answered field by field, with the proper error.
create function enishi_absent(place text) returns text
language plpgsql stable
as $$ begin raise exception 'nothing where something must be: %', place using errcode = 'EN001'; end $$;
"""

REVERSE = """
drop function enishi_absent, enishi_pattern, enishi_first_day, enishi_join, enishi_fold;
drop sequence attribute_keys;
"""


class Migration(migrations.Migration):
    """Comes before the tables, whose computed columns use what it makes."""

    dependencies: list[tuple[str, str]] = []
    initial = True
    operations = [ops.RunSQL(SQL, REVERSE)]
