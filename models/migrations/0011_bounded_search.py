"""Search, bounded: the index is asked for less than all hits of a class; and spells are found by their own index."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SEARCH = """
-- What to ask the index: 0 for every hit, else for every hit of one class and as few others as the index can tell: 1 for
-- whole names and parts of names, 2 for beginnings, 3 for anything in names, 4 for anything. Whole names and parts the
-- index knows for certain; of what is longer than a pair of letters it knows the pairs. A word that names more
-- attributes than can be looked up one by one is not looked up: all members are candidates.
-- In this language, for what is planned in it stays planned from one search to the next.
create or replace function enishi_search_query(network uuid, typed text, class int) returns tsquery
language plpgsql stable strict parallel safe as $$
declare
    mark text := right(network::text, 6);
    words text[] := enishi_search_words(typed);
    longest int := (select max(char_length(word)) from unnest(words) word);
    whole text := quote_literal(mark || '^' || left(enishi_search_fold(typed), 600) || '|');
    parts text;
    starts text;
    anywhere text;
    anything text;
begin
    if words = '{}' then
        return null;
    end if;
    select string_agg(quote_literal(mark || '^' || word), '&'), string_agg(enishi_search_term(' ' || word, mark), '&'),
        string_agg(enishi_search_term(word, mark), '&')
    into parts, starts, anywhere from unnest(words) word;
    if class in (0, 4) then
        anything := (
            select string_agg(case when cardinality(keys) > 64 then quote_literal(mark || '*') else '(' || concat_ws('|',
                enishi_search_term(word, mark), enishi_search_term(word, mark || '~'),
                (select string_agg(quote_literal(mark || '=' || key), '|') from unnest(keys) key)) || ')' end, '&')
            from enishi_search_wanted(network, typed));
    end if;
    return (case class
        when 0 then anything || '|' || whole
        when 1 then parts || '|' || whole
        when 2 then starts || '&!(' || parts || ')&!' || whole
        when 3 then anywhere || '&!' || whole || case when longest = 1 then '&!(' || starts || ')' else '' end
        else '(' || anything || ')&!' || whole || case when longest <= 2 then '&!(' || anywhere || ')' else '' end
    end)::tsquery;
end $$;
"""

# As it was in 0005.
SEARCH_BEFORE = """
create or replace function enishi_search_query(network uuid, typed text, class int) returns tsquery
language sql stable strict parallel safe
begin atomic
    select (case class
        when 1 then string_agg(quote_literal(mark || '^' || word), '&')
            || '|' || quote_literal(min(mark) || '^' || left(enishi_search_fold(typed), 600) || '|')
        when 2 then string_agg(enishi_search_term(' ' || word, mark), '&')
        when 3 then string_agg(enishi_search_term(word, mark), '&')
        else string_agg(case when cardinality(keys) > 64 then quote_literal(mark || '*') else '(' || concat_ws('|',
            enishi_search_term(word, mark), enishi_search_term(word, mark || '~'),
            (select string_agg(quote_literal(mark || '=' || key), '|') from unnest(keys) key)) || ')' end, '&')
            || '|' || quote_literal(min(mark) || '^' || left(enishi_search_fold(typed), 600) || '|')
        end)::tsquery
    from enishi_search_wanted(network, typed), right(network::text, 6) mark having count(*) > 0;
end;
"""

# The planner takes the index of this constraint to find the spells of one member, which takes it sixty times as long
# as the index that is made for it. By an expression it does not know it.
SPELLS = """
alter table employments drop constraint employments_do_not_overlap;
alter table employments add constraint employments_do_not_overlap
    exclude using gist (uuid_send(member_id) with =, spell with &&);
alter table roster_spells drop constraint roster_spells_do_not_overlap;
alter table roster_spells add constraint roster_spells_do_not_overlap
    exclude using gist (uuid_send(entry_id) with =, spell with &&);
"""
SPELLS_BEFORE = """
alter table employments drop constraint employments_do_not_overlap;
alter table employments add constraint employments_do_not_overlap exclude using gist (member_id with =, spell with &&);
alter table roster_spells drop constraint roster_spells_do_not_overlap;
alter table roster_spells add constraint roster_spells_do_not_overlap
    exclude using gist (entry_id with =, spell with &&);
"""


class Migration(migrations.Migration):
    """Changes no value."""

    dependencies = [("models", "0010_ceilings")]

    initial = False

    operations = [ops.RunSQL(SEARCH, SEARCH_BEFORE), ops.RunSQL(SPELLS, SPELLS_BEFORE)]
