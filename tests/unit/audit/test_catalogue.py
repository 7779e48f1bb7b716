"""Each named query is SQL that Athena answers as it stands, and means the same elsewhere."""

import re

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from receipts.audit.catalogue import named_queries
from receipts.errors import ConfigError
from receipts.local.athena_partitions import mentions
from schemas.athena import TABLES

QUERIES = named_queries()
PARTITIONS = {table.name: {name for name, _ in table.partitions} for table in TABLES}
EVERYTHING = {
    "period": "2024-09",
    "since": "2024-08",
    "customer_key": "c" * 32,
    "run": "d" * 32,
    "above": "-1.5",
}
each_query = pytest.mark.parametrize("name", QUERIES)


def parsed(name: str) -> exp.Query:
    return sqlglot.parse_one(QUERIES[name].filled(EVERYTHING), dialect="athena")


def test_people_ask_at_least_twelve_things():
    assert len(QUERIES) >= 12


@each_query
def test_a_query_is_one_that_reads(name):
    statements = sqlglot.parse(QUERIES[name].text, dialect="athena")

    assert [isinstance(statement, exp.Query) for statement in statements] == [True]


@each_query
def test_a_query_says_what_it_answers_and_what_it_is_told(name):
    query = QUERIES[name]

    head = [line for line in query.text.splitlines() if line.startswith("--")]

    assert query.answers.endswith(".")
    assert len(query.answers) <= 130
    assert query.text.startswith("\n".join(head))
    # In a console each ? outside of a comment asks for a value.
    assert "?" not in "".join(head)
    assert len(query.parameters) == query.text.count("?")


@each_query
def test_parameters_stand_where_athena_allows_them(name):
    ast = sqlglot.parse_one(QUERIES[name].text, dialect="athena")

    places = list(ast.find_all(exp.Placeholder))

    # https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
    assert all(place.find_ancestor(exp.Where, exp.Select).key == "where" for place in places)


@each_query
def test_a_query_means_the_same_on_every_engine(name):
    ast = parsed(name)

    counted = [star for star in ast.find_all(exp.Star) if isinstance(star.parent, exp.Count)]

    # Decimals divide and average to another number of digits on each engine.
    assert list(ast.find_all(exp.Div, exp.Avg)) == []
    assert list(ast.find_all(exp.Star)) == counted


@each_query
def test_every_partition_is_named_in_the_text(name):
    for mention in mentions(parsed(name)):
        named = {condition.column for condition in mention.conditions}

        assert named >= PARTITIONS[mention.table]


@each_query
def test_the_order_of_the_rows_is_said(name):
    assert parsed(name).args.get("order") is not None


@each_query
def test_columns_are_those_of_the_contracts(name):
    columns = {t.name: {*t.schema.names, *PARTITIONS[t.name], "$path"} for t in TABLES}

    for scope in traverse_scope(parsed(name)):
        stored = {
            alias: source.name
            for alias, (_, source) in scope.selected_sources.items()
            if isinstance(source, exp.Table)
        }
        for column in scope.columns:
            if column.table in stored:
                assert column.name in columns[stored[column.table]]


def test_what_stands_is_said_in_the_same_words_everywhere():
    texts = [query.text for query in QUERIES.values() if "bills AS (" in query.text]

    beginnings = {
        re.search(r"WITH fates AS .*?AS standing\n.*?\n\)", t, re.DOTALL)[0] for t in texts
    }

    assert len(texts) > 10
    assert len(beginnings) == 1


@each_query
def test_every_value_is_in_its_place(name):
    text = QUERIES[name].filled(EVERYTHING)

    literals = re.findall(
        r"'([^']*)'", "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    )
    told = [literal for literal in literals if literal in EVERYTHING.values()]
    assert told == [EVERYTHING[parameter] for parameter in QUERIES[name].parameters]


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("fates", "period", "2024-13"),
        ("fates", "period", "2024-09' OR '1' = '1"),
        ("fates", "period", "2024-09\n"),
        ("fates", "period", "٢٠٢٤-٠٩"),
        ("customer-receipt", "customer_key", "CUST001"),
        ("customer-receipt", "customer_key", "C" * 32),
        ("run-proof", "run", "d" * 31),
        ("customers-above", "above", "1e3"),
        ("customers-above", "above", "1') OR (true"),
    ],
)
def test_only_values_of_their_form_get_into_a_query(name, parameter, value):
    with pytest.raises(ConfigError, match=parameter):
        QUERIES[name].filled(EVERYTHING | {parameter: value})
